// Keeps an open page at the state of the files: asks the server to answer when something has changed, then puts the
// new page in the place of the old one and leaves the reader at the same row.
const AGAIN_MS = 1000;
const lost = document.querySelector("[data-lost]");

/** Return the row being read, a quarter down the window, with its distance from the top. */
function place() {
  const rows = [...document.querySelectorAll("[data-row]")];
  const row = rows.find((one) => one.getBoundingClientRect().bottom > innerHeight / 4);
  return row && scrollY > 0 ? { id: row.id, top: row.getBoundingClientRect().top } : null;
}

/** Scroll so that the row stands where it stood. */
function returnTo(place) {
  const row = place && document.getElementById(place.id);
  if (row) scrollBy({ top: row.getBoundingClientRect().top - place.top, behavior: "instant" });
}

/** Open and close the lists of the new page as the reader had them. */
function reopen(lists) {
  for (const { id, open } of lists) document.getElementById(id)?.toggleAttribute("open", open);
}

async function renew() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.querySelector("main");
  if (!main) return;
  const before = place();
  const lists = [...document.querySelectorAll("details[id]")].map(({ id, open }) => ({ id, open }));
  document.querySelector("main").replaceWith(document.adoptNode(main));
  reopen(lists);
  document.title = fresh.title;
  returnTo(before);
}

async function changed() {
  const version = document.querySelector("main").dataset.version;
  const answer = await fetch(`/changes?after=${encodeURIComponent(version)}`);
  return (await answer.json()).version !== version;
}

async function follow() {
  for (;;) {
    try {
      if (await changed()) await renew();
      lost.hidden = true;
    } catch {
      lost.hidden = false; // the server was stopped: it may come back
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

follow();
