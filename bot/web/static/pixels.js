// The mask itself: one byte a pixel at the picture's own size, 1 may change. Squares of it, the tiles, are what
// history and drafts keep: 256 x 256 pixels packed into bits, or one number where a tile is all the same.

import { clamp } from "./dom.js";

const TILE_PX = 256;

export class Pixels {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height);
    this.marked = 0;
    this.columns = Math.ceil(width / TILE_PX);
    /** Called with a tile's number before anything in it changes. */
    this.beforeChange = () => {};
  }

  get share() { return this.marked / this.data.length; }

  contains({ x, y }) { return x >= 0 && y >= 0 && x < this.width && y < this.height; }

  /** Announce a change within a box: its edges in pixels, the last ones included. */
  touch(left, top, right, bottom) {
    const tileOf = (place, length) => Math.floor(clamp(place, 0, length - 1) / TILE_PX);
    const lastColumn = tileOf(right, this.width);
    const lastRow = tileOf(bottom, this.height);
    for (let row = tileOf(top, this.height); row <= lastRow; row++) {
      for (let column = tileOf(left, this.width); column <= lastColumn; column++) {
        this.beforeChange(row * this.columns + column);
      }
    }
  }

  /** Set the pixels of one row whose centres lie between two places. */
  span(y, from, to, value) {
    const start = y * this.width + Math.max(0, Math.ceil(from - 0.5));
    const end = y * this.width + Math.min(this.width - 1, Math.floor(to - 0.5));
    let changed = 0;
    for (let at = start; at <= end; at++) {
      changed += value ^ this.data[at];
      this.data[at] = value;
    }
    this.marked += value ? changed : -changed;
  }

  /** Give every pixel a new value that depends on its old one. */
  replaceAll(newValue) {
    this.touch(0, 0, this.width - 1, this.height - 1);
    const values = [newValue(0), newValue(1)];
    let marked = 0;
    for (let at = 0; at < this.data.length; at++) marked += this.data[at] = values[this.data[at]];
    this.marked = marked;
  }

  /** One tile as bits, or as 0 or 1. */
  pack(index) {
    const bits = new Uint8Array((TILE_PX * TILE_PX) / 8);
    let place = 0;
    let sum = 0;
    this.eachOf(index, (at) => {
      if (this.data[at]) {
        bits[place >> 3] |= 1 << (place & 7);
        sum++;
      }
      place++;
    });
    if (sum === 0) return 0;
    return sum === place ? 1 : bits.slice(0, Math.ceil(place / 8));
  }

  unpack(index, packed) {
    let place = 0;
    this.eachOf(index, (at) => {
      const value = typeof packed === "number" ? packed : (packed[place >> 3] >> (place & 7)) & 1;
      this.marked += value - this.data[at];
      this.data[at] = value;
      place++;
    });
  }

  /** Call with the place of every pixel of a tile, row by row. */
  eachOf(index, visit) {
    const left = (index % this.columns) * TILE_PX;
    const top = Math.floor(index / this.columns) * TILE_PX;
    const width = Math.min(TILE_PX, this.width - left);
    const bottom = Math.min(top + TILE_PX, this.height);
    for (let y = top; y < bottom; y++) {
      const start = y * this.width + left;
      for (let at = start; at < start + width; at++) visit(at);
    }
  }
}
