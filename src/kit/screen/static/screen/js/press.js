// One press is one act: what was pressed is not sent again before it is answered, by whichever button, key or redrawn
// part of the page. What a page asks by itself (a draft that saves, a search, live news) is no press and keeps htmx's turn.
const STANDS_MS = 20000;  // a page that is still here by then was stopped, or got a file for an answer

const asking = new Set();  // addresses of the acts that htmx sent
const leaving = new WeakSet();  // forms whose answer is the next page
const held = new Set();

const byPress = (event) => ["click", "submit"].includes(event?.type);
const submitsOf = (form) => [...form.elements].filter((one) => one.type === "submit");

function hold(buttons, undo) {
  for (const button of buttons) button.setAttribute("aria-busy", "true");
  const release = () => {
    if (!held.delete(release)) return;
    for (const button of buttons) button.removeAttribute("aria-busy");
    undo();
  };
  held.add(release);
  return release;
}

document.addEventListener("htmx:confirm", (event) => {
  const { verb, path, triggeringEvent } = event.detail;
  if (verb !== "get" && byPress(triggeringEvent) && asking.has(path || location.href)) event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const act = requestConfig.verb !== "get";
  if (!byPress(requestConfig.triggeringEvent) || !elt.matches(act ? "*" : "button")) return;
  if (act) asking.add(requestConfig.path);
  const release = hold(elt.matches("form") ? submitsOf(elt) : [elt], () => asking.delete(requestConfig.path));
  xhr.addEventListener("loadend", () => {
    const leads = xhr.getResponseHeader("HX-Redirect") ?? xhr.getResponseHeader("HX-Refresh");
    if (leads) setTimeout(release, STANDS_MS);
    else release();
  });
});

document.addEventListener("submit", (event) => {
  if (!leaving.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A form of htmx has stopped the browser's own sending before the event comes here.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || (submitter?.getAttribute("formmethod") ?? form.getAttribute("method"))?.toLowerCase() !== "post") return;
  leaving.add(form);
  setTimeout(hold(submitter ? [submitter] : submitsOf(form), () => leaving.delete(form)), STANDS_MS);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) for (const release of [...held]) release();
});

// A key held down is one press; in a text it still writes lines.
document.addEventListener("keydown", (event) => {
  if (event.repeat && /Enter$/.test(event.code) && event.target.matches?.("button, input")) event.preventDefault();
});
