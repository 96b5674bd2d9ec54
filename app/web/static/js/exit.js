// Quick exit: covers the page, empties its title, replaces it in the history. Shift three times within five seconds.
const region = document.querySelector(".exit");
const link = region.querySelector("a");
const status = region.querySelector("[role=status]");
const WINDOW_MS = 5000;
let presses = [];

function leave(event) {
  event?.preventDefault();
  document.documentElement.classList.add("covered");
  document.title = "\u200b";
  location.replace(link.href);
}

link.addEventListener("click", leave);
link.addEventListener("keydown", (event) => {
  if (event.key === " ") leave(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat) {
    if (event.key !== "Shift") presses = [];
    return;
  }
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < WINDOW_MS), now];
  if (presses.length > 2) leave();
  else status.textContent = presses.length === 1 ? region.dataset.pressed : region.dataset.once;
});
// Back to this page from the neutral one: it must not stay covered.
addEventListener("pageshow", () => document.documentElement.classList.remove("covered"));
