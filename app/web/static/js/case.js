// A branching case: the scenes walked so far, kept for this tab only.
const scene = document.querySelector("[data-case]");
const name = `case:${scene.dataset.case}`;

function walked() {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function remember(path) {
  try {
    sessionStorage.setItem(name, JSON.stringify(path));
  } catch {
    // Nothing is kept: the scenes still follow one another.
  }
}

function onward() {
  const path = walked();
  const { node, title } = scene.dataset;
  const before = path.findIndex((step) => step.node === node);
  const kept = before < 0 ? path : path.slice(0, before);
  const atStart = new URL(scene.dataset.restart, location.href).pathname === location.pathname;
  const choice = location.hash && document.querySelector(`${location.hash} [data-choice]`)?.textContent;
  return [...(atStart ? [] : kept), { node, title, choice: choice || "" }];
}

function paintSteps(path) {
  const list = document.querySelector("[data-steps]");
  path.forEach((step, index) => {
    const last = index === path.length - 1;
    const item = document.createElement("li");
    const stone = document.createElement("span");
    const number = document.createElement("span");
    stone.className = "turnstone";
    number.textContent = index + 1;
    stone.append(number);
    item.append(stone, step.title);
    if (last) item.setAttribute("aria-current", "step");
    else item.className = "done";
    list.append(item);
  });
  list.hidden = path.length < 2;
}

function paintFile(path) {
  const file = document.querySelector("[data-path]");
  const list = file.querySelector("ol");
  const chosen = path.filter((step) => step.choice);
  if (!chosen.length) return;
  const tick = file.querySelector("template");
  for (const step of chosen) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = step.choice;
    item.append(tick.content.cloneNode(true), words);
    list.append(item);
  }
  list.hidden = false;
  file.querySelector("p").hidden = true;
}

const path = onward();
remember(path);
paintSteps(path);
paintFile(path);
