// Native dialogs: opened by data-dialog="id", closed by data-close, Esc or the backdrop; the focus goes back.
import { visible } from "./dom.js";

const openers = new WeakMap();

export function show(dialog, opener) {
  openers.set(dialog, opener ?? document.activeElement);
  dialog.querySelector("[data-alert]")?.replaceChildren();
  if (dialog.id === "cv-keys") dialog.dispatchEvent(new CustomEvent("cv:show"));
  else dialog.showModal();
  // Writing comes first: the reasons are reached by digit.
  const wanted = ["[autofocus]", "textarea", "input:not([type=hidden]):not([type=radio])", "select", ".cv-chip input"];
  const start = wanted.map((one) => dialog.querySelector(one)).find(Boolean);
  start?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      opener.closest("[popover]")?.hidePopover?.();
      show(dialog, opener);
    }
    return;
  }
  const closer = event.target.closest?.("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

document.addEventListener("close", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const opener = openers.get(event.target);
  if (opener?.isConnected && visible(opener)) opener.focus();
}, true);

// A reason is chosen by its digit; inside the text the digit needs Alt.
document.addEventListener("keydown", (event) => {
  if (!/^(Digit|Numpad)[1-9]$/.test(event.code) || event.ctrlKey || event.metaKey) return;
  const scope = event.target.closest?.("dialog[open]");
  if (!scope || (event.target.matches("textarea, input[type=text]") && !event.altKey)) return;
  const chip = scope.querySelector(`[data-digits] [data-digit="${event.code.at(-1)}"]`);
  if (!chip) return;
  event.preventDefault();
  chip.checked = true;
  chip.dispatchEvent(new Event("change", { bubbles: true }));
  scope.querySelector("[data-digits] textarea")?.focus();
});

// A form in a dialog that was accepted closes it; one that was refused keeps every word.
document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.detail.elt?.closest?.("dialog[open]");
  if (dialog && event.detail.successful && event.detail.elt.matches("form")) dialog.close();
});

// Menus open under their button and stay inside the window.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".cv-menu[popover]") || event.newState !== "open") return;
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!opener) return;
  const from = opener.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.left, innerWidth - menu.offsetWidth - 8));
  const under = from.bottom + 4;
  const fits = under + menu.offsetHeight < innerHeight - 8;
  menu.style.left = `${left}px`;
  menu.style.top = fits ? `${under}px` : `${Math.max(8, from.top - menu.offsetHeight - 4)}px`;
  menu.querySelector("[autofocus], .cv-menu-item, input")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.code)) return;
  const menu = event.target.closest?.(".cv-menu[popover]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".cv-menu-item, .cv-check input")].filter(visible);
  if (items.length === 0) return;
  event.preventDefault();
  const here = items.indexOf(document.activeElement);
  items[(here + (event.code === "ArrowDown" ? 1 : -1) + items.length) % items.length].focus();
});
