// A list in which everything is chosen until the person says no: data-keep-choice="whose" on the place of its boxes.
// What was unticked stays so on this machine: when the list is drawn anew, on the next page, in another window. The boxes
// are drawn without a tick and get it here, so where this has not run nothing is chosen that nobody has looked at.
import { onLoad } from "./dom.js";
import { refreshBar } from "./list.js";

const PREFIX = "cv-unticked:";
const onThisPage = new Map();  // for a browser that keeps nothing

const nameOf = (place) => PREFIX + place.dataset.keepChoice;
const boxesOf = (place) => [...place.querySelectorAll("[data-choose]")];
const locked = (box) => box.getAttribute("aria-disabled") === "true";

/** The values that were unticked; null when that cannot be known: then nothing is ticked. */
function unticked(place) {
  try {
    return new Set(JSON.parse(localStorage.getItem(nameOf(place)) ?? "[]"));
  } catch {
    return onThisPage.get(nameOf(place)) ?? null;
  }
}

function remember(place, values) {
  onThisPage.set(nameOf(place), values);
  try {
    localStorage.setItem(nameOf(place), JSON.stringify([...values]));
  } catch {
    // A full or forbidden store must not bring back an older choice.
    try {
      localStorage.removeItem(nameOf(place));
      localStorage.setItem(nameOf(place), "-");
    } catch {
      // It cannot be read either.
    }
  }
}

function tick(place) {
  const values = unticked(place);
  for (const box of boxesOf(place)) box.checked = !locked(box) && values !== null && !values.has(box.value);
}

function tickAll() {
  for (const place of document.querySelectorAll("[data-keep-choice]")) tick(place);
  refreshBar();
}

onLoad("[data-keep-choice]", (place) => {
  const values = unticked(place);
  const here = new Set(boxesOf(place).map((box) => box.value));
  if (values && here.size) remember(place, new Set([...values].filter((value) => here.has(value))));
  tick(place);
  refreshBar();
});

document.addEventListener("change", (event) => {
  const place = event.target.matches?.("[data-choose]") && event.target.closest("[data-keep-choice]");
  if (!place) return;
  const values = unticked(place) ?? new Set();
  for (const box of boxesOf(place)) {
    if (locked(box)) continue;
    if (box.checked) values.delete(box.value);
    else values.add(box.value);
  }
  remember(place, values);
});

// Drawn anew: before any key or press can meet a box that is not as the person left it.
document.addEventListener("htmx:afterSwap", tickAll);
document.addEventListener("htmx:afterSettle", tickAll);
addEventListener("storage", tickAll);
addEventListener("pageshow", tickAll);
