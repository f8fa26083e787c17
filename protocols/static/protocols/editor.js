// Tell what keeps a draft from being signed, in the list above the editor and at each place, while it is written.
// Without scripts the list says what was wrong when the draft was last saved.

const WAIT_MS = 600;
const panel = document.querySelector("[data-protocol-problems]");
const form = panel.closest("form");
let sent = "";
let timer = 0;

function listed() {
  return [...panel.querySelectorAll("li")].map((line) => ({
    href: line.querySelector("a").getAttribute("href"),
    place: line.querySelector("a").textContent,
    text: line.querySelector("span").textContent,
  }));
}

function list({ is_valid, problems }) {
  const lines = problems.map(({ href, place, text }) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href, textContent: place });
    const words = Object.assign(document.createElement("span"), { textContent: text });
    line.append(link, ": ", words);
    return line;
  });
  panel.querySelector("ul").replaceChildren(...lines);
  panel.querySelector("[data-none]").hidden = !is_valid || problems.length > 0;
  panel.querySelector("[data-unreadable]").hidden = is_valid;
}

// Beside the field, or at the top of the block.
function mark(problems) {
  document.querySelectorAll(".protocol-problem").forEach((old) => old.remove());
  for (const { href, place, text } of problems) {
    const block = document.getElementById(href.slice(1));
    const note = document.createElement("p");
    note.className = "protocol-problem";
    note.textContent = `${place}: ${text}`;
    const inside = block?.querySelector(":scope > .w-panel__content");
    if (inside) inside.prepend(note);
    else block?.parentElement.append(note);
  }
}

async function check() {
  const body = new FormData(form);
  // Files are no text and never part of a protocol.
  const now = new URLSearchParams([...body].filter(([, value]) => typeof value === "string")).toString();
  if (now === sent) return;
  sent = now;
  try {
    const response = await fetch(panel.dataset.protocolProblems, {
      method: "POST",
      body: now,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    if (!response.ok) return;
    const told = await response.json();
    list(told);
    if (told.is_valid) mark(told.problems);
  } catch {
    // No connection at the moment: the next change asks again.
    sent = "";
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, WAIT_MS);
}

for (const name of ["input", "change", "click"]) form.addEventListener(name, soon);
// The blocks are drawn by then.
window.addEventListener("load", () => mark(listed()));
