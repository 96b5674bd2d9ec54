// A lesson: sections read by scrolling, the place kept when the language changes, checks answered in place, definitions.
import { keep, kept, readSections, send, signedIn, state } from "./shell.js";

const lesson = document.querySelector("[data-lesson]");
const lessonId = lesson.dataset.lesson;
const sections = [...lesson.querySelectorAll(":scope > section")];
const read = new Set();

function paint(sectionId) {
  lesson.querySelector(`[data-read="${sectionId}"]`)?.classList.add("done");
  for (const item of document.querySelectorAll(`[data-toc="${sectionId}"]`)) item.classList.add("done");
  const count = document.querySelector("[data-toc-count]");
  count.textContent = lesson.dataset.parts.replace("{done}", read.size).replace("{total}", sections.length);
}

function keepOnDevice(sectionId) {
  const progress = kept("progress", {});
  const known = progress[lessonId] ?? [];
  if (!known.includes(sectionId)) keep("progress", { ...progress, [lessonId]: [...known, sectionId] });
  keep("resume", { lesson: lessonId, section: sectionId });
}

async function mark(sectionId) {
  if (read.has(sectionId)) return;
  read.add(sectionId);
  paint(sectionId);
  const answer = signedIn ? await send("/api/v1/progress", { lesson: lessonId, section: sectionId }) : null;
  if (!answer?.ok) keepOnDevice(sectionId);
}

async function start() {
  const known = (await readSections())[lessonId] ?? [];
  for (const section of sections) {
    if (!known.includes(section.id)) continue;
    read.add(section.id);
    paint(section.id);
  }
  if (await state) document.querySelector("[data-where]")?.remove();
  const ends = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) mark(entry.target.dataset.read);
  });
  for (const form of lesson.querySelectorAll("form[data-read]")) ends.observe(form);
}

// The block under the reader's eyes: in the table of contents, and in the link to the other language.
function currentBlock() {
  let found = null;
  for (const block of lesson.querySelectorAll("section, section > [id]")) {
    if (block.getBoundingClientRect().top > 140) break;
    if (block.id) found = block;
  }
  return found;
}

function follow() {
  const block = currentBlock();
  const section = block?.closest("section") ?? sections[0];
  for (const link of document.querySelectorAll(".toc a")) {
    if (link.hash === `#${section?.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// Where the reader last stayed: the link is at the head of the page, so being there to press it says nothing.
const STAY_MS = 800;
const HEAD_PX = 150;
let place = null;
let stay = 0;

function notePlace() {
  if (scrollY > HEAD_PX) place = currentBlock();
}

for (const link of document.querySelectorAll("[data-switch]")) {
  link.addEventListener("click", () => {
    notePlace();
    if (place) link.hash = place.id;
  });
}

let waiting = false;
addEventListener(
  "scroll",
  () => {
    clearTimeout(stay);
    stay = setTimeout(notePlace, STAY_MS);
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  },
  { passive: true },
);

function focusTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.closest(".lesson > section")?.querySelector("h2").focus({ preventScroll: true });
}

// Checks: the answer is looked at by the server; a wrong one may be tried again without limit.
function clearMarks(form) {
  form.querySelector("output").replaceChildren();
  form.querySelector("[type=submit]").textContent = form.dataset.send;
  delete form.dataset.outcome;
  for (const choice of form.querySelectorAll(".choice")) {
    choice.classList.remove("wrong", "right");
    choice.querySelector(".outcome")?.remove();
  }
}

function markChoice(form, outcome) {
  const chosen = form.querySelectorAll(".choice :checked");
  if (chosen.length !== 1 || chosen[0].type !== "radio") return;
  const label = chosen[0].closest(".choice");
  const words = document.createElement("span");
  words.className = "outcome";
  words.append(form.querySelectorAll("template")[outcome === "right" ? 1 : 0].content.cloneNode(true), form.dataset.yours);
  label.classList.add(outcome);
  label.append(words);
}

async function answer(form) {
  const button = form.querySelector("[type=submit]");
  form.dataset.send ??= button.textContent;
  if (form.dataset.outcome === "wrong") {
    clearMarks(form);
    form.reset();
    form.querySelector("input:not([type=hidden]), select").focus();
    return;
  }
  const output = form.querySelector("output");
  const reply = await fetch(form.action, {
    method: "POST",
    headers: { "X-Fragment": "1" },
    body: new URLSearchParams(new FormData(form)),
  }).catch(() => null);
  clearMarks(form);
  if (!reply || reply.status >= 500) {
    output.textContent = form.dataset.failed;
    return;
  }
  output.replaceChildren(document.createRange().createContextualFragment(await reply.text()));
  const outcome = ["right", "wrong"].find((name) => output.querySelector(`.feedback.${name}`));
  if (!outcome) return;
  form.dataset.outcome = outcome;
  markChoice(form, outcome);
  if (outcome === "wrong") button.textContent = form.dataset.again;
}

lesson.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.read) mark(form.dataset.read);
  else if (!("check" in form.dataset)) return;
  else answer(form);
  event.preventDefault();
});
lesson.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-check]");
  if (form?.dataset.outcome) clearMarks(form);
});

// Definitions: the words are links; with script they open beside them.
function define(link) {
  const pop = document.getElementById(`term-${link.dataset.term}`);
  if (!pop?.showPopover) return false;
  pop.showPopover();
  const at = link.getClientRects()[0];
  const wide = document.documentElement.clientWidth;
  const rightToLeft = document.documentElement.dir === "rtl";
  const start = rightToLeft ? wide - at.right : at.left;
  pop.style.insetBlockStart = `${at.bottom + scrollY + 8}px`;
  pop.style.insetInlineStart = `${Math.max(20, Math.min(start, wide - pop.offsetWidth - 20))}px`;
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.skip) mark(link.dataset.skip);
  if (link.dataset.term && define(link)) event.preventDefault();
});

start();
follow();
focusTarget();
addEventListener("hashchange", focusTarget);
