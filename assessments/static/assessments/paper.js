// A paper where scripts run: every choice is kept and sent as it is made, and each question says where
// its answer is. Without this file the form's own buttons save.

import { answeredAt, awake, watchClock } from "./clock.js";
import { handIn } from "./hand_in.js";
import { ready } from "./outbox.js";
import { turnPages } from "./pages.js";

const TICKS = "input:is([type=radio], [type=checkbox])";

function later(one, other) {
  for (const at of [0, 1, 2]) if (one[at] !== other[at]) return one[at] > other[at];
  return false;
}

/** When an answer is given, in ms since the attempt began: never later than the truth. */
class Clock {
  constructor(elapsed) {
    this.base = elapsed;
    this.mark = answeredAt();
    this.last = 0;
  }

  hear(elapsed) {
    const now = awake();
    if (this.base + now - this.mark >= elapsed) return;
    this.base = elapsed;
    this.mark = now;
  }

  /** A time after every other this device has claimed, so that its answers keep their order. */
  claim() {
    const now = Math.floor(this.base + awake() - this.mark);
    this.last = Math.max(now, this.last + 1);
    return this.last;
  }
}

/** One question of the page: what is chosen, how late in the order of answers, where it is. */
class Question {
  constructor(block) {
    this.block = block;
    this.order = JSON.parse(block.dataset.order);
    this.place = block.querySelector("[data-saved]");
  }

  get chosen() {
    return [...this.block.querySelectorAll(`${TICKS}:checked`)].map((input) => input.value);
  }

  show(chosen) {
    for (const input of this.block.querySelectorAll(TICKS)) {
      input.checked = chosen.includes(input.value);
    }
  }

  say(words, { time = "", doubt = false } = {}) {
    this.place.textContent = words.replace("%time%", time);
    this.place.classList.toggle("fl-unsaved", doubt);
  }
}

const clockOf = (at) => at.slice(11, 16);
const nowIn = (zone) =>
  new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });

class Paper {
  constructor(form, outbox) {
    this.form = form;
    this.outbox = outbox;
    this.words = form.dataset;
    this.attempt = new URL(form.action).pathname;
    this.clock = new Clock(Number(form.dataset.elapsedMs));
    this.trouble = document.querySelector("[data-trouble]");
    this.questions = new Map();
    for (const block of form.querySelectorAll("[data-question]")) {
      this.questions.set(block.dataset.question, new Question(block));
    }
    for (const answer of outbox.pending.values()) this.take(answer);
    for (const question of this.questions.values()) this.catchUp(question);
    form.addEventListener("change", (event) => this.choose(event));
    outbox.addEventListener("kept", ({ detail }) => this.take(detail));
    outbox.addEventListener("saved", ({ detail }) => this.saved(detail));
    outbox.addEventListener("refused", ({ detail }) => this.refused(detail.answers));
    outbox.addEventListener("waiting", ({ detail }) => this.waits(detail.problem));
  }

  /** Keep what was chosen while this script was still on its way. */
  catchUp(question) {
    if (question.id) return;
    const [...inputs] = question.block.querySelectorAll(TICKS);
    const changed = inputs.find((input) => input.checked !== input.defaultChecked);
    if (changed) this.choose({ target: changed });
  }

  choose({ target }) {
    const question = this.questions.get(target.closest("[data-question]")?.dataset.question);
    if (!question) return;
    const claim = this.clock.claim();
    question.id = this.outbox.keep({
      attempt: this.attempt,
      question: question.block.dataset.question,
      chosen: question.chosen,
      claimed_ms: claim,
    });
    // Nothing is said to be safe before it is. The device's count comes with the event "kept".
    question.order = [claim, Infinity, question.id];
    question.say(this.words.saving);
  }

  /** An answer that is kept: of this tab, of another, or of an earlier visit. */
  take({ id, count, record, kept }) {
    const question = this.questions.get(record.question);
    if (!question || record.attempt !== this.attempt) return;
    this.clock.last = Math.max(this.clock.last, record.claimed_ms);
    const order = [record.claimed_ms, count, id];
    if (question.id !== id && !later(order, question.order)) return;
    if (question.id !== id) question.show(record.chosen);
    Object.assign(question, { id, order });
    const words = kept ? this.words.onDevice : this.words.nowhere;
    question.say(words, { time: nowIn(this.words.zone), doubt: true });
    this.form.dispatchEvent(new Event("told"));
  }

  *mine(answers) {
    for (const answer of answers) {
      const question = this.questions.get(answer.record.question);
      if (question?.id === answer.id) yield [question, answer];
    }
  }

  saved({ address, answers, late, at, attempt }) {
    for (const [question, { id }] of this.mine(answers)) {
      const words = late.includes(id) ? this.words.late : this.words.savedAt;
      question.say(words, { time: clockOf(at), doubt: late.includes(id) });
    }
    if (address !== this.attempt) return;
    this.heard(attempt);
    this.form.dispatchEvent(new Event("told"));
  }

  refused(answers) {
    for (const [question, { error }] of this.mine(answers)) question.say(error, { doubt: true });
    this.form.dispatchEvent(new Event("told"));
  }

  heard({ elapsed_ms, seconds_left }) {
    this.trouble.replaceChildren();
    this.clock.hear(elapsed_ms);
    this.form.dispatchEvent(new CustomEvent("clock", { detail: seconds_left }));
  }

  /** Say why nothing is sent at the moment; said once, not with every try. */
  waits(problem) {
    if (this.trouble.dataset.problem === problem && this.trouble.childElementCount) return;
    const words = document.querySelector(`template[data-problem="${problem}"]`);
    this.trouble.dataset.problem = problem;
    this.trouble.replaceChildren(words.content.cloneNode(true));
  }

  /** The time is over: nothing can be chosen any more. */
  lock() {
    for (const input of this.form.querySelectorAll(TICKS)) input.disabled = true;
    for (const part of document.querySelectorAll("[data-while-open]")) part.hidden = true;
  }
}

const form = document.querySelector("form[data-paper]");
const outbox = form && (await ready);
if (outbox) {
  const pages = turnPages(form, outbox);
  const paper = new Paper(form, outbox);
  const hand = handIn(outbox, paper.attempt);
  watchClock(form, () => {
    paper.lock();
    pages.overview();
    hand.in();
  });
  if (outbox.waiting()) outbox.send();
}
