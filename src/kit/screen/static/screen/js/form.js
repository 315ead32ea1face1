// What a person writes is never lost: fields of data-draft-form are kept on this machine until they are accepted.
// A draft belongs to one person (data-account of the body: people share machines) and to the one address that would
// take it (pages of different documents share a path). Where nobody acts nothing is kept.
import { onLoad, say } from "./dom.js";

const PREFIX = "cv-draft:";
const LIFE_MS = 14 * 86400000;
const account = document.body.dataset.account;
const OWN = `${PREFIX}${account}:`;

const written = new WeakSet();  // forms that hold words of the person which nobody has accepted
const given = new WeakSet();  // fields whose words are the person's though the page came with them: a form with errors
const addressOf = (form) => form.getAttribute("hx-post") || form.getAttribute("action") || location.pathname + location.search;
const keyOf = (form) => `${OWN}${addressOf(form)}:${form.dataset.draftForm}`;
const noteOf = (form) => form.querySelector("[data-draft-note]") ?? document.querySelector(`[data-draft-note="${CSS.escape(form.dataset.draftForm)}"]`);
const NEVER = "input:is([type=password], [type=file], [type=hidden])";
const kept = (form) => [...form.elements].filter((field) => field.name && (field.matches("textarea") || field.dataset.draft !== undefined) && !field.matches(NEVER));
// data-draft-while="ordinary": what is written beside another choice (a secret document) must not lie on a machine.
const secret = (form) => [...form.elements].some((field) => field.dataset.draftWhile !== undefined && field.value !== field.dataset.draftWhile);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the text still stands in the field.
  }
}

function keep(form, sent = false) {
  if (!account) return;
  const words = written.has(form) && !secret(form) ? kept(form).filter((field) => field.value.trim() && (given.has(field) || field.value !== field.defaultValue)) : [];
  const fields = Object.fromEntries(words.map((field) => [field.name, field.value]));
  store(keyOf(form), words.length ? { at: Date.now(), page: location.pathname, sent, fields } : null);
}

// A draft that was sent is gone when the server answered the sending with a page that is not a refusal. After a lost
// network the person comes back by "back" or "reload", and the draft is still there. One that lay too long goes too.
function sweep() {
  const arrival = performance.getEntriesByType("navigation")[0];
  const from = document.referrer ? new URL(document.referrer) : null;
  const refused = document.body.dataset.problem !== undefined || (arrival?.responseStatus ?? 200) >= 400;
  const answered = !refused && arrival?.type === "navigate" && from?.origin === location.origin;
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(key);
    const accepted = answered && key.startsWith(OWN) && draft?.sent && draft.page === from.pathname;
    if (accepted || !(Date.now() - draft?.at < LIFE_MS)) store(key, null);
  }
}
sweep();

onLoad("form[data-draft-form]", (form) => {
  const draft = account ? read(keyOf(form)) : null;
  if (draft) {
    let back = 0;
    for (const field of kept(form).filter((one) => draft.fields[one.name])) {
      if (field.value === draft.fields[field.name]) given.add(field);
      else if (field.value === field.defaultValue) {
        field.value = draft.fields[field.name];
        back += 1;
      }
    }
    written.add(form);
    store(keyOf(form), { ...draft, sent: false });  // the form is here again, so nobody took it
    const note = noteOf(form);
    if (back && note) note.textContent = `Phần viết dở lúc ${new Date(draft.at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })} đã được giữ.`;
  }
  let timer = null;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    written.add(form);
    timer = setTimeout(() => keep(form), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form, true);
  });
});

function accepted(form) {
  written.delete(form);
  store(keyOf(form), null);
  noteOf(form)?.replaceChildren();
}

// An act that leads to another page answers with a redirect, of which htmx says neither success nor failure.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const form = elt?.matches?.("[type=submit]") ? elt.form : elt;
  if (!form?.matches?.("form[data-draft-form]") || requestConfig?.verb === "get") return;
  if (xhr.status >= 200 && xhr.status < 300) {
    accepted(form);
    if (form.closest("dialog")) form.reset();
  } else {
    keep(form);
    say("Phần bạn viết đã được giữ.");
  }
});
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft-form]")) {
    if (written.has(form) && !read(keyOf(form))?.sent) keep(form);
  }
});
// A page that "back" shows as it was left: what was sent from it is either accepted and gone, or a draft again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-draft-form]")) {
    const draft = read(keyOf(form));
    if (draft) store(keyOf(form), { ...draft, sent: false });
    else accepted(form);
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
