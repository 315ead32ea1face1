import { onLoad } from "./dom.js";

// On a phone a document page shows one part at a time; wider windows show all parts and hide these tabs.
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-phone-tab]");
  if (!tab) return;
  tab.closest("[data-tab]").dataset.tab = tab.dataset.phoneTab;
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
});
// The counters of a phone's home: one card at a time.
document.addEventListener("click", (event) => {
  const counter = event.target.closest?.("[data-counter]");
  if (!counter) return;
  event.preventDefault();
  showCounter(counter);
});

function showCounter(counter) {
  for (const other of counter.parentElement.children) {
    if (other === counter) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
    document.getElementById(other.dataset.counter)?.classList.toggle("cv-phone-off", other !== counter);
  }
}
onLoad("[data-tab]", (page) => {
  for (const tab of page.querySelectorAll("[data-phone-tab]")) {
    const here = tab.dataset.phoneTab === page.dataset.tab;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
  }
});
onLoad(".cv-counters", (bar) => showCounter(bar.querySelector("[aria-current]") ?? bar.firstElementChild));

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.code)) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(tab) + (event.code === "ArrowRight" ? 1 : -1) + all.length) % all.length];
  next.focus();
  next.click();
});
