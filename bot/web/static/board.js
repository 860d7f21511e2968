// What is on the screen: the picture behind, the tint over it, outlines and the brush's ring on top. Only what is
// visible is ever drawn, once a frame, so a large picture costs no more than a small one.

import { $, clamp } from "./dom.js";

const MAX_DENSITY = 2; // device pixels per CSS pixel that the tint is drawn with
const MAX_SCALE = 40; // CSS pixels per pixel of the picture
const SHARP_SCALE = 3; // from here on single pixels are shown as squares
const KEPT_IN_SIGHT_PX = 60;
const TINT = 0x707e00e6; // ABGR: the pink of Slack's preview, see-through
const EDGE_LIGHT = 0xffffffff; // the outline alternates, so that it shows on any ground
const EDGE_DARK = 0xff4a0086;

export class Board {
  constructor(pixels) {
    this.pixels = pixels;
    this.stage = $("stage");
    this.tint = $("tint").getContext("2d");
    this.shapes = $("shapes").getContext("2d");
    Object.assign(this, { scale: 1, x: 0, y: 0, isFitted: true }); // where the picture's corner is on the stage
    Object.assign(this, { frame: 0, isAll: true, dirty: null, outline: null, aim: null });
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.resize();
  }

  resize() {
    const { width, height } = this.stage.getBoundingClientRect();
    Object.assign(this, { width, height, density: Math.min(devicePixelRatio || 1, MAX_DENSITY) });
    for (const { canvas } of [this.tint, this.shapes]) {
      canvas.width = Math.max(1, Math.round(width * this.density));
      canvas.height = Math.max(1, Math.round(height * this.density));
    }
    if (this.isFitted) this.fit();
    this.redraw();
  }

  fit() {
    const room = Math.min(24, this.width / 20);
    const across = (this.width - 2 * room) / this.pixels.width;
    const down = (this.height - 2 * room) / this.pixels.height;
    this.scale = this.fittedScale = clamp(Math.min(across, down), 0.001, 8);
    this.x = (this.width - this.pixels.width * this.scale) / 2;
    this.y = (this.height - this.pixels.height * this.scale) / 2;
    this.isFitted = true;
    this.redraw();
  }

  /** Zoom so that what is below a place on the stage stays there. */
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const scale = clamp(this.scale * factor, Math.min(this.fittedScale / 2, 1), MAX_SCALE);
    this.x = at.x - ((at.x - this.x) / this.scale) * scale;
    this.y = at.y - ((at.y - this.y) / this.scale) * scale;
    this.scale = scale;
    this.pan(0, 0);
  }

  /** Move, but keep some of the picture in sight. */
  pan(dx, dy) {
    const keep = KEPT_IN_SIGHT_PX;
    this.x = clamp(this.x + dx, keep - this.pixels.width * this.scale, this.width - keep);
    this.y = clamp(this.y + dy, keep - this.pixels.height * this.scale, this.height - keep);
    this.isFitted = false;
    this.redraw();
  }

  /** Where on the stage something happened. */
  placeOfEvent(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  pointOf(place) { return { x: (place.x - this.x) / this.scale, y: (place.y - this.y) / this.scale }; }
  placeOf(point) { return { x: point.x * this.scale + this.x, y: point.y * this.scale + this.y }; }

  redraw() {
    this.isAll = true;
    this.schedule();
  }

  /** This box of the picture has to be drawn again with the next frame. */
  spoil(box) {
    if (!box) return;
    const old = this.dirty ?? box;
    this.dirty = [
      Math.min(old[0], box[0]), Math.min(old[1], box[1]), Math.max(old[2], box[2]), Math.max(old[3], box[3]),
    ];
    this.schedule();
  }

  /** An outline in points of the picture that is not painted yet; null for none. */
  showOutline(points, { isClosed = false } = {}) {
    this.outline = points ? { points, isClosed } : null;
    this.schedule();
  }

  /** The ring that shows where and how wide the brush is; without a place there is none. */
  showRing(place, sizePx) {
    this.aim = place ? { place, sizePx } : null;
    this.schedule();
  }

  schedule() {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const { width, height } = this.tint.canvas;
    if (this.isAll) {
      this.placePicture();
      this.tint.clearRect(0, 0, width, height);
      this.drawTint([0, 0, width, height]);
    } else if (this.dirty) {
      this.drawTint(this.toDevice(this.dirty));
    }
    this.isAll = false;
    this.dirty = null;
    this.drawOutline();
    this.placeRing();
  }

  placePicture() {
    const picture = $("picture");
    picture.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    picture.classList.toggle("near", this.scale >= SHARP_SCALE);
  }

  placeRing() {
    const ring = $("ring");
    ring.hidden = !this.aim;
    if (!this.aim) return;
    const side = Math.max(4, this.aim.sizePx * this.scale);
    ring.style.width = ring.style.height = `${side}px`;
    ring.style.transform = `translate(${this.aim.place.x - side / 2}px, ${this.aim.place.y - side / 2}px)`;
  }

  /** A box of the picture in device pixels of the stage, with room for the outline. */
  toDevice([left, top, right, bottom]) {
    const at = (length, offset) => (length * this.scale + offset) * this.density;
    const { width, height } = this.tint.canvas;
    return [
      Math.max(0, Math.floor(at(left, this.x)) - 2), Math.max(0, Math.floor(at(top, this.y)) - 2),
      Math.min(width, Math.ceil(at(right + 1, this.x)) + 2), Math.min(height, Math.ceil(at(bottom + 1, this.y)) + 2),
    ];
  }

  /** Sample the mask once for each device pixel of a part of the stage. */
  drawTint([x0, y0, x1, y1]) {
    const columns = this.sampled(x0 - 1, x1 + 1, this.x, this.pixels.width);
    const rows = this.sampled(y0 - 1, y1 + 1, this.y, this.pixels.height);
    if (x0 >= x1 || y0 >= y1) return;
    const image = this.tint.createImageData(x1 - x0, y1 - y0);
    const colours = new Uint32Array(image.data.buffer);
    for (let row = 1; row < rows.length - 1; row++) {
      if (rows[row] < 0) continue;
      this.tintRow(colours.subarray((row - 1) * (x1 - x0)), columns, rows.subarray(row - 1, row + 2), x0 + y0 + row);
    }
    this.tint.putImageData(image, x0, y0);
  }

  /** Which column or row of the picture lies below each device pixel, -1 where none does. */
  sampled(from, to, offset, length) {
    const scale = this.scale * this.density;
    return Int32Array.from({ length: Math.max(0, to - from) }, (_, index) => {
      const place = Math.floor((from + index + 0.5 - offset * this.density) / scale);
      return place < 0 || place >= length ? -1 : place;
    });
  }

  tintRow(colours, columns, [above, row, below], phase) {
    const { data, width } = this.pixels;
    const isMarked = (x, y) => x < 0 || y < 0 || data[y * width + x]; // the picture's edge is no edge of the mask
    for (let i = 1; i < columns.length - 1; i++) {
      const x = columns[i];
      if (x < 0 || !data[row * width + x]) continue;
      const isInside =
        isMarked(columns[i - 1], row) && isMarked(columns[i + 1], row) && isMarked(x, above) && isMarked(x, below);
      colours[i - 1] = isInside ? TINT : (phase + i) & 8 ? EDGE_LIGHT : EDGE_DARK;
    }
  }

  drawOutline() {
    const context = this.shapes;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!this.outline) return;
    const path = new Path2D();
    for (const { x, y } of this.outline.points.map((point) => this.placeOf(point))) path.lineTo(x, y);
    if (this.outline.isClosed) path.closePath();
    context.save();
    context.scale(this.density, this.density);
    context.lineWidth = 1.5;
    context.setLineDash([5, 5]);
    for (const [colour, offset] of [["#000", 0], ["#fff", 5]]) {
      context.strokeStyle = colour;
      context.lineDashOffset = offset;
      context.stroke(path);
    }
    context.restore();
  }
}
