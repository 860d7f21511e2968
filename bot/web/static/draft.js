// What is drawn and written but not saved yet, kept in this browser: a reload, a crash or a phone that puts the page
// away loses nothing. It goes with the save, or after a day, when the link is over too.

const DATABASE = "retouch-masks";
const STORE = "drafts";
const LIFETIME_MS = 24 * 60 * 60 * 1000;
const PAUSE_MS = 400; // strokes that follow each other are written once

export class Draft {
  /** Without a database, as in some private windows, nothing is kept and the page says so on leaving. */
  constructor(database, key) {
    Object.assign(this, { database, key, tiles: new Map(), words: {}, timer: 0 });
    addEventListener("pagehide", () => this.write());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.write(); });
  }

  static async open(key) {
    const database = await openDatabase().catch(() => null);
    const draft = new Draft(database, key);
    await draft.dropOld();
    return draft;
  }

  get isKept() { return this.database !== null; }

  /** Put a drawing that was kept back into the pixels; returns prompt and model, null where there is none. */
  async restore(pixels) {
    const kept = await this.run("readonly", (store) => store.get(this.key));
    if (!kept || kept.width !== pixels.width || kept.height !== pixels.height) return null;
    Object.assign(this, kept);
    for (const [index, packed] of kept.tiles) pixels.unpack(index, packed);
    return kept.words;
  }

  noteTiles(pixels, indexes) {
    for (const index of indexes) this.tiles.set(index, pixels.pack(index));
    Object.assign(this, { width: pixels.width, height: pixels.height });
    this.writeSoon();
  }

  noteWords(words) {
    this.words = words;
    this.writeSoon();
  }

  async drop() {
    clearTimeout(this.timer);
    this.width = undefined;
    await this.run("readwrite", (store) => store.delete(this.key));
  }

  writeSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), PAUSE_MS);
  }

  write() {
    clearTimeout(this.timer);
    if (this.width === undefined) return; // nothing was drawn
    const { key, width, height, tiles, words } = this;
    this.run("readwrite", (store) => store.put({ key, width, height, tiles, words, at: Date.now() }));
  }

  async dropOld() {
    const all = (await this.run("readonly", (store) => store.getAll())) ?? [];
    for (const { key, at } of all) {
      if (at < Date.now() - LIFETIME_MS) await this.run("readwrite", (store) => store.delete(key));
    }
  }

  /** One request to the store; undefined where there is none or it fails: a draft is never worth an error. */
  run(mode, request) {
    if (!this.database) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const asked = request(this.database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(undefined);
    });
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
