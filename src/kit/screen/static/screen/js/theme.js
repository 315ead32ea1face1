// Theme, text size and single-letter keys: shown at once, kept for the person by one POST.
import { csrfToken } from "./dom.js";

document.addEventListener("change", (event) => {
  const control = event.target;
  if (!control.matches?.("[data-preference]")) return;
  const value = control.type === "checkbox" ? (control.checked ? "on" : "off") : control.value;
  document.documentElement.dataset[control.name] = value;
  const body = new FormData();
  body.set(control.name, value);
  fetch(document.body.dataset.preferences, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => {
    // Without a network the page keeps the choice until it is left.
  });
});
