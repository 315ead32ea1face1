// The assignment panel: receivers are added by typing, one of them leads, a deadline is a chip or a day, and the foot
// repeats the whole decision in one sentence before it is sent.
const form = document.querySelector("[data-assign-form]");

const rows = () => [...form.querySelectorAll("[data-receiver]")];
const dutyOf = (row) => row.querySelector("input[type=radio]:checked")?.value;

function many(count, words) {
  if (count === 0) return "";
  const small = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
  return `${small[count] ?? count} ${words}`;
}

function summary() {
  const place = document.querySelector("[data-assign-summary]");
  if (!place) return;
  const duties = rows().map(dutyOf);
  const count = (duty) => duties.filter((one) => one === duty).length;
  const parts = [many(count("lead"), "nơi chủ trì"), many(count("coordinate"), "nơi phối hợp"), many(count("inform"), "nơi nhận để biết")].filter(Boolean);
  const due = form.querySelector("#id_due_on");
  const chip = form.querySelector("[data-due][aria-pressed=true]");
  place.replaceChildren();
  if (parts.length === 0) {
    place.append("Chưa chọn nơi nhận.");
    return;
  }
  const text = parts.join(", ");
  place.append(`${text[0].toUpperCase()}${text.slice(1)}. `);
  if (due?.value) {
    place.append(`Hạn ${chip ? chip.dataset.day : due.value}`);
    if (chip) {
      const strong = document.createElement("strong");
      strong.textContent = `${chip.dataset.days} ngày làm việc`;
      place.append(", còn ", strong);
    }
    place.append(". ");
  } else {
    place.append("Không đặt hạn. ");
  }
  const sender = form.dataset.sender;
  if (sender && (count("lead") || count("coordinate"))) {
    const strong = document.createElement("strong");
    strong.textContent = "Đã phân công";
    place.append(`${sender} sẽ thấy `, strong, ".");
  }
}

function press(chip) {
  for (const other of form.querySelectorAll("[data-due]")) {
    const on = other === chip;
    other.setAttribute("aria-pressed", String(on));
    other.classList.toggle("cv-chip-on", on);
  }
}

function someoneLeads() {
  const all = rows();
  if (all.length && !all.some((row) => dutyOf(row) === "lead")) {
    const lead = all[0].querySelector("input[value=lead]");
    if (lead && dutyOf(all[0]) !== "inform") lead.checked = true;
  }
}

if (form) {
  const search = form.querySelector("[data-receiver-search]");
  const results = form.querySelector("[data-receiver-results]");
  const close = () => results.replaceChildren();

  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-due]");
    if (chip) {
      form.querySelector("#id_due_on").value = chip.dataset.due;
      press(chip);
      summary();
    }
    const remove = event.target.closest("[data-remove-receiver]");
    if (remove) {
      remove.closest("[data-receiver]").remove();
      someoneLeads();
      summary();
      search.focus();
    }
    if (event.target.closest("[data-add-receiver]")) {
      search.value = "";
      search.focus();
    }
  });
  form.addEventListener("input", (event) => {
    if (event.target.id === "id_due_on") press(null);
    summary();
  });
  form.addEventListener("change", summary);
  search.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const first = results.querySelector("button");
    if (event.code === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      first?.click();
    } else if (event.code === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.code === "Escape" && results.childElementCount) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  results.addEventListener("keydown", (event) => {
    const all = [...results.querySelectorAll("button")];
    const here = all.indexOf(document.activeElement);
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      const next = here + (event.code === "ArrowDown" ? 1 : -1);
      (all[next] ?? search).focus();
    } else if (event.code === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      search.focus();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.matches("[data-receiver-list]")) {
      const seen = new Set();
      for (const row of rows()) {
        if (seen.has(row.dataset.receiver)) row.remove();
        seen.add(row.dataset.receiver);
      }
      close();
      someoneLeads();
      summary();
    }
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  summary();
}
