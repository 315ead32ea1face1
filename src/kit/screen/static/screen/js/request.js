// What every htmx request carries, and where a refusal is shown: in the open dialog, else under the top bar.
import { csrfToken } from "./dom.js";

document.addEventListener("htmx:configRequest", (event) => {
  const url = new URL(event.detail.path, document.baseURI);
  if (url.origin === location.origin && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

function alertPlace(element) {
  const dialog = element?.closest?.("dialog[open]") ?? document.querySelector("dialog[open]:not(.cv-palette)");
  return dialog?.querySelector("[data-alert]") ?? document.getElementById("cv-alert");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  const asked = requestConfig?.elt ?? elt;
  if (xhr.getResponseHeader("X-Error-Code")) {
    // A rule said no: the sentence must not replace the row or form it is about.
    event.detail.shouldSwap = true;
    event.detail.target = alertPlace(asked);
    event.detail.swapOverride = "innerHTML";
    return;
  }
  if (xhr.status >= 200 && xhr.status < 400) alertPlace(asked)?.replaceChildren();
});

function trouble(event, sentence) {
  const place = alertPlace(event.detail.elt);
  if (!place || event.detail.elt?.dataset.live !== undefined) return;
  const box = document.createElement("div");
  box.className = "cv-banner cv-banner-bad cv-banner-plain";
  const head = document.createElement("p");
  head.className = "cv-banner-head";
  head.textContent = sentence;
  box.append(head);
  place.replaceChildren(box);
}

document.addEventListener("htmx:sendError", (event) => trouble(event, "Chưa gửi được vì mất kết nối. Phần bạn viết vẫn còn; bấm lại khi có mạng."));
document.addEventListener("htmx:timeout", (event) => trouble(event, "Chưa có trả lời. Phần bạn viết vẫn còn; xin bấm lại."));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 500 && !xhr.getResponseHeader("X-Error-Code")) {
    trouble(event, "Chưa làm được việc này. Phần bạn viết vẫn còn. Thử lại, nếu vẫn lỗi xin báo người quản trị.");
  }
});

// Greyed actions and locked checkboxes keep their place and do nothing; a button that is asking is not pressed again.
document.addEventListener("click", (event) => {
  if (event.target.closest?.('[aria-disabled="true"], button[aria-busy="true"]')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
