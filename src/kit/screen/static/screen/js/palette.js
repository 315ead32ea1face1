// Ctrl+K: one field, one list, arrows and Enter. The list itself comes from the program.
import { composing } from "./keys.js";

const dialog = document.getElementById("cv-palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const options = () => [...(list?.querySelectorAll("[role=option]") ?? [])];

function pick(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

document.addEventListener("click", (event) => {
  if (!dialog || !event.target.closest?.("[data-palette]")) return;
  const opener = document.activeElement;
  dialog.showModal();
  input.select();
  input.focus();
  input.dispatchEvent(new CustomEvent("cv:open"));
  dialog.addEventListener("close", () => { if (opener instanceof HTMLElement && opener.isConnected) opener.focus(); }, { once: true });
});

input?.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const all = options();
  const here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    event.preventDefault();
    if (all.length) pick(all[(here + (event.code === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
  } else if (event.code === "Enter" || event.code === "NumpadEnter") {
    event.preventDefault();
    all[here < 0 ? 0 : here]?.click();
  }
});

list?.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  // An action of this page is the button that has the same key or name.
  const press = option.dataset.press && document.querySelector(option.dataset.press);
  dialog.close();
  if (press) {
    event.preventDefault();
    press.click();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === list || event.target === list) pick(options()[0]);
});
