// Undo and redo: each step is the set of tiles that a stroke changed, as they were before it.

const MAX_BYTES = 64 * 1024 * 1024;

export class History {
  constructor(pixels) {
    this.pixels = pixels;
    this.past = [];
    this.future = [];
    this.open = null;
    pixels.beforeChange = (index) => {
      if (this.open && !this.open.has(index)) this.open.set(index, pixels.pack(index));
    };
    /** Called with the numbers of the tiles that a finished step changed. */
    this.onChange = () => {};
  }

  begin() { this.open = new Map(); }

  commit() {
    const tiles = this.open;
    this.open = null;
    if (!tiles?.size) return;
    this.past.push(tiles);
    this.future = [];
    this.forget();
    this.onChange(tiles.keys());
  }

  /** Take back what happened since ``begin``. */
  abandon() {
    if (this.open) this.swap(this.open);
    this.open = null;
  }

  undo() { return this.step(this.past, this.future); }
  redo() { return this.step(this.future, this.past); }

  step(from, to) {
    const tiles = from.pop();
    if (!tiles) return false;
    to.push(this.swap(tiles));
    this.onChange(tiles.keys());
    return true;
  }

  /** Put tiles back; returns what stood in their place. */
  swap(tiles) {
    const replaced = new Map();
    for (const [index, packed] of tiles) {
      replaced.set(index, this.pixels.pack(index));
      this.pixels.unpack(index, packed);
    }
    return replaced;
  }

  /** Drop the oldest steps where all of them together take too much memory. */
  forget() {
    let bytes = this.past.reduce((sum, tiles) => sum + bytesOf(tiles), 0);
    while (bytes > MAX_BYTES && this.past.length > 1) bytes -= bytesOf(this.past.shift());
  }
}

function bytesOf(tiles) {
  let bytes = 0;
  for (const packed of tiles.values()) bytes += packed.length ?? 8;
  return bytes;
}
