// What a browser keeps for the person signed in, on every page of theirs: it is unlocked and sent after
// signing in, and asked about before signing out.

import { lock } from "../../people/device.js";
import { ready, token } from "../../assessments/outbox.js";

function showOnly(place, state) {
  for (const text of place.querySelectorAll("[data-state]")) {
    text.hidden = text.dataset.state !== state;
  }
}

function fromTemplate(name) {
  return document.querySelector(`template[${name}]`).content.cloneNode(true).firstElementChild;
}

/** Pages that show no paper say that something is on its way. */
function tellOnTheWay(outbox) {
  const place = document.querySelector("[data-unsent]");
  const note = fromTemplate("data-unsent-note");
  const tell = (state) => {
    note.querySelector("[data-count]").textContent = outbox.waiting();
    showOnly(note, state);
    if (!note.isConnected) place.append(note);
  };
  if (outbox.waiting()) tell("waiting");
  outbox.addEventListener("saved", () => tell(outbox.waiting() ? "waiting" : "sent"));
  outbox.addEventListener("refused", ({ detail }) => {
    note.querySelector("[data-why]").textContent = detail.answers[0].error;
    tell("refused");
  });
}

/** Lock this device and sign out. Only the server can end the session: without it, say so. */
async function signOut(form, outbox) {
  form.elements.csrfmiddlewaretoken.value = token();
  const body = new URLSearchParams(new FormData(form));
  const request = { method: "POST", body, redirect: "manual" };
  const reached = await fetch(form.action, request).catch(() => null);
  outbox.left("/");
  await lock().catch(() => {});
  if (!reached) staysSignedIn(form, outbox);
  // Anything else than a redirect asks again, on the page made for it.
  else location.replace(reached.type === "opaqueredirect" ? "/" : form.action);
}

/** Nothing readable stays, but whoever comes next is still signed in: tell what to do. */
function staysSignedIn(form, outbox) {
  const dialog = fromTemplate("data-still-signed-in");
  dialog.oncancel = (event) => event.preventDefault();
  dialog.onclick = ({ target }) => target.closest("button") && signOut(form, outbox);
  document.title = "Firstline";
  document.body.replaceChildren(dialog, document.querySelector("template[data-still-signed-in]"));
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

/** Ask what to do with answers that are not sent yet. */
function warn(form, outbox) {
  const dialog = fromTemplate("data-sign-out-warning");
  const failed = dialog.querySelector("[data-state=failed]");
  dialog.querySelector("[data-count]").textContent = outbox.waiting();
  dialog.onclose = () => dialog.remove();
  dialog.onclick = async ({ target }) => {
    const wanted = target.closest("button")?.value;
    if (!wanted) return;
    if (wanted === "stay") return dialog.close();
    if (wanted === "discard") await outbox.discard();
    if (wanted === "send" && !(await outbox.send())) failed.hidden = false;
    else signOut(form, outbox);
  };
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

function watchSignOut(outbox) {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await outbox.refresh().catch(() => {});
      if (outbox.waiting()) warn(form, outbox);
      else signOut(form, outbox);
    });
  }
}

/** The person left in another tab: nothing readable may stay in this one. */
function leaveToo({ detail }) {
  if (!detail.elsewhere) return;
  document.documentElement.hidden = true;
  document.title = "";
  location.replace(detail.address);
}

let unlocked = null;

/** Close the person's pages in other tabs, which go to `address` as well. */
export function left(address) {
  unlocked?.left(address);
}

ready.then((outbox) => {
  unlocked = outbox;
  outbox.addEventListener("left", leaveToo);
  watchSignOut(outbox);
  if (!document.querySelector("form[data-paper]")) tellOnTheWay(outbox);
});
