// Show the paper beside the form, and anew after each change. Without scripts the button does that: the frame is its target.
// Sent this way the form is not submitted, so that the editor still warns of what was not saved.

const WAIT_MS = 400;
const panel = document.querySelector("[data-paper-preview]");
const frame = panel.querySelector("iframe");
const button = panel.querySelector("button");
const form = panel.closest("form");
let asked = 0;
let timer = 0;

async function show() {
  asked += 1;
  const mine = asked;
  frame.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(button.formAction, { method: "POST", body: new FormData(form) });
    const page = await response.text();
    // A slower answer to an earlier question is not shown.
    if (mine === asked && response.ok) frame.srcdoc = page;
  } catch {
    // No connection at the moment: the paper that stands there stays.
  }
  if (mine === asked) frame.removeAttribute("aria-busy");
}

button.addEventListener("click", (event) => {
  event.preventDefault();
  show();
});
form.addEventListener("change", () => {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT_MS);
});
window.addEventListener("load", show);
