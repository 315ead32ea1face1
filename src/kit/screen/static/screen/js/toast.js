// One message at a time at the foot of the window, eight seconds, longer under pointer or focus.
// Sources: [data-toast] elements that a page or fragment carries, or HX-Trigger {"cv:toast": {"text": "..."}}.
import { csrfToken } from "./dom.js";

const LIFE_MS = 8000;
const waiting = [];
let timer = null;
const place = document.getElementById("cv-toasts");

function icon(name) {
  const sheet = document.querySelector("use[href*='sprite']")?.getAttribute("href")?.split("#")[0] ?? "/static/icons/sprite.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "cv-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sheet}#${name}`);
  svg.append(use);
  return svg;
}

function close() {
  clearTimeout(timer);
  place.replaceChildren();
  if (place.matches(":popover-open")) place.hidePopover();
  const next = waiting.shift();
  if (next) draw(next);
}

function hold(box) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (box.matches(":hover, :focus-within")) hold(box);
    else close();
  }, LIFE_MS);
}

async function undo(url, box) {
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } }).catch(() => null);
  box.remove();
  toast({ text: answer?.ok ? "Đã hoàn tác." : "Không hoàn tác được nữa.", tone: answer?.ok ? "ok" : "bad" });
  if (answer?.ok) document.dispatchEvent(new CustomEvent("cv:undone", { detail: { url } }));
}

function draw({ text, tone = "ok", link, link_label: linkLabel = "Xem", undo: undoUrl }) {
  const box = document.createElement("div");
  box.className = `cv-toast cv-toast-${tone}`;
  const words = document.createElement("span");
  words.textContent = text;
  box.append(icon(tone === "bad" ? "alert-triangle" : "check"), words);
  if (undoUrl) {
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "Hoàn tác";
    back.addEventListener("click", () => undo(undoUrl, box), { once: true });
    box.append(back);
  } else if (link) {
    const see = document.createElement("a");
    see.href = link;
    see.textContent = linkLabel;
    box.append(see);
  }
  place.replaceChildren(box);
  if (place.showPopover && !place.matches(":popover-open")) place.showPopover();
  hold(box);
}

export function toast(message) {
  if (!place) return;
  if (place.firstElementChild && waiting.length < 3 && place.querySelector("button")?.textContent === "Hoàn tác") waiting.push(message);
  else draw(message);
}

function collect(root) {
  for (const source of root.querySelectorAll("[data-toast]")) {
    toast({ text: source.textContent.trim(), tone: source.dataset.toast || "ok", link: source.dataset.link, link_label: source.dataset.linkLabel, undo: source.dataset.undo });
    source.remove();
  }
}

collect(document);
document.addEventListener("htmx:afterSettle", () => collect(document));
document.addEventListener("htmx:oobAfterSwap", () => collect(document));
document.addEventListener("cv:toast", (event) => toast(event.detail));
