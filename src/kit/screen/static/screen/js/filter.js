// The menu of a filter chip: search without marks, count of what would be left on the button.
function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

function recount(form) {
  const chosen = [...form.querySelectorAll("[data-filter-options] input:checked")];
  const go = form.querySelector("[data-filter-go] > span");
  if (!go) return;
  const counted = chosen.filter((box) => box.dataset.count !== undefined);
  const sum = counted.reduce((total, box) => total + Number(box.dataset.count), 0);
  go.textContent = counted.length ? `Lọc ${sum}` : "Lọc";
}

document.addEventListener("input", (event) => {
  const search = event.target.closest?.("[data-filter-search]");
  if (!search) return;
  const wanted = fold(search.value.trim());
  for (const line of search.form.querySelectorAll("[data-filter-options] .cv-check")) line.hidden = !fold(line.textContent).includes(wanted);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-filter]");
  if (form) recount(form);
});
document.addEventListener("toggle", (event) => {
  const form = event.target.querySelector?.(":scope > form[data-filter]");
  if (form) recount(form);
}, true);
// The search box is not part of the address.
document.addEventListener("submit", (event) => {
  event.target.querySelectorAll?.("input").forEach((field) => { if (field.value === "" && field.name.endsWith("_not")) field.disabled = true; });
  setTimeout(() => event.target.querySelectorAll?.("input:disabled").forEach((field) => { field.disabled = false; }), 0);
});
