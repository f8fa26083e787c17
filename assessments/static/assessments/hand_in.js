// Handing in: first everything that is still on this device, then the attempt itself. Without a
// network the page says what is kept, and does both by itself as soon as there is one.

import { ready, token } from "./outbox.js";

const AGAIN_MS = 5_000;

/** Take over the forms that hand `attempt` in. Gives {in} to do so without the button. */
export function handIn(outbox, attempt) {
  const form = document.querySelector("form[data-hand-in]");
  const hand = new Hand(form, outbox, attempt);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand.in();
  });
  form.querySelector("[data-stop]").addEventListener("click", () => hand.stop());
  return hand;
}

class Hand {
  constructor(form, outbox, attempt) {
    Object.assign(this, { form, outbox, attempt, asked: false, busy: false });
    addEventListener("online", () => this.#try());
    outbox.addEventListener("saved", () => this.#try());
    outbox.addEventListener("refused", () => this.#try());
  }

  in() {
    this.asked = true;
    this.#try();
  }

  stop() {
    this.asked = false;
    this.#show("");
  }

  async #try() {
    if (!this.asked || this.busy) return;
    this.busy = true;
    this.#show("sending");
    const problem = await this.#send();
    this.busy = false;
    if (problem && this.asked) {
      this.#show(problem);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#try(), AGAIN_MS);
    }
  }

  async #send() {
    if (this.outbox.waiting(this.attempt)) await this.outbox.send();
    // What was already being sent may have left without the newest answer.
    if (this.outbox.waiting(this.attempt)) await this.outbox.send();
    if (!this.asked) return "";
    if (this.outbox.waiting(this.attempt)) return "unsent";
    this.form.elements.csrfmiddlewaretoken.value = token();
    try {
      const body = new URLSearchParams(new FormData(this.form));
      const reply = await fetch(this.form.action, { method: "POST", body, redirect: "manual" });
      // Handed in, or asked to sign in: the page of the result knows which.
      if (reply.type === "opaqueredirect") location.assign(this.form.dataset.result);
      else this.form.submit();
      return "";
    } catch {
      return "unreached";
    }
  }

  /** Show what is happening: one of the texts of the form, or none. */
  #show(what) {
    for (const text of this.form.querySelectorAll("[data-state]")) {
      text.hidden = text.dataset.state !== what;
    }
    const count = this.form.querySelector("[data-unsent-count]");
    count.textContent = this.outbox.waiting(this.attempt);
    this.form.querySelector("[data-stop]").hidden = !what || what === "sending";
    this.form.querySelector("[type=submit]").disabled = Boolean(what);
  }
}

// The page that lists all answers without scripts: it shows them again once the last ones are there.
const alone = document.querySelector("form[data-hand-in][data-alone]");
const outbox = alone && (await ready);
if (outbox) {
  const { attempt } = alone.dataset;
  const hand = handIn(outbox, attempt);
  const late = outbox.waiting(attempt) > 0;
  outbox.addEventListener("saved", ({ detail }) => {
    if (late && detail.address === attempt && !hand.asked) location.reload();
  });
}
