// Keys are declared on the things they press: data-key="KeyB", "Ctrl+Enter", "Alt+KeyR", "KeyG KeyH".
// Single letters work outside fields only, can be switched off, and never fire while Vietnamese is being composed.
import { inField, visible } from "./dom.js";

const SEQUENCE_MS = 1200;
let first = null;
let firstAt = 0;

export function chord(event) {
  let text = event.code;
  if (event.shiftKey) text = `Shift+${text}`;
  if (event.altKey) text = `Alt+${text}`;
  if (event.ctrlKey || event.metaKey) text = `Ctrl+${text}`;
  return text.replace("NumpadEnter", "Enter");
}

export function lettersOn() {
  return document.documentElement.dataset.keys !== "off";
}

export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function holder(code) {
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  const scope = open ?? document;
  const found = [...scope.querySelectorAll(`[data-key="${CSS.escape(code).replaceAll("\\+", "+").replaceAll("\\ ", " ")}"]`)];
  return found.find((element) => visible(element) && !element.closest("[hidden]")) ?? null;
}

function press(element, event) {
  event.preventDefault();
  if (event.repeat) return;  // a key held down is one press
  if (element.getAttribute("aria-disabled") === "true") {
    element.focus();
    return;
  }
  if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event)) return;
  const code = chord(event);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const typing = inField(event.target);

  if (plain && (typing || !lettersOn() || event.target.closest?.("[popover]:popover-open") !== null)) {
    first = null;
    return;
  }
  if (plain && (code === "Space" || code === "Enter")) return;  // these belong to what has the focus

  if (plain && event.key === "?") {
    event.preventDefault();
    document.getElementById("cv-keys")?.dispatchEvent(new CustomEvent("cv:show"));
    return;
  }
  if (plain && first && event.timeStamp - firstAt < SEQUENCE_MS) {
    const second = holder(`${first} ${code}`);
    first = null;
    if (second) {
      press(second, event);
      return;
    }
  }
  if (plain && document.querySelector(`[data-key^="${code} "]`)) {
    first = code;
    firstAt = event.timeStamp;
    if (!holder(code)) return;
  }
  const target = holder(code);
  if (target) press(target, event);
});

// F6 moves between the panes of a page.
document.addEventListener("keydown", (event) => {
  if (event.code !== "F6") return;
  const panes = [...document.querySelectorAll("[data-pane]")].filter(visible);
  if (panes.length < 2) return;
  event.preventDefault();
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(here + (event.shiftKey ? -1 : 1) + panes.length) % panes.length];
  const first = ['[data-row-link][tabindex="0"]', ".cv-button-primary", 'a[href], button, input:not([type="hidden"]), [tabindex="0"]'];
  const target = first.map((one) => [...next.querySelectorAll(one)].find(visible)).find(Boolean) ?? next;
  if (target === next) next.tabIndex = -1;
  target.focus();
});

// Esc: a menu or dialog closes by itself; then the selection ends, then the filters drop, one step each.
document.addEventListener("keydown", (event) => {
  if (event.code !== "Escape" || event.defaultPrevented || composing(event)) return;
  if (document.querySelector("dialog[open], [popover]:popover-open:not(#cv-toasts):not(#cv-tip)")) return;
  const close = [...document.querySelectorAll("[data-escape]")].filter(visible).at(-1);
  if (inField(event.target) && !event.target.closest("[data-viewer-find]")) {
    event.target.blur();
    return;
  }
  const bar = document.querySelector("[data-select-bar]:not([hidden]) [data-select-none]");
  (close ?? bar ?? document.querySelector("[data-drop-filters]"))?.click();
});

// The help of "?" lists what the page itself declares.
const CAPS = { Escape: "Esc", Period: ".", Slash: "/", BracketLeft: "[", BracketRight: "]" };
function caps(code) {
  return code.split(" ").flatMap((part) => part.split("+")).map((part) => CAPS[part] ?? part.replace(/^(Key|Digit)/, ""));
}

document.getElementById("cv-keys")?.addEventListener("cv:show", (event) => {
  const dialog = event.currentTarget;
  const place = dialog.querySelector("[data-keys-page]");
  place.querySelectorAll("[data-own]").forEach((line) => line.remove());
  const known = new Set([...dialog.querySelectorAll(".cv-key-line > .cv-keys")].map((line) => [...line.children].map((k) => k.textContent).join("+")));
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.closest("dialog") || !visible(element)) continue;
    const keys = caps(element.dataset.key);
    if (known.has(keys.join("+"))) continue;
    known.add(keys.join("+"));
    const words = (element.dataset.keyName ?? element.getAttribute("aria-label") ?? element.querySelector("span:not(.cv-keys)")?.textContent ?? element.textContent).trim();
    const line = document.createElement("div");
    line.className = "cv-key-line";
    line.dataset.own = "";
    const name = document.createElement("span");
    name.textContent = words;
    const drawn = document.createElement("span");
    drawn.className = "cv-keys";
    for (const key of keys) {
      const cap = document.createElement("kbd");
      cap.className = "cv-key";
      cap.textContent = key;
      drawn.append(cap);
    }
    line.append(name, drawn);
    place.append(line);
  }
  dialog.showModal();
});
