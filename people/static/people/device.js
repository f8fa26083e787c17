// What this browser keeps for a person: a key while they are signed in, and records sealed with it.
// Records are opaque without the key: an owner's meaningless name, an id, a nonce, the sealed bytes.
// The key cannot be read out of the browser. It goes at sign-out; sealed records stay until removed.

const NAME = "firstline";
const KEYS = "keys";
const SEALED = "sealed";
const text = new TextEncoder();

/** False on an insecure address and in old browsers: nothing can be kept on the device then. */
export const possible = Boolean(
  globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB,
);

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds the store"));
  });
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS, { keyPath: "owner" });
    request.result.createObjectStore(SEALED, { autoIncrement: true }).createIndex("owner", "owner");
  };
  return settled(request);
}

/** Run `work(store)` in one transaction and give its result once the browser has it on the disk. */
async function inStore(name, mode, work) {
  const base = await opened();
  try {
    const transaction = base.transaction(name, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore(name));
    await done;
    return result;
  } finally {
    base.close();
  }
}

async function derived(owner, secret) {
  const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  const master = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: text.encode(NAME), info: text.encode(owner) },
    master,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function fetchedKeys(owner, address) {
  const response = await fetch(address, { credentials: "same-origin", redirect: "error" });
  const told = await response.json();
  if (!response.ok || told.owner !== owner) throw new Error("no key for this person");
  return Promise.all(told.secrets.map((secret) => derived(owner, secret)));
}

function dropOthers(store, owner) {
  return settled(store.getAllKeys()).then((owners) => {
    for (const other of owners) if (other !== owner) store.delete(other);
  });
}

/** The device of a signed-in person, with the key from here or, once after signing in, from there. */
export async function unlock(owner, address) {
  await inStore(KEYS, "readwrite", (store) => dropOthers(store, owner));
  let held = await inStore(KEYS, "readonly", (store) => settled(store.get(owner)));
  if (!held) {
    held = { owner, keys: await fetchedKeys(owner, address) };
    await inStore(KEYS, "readwrite", (store) => settled(store.put(held)));
  }
  return new Device(owner, held.keys);
}

/** Looked up first, so that visitors who never sign in get no store. */
async function exists() {
  const found = (await indexedDB.databases?.()) ?? [{ name: NAME }];
  return found.some(({ name }) => name === NAME);
}

/** Drop every key: what is sealed cannot be read until its owner signs in again. */
export async function lock() {
  if (!possible || !(await exists())) return false;
  await inStore(KEYS, "readwrite", (store) => settled(store.clear()));
  return true;
}

/** Drop every key, and the whole store unless it holds something sealed. True if it does. */
export async function leave() {
  if (!(await lock())) return false;
  const left = await inStore(SEALED, "readonly", (store) => settled(store.count()));
  if (!left) indexedDB.deleteDatabase(NAME);
  return left > 0;
}

/** A person's sealed records on this device. */
class Device {
  constructor(owner, keys) {
    this.owner = owner;
    this.keys = keys;
  }

  #mode(iv) {
    return { name: "AES-GCM", iv, additionalData: text.encode(this.owner) };
  }

  /** Keep a record under its id. Gives this device's count of it, which only ever grows. */
  async keep(id, record) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = text.encode(JSON.stringify(record));
    const data = await crypto.subtle.encrypt(this.#mode(iv), this.keys[0], plain);
    const row = { owner: this.owner, id, iv, data };
    return inStore(SEALED, "readwrite", (store) => settled(store.add(row)));
  }

  async #open({ iv, data }) {
    for (const key of this.keys) {
      try {
        const plain = await crypto.subtle.decrypt(this.#mode(iv), key, data);
        return JSON.parse(new TextDecoder().decode(plain));
      } catch {
        // Sealed with another of the keys.
      }
    }
    return null;
  }

  /** Every record that can be read: [{id, count, record}], oldest first. */
  async all() {
    const [rows, counts] = await inStore(SEALED, "readonly", (store) => {
      const mine = store.index("owner");
      return Promise.all([
        settled(mine.getAll(this.owner)),
        settled(mine.getAllKeys(this.owner)),
      ]);
    });
    const records = await Promise.all(rows.map((row) => this.#open(row)));
    return records
      .map((record, at) => ({ id: rows[at].id, count: counts[at], record }))
      .filter(({ record }) => record !== null);
  }

  /** Remove the records with these counts. */
  remove(counts) {
    return inStore(SEALED, "readwrite", (store) => {
      for (const count of counts) store.delete(count);
    });
  }

  /** Remove everything of this person, readable or not. */
  clear() {
    return inStore(SEALED, "readwrite", async (store) => {
      for (const count of await settled(store.index("owner").getAllKeys(this.owner))) {
        store.delete(count);
      }
    });
  }
}
