// Filters a long list while one types; accents, tashkeel and alef forms do not count.
const input = document.querySelector("[data-filter]");
const status = document.querySelector("[data-none]");

function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "")
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .replace(/\u0649/g, "\u064a")
    .replace(/\u0629/g, "\u0647")
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .toLowerCase();
}

const entries = [...document.querySelectorAll(input.dataset.filter)].map((row) => ({ row, text: fold(row.textContent) }));

input.addEventListener("input", () => {
  const wanted = fold(input.value).trim();
  let shown = 0;
  for (const { row, text } of entries) {
    row.hidden = !text.includes(wanted);
    shown += row.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector(".entries > div:not([hidden])");
  }
  status.textContent = shown ? "" : status.dataset.none;
});
