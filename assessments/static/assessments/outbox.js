// Answers on their way: kept on this device at once, sent in batches, dropped when the server has them.
// Every tab has one outbox; they share the store, tell each other, and only one of them sends at a time.
// Events: "kept", "saved", "refused", "waiting", "discarded", "left" (detail says what).

import { possible, unlock } from "../people/device.js";

const EVERY_MS = 15_000;
const PATIENCE_MS = 20_000;
const LONGEST_MS = 60_000;
const SOON_MS = 200;
const AT_ONCE = 100;
const NOT_SIGNED_IN = [0, 401, 403, 404];

const OUSTED = { type: "left", detail: { address: "/" } };

/** A random UUID, also where `crypto.randomUUID` is missing. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The token as it is now: signing in again, also in another tab, has changed it. */
export function token() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** Ends a request that nobody answers. `AbortSignal.timeout` is missing in phones of 2022. */
function patience() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), PATIENCE_MS);
  return controller.signal;
}

function batches(answers) {
  const found = [];
  const open = new Map();
  for (const answer of answers) {
    const { attempt } = answer.record;
    let batch = open.get(attempt);
    if (!batch || batch.answers.length === AT_ONCE) {
      batch = { attempt, answers: [] };
      open.set(attempt, batch);
      found.push(batch);
    }
    batch.answers.push(answer);
  }
  return found;
}

function asSent({ id, count, record }) {
  const { question, chosen, claimed_ms } = record;
  return { client_id: id, question, chosen, claimed_ms, sequence: count };
}

class Outbox extends EventTarget {
  /** `device` is null where nothing can be kept: answers then live as long as the page. */
  constructor(owner, device) {
    super();
    this.owner = owner;
    this.device = device;
    this.pending = new Map();
    this.tries = 0;
    this.lastSent = -Infinity;
    this.keeping = Promise.resolve();
    this.channel = new BroadcastChannel("firstline-answers");
    this.channel.onmessage = ({ data }) => this.#heard(data);
    addEventListener("online", () => this.#again(Math.random() * 1000));
    addEventListener("pagehide", () => this.#part());
    document.addEventListener("visibilitychange", () => document.hidden && this.#part());
  }

  /** How many questions have answers that the server has not acknowledged, here or in all attempts. */
  waiting(attempt) {
    const records = [...this.pending.values()].map(({ record }) => record);
    const mine = records.filter((record) => !attempt || record.attempt === attempt);
    return new Set(mine.map((record) => record.attempt + record.question)).size;
  }

  /** Keep an answer {attempt, question, chosen, claimed_ms} and send it soon. Gives its id. */
  keep(record) {
    const answer = { id: newId(), count: 0, record, kept: false };
    this.pending.set(answer.id, answer);
    this.keeping = this.keeping.then(() => this.#store(answer));
    return answer.id;
  }

  async #store(answer) {
    try {
      answer.count = (await this.device?.keep(answer.id, answer.record)) ?? 0;
      answer.kept = answer.count > 0;
    } catch {
      // The disk is full or forbidden: the answer stays in memory, and the page says so.
    }
    this.#tell("kept", answer);
    if (!this.timer) this.#again(Math.max(SOON_MS, this.lastSent + EVERY_MS - performance.now()));
  }

  /** Read what other tabs kept and sent. */
  async refresh() {
    if (!this.device) return;
    const known = [...this.pending.values()].filter((answer) => answer.kept);
    const held = await this.device.all();
    const ids = new Set(held.map(({ id }) => id));
    for (const { id } of known) if (!ids.has(id)) this.pending.delete(id);
    for (const one of held) this.pending.set(one.id, { ...one, kept: true });
  }

  /** Send everything now, however long ago the last batch was. True if nothing is left to send. */
  send() {
    clearTimeout(this.timer);
    this.timer = 0;
    const work = () => this.#drain();
    this.sending ??= (navigator.locks?.request("firstline-answers", work) ?? work()).finally(() => {
      this.sending = null;
      // An answer kept in the meantime asked in vain: its turn came while this was under way.
      if (this.pending.size && !this.timer) this.#again(SOON_MS);
    });
    return this.sending;
  }

  async #drain() {
    await this.keeping;
    await this.refresh().catch(() => {});
    this.lastSent = performance.now();
    for (const { attempt, answers } of batches(this.pending.values())) {
      const problem = await this.#post(attempt, answers, false);
      if (problem) this.#later(problem);
      else this.tries = 0;
    }
    return this.pending.size === 0;
  }

  /** Send one batch. Gives why it could not be, or nothing. */
  async #post(attempt, answers, keepalive) {
    try {
      const response = await fetch(attempt, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        keepalive,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ answers: answers.map(asSent) }),
        signal: patience(),
      });
      if (NOT_SIGNED_IN.includes(response.status)) return "signed-out";
      if (response.status !== 200 && response.status !== 409) return "failed";
      await this.#settle(answers, await response.json());
      return "";
    } catch {
      return "offline";
    }
  }

  async #settle(answers, reply) {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const refused = reply.refused.map((one) => ({ ...byId.get(one.client_id), ...one }));
    const saved = reply.saved.map((id) => byId.get(id));
    const gone = [...saved, ...refused];
    for (const { id } of gone) this.pending.delete(id);
    const told = { address: answers[0].record.attempt, late: reply.late ?? [], ...reply };
    this.#tell("saved", { ...told, answers: saved });
    if (refused.length) this.#tell("refused", { ...told, answers: refused });
    // What cannot be removed is sent once more, which is harmless.
    await this.device?.remove(gone.map(({ count }) => count).filter(Boolean)).catch(() => {});
  }

  #later(problem) {
    this.tries += 1;
    const pause = Math.min(LONGEST_MS, 1000 * 2 ** this.tries);
    this.#again(pause * (0.5 + Math.random() / 2));
    this.#raise("waiting", { problem });
  }

  #again(pause) {
    clearTimeout(this.timer);
    this.timer = this.pending.size ? setTimeout(() => this.send(), pause) : 0;
  }

  /** The page may be gone in a moment: what is left goes out in a request that outlives it. */
  #part() {
    for (const { attempt, answers } of batches(this.pending.values())) {
      this.#post(attempt, answers, true);
    }
  }

  /** Remove every answer that has not been sent, as its owner wishes. */
  async discard() {
    clearTimeout(this.timer);
    this.pending.clear();
    await this.device?.clear();
    this.#tell("discarded", {});
  }

  /** Tell other tabs whose page has just been opened. */
  greet() {
    this.#tell("here", {});
  }

  /** Tell other tabs that the person leaves for `address`: they must not go on showing anything. */
  left(address) {
    clearTimeout(this.timer);
    this.pending.clear();
    this.#tell("left", { address });
  }

  #heard({ owner, type, detail }) {
    // A page that has just come knows who is signed in now: nobody else's may stay open.
    if (type === "here" && owner !== this.owner) this.#heard({ ...OUSTED, owner: this.owner });
    if (owner !== this.owner) return;
    if (type === "kept" && detail.kept) this.pending.set(detail.id, detail);
    for (const { id } of detail.answers ?? []) this.pending.delete(id);
    if (type === "discarded" || type === "left") this.pending.clear();
    this.#raise(type, detail, true);
  }

  #tell(type, detail) {
    this.channel.postMessage({ owner: this.owner, type, detail });
    this.#raise(type, detail);
  }

  #raise(type, detail, elsewhere = false) {
    this.dispatchEvent(new CustomEvent(type, { detail: { ...detail, elsewhere } }));
  }
}

async function begin() {
  const { owner, keyUrl } = document.documentElement.dataset;
  if (!owner) return null;
  const device = possible ? await unlock(owner, keyUrl).catch(() => null) : null;
  const outbox = new Outbox(owner, device);
  await outbox.refresh().catch(() => {});
  outbox.greet();
  // A paper shows first what is waiting, and sends it then.
  if (outbox.waiting() && !document.querySelector("form[data-paper]")) outbox.send();
  return outbox;
}

/** This tab's outbox, once the device is unlocked; null where nobody is signed in. */
export const ready = begin();
