// Knowledge checks: the answer is looked at by the server; a wrong one may be tried again without limit.
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

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("check" in form.dataset)) return;
  answer(form);
  event.preventDefault();
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-check]");
  if (form?.dataset.outcome) clearMarks(form);
});
