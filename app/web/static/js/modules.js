// Paints what was read on the pages of modules: segments, words, the star, where to go on.
import { kept, readSections, state } from "./shell.js";

function lessonState(element, read, account) {
  const id = element.dataset.lesson;
  const wanted = element.dataset.sections.split(" ");
  const done = wanted.filter((section) => read[id]?.includes(section)).length;
  if (account?.lessons[id]?.completed || done === wanted.length) return "done";
  return done ? "begun" : "todo";
}

function status(name) {
  return document.querySelector(`template[data-status="${name}"]`).content.cloneNode(true);
}

function paintModule(row, read, account) {
  const lessons = [...row.querySelectorAll("[data-lesson]")];
  const states = lessons.map((lesson) => lessonState(lesson, read, account));
  lessons.forEach((lesson, index) => {
    if (lesson.querySelector(".status")) lesson.replaceChildren(status(states[index]));
    else lesson.className = states[index];
  });
  const done = states.filter((one) => one === "done").length;
  const completed = account?.modules[row.dataset.module]?.completed || (states.length > 0 && done === states.length);
  const name = completed ? "done" : states.some((one) => one !== "todo") ? "begun" : "todo";
  const counts = row.querySelector("[data-counts]");
  if (counts) {
    counts.textContent = counts.dataset.counts.split("|")[done];
    row.querySelector(":scope > .status").replaceWith(status(name));
    row.classList.toggle("now", name === "begun");
  }
  return name;
}

function paintStar(names) {
  const star = document.querySelector(".kites");
  if (!star) return;
  for (const [id, name] of Object.entries(names)) star.querySelector(`[data-kite="${id}"]`)?.classList.add(name);
  const done = Object.values(names).filter((name) => name === "done").length;
  star.querySelector("text").textContent = `${done}/8`;
  const remaining = document.querySelector("[data-remaining]");
  if (remaining && done === 8) remaining.textContent = remaining.dataset.remaining;
}

function paintResume(place) {
  const card = document.querySelector("[data-resume]");
  const lesson = place && document.querySelector(`[data-lesson="${place.lesson}"]`);
  if (!card || !lesson) return;
  const words = { module: Number(place.lesson.slice(1, 3)), lesson: lesson.dataset.number, title: lesson.dataset.title };
  card.querySelector("p").textContent = card.dataset.again;
  card.querySelector("h2").textContent = card.dataset.title.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  card.querySelector("a span").textContent = card.dataset.go;
  card.querySelector("a").href = lesson.dataset.path + (place.section ? `#${place.section}` : "");
}

async function paint() {
  const [account, read] = await Promise.all([state, readSections()]);
  const names = {};
  for (const row of document.querySelectorAll("[data-module]")) names[row.dataset.module] = paintModule(row, read, account);
  paintStar(names);
  paintResume(account ? account.resume : kept("resume", null));
}

paint();
