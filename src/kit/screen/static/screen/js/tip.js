// One tooltip for all: the name and key of an icon button, the reason of a greyed one, the full text of a cut one.
const tip = document.getElementById("cv-tip");
let timer = null;

function textOf(element) {
  if (element.dataset.tip) return element.dataset.tip;
  const name = element.getAttribute("aria-label");
  return name ?? "";
}

function showFor(element) {
  const text = textOf(element);
  const opened = document.getElementById(element.getAttribute("popovertarget") ?? "");
  if (opened?.matches(":popover-open")) return; // what it opened says enough, and stands where the tip would
  if (!text || !tip?.showPopover) return;
  tip.textContent = text;
  if (!tip.matches(":popover-open")) tip.showPopover();
  const at = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - tip.offsetWidth / 2, innerWidth - tip.offsetWidth - 8));
  const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? at.bottom + 6 : at.top - tip.offsetHeight - 6}px`;
}

function hide() {
  clearTimeout(timer);
  if (tip?.matches(":popover-open")) tip.hidePopover();
}

document.addEventListener("pointerover", (event) => {
  const element = event.target.closest?.("[data-tip]");
  if (!element || event.pointerType === "touch") return;
  clearTimeout(timer);
  timer = setTimeout(() => showFor(element), 350);
});
document.addEventListener("pointerout", (event) => { if (event.target.closest?.("[data-tip]")) hide(); });
document.addEventListener("focusin", (event) => {
  const element = event.target.closest?.("[data-tip]");
  if (element && event.target.matches(":focus-visible")) showFor(element);
});
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => { if (event.code === "Escape") hide(); });
document.addEventListener("click", hide);
document.addEventListener("scroll", hide, true);
