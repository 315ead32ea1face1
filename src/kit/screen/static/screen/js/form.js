// What a person writes is never lost: fields of data-draft-form are kept on this machine until they are accepted.
import { onLoad, say } from "./dom.js";

const PREFIX = "cv-draft:";
const DAY_MS = 86400000;

const done = new WeakSet();
const keyOf = (form) => `${PREFIX}${location.pathname}:${form.dataset.draftForm || form.id || form.getAttribute("action") || ""}`;
const kept = (form) => [...form.elements].filter((field) => field.name && (field.matches("textarea") || field.dataset.draft !== undefined));

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function keep(form, sent = false) {
  const fields = Object.fromEntries(kept(form).filter((field) => field.value.trim() && field.value !== field.defaultValue).map((field) => [field.name, field.value]));
  try {
    if (Object.keys(fields).length && !done.has(form)) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), page: location.pathname, sent, fields }));
    else localStorage.removeItem(keyOf(form));
  } catch {
    // A full or forbidden store: the text still stands in the field.
  }
}

// A draft that was sent is gone when the server answered the sending with a page that is not a refusal. After a lost
// network the person comes back by "back" or "reload", and the draft is still there.
function forgetSent() {
  if (document.body.dataset.problem !== undefined || !document.referrer) return;
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin) return;
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(key);
    if (draft?.sent && draft.page === from.pathname) localStorage.removeItem(key);
  }
}
forgetSent();

onLoad("form[data-draft-form]", (form) => {
  const draft = read(keyOf(form));
  if (draft && Date.now() - draft.at < 14 * DAY_MS) {
    let back = 0;
    for (const field of kept(form)) {
      if (draft.fields[field.name] && field.value === field.defaultValue) {
        field.value = draft.fields[field.name];
        back += 1;
      }
    }
    const place = form.querySelector("[data-draft-note]");
    if (back && place) place.textContent = `Phần viết dở lúc ${new Date(draft.at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })} đã được giữ.`;
  }
  let timer = null;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    done.delete(form);
    timer = setTimeout(() => keep(form), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form, true);
  });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form[data-draft-form]");
  if (!form || event.detail.requestConfig?.verb === "get") return;
  if (event.detail.successful) {
    done.add(form);
    localStorage.removeItem(keyOf(form));
    if (form.closest("dialog")) form.reset();
  } else {
    keep(form);
    say("Phần bạn viết đã được giữ.");
  }
});
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft-form]")) {
    if (!read(keyOf(form))?.sent) keep(form);
  }
});

// Focus: the summary of errors, else the first field in doubt.
onLoad("[data-focus], [data-start]", (element) => element.focus({ preventScroll: true }));
onLoad("[data-doubt]", (element) => {
  if (element === document.querySelector("[data-doubt]") && document.activeElement === document.body) element.focus({ preventScroll: true });
});

// Show or hide the password.
document.addEventListener("click", (event) => {
  const eye = event.target.closest?.("[data-reveal]");
  if (!eye) return;
  const field = document.getElementById(eye.dataset.reveal);
  field.type = field.type === "password" ? "text" : "password";
  eye.setAttribute("aria-pressed", String(field.type === "text"));
});

// Phrase chips write into the text they belong to: data-phrase="#id_text".
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-phrase]");
  if (!chip) return;
  const field = document.querySelector(chip.dataset.phrase);
  const words = chip.dataset.words ?? chip.textContent.trim();
  const at = field.selectionStart ?? field.value.length;
  const space = at > 0 && !/\s$/.test(field.value.slice(0, at)) ? " " : "";
  field.setRangeText(space + words, at, field.selectionEnd ?? at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Only one can lead: choosing a second moves the first to the next duty and says so. data-single="value:other".
document.addEventListener("change", (event) => {
  const scope = event.target.closest?.("[data-single]");
  if (!scope || event.target.type !== "radio") return;
  const [value, other] = scope.dataset.single.split(":");
  if (event.target.value !== value) return;
  for (const radio of scope.querySelectorAll(`input[type=radio][value="${CSS.escape(value)}"]:checked`)) {
    if (radio === event.target) continue;
    const moved = radio.closest("[role=radiogroup]").querySelector(`input[value="${CSS.escape(other)}"]`);
    moved.checked = true;
    moved.dispatchEvent(new Event("change", { bubbles: true }));
    say(`${radio.closest("[data-name]")?.dataset.name ?? "Nơi trước"} chuyển sang ${moved.nextElementSibling.textContent}.`);
  }
});
