// The shell, on every page: the quick exit, what this device keeps, the signed-in reader's state, the header of a
// signed-in reader on pages that know nobody, theme button, menu, small form helps. The other modules import from it.

const EXIT_WINDOW_MS = 5000;

/** Arm the quick exit: it covers the page, empties its title, replaces it in the history. Shift three times within five seconds. */
function armExit(region) {
  const link = region.querySelector("a");
  const status = region.querySelector("[role=status]");
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
    presses = [...presses.filter((at) => now - at < EXIT_WINDOW_MS), now];
    if (presses.length > 2) leave();
    else status.textContent = presses.length === 1 ? region.dataset.pressed : region.dataset.once;
  });
  // Back to this page from the neutral one: it must not stay covered.
  addEventListener("pageshow", () => document.documentElement.classList.remove("covered"));
}

// First of all: whatever fails while the rest runs, the way out works.
const exit = document.querySelector(".exit");
if (exit) armExit(exit);

/** Return the value kept under a name, or the fallback. */
export function kept(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Keep a value on this device; null forgets it. A device without storage keeps nothing. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Private window or full storage: reading goes on.
  }
}

export const signedIn = /(?:^|; )(?:__Host-)?signed_in=/.test(document.cookie);

/** Send JSON to our own server; resolves to the answer, or null when the network failed. */
export function send(path, body) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
  }).catch(() => null);
}

async function merge() {
  const lessons = kept("progress", {});
  if (!Object.keys(lessons).length) return;
  const answer = await send("/api/v1/progress/merge", { lessons });
  if (answer?.ok) keep("progress", null);
}

async function load() {
  if (!signedIn) return null;
  await merge();
  try {
    const answer = await fetch("/api/v1/me/state", { headers: { Accept: "application/json" } });
    const state = answer.ok ? await answer.json() : null;
    return state?.signed_in ? state : null;
  } catch {
    return null;
  }
}

/** The signed-in learner's state, or null: resolved once a page. */
export const state = load();

/** Sections read, by lesson: from the account, or from this device. */
export async function readSections() {
  const account = await state;
  if (!account) return kept("progress", {});
  return Object.fromEntries(Object.entries(account.lessons).map(([id, lesson]) => [id, lesson.read]));
}
const root = document.documentElement;
const THEMES = ["auto", "light", "dark"];

function paintTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll(".theme")) {
    const label = button.querySelector("[data-label]");
    if (label) label.textContent = button.dataset[theme];
    else button.setAttribute("aria-label", button.dataset[theme]);
    button.title = button.dataset[theme];
  }
}

function currentTheme() {
  return root.dataset.theme ?? "auto";
}

function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Not kept: it holds for this page.
  }
  paintTheme(theme);
}

async function paintViewer() {
  const account = await state;
  if (!account) return;
  for (const link of document.querySelectorAll("a[data-account]")) {
    link.href = link.dataset.account;
    link.querySelector("span").hidden = false;
    link.querySelector("bdi").textContent = account.name;
  }
  for (const item of document.querySelectorAll("[data-viewer]")) item.hidden = false;
  for (const item of document.querySelectorAll("[data-visitor]")) item.hidden = true;
}

function closeMenu(event) {
  const menu = document.querySelector(".menu[open]");
  if (!menu) return;
  const escaped = event.key === "Escape";
  if (escaped || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  if (escaped) menu.querySelector("summary").focus();
}

function peek(button) {
  const input = document.getElementById(button.dataset.peek);
  const shown = input.type === "text";
  const words = button.querySelector("span");
  if (!button.dataset.show) button.dataset.show = words.textContent;
  input.type = shown ? "password" : "text";
  words.textContent = shown ? button.dataset.show : button.dataset.hide;
  button.setAttribute("aria-pressed", String(!shown));
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  button.querySelector("[role=status]").textContent = button.dataset.done;
}

paintTheme(currentTheme());
document.addEventListener("keydown", closeMenu);
document.addEventListener("click", (event) => {
  closeMenu(event);
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.classList.contains("theme")) nextTheme();
  if (button.dataset.peek) peek(button);
  if (button.dataset.copy) copy(button);
});
document.querySelector("[data-focus]")?.focus();
paintViewer();
