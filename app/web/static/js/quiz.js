// The final quiz: one question at a time, every change saved on the server at once, nothing lost when it cannot be.
// What is not acknowledged yet stays in the page and in sessionStorage, and is sent again: 2, 8, 30, 120 s.
const quiz = document.querySelector("[data-quiz]");
const forms = [...quiz.querySelectorAll("form.question")];
const links = [...quiz.querySelectorAll(".navigator ol a")];
const bar = document.querySelector(".quiz-bar");
const saved = bar.querySelector(".saved");
const count = bar.querySelector("[data-count]");
const KEY = `quiz:${quiz.dataset.quiz}`;
const WAITS_S = [2, 8, 30, 120];
const SETTLE_MS = 250;
const LONGEST_HOLD_MS = 4000;
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);

// ---- What is not acknowledged: item id to {answer, is_marked, at}
const unsent = new Map();
const sending = new Map();
const timers = new Map();
let tries = 0;
let isClosed = false;

function remember() {
  try {
    if (unsent.size) sessionStorage.setItem(KEY, JSON.stringify([...unsent]));
    else sessionStorage.removeItem(KEY);
  } catch {
    // No storage: the page itself still holds the answers.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

// ---- A question's answer, as the server reads it
function controls(form) {
  return [...form.elements].filter((one) => one.name && one.name !== "mark");
}

function answerOf(form) {
  const fields = controls(form);
  if (form.dataset.type === "order") {
    const places = fields.map(() => "");
    for (const one of fields) if (one.value) places[one.value - 1] = one.name;
    return places;
  }
  if (["match", "cloze"].includes(form.dataset.type)) return Object.fromEntries(fields.map((one) => [one.name, one.value]));
  return fields.filter((one) => one.checked).map((one) => one.value);
}

function fill(form, answer) {
  for (const one of controls(form)) {
    if (form.dataset.type === "order") one.value = answer.indexOf(one.name) + 1 || "";
    else if (Array.isArray(answer)) one.checked = answer.includes(one.value);
    else one.value = answer[one.name] ?? "";
  }
}

function progressOf(form) {
  const fields = controls(form);
  if (fields[0].tagName !== "SELECT") return fields.some((one) => one.checked) ? "answered" : "unanswered";
  const given = fields.filter((one) => one.value).length;
  return given === fields.length ? "answered" : given ? "begun" : "unanswered";
}

// Two steps cannot have one place: the step that held it takes the place that was left.
function exchange(form, changed) {
  const other = controls(form).find((one) => one !== changed && changed.value && one.value === changed.value);
  if (other) other.value = changed.dataset.before ?? "";
  notePlaces(form);
}

function notePlaces(form) {
  for (const one of controls(form)) one.dataset.before = one.value;
}

// ---- What the reader sees of it
function say(kind, text) {
  saved.classList.toggle("late", kind === "late");
  saved.classList.toggle("done", kind === "done");
  saved.querySelector("span").textContent = text;
}

function warn(problem) {
  for (const notice of quiz.querySelectorAll("[data-problem]")) notice.hidden = notice.dataset.problem !== problem;
}

function paint(form) {
  const index = forms.indexOf(form);
  const link = links[index];
  const progress = progressOf(form);
  const isMarked = form.elements.mark.checked;
  link.classList.toggle("answered", progress === "answered");
  link.classList.toggle("marked", isMarked);
  const words = [quiz.dataset.name.replace("{number}", index + 1), quiz.dataset[progress]];
  if (isMarked) words.push(quiz.dataset.marked);
  link.querySelector(".hush").textContent = words.join(language === "ar" ? "، " : ", ");
}

function paintTotals() {
  const answered = links.filter((link) => link.classList.contains("answered")).length;
  const words = count.dataset[plural.select(answered)] ?? count.dataset.other;
  count.textContent = words.replace("{num}", answered);
  bar.querySelector("[data-bar]").setAttribute("width", answered);
  quiz.querySelector("[data-marked-count]").textContent = links.filter((link) => link.classList.contains("marked")).length;
}

// ---- Saving
function change(form, part) {
  const item = form.dataset.item;
  unsent.set(item, { ...unsent.get(item), ...part, at: Date.now() });
  remember();
  paint(form);
  paintTotals();
  say("saving", saved.dataset.saving);
  clearTimeout(timers.get(item));
  timers.set(item, setTimeout(() => send(item), SETTLE_MS));
}

function send(item) {
  clearTimeout(timers.get(item));
  timers.delete(item);
  if (isClosed || !unsent.has(item)) return Promise.resolve();
  const under = sending.get(item);
  if (under) return under.then(() => send(item));
  const attempt = put(item).finally(() => sending.delete(item));
  sending.set(item, attempt);
  return attempt;
}

async function put(item) {
  const sent = unsent.get(item);
  const { at, ...body } = sent;
  const reply = await fetch(quiz.dataset.api + item, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
  }).catch(() => null);
  if (reply?.ok) {
    const { time } = await reply.json().catch(() => ({ time: "" }));
    acknowledge(item, sent, time);
  } else refuse(item, reply?.status ?? 0);
}

function acknowledge(item, sent, time) {
  tries = 0;
  if (unsent.get(item) === sent) unsent.delete(item);
  remember();
  warn(null);
  if (!unsent.size) say("done", saved.dataset.saved.replace("{time}", time));
}

function refuse(item, status) {
  if (status === 409 || status === 404) {
    isClosed = true;
    unsent.clear();
    remember();
    warn("closed");
    say("late", "");
    return;
  }
  if (status === 422) {
    unsent.delete(item);
    remember();
    warn("refused");
    say("late", "");
    return;
  }
  if (status === 401) warn("signed-out");
  say("late", saved.dataset.waiting);
  clearTimeout(timers.get(item));
  timers.set(item, setTimeout(() => send(item), WAITS_S[Math.min(tries, WAITS_S.length - 1)] * 1000));
  tries += 1;
}

function flush() {
  return Promise.allSettled([...unsent.keys()].map(send));
}

// ---- One question at a time
function show({ takeFocus }) {
  const wanted = forms.findIndex((form) => `#${form.id}` === location.hash);
  const index = Math.max(0, wanted);
  forms.forEach((form, at) => {
    form.hidden = at !== index;
  });
  links.forEach((link, at) => {
    if (at === index) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  const where = bar.querySelector(".where");
  where.textContent = where.dataset.where.replace("{number}", index + 1);
  for (const link of document.querySelectorAll("[data-switch]")) link.hash = forms[index].id;
  if (!takeFocus) return;
  const legend = forms[index].querySelector("legend");
  legend.tabIndex = -1;
  legend.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function start() {
  for (const [item, kept] of recall()) {
    const form = forms.find((one) => one.dataset.item === item);
    if (!form || Date.parse(form.dataset.savedAt ?? 0) > kept.at) continue;
    if (kept.answer) fill(form, kept.answer);
    if (kept.is_marked !== undefined) form.elements.mark.checked = kept.is_marked;
    unsent.set(item, kept);
    paint(form);
  }
  remember();
  paintTotals();
  for (const form of forms) if (form.dataset.type === "order") notePlaces(form);
  if (!location.hash) {
    const next = forms.find((form) => progressOf(form) !== "answered");
    if (next && next !== forms[0]) history.replaceState(null, "", `#${next.id}`);
  }
  show({ takeFocus: false });
  flush();
}

quiz.addEventListener("change", (event) => {
  const form = event.target.closest("form.question");
  if (!form) return;
  if (event.target.name === "mark") return change(form, { is_marked: event.target.checked });
  if (form.dataset.type === "order") exchange(form, event.target);
  change(form, { answer: answerOf(form) });
});
quiz.addEventListener("submit", (event) => {
  event.preventDefault(); // Enter in a form: the answer is saved already; go on.
  flush();
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!unsent.size || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, LONGEST_HOLD_MS))]);
  location.assign(link.href);
});
addEventListener("hashchange", () => show({ takeFocus: true }));
addEventListener("online", flush);
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", flush);
addEventListener("beforeunload", (event) => {
  flush();
  if (unsent.size && tries) event.preventDefault();
});

start();
