// An answer that also brings other parts of the page leaves a part of data-written alone when somebody has written in
// it since the answer was asked for: those words are not on their way yet.
const written = new WeakSet();

document.addEventListener("input", (event) => written.add(event.target));
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig.verb === "get") return;
  for (const field of (elt.form ?? elt).elements ?? []) written.delete(field);
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  if (!target.matches("[data-written]")) return;
  if ([...target.querySelectorAll("input, select, textarea")].some((field) => written.has(field))) event.detail.shouldSwap = false;
});
