// A lesson: sections read by scrolling, the place kept when the language changes, definitions.
import "./checks.js";
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

lesson.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.read) return;
  mark(form.dataset.read);
  event.preventDefault();
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
