// The one list: J K or arrows move, Enter or O opens, X chooses, Shift+X a range; one row has the tab stop.
// data-list on the list, data-row on a row, data-row-link on its link, data-choose on its checkbox.
import { inField, onLoad, say, visible } from "./dom.js";
import { composing, lettersOn } from "./keys.js";

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")].filter((row) => visible(row) && !row.matches(".cv-row-leaving"));
const linkOf = (row) => row?.querySelector("[data-row-link]") ?? row;
const boxOf = (row) => row?.querySelector("[data-choose]");

function current(list) {
  return list.querySelector('[data-row]:has([data-row-link][tabindex="0"])') ?? list.querySelector('[data-row][aria-current]');
}

function stand(list, row, focus = true) {
  for (const other of list.querySelectorAll("[data-row]")) {
    linkOf(other).tabIndex = other === row ? 0 : -1;
    const box = boxOf(other);
    if (box) box.tabIndex = other === row ? 0 : -1;
  }
  if (focus && row) {
    linkOf(row).focus();
    row.scrollIntoView({ block: "nearest" });
  }
}

onLoad("[data-list]", (list) => {
  const rows = rowsOf(list);
  const start = rows.find((row) => row.matches("[aria-current]") || row.querySelector("[aria-current]")) ?? rows[0];
  if (start) stand(list, start, false);
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) stand(list, row, false);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.closest("a, button, input, label, [data-no-open]")) return;
    linkOf(row).click();
  });
});

onLoad("[data-row]", (row) => {
  const list = row.closest("[data-list]");
  if (list && !current(list)) stand(list, row, false);
  else if (list && current(list) !== row) {
    linkOf(row).tabIndex = -1;
    const box = boxOf(row);
    if (box) box.tabIndex = -1;
  }
});

function activeList() {
  return document.activeElement?.closest?.("[data-list]") ?? [...document.querySelectorAll("[data-list]")].find(visible) ?? null;
}

let lastChosen = null;

function choose(row, range, list) {
  const box = boxOf(row);
  if (!box || box.getAttribute("aria-disabled") === "true") {
    const why = box?.getAttribute("aria-label");
    if (why) say(why);
    return;
  }
  const rows = rowsOf(list);
  if (range && lastChosen && rows.includes(lastChosen)) {
    const [from, to] = [rows.indexOf(lastChosen), rows.indexOf(row)].sort((a, b) => a - b);
    for (const one of rows.slice(from, to + 1)) {
      const other = boxOf(one);
      if (other && other.getAttribute("aria-disabled") !== "true") other.checked = true;
    }
  } else {
    box.checked = !box.checked;
  }
  lastChosen = row;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || event.target.closest?.("[popover]")) return;
  const inBox = event.target.matches?.("[data-choose]");
  if (inField(event.target) && !inBox) return;
  const list = activeList();
  if (!list) return;
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  const letters = { KeyJ: 1, KeyK: -1 };
  const onList = list.contains(document.activeElement);
  const step = (onList ? arrows[event.code] : undefined) ?? (lettersOn() && !event.shiftKey ? letters[event.code] : undefined);
  const rows = rowsOf(list);
  if (rows.length === 0) return;
  const row = current(list) ?? rows[0];
  if (step) {
    event.preventDefault();
    const here = rows.indexOf(row);
    const next = onList || here < 0 || list.dataset.list === "open" ? rows[Math.max(0, Math.min(rows.length - 1, here + step))] : row;
    stand(list, next);
    if (list.dataset.list === "open") linkOf(next).click();
  } else if (onList && (event.code === "Home" || event.code === "End")) {
    event.preventDefault();
    stand(list, event.code === "Home" ? rows[0] : rows.at(-1));
  } else if (lettersOn() && event.code === "KeyO" && !event.shiftKey) {
    event.preventDefault();
    linkOf(row).click();
  } else if (lettersOn() && event.code === "KeyX") {
    event.preventDefault();
    choose(row, event.shiftKey, list);
  } else if (lettersOn() && event.code === "Period") {
    const menu = row.querySelector("[popovertarget]");
    if (menu) {
      event.preventDefault();
      menu.click();
    }
  }
});

document.addEventListener("contextmenu", (event) => {
  const menu = event.target.closest?.("[data-row]")?.querySelector("[popovertarget][data-row-menu]");
  if (!menu) return;
  event.preventDefault();
  menu.click();
});

// A button that acts on what is chosen says how much that is; with nothing chosen it is grey and data-chosen-why says why.
function needsChosen(button, count) {
  const words = button.querySelector("span");
  button.dataset.noneWords ??= words.textContent;
  words.textContent = count ? button.dataset.chosenWords.replace("{n}", count) : button.dataset.noneWords;
  const why = document.getElementById(button.dataset.chosenWhy);
  if (why) why.hidden = count > 0;
  if (count) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-describedby");
  } else {
    button.setAttribute("aria-disabled", "true");
    if (why) button.setAttribute("aria-describedby", why.id);
  }
}

// ---- the selection bar -------------------------------------------------------------------------------------------
export function refreshBar() {
  const bar = document.querySelector("[data-select-bar]");
  const chosen = document.querySelectorAll("[data-choose]:checked");
  const all = document.querySelector("[data-choose-all]");
  const boxes = [...document.querySelectorAll("[data-choose]")].filter((box) => box.getAttribute("aria-disabled") !== "true");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  for (const count of document.querySelectorAll("[data-chosen-count]")) count.textContent = String(chosen.length);
  for (const button of document.querySelectorAll("[data-chosen-words]")) needsChosen(button, chosen.length);
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const whole = bar.querySelector("[data-select-whole]");
  if (chosen.length === 0) whole.value = "";
  bar.querySelector("[data-select-count]").textContent = whole.value ? `Đã chọn cả ${bar.querySelector("[data-select-all]")?.dataset.selectAll ?? ""}` : `Đã chọn ${chosen.length}`;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-choose-all]")) {
    for (const box of document.querySelectorAll("[data-choose]")) {
      if (box.getAttribute("aria-disabled") !== "true") box.checked = event.target.checked;
    }
  }
  if (event.target.matches?.("[data-choose], [data-choose-all]")) {
    const whole = document.querySelector("[data-select-whole]");
    if (whole) whole.value = "";
    refreshBar();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-select-none]")) {
    for (const box of document.querySelectorAll("[data-choose]:checked")) box.checked = false;
    refreshBar();
    const list = activeList();
    if (list) linkOf(current(list))?.focus();
  }
  if (event.target.closest?.("[data-select-all]")) {
    document.querySelector("[data-select-whole]").value = "1";
    for (const box of document.querySelectorAll("[data-choose]")) if (box.getAttribute("aria-disabled") !== "true") box.checked = true;
    refreshBar();
  }
});
document.addEventListener("htmx:afterSettle", refreshBar);
refreshBar();

// What is chosen goes with every action of the bar, without a form around the table.
document.addEventListener("htmx:configRequest", (event) => {
  const bar = event.detail.elt.closest?.("[data-select-bar], [data-with-chosen]");
  if (!bar) return;
  for (const box of document.querySelectorAll("[data-choose]:checked")) event.detail.formData.append(box.name, box.value);
  const whole = document.querySelector("[data-select-whole]");
  if (whole?.value) event.detail.formData.set("all", whole.value);
});

// ---- a row that was acted on ------------------------------------------------------------------------------------
// The answer may carry HX-Trigger {"cv:row-done": {"row": "id"}}: the row leaves, the next one takes the focus.
document.addEventListener("cv:row-done", (event) => {
  const row = document.getElementById(event.detail.row);
  const list = row?.closest("[data-list]");
  if (!row || !list) return;
  const rows = rowsOf(list);
  const at = rows.indexOf(row);
  const next = rows[at + 1] ?? rows[at - 1];
  row.classList.add("cv-row-leaving");
  if (next) stand(list, next);
  if (next && event.detail.open) linkOf(next).click();
  setTimeout(() => { row.remove(); refreshBar(); }, 200);
});

// A swap that removed the focused row must not throw the person back to the top.
let lost = null;
document.addEventListener("htmx:beforeSwap", () => {
  const row = document.activeElement?.closest?.("[data-row]");
  const list = row?.closest("[data-list]");
  lost = list ? { list, id: row.id, at: rowsOf(list).indexOf(row) } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  const list = lost.list.isConnected ? lost.list : document.querySelector("[data-list]");
  if (!list) return;
  const rows = rowsOf(list);
  const row = rows.find((one) => one.id && one.id === lost.id) ?? rows[Math.min(lost.at, rows.length - 1)];
  if (row) stand(list, row);
  lost = null;
});
