// Small helpers shared by the modules.

/** Calls `act` once for every element that matches, now and after each htmx swap. */
export function onLoad(selector, act) {
  const seen = new WeakSet();
  const visit = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      act(element);
    }
  };
  visit(document);
  document.addEventListener("htmx:load", (event) => visit(event.detail.elt ?? document));
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** Says one sentence to readers, politely. */
export function say(sentence) {
  const region = document.getElementById("cv-polite");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = sentence; }, 60);
}

export function visible(element) {
  return element.getClientRects().length > 0;
}

/** True where typing belongs to the person, not to us. */
export function inField(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable='true'], [role='combobox']")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit", "range"].includes(input.type);
}
