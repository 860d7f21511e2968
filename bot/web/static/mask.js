// The mask page. The mask is one byte a pixel at the picture's own size; only what is on the screen is ever drawn.

const TILE_PX = 256;
const HISTORY_BYTES = 64 * 1024 * 1024;
const MAX_DENSITY = 2; // device pixels per CSS pixel that the tint is drawn with
const MAX_SCALE = 40; // CSS pixels per pixel of the picture
const TAP_MS = 300; // a second finger within this time means zoom, not a stroke
const STEP_PX = 8; // how far an arrow key moves the pen on the screen
const TINT = 0x707e00e6; // ABGR: the preview's pink, see-through
const EDGE_LIGHT = 0xffffffff; // the outline alternates, so that it shows on any ground
const EDGE_DARK = 0xff4a0086;

const $ = (id) => document.getElementById(id);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The mask with its history: every change happens between ``begin`` and ``commit``. */
class Mask {
  constructor(width, height) {
    Object.assign(this, { width, height, marked: 0, data: new Uint8Array(width * height) });
    this.columns = Math.ceil(width / TILE_PX);
    Object.assign(this, { open: null, past: [], future: [] });
  }

  begin() { this.open = new Map(); }

  commit() {
    const tiles = this.open;
    this.open = null;
    if (!tiles || tiles.size === 0) return;
    this.past.push(tiles);
    this.future = [];
    let bytes = this.past.reduce((sum, entry) => sum + weigh(entry), 0);
    while (bytes > HISTORY_BYTES && this.past.length > 1) bytes -= weigh(this.past.shift());
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
    if (tiles) to.push(this.swap(tiles));
    return Boolean(tiles);
  }

  /** Put saved tiles back; returns what stood in their place. */
  swap(tiles) {
    const replaced = new Map();
    for (const [index, saved] of tiles) {
      replaced.set(index, this.pack(index));
      this.unpack(index, saved);
    }
    return replaced;
  }

  /** Save every tile that a rectangle touches before it changes. */
  touch(left, top, right, bottom) {
    const firstRow = Math.floor(clamp(top, 0, this.height - 1) / TILE_PX);
    const lastRow = Math.floor(clamp(bottom, 0, this.height - 1) / TILE_PX);
    const first = Math.floor(clamp(left, 0, this.width - 1) / TILE_PX);
    const last = Math.floor(clamp(right, 0, this.width - 1) / TILE_PX);
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = first; column <= last; column++) {
        const index = row * this.columns + column;
        if (!this.open.has(index)) this.open.set(index, this.pack(index));
      }
    }
  }

  box(index) {
    const left = (index % this.columns) * TILE_PX;
    const top = Math.floor(index / this.columns) * TILE_PX;
    return [left, top, Math.min(left + TILE_PX, this.width), Math.min(top + TILE_PX, this.height)];
  }

  /** One tile as bits; as 0 or 1 where it is all the same. */
  pack(index) {
    const [left, top, right, bottom] = this.box(index);
    const bits = new Uint8Array(Math.ceil(((right - left) * (bottom - top)) / 8));
    let place = 0;
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let at = y * this.width + left, end = at + right - left; at < end; at++, place++) {
        if (this.data[at]) { bits[place >> 3] |= 1 << (place & 7); sum++; }
      }
    }
    return sum === 0 ? 0 : sum === place ? 1 : bits;
  }

  unpack(index, saved) {
    const [left, top, right, bottom] = this.box(index);
    let place = 0;
    for (let y = top; y < bottom; y++) {
      for (let at = y * this.width + left, end = at + right - left; at < end; at++, place++) {
        const value = typeof saved === "number" ? saved : (saved[place >> 3] >> (place & 7)) & 1;
        this.marked += value - this.data[at];
        this.data[at] = value;
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

  /** A brush of this radius drawn from one point to another: rows of a rectangle with two round ends. */
  capsule(from, to, radius, value) {
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(from.y, to.y) + radius));
    const box = [Math.min(from.x, to.x) - radius, top, Math.max(from.x, to.x) + radius, bottom];
    if (box[2] < 0 || box[0] > this.width || bottom < 0 || top >= this.height) return null;
    this.touch(...box);
    const sides = sidesOf(from, to, radius);
    for (let y = top; y <= bottom; y++) {
      const [low, high] = rowOf(y + 0.5, from, to, radius, sides);
      if (low <= high) this.span(y, low, high, value);
    }
    const x = Math.floor(to.x), y = Math.floor(to.y);
    if (x >= 0 && y >= 0 && x < this.width && y < this.height) this.span(y, x + 0.5, x + 0.5, value);
    return box;
  }

  /** Everything inside a closed outline, also where it winds around more than once. */
  polygon(points, value) {
    const ys = points.map((point) => point.y);
    const xs = points.map((point) => point.x);
    const top = Math.max(0, Math.floor(Math.min(...ys)));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(...ys)));
    this.touch(Math.min(...xs), top, Math.max(...xs), bottom);
    for (let y = top; y <= bottom; y++) {
      const crossings = crossingsOf(points, y + 0.5);
      let winding = 0;
      for (let i = 0; i + 1 < crossings.length; i++) {
        winding += crossings[i].turn;
        if (winding !== 0) this.span(y, crossings[i].x, crossings[i + 1].x, value);
      }
    }
  }

  rectangle(from, to, value) {
    const left = Math.round(clamp(Math.min(from.x, to.x), 0, this.width));
    const right = Math.round(clamp(Math.max(from.x, to.x), 0, this.width));
    const top = Math.round(clamp(Math.min(from.y, to.y), 0, this.height));
    const bottom = Math.round(clamp(Math.max(from.y, to.y), 0, this.height));
    if (right <= left || bottom <= top) return;
    this.touch(left, top, right - 1, bottom - 1);
    for (let y = top; y < bottom; y++) this.span(y, left, right, value);
  }

  /** Flood from a point up to where the mask changes; false where it reached the picture's edge. */
  fill(point, value) {
    const startX = Math.floor(point.x), startY = Math.floor(point.y);
    if (startX < 0 || startY < 0 || startX >= this.width || startY >= this.height) return true;
    if (this.data[startY * this.width + startX] === value) return true;
    const { data, width, height } = this;
    const stack = [startX, startY];
    let isClosed = true;
    while (stack.length) {
      const y = stack.pop(), x = stack.pop(), row = y * width;
      if (data[row + x] === value) continue;
      let left = x, right = x;
      while (left > 0 && data[row + left - 1] !== value) left--;
      while (right < width - 1 && data[row + right + 1] !== value) right++;
      if (left === 0 || right === width - 1 || y === 0 || y === height - 1) isClosed = false;
      this.touch(left, y, right, y);
      this.span(y, left + 0.5, right + 0.5, value);
      if (y > 0) seed(data, stack, left, right, y - 1, width, value);
      if (y < height - 1) seed(data, stack, left, right, y + 1, width, value);
    }
    return isClosed;
  }

  all(change) {
    this.touch(0, 0, this.width - 1, this.height - 1);
    const { data } = this;
    let marked = 0;
    for (let at = 0; at < data.length; at++) marked += data[at] = change(data[at]);
    this.marked = marked;
  }
}

function weigh(tiles) {
  let bytes = 0;
  for (const saved of tiles.values()) bytes += saved.length ?? 8;
  return bytes;
}

/** Begin a run at every gap of a neighbouring row. */
function seed(data, stack, left, right, y, width, value) {
  const row = y * width;
  let isInGap = false;
  for (let x = left; x <= right; x++) {
    const isOpen = data[row + x] !== value;
    if (isOpen && !isInGap) stack.push(x, y);
    isInGap = isOpen;
  }
}

function sidesOf(from, to, radius) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return [];
  const nx = (-(to.y - from.y) / length) * radius, ny = ((to.x - from.x) / length) * radius;
  const corners = [[from.x + nx, from.y + ny], [to.x + nx, to.y + ny], [to.x - nx, to.y - ny], [from.x - nx, from.y - ny]];
  return corners.map((corner, index) => [...corner, ...corners[(index + 1) % 4]]);
}

/** Where a capsule covers the line at height ``y``: from, to. */
function rowOf(y, from, to, radius, sides) {
  let low = Infinity, high = -Infinity;
  for (const end of [from, to]) {
    const rest = radius * radius - (y - end.y) ** 2;
    if (rest < 0) continue;
    const half = Math.sqrt(rest);
    low = Math.min(low, end.x - half);
    high = Math.max(high, end.x + half);
  }
  for (const [ax, ay, bx, by] of sides) {
    if ((ay <= y) === (by <= y)) continue;
    const x = ax + ((y - ay) / (by - ay)) * (bx - ax);
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return [low, high];
}

function crossingsOf(points, y) {
  const crossings = [];
  for (let i = 0, before = points.length - 1; i < points.length; before = i++) {
    const a = points[before], b = points[i];
    if ((a.y <= y) === (b.y <= y)) continue;
    crossings.push({ x: a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x), turn: b.y > a.y ? 1 : -1 });
  }
  return crossings.sort((one, other) => one.x - other.x);
}

/** What is on the screen: the picture behind, the tint over it, shapes being drawn on top. */
class Board {
  constructor(mask) {
    this.mask = mask;
    this.stage = $("stage");
    this.tint = $("tint").getContext("2d");
    this.shapes = $("shapes").getContext("2d");
    Object.assign(this, { scale: 1, x: 0, y: 0, isFitted: true, dirty: null, isAll: true, frame: 0, outline: null });
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.resize();
  }

  resize() {
    const { width, height } = this.stage.getBoundingClientRect();
    Object.assign(this, { width, height, density: Math.min(devicePixelRatio || 1, MAX_DENSITY) });
    for (const context of [this.tint, this.shapes]) {
      context.canvas.width = Math.max(1, Math.round(width * this.density));
      context.canvas.height = Math.max(1, Math.round(height * this.density));
    }
    if (this.isFitted) this.fit();
    this.redraw();
  }

  fit() {
    const room = Math.min(24, this.width / 20);
    this.scale = Math.min((this.width - 2 * room) / this.mask.width, (this.height - 2 * room) / this.mask.height);
    this.scale = clamp(this.scale, 0.001, 8);
    this.x = (this.width - this.mask.width * this.scale) / 2;
    this.y = (this.height - this.mask.height * this.scale) / 2;
    this.fitted = this.scale;
    this.isFitted = true;
    this.redraw();
  }

  /** Zoom so that what is below a place on the stage stays there. */
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const scale = clamp(this.scale * factor, Math.min(this.fitted / 2, 1), MAX_SCALE);
    this.x = at.x - ((at.x - this.x) / this.scale) * scale;
    this.y = at.y - ((at.y - this.y) / this.scale) * scale;
    this.scale = scale;
    this.isFitted = false;
    this.pan(0, 0);
  }

  /** Move, but keep some of the picture in sight. */
  pan(dx, dy) {
    const keep = 60;
    this.x = clamp(this.x + dx, keep - this.mask.width * this.scale, this.width - keep);
    this.y = clamp(this.y + dy, keep - this.mask.height * this.scale, this.height - keep);
    if (dx || dy) this.isFitted = false;
    this.redraw();
  }

  place(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  pointOf(place) { return { x: (place.x - this.x) / this.scale, y: (place.y - this.y) / this.scale }; }
  placeOf(point) { return { x: point.x * this.scale + this.x, y: point.y * this.scale + this.y }; }

  redraw() {
    this.isAll = true;
    this.schedule();
  }

  /** These pixels of the picture have to be drawn again with the next frame. */
  spoil(box) {
    if (!box) return;
    const [left, top, right, bottom] = box;
    const old = this.dirty;
    this.dirty = old
      ? [Math.min(old[0], left), Math.min(old[1], top), Math.max(old[2], right), Math.max(old[3], bottom)]
      : [left, top, right, bottom];
    this.schedule();
  }

  schedule() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const { width, height } = this.tint.canvas;
    if (this.isAll) {
      const picture = $("picture");
      picture.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
      picture.classList.toggle("near", this.scale >= 3);
      this.tint.clearRect(0, 0, width, height);
      this.drawTint(0, 0, width, height);
    } else if (this.dirty) {
      const k = this.scale * this.density;
      const [left, top, right, bottom] = this.dirty;
      const x0 = Math.floor(left * k + this.x * this.density) - 2;
      const y0 = Math.floor(top * k + this.y * this.density) - 2;
      const x1 = Math.ceil((right + 1) * k + this.x * this.density) + 2;
      const y1 = Math.ceil((bottom + 1) * k + this.y * this.density) + 2;
      this.drawTint(Math.max(0, x0), Math.max(0, y0), Math.min(width, x1), Math.min(height, y1));
    }
    Object.assign(this, { isAll: false, dirty: null });
    this.drawShapes();
    this.afterDraw?.();
  }

  /** Sample the mask for each device pixel of a part of the stage. */
  drawTint(x0, y0, x1, y1) {
    const k = this.scale * this.density;
    const toX = (x) => Math.floor((x + 0.5 - this.x * this.density) / k);
    const toY = (y) => Math.floor((y + 0.5 - this.y * this.density) / k);
    while (x0 < x1 && toX(x0) < 0) x0++;
    while (x1 > x0 && toX(x1 - 1) >= this.mask.width) x1--;
    while (y0 < y1 && toY(y0) < 0) y0++;
    while (y1 > y0 && toY(y1 - 1) >= this.mask.height) y1--;
    if (x0 >= x1 || y0 >= y1) return;
    const columns = Int32Array.from({ length: x1 - x0 + 2 }, (_, i) => clamp(toX(x0 + i - 1), 0, this.mask.width - 1));
    const image = this.tint.createImageData(x1 - x0, y1 - y0);
    const pixels = new Uint32Array(image.data.buffer);
    const rowAt = (y) => clamp(toY(y), 0, this.mask.height - 1) * this.mask.width;
    for (let y = y0, place = 0; y < y1; y++) {
      place = this.sampleRow(pixels, place, columns, [rowAt(y - 1), rowAt(y), rowAt(y + 1)], x0 + y);
    }
    this.tint.putImageData(image, x0, y0);
  }

  sampleRow(pixels, start, columns, [above, row, below], phase) {
    const { data } = this.mask;
    let place = start;
    for (let i = 1; i < columns.length - 1; i++, place++) {
      const x = columns[i];
      if (!data[row + x]) continue;
      const isInside = data[row + columns[i - 1]] && data[row + columns[i + 1]] && data[above + x] && data[below + x];
      pixels[place] = isInside ? TINT : (phase + i) & 8 ? EDGE_LIGHT : EDGE_DARK;
    }
    return place;
  }

  drawShapes() {
    const context = this.shapes;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!this.outline) return;
    context.save();
    context.scale(this.density, this.density);
    context.lineWidth = 1.5;
    const path = new Path2D();
    this.outline.points.map((point) => this.placeOf(point)).forEach((place, index) => {
      if (index) path.lineTo(place.x, place.y);
      else path.moveTo(place.x, place.y);
    });
    if (this.outline.isClosed) path.closePath();
    for (const [colour, offset] of [["#000", 0], ["#fff", 5]]) {
      context.strokeStyle = colour;
      context.setLineDash([5, 5]);
      context.lineDashOffset = offset;
      context.stroke(path);
    }
    context.restore();
  }

  show(points, { isClosed = false } = {}) {
    this.outline = points ? { points, isClosed } : null;
    this.schedule();
  }
}

/** Tools, pointers and keys: what a person does, turned into changes of the mask. */
class Painter {
  constructor(mask, board) {
    Object.assign(this, { mask, board, tool: "brush", stroke: null, touches: new Map(), pen: null, size: 1 });
    Object.assign(this, { isSubtracting: false, isSpaceHeld: false, hasPen: false, gesture: null, hover: null });
    this.maxSize = Math.max(64, Math.round(Math.min(mask.width, mask.height) / 2));
    this.listen();
    this.choose("brush");
    this.setSize(Math.max(4, Math.round(Math.min(mask.width, mask.height) * 0.06)));
    this.tell();
  }

  listen() {
    const { stage } = this.board;
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.up(event));
    stage.addEventListener("pointercancel", (event) => this.cancel(event));
    stage.addEventListener("pointerleave", () => this.showRing(null));
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keyup", (event) => { if (event.key === " ") this.holdSpace(false); });
    for (const button of document.querySelectorAll("#tools button")) {
      button.addEventListener("click", () =>
        button.dataset.tool ? this.choose(button.dataset.tool) : this.act(button.dataset.act));
    }
    $("size").addEventListener("input", () => { this.setSize(this.sizeAt($("size").value)); this.previewSize(); });
    $("subtract").addEventListener("click", () => this.subtract(!this.isSubtracting));
    $("mark-numbers").addEventListener("click", () => this.markNumbers(1));
    $("erase-numbers").addEventListener("click", () => this.markNumbers(0));
    this.board.afterDraw = () => this.showRing(this.hover);
  }

  choose(tool) {
    this.leaveShape();
    this.tool = tool;
    this.board.stage.dataset.tool = tool;
    for (const button of document.querySelectorAll("[data-tool]")) {
      if (button.tagName === "BUTTON") button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    $("subtract").hidden = !["lasso", "rectangle", "fill"].includes(tool);
    this.showRing(this.hover);
  }

  act(name) {
    const acts = {
      undo: () => this.travel(() => this.mask.undo(), "Undone"),
      redo: () => this.travel(() => this.mask.redo(), "Redone"),
      invert: () => this.change(() => this.mask.all((value) => value ^ 1), "Inverted"),
      clear: () => this.mask.marked && this.change(() => this.mask.all(() => 0), "Cleared"),
      zoomIn: () => this.board.zoom(1.5),
      zoomOut: () => this.board.zoom(1 / 1.5),
      fit: () => this.board.fit(),
      toggle: () => this.toggle(),
    };
    acts[name]();
  }

  toggle() {
    const isOff = $("tint").classList.toggle("off");
    document.querySelector('[data-act="toggle"]').setAttribute("aria-pressed", String(!isOff));
    say(isOff ? "Mask hidden" : "Mask shown");
  }

  subtract(isOn) {
    this.isSubtracting = isOn;
    $("subtract").setAttribute("aria-pressed", String(isOn));
  }

  travel(step, word) {
    if (this.stroke) return;
    if (!step()) return say(word === "Undone" ? "Nothing to undo" : "Nothing to redo");
    this.board.redraw();
    this.tell(word);
  }

  /** One change that is one step of undo. */
  change(paint, word) {
    this.leaveShape();
    this.mask.begin();
    paint();
    this.mask.commit();
    this.board.redraw();
    this.tell(word);
  }

  tell(word) {
    const share = shareText(this.mask);
    $("share").textContent = share;
    for (const [act, entries] of [["undo", this.mask.past], ["redo", this.mask.future]]) {
      document.querySelector(`[data-act="${act}"]`).disabled = entries.length === 0;
    }
    if (word) say(`${word}. ${share}.`);
  }

  sizeAt(position) { return Math.round(Math.exp((position / 100) * Math.log(this.maxSize))); }

  setSize(size) {
    this.size = clamp(size, 1, this.maxSize);
    $("size").value = String(Math.round((Math.log(this.size) / Math.log(this.maxSize)) * 100));
    $("size-shown").textContent = `${this.size} px`;
    $("size").setAttribute("aria-valuetext", `${this.size} pixels`);
    this.showRing(this.hover);
  }

  /** Show how large the brush is, in the middle of the stage. */
  previewSize() {
    this.hover = { x: this.board.width / 2, y: this.board.height / 2 };
    this.showRing(this.hover, { isForced: true });
  }

  showRing(place, { isForced = false } = {}) {
    const ring = $("ring");
    this.hover = place;
    const isRound = isForced || this.tool === "brush" || this.tool === "eraser";
    ring.hidden = !place || !isRound;
    if (ring.hidden) return;
    const side = Math.max(4, this.size * this.board.scale);
    ring.style.width = ring.style.height = `${side}px`;
    ring.style.transform = `translate(${place.x - side / 2}px, ${place.y - side / 2}px)`;
  }

  down(event) {
    const place = this.board.place(event);
    this.board.stage.setPointerCapture(event.pointerId);
    this.pen = null;
    if (event.pointerType === "pen") this.hasPen = true;
    if (event.pointerType === "touch") {
      this.touches.set(event.pointerId, place);
      if (this.touches.size === 2) return this.beginPinch();
      if (this.touches.size > 2) return undefined;
    }
    const isPanning = event.button === 1 || this.isSpaceHeld || this.tool === "move" ||
      (event.pointerType === "touch" && this.hasPen);
    if (isPanning) return this.beginPan(event, place);
    const isErasing = event.button === 2 || event.button === 5 || event.altKey;
    return this.beginStroke(event, this.board.pointOf(place), isErasing);
  }

  beginPan(event, place) {
    this.gesture = { kind: "pan", id: event.pointerId, place };
    this.board.stage.classList.add("panning");
  }

  beginPinch() {
    if (this.stroke && performance.now() - this.stroke.startedAt < TAP_MS) this.abandonStroke();
    else this.endStroke();
    const [one, other] = [...this.touches.values()];
    this.gesture = { kind: "pinch", middle: middleOf(one, other), apart: apartOf(one, other) };
    this.showRing(null);
  }

  beginStroke(event, point, isErasing) {
    const value = this.tool === "eraser" ? 0 : Number(!(isErasing || (this.isSubtracting && this.tool !== "brush")));
    this.stroke = { id: event.pointerId, startedAt: performance.now(), points: [point], value, kind: this.tool };
    if (this.tool === "brush" || this.tool === "eraser") {
      this.mask.begin();
      this.board.spoil(this.mask.capsule(point, point, this.size / 2, value));
    }
    this.showRing(this.board.placeOf(point));
  }

  move(event) {
    const place = this.board.place(event);
    if (this.touches.has(event.pointerId)) this.touches.set(event.pointerId, place);
    if (this.gesture) return this.steer(event, place);
    if (this.stroke && this.stroke.id === event.pointerId) {
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const each of moves.length ? moves : [event]) this.extend(this.board.pointOf(this.board.place(each)));
    }
    this.hover = place;
    return this.board.schedule();
  }

  steer(event, place) {
    if (this.gesture.kind === "pan" && this.gesture.id === event.pointerId) {
      this.board.pan(place.x - this.gesture.place.x, place.y - this.gesture.place.y);
      this.gesture.place = place;
    } else if (this.gesture.kind === "pinch" && this.touches.size >= 2) {
      const [one, other] = [...this.touches.values()];
      const middle = middleOf(one, other), apart = apartOf(one, other);
      this.board.pan(middle.x - this.gesture.middle.x, middle.y - this.gesture.middle.y);
      this.board.zoom(apart / this.gesture.apart, middle);
      Object.assign(this.gesture, { middle, apart });
    }
  }

  extend(point) {
    const { stroke } = this;
    const last = stroke.points[stroke.points.length - 1];
    if (stroke.kind === "brush" || stroke.kind === "eraser") {
      this.board.spoil(this.mask.capsule(last, point, this.size / 2, stroke.value));
      stroke.points = [point];
    } else if (stroke.kind === "rectangle") {
      stroke.points = [stroke.points[0], point];
      this.board.show(cornersOf(stroke.points[0], point), { isClosed: true });
    } else if (stroke.kind === "lasso") {
      stroke.points.push(point);
      this.board.show(stroke.points, { isClosed: true });
    }
  }

  up(event) {
    this.touches.delete(event.pointerId);
    if (this.gesture) return this.endGesture(event);
    if (this.stroke && this.stroke.id === event.pointerId) this.endStroke();
    if (event.pointerType === "touch") this.showRing(null);
    return undefined;
  }

  cancel(event) {
    this.touches.delete(event.pointerId);
    if (this.stroke && this.stroke.id === event.pointerId) this.abandonStroke();
    this.endGesture(event);
  }

  endGesture(event) {
    const isOver = this.gesture && (this.gesture.kind === "pan" ? this.gesture.id === event.pointerId : this.touches.size === 0);
    if (!isOver) return;
    this.gesture = null;
    this.board.stage.classList.remove("panning");
  }

  endStroke() {
    const { stroke } = this;
    if (!stroke) return;
    this.stroke = null;
    if (stroke.kind === "brush" || stroke.kind === "eraser") this.mask.commit();
    else this.paintShape(stroke.kind, stroke.points, stroke.value);
    this.tell(stroke.value ? "Marked" : "Erased");
  }

  abandonStroke() {
    if (!this.stroke) return;
    this.stroke = null;
    this.mask.abandon();
    this.board.show(null);
    this.board.redraw();
  }

  paintShape(kind, points, value) {
    this.board.show(null);
    this.mask.begin();
    let isClosed = true;
    if (kind === "rectangle" && points.length > 1) this.mask.rectangle(points[0], points[1], value);
    if (kind === "lasso" && points.length > 2) this.mask.polygon(points, value);
    if (kind === "fill") isClosed = this.mask.fill(points[0], value);
    this.mask.commit();
    this.board.redraw();
    if (!isClosed) setTimeout(() => say("Filled up to the picture's edge. Undo if the outline should have been closed."));
  }

  wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey || (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !event.ctrlKey)) {
      return this.board.pan(-(event.deltaX || event.deltaY) * unit, event.deltaX ? -event.deltaY * unit : 0);
    }
    return this.board.zoom(Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0015)), this.board.place(event));
  }

  holdSpace(isHeld) {
    this.isSpaceHeld = isHeld;
    this.board.stage.classList.toggle("panning", isHeld);
  }

  key(event) {
    if (event.target.closest("input, textarea, select, details") || $("app").hidden) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") this.act(event.shiftKey ? "redo" : "undo");
      else if (key === "y") this.act("redo");
      else return;
      event.preventDefault();
      return;
    }
    const isOnStage = document.activeElement === this.board.stage;
    if (isOnStage && this.penKey(event, key)) return event.preventDefault();
    if (key === " " && event.target.tagName !== "BUTTON") { this.holdSpace(true); return event.preventDefault(); }
    return KEYS[key]?.(this);
  }

  /** Keys that draw; true for one that did. */
  penKey(event, key) {
    const way = ARROWS[key];
    if (way) {
      const step = (event.shiftKey ? 8 : 1) * STEP_PX;
      if (this.tool === "move") this.board.pan(-way[0] * step, -way[1] * step);
      else this.movePen(way[0] * step, way[1] * step);
      return true;
    }
    if (key === "Enter" || (key === " " && this.pen)) { this.pressPen(); return true; }
    return false;
  }

  movePen(dx, dy) {
    const { board } = this;
    const old = this.pen ?? board.pointOf({ x: board.width / 2, y: board.height / 2 });
    const point = {
      x: clamp(old.x + dx / board.scale, 0, this.mask.width),
      y: clamp(old.y + dy / board.scale, 0, this.mask.height),
    };
    this.pen = point;
    if (this.stroke?.id === "keys" && this.stroke.kind !== "lasso") this.extend(point);
    if (this.stroke?.kind === "lasso") board.show([...this.stroke.points, point]);
    this.showPen();
    say(`${percent(point.x / this.mask.width)} across, ${percent(point.y / this.mask.height)} down`);
  }

  showPen() {
    const place = this.board.placeOf(this.pen);
    const room = 40;
    if (place.x < room || place.y < room || place.x > this.board.width - room || place.y > this.board.height - room) {
      this.board.pan(clamp(place.x, room, this.board.width - room) - place.x, clamp(place.y, room, this.board.height - room) - place.y);
    }
    this.showRing(this.board.placeOf(this.pen), { isForced: true });
  }

  /** Enter: pen down or up, a corner of a rectangle, a point of a lasso, a fill. */
  pressPen() {
    if (!this.pen) this.movePen(0, 0);
    if (!this.stroke) {
      this.beginStroke({ pointerId: "keys" }, this.pen, false);
      if (this.tool === "fill") return this.endStroke();
      return say({ lasso: "First point", rectangle: "First corner" }[this.tool] ?? "Pen down");
    }
    if (this.stroke.kind !== "lasso") return this.endStroke();
    const { points } = this.stroke;
    const last = points[points.length - 1];
    const isSame = Math.hypot(last.x - this.pen.x, last.y - this.pen.y) * this.board.scale < 1;
    if (isSame && points.length > 2) return this.endStroke();
    points.push(this.pen);
    return say(`Point ${points.length}`);
  }

  /** What is half drawn goes; a brush stroke made by keys stays. */
  leaveShape() {
    if (!this.stroke) return;
    if (this.stroke.kind === "brush" || this.stroke.kind === "eraser") this.endStroke();
    else this.abandonStroke();
  }

  markNumbers(value) {
    const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((id) => Number($(id).value) / 100);
    if (!(left < right && top < bottom && left >= 0 && top >= 0 && right <= 1 && bottom <= 1)) {
      return say("Left has to be less than right and top less than bottom, from 0 to 100.");
    }
    const { width, height } = this.mask;
    const corners = [{ x: left * width, y: top * height }, { x: right * width, y: bottom * height }];
    return this.change(() => this.mask.rectangle(...corners, value), value ? "Marked" : "Erased");
  }
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEYS = {
  b: (painter) => painter.choose("brush"),
  e: (painter) => painter.choose("eraser"),
  l: (painter) => painter.choose("lasso"),
  r: (painter) => painter.choose("rectangle"),
  f: (painter) => painter.choose("fill"),
  h: (painter) => painter.choose("move"),
  i: (painter) => painter.act("invert"),
  m: (painter) => painter.act("toggle"),
  0: (painter) => painter.act("fit"),
  "+": (painter) => painter.act("zoomIn"),
  "=": (painter) => painter.act("zoomIn"),
  "-": (painter) => painter.act("zoomOut"),
  "[": (painter) => painter.setSize(Math.min(painter.size - 1, Math.round(painter.size / 1.2))),
  "]": (painter) => painter.setSize(Math.max(painter.size + 1, Math.round(painter.size * 1.2))),
  Delete: (painter) => painter.act("clear"),
  Escape: (painter) => painter.abandonStroke(),
};

const middleOf = (one, other) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const apartOf = (one, other) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
const cornersOf = (from, to) => [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
const percent = (share) => `${Math.round(share * 100)} %`;

function shareText(mask) {
  const share = (mask.marked / (mask.width * mask.height)) * 100;
  if (share === 0) return "Nothing marked yet";
  return `${share >= 0.1 ? share.toFixed(1) : share.toPrecision(2)} % will change`;
}

let fading = 0;
/** A short line at the bottom of the stage, also for screen readers. */
function say(text) {
  const status = $("status");
  status.textContent = text;
  status.classList.remove("old");
  clearTimeout(fading);
  fading = setTimeout(() => status.classList.add("old"), 2500);
}

/** A PNG of one bit a pixel, white where the mask is set. */
async function encodePng({ width, height, data }) {
  const stride = 1 + Math.ceil(width / 8);
  const raw = new Uint8Array(stride * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = y * stride + 1;
    for (let x = 0; x < width; x++, at++) {
      if (data[at]) raw[row + (x >> 3)] |= 128 >> (x & 7);
    }
  }
  const packed = new Blob([raw]).stream().pipeThrough(new CompressionStream("deflate"));
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer());
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 1); // one bit, greyscale
  const parts = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)];
  for (const [name, content] of [["IHDR", new Uint8Array(header.buffer)], ["IDAT", pixels], ["IEND", new Uint8Array()]]) {
    parts.push(...chunkOf(name, content));
  }
  return new Blob(parts, { type: "image/png" });
}

function chunkOf(name, content) {
  const named = new Uint8Array(4 + content.length);
  named.set([...name].map((letter) => letter.charCodeAt(0)));
  named.set(content, 4);
  const length = new DataView(new ArrayBuffer(4)), check = new DataView(new ArrayBuffer(4));
  length.setUint32(0, content.length);
  check.setUint32(0, checksum(named));
  return [length, named, check];
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function checksum(bytes) {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) value = CRC[(value ^ bytes[at]) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const ADDRESS = location.pathname.replace(/\/$/, "");

class Refused extends Error {
  constructor(sentence, { status = 0, field = null } = {}) {
    super(sentence);
    Object.assign(this, { status, field });
  }
}

/** One request to the page's own address; what is refused comes back as its sentence. */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(ADDRESS + path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("There is no connection. Nothing was charged. Check the network and try again.");
  }
  if (answer.ok) return answer;
  const { sentence, field } = await answer.json().catch(() => ({}));
  const unknown = "Something went wrong on our side. Nothing was charged. Please try again in a moment.";
  throw new Refused(sentence ?? unknown, { status: answer.status, field });
}

function end({ title, text, isRefused, backUrl }) {
  window.onbeforeunload = null;
  document.title = `${title} · Retouch`;
  $("app").hidden = true;
  $("end").hidden = false;
  $("end").classList.toggle("refused", Boolean(isRefused));
  $("end-title").textContent = title;
  $("end-text").textContent = text;
  if (backUrl) {
    $("back").href = backUrl;
    $("back").hidden = false;
  }
  $("end").focus();
}

/** Put a mask that was drawn before into this one, a strip at a time. */
async function readLast(mask) {
  const answer = await ask("/last");
  if (answer.status === 204) return;
  const bitmap = await createImageBitmap(await answer.blob());
  const strip = document.createElement("canvas");
  strip.width = mask.width;
  strip.height = Math.min(mask.height, 512);
  const context = strip.getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < mask.height; top += strip.height) {
    const rows = Math.min(strip.height, mask.height - top);
    context.drawImage(bitmap, 0, -top);
    const { data } = context.getImageData(0, 0, mask.width, rows);
    for (let at = 0, place = top * mask.width; at < data.length; at += 4, place++) {
      mask.data[place] = data[at] >> 7;
      mask.marked += mask.data[place];
    }
  }
  bitmap.close();
}

function complain(sentence, field) {
  const complaint = $("complaint");
  complaint.textContent = sentence ?? "";
  complaint.hidden = !sentence;
  if (field === "prompt" || field === "model") $(field).focus();
}

function fillForm(state) {
  $("prompt").value = state.prompt;
  for (const model of state.models) {
    const option = new Option(`${model.name} · ${model.price}`, model.key, false, model.key === state.model_key);
    option.dataset.price = model.price;
    $("model").append(option);
  }
  $("left-over").textContent = state.left ? `You have ${state.left}.` : "";
  const showPrice = () => { $("save").textContent = `Save and run · ${$("model").selectedOptions[0].dataset.price}`; };
  $("model").addEventListener("change", showPrice);
  showPrice();
}

async function save(mask, state) {
  const prompt = $("prompt").value.trim();
  if (!mask.marked) return complain("Nothing is marked yet. Paint over the part that should change.");
  if (mask.marked === mask.width * mask.height) {
    return complain("Everything is marked. Leave out what should stay, or use a remix to change the whole picture.");
  }
  if (!prompt) return complain("Say what should be there.", "prompt");
  const button = $("save");
  const label = button.textContent;
  button.disabled = true;
  button.textContent = "Saving…";
  complain(null);
  try {
    const wish = JSON.stringify({ prompt, model: $("model").value });
    await ask("/wish", { method: "PUT", body: wish, headers: { "Content-Type": "application/json" } });
    const answer = await ask("", { method: "POST", body: await encodePng(mask), headers: { "Content-Type": "image/png" } });
    const { sentence } = await answer.json();
    return end({ title: "Saved, back to Slack", text: sentence, backUrl: state.back_url });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 404 || error.status === 410) {
      return end({ title: "This link is closed", text: error.message, isRefused: true, backUrl: state.back_url });
    }
    return complain(error.message, error.field);
  } finally {
    button.disabled = false;
    button.textContent = label;
  }
}

async function loadPicture(state) {
  const picture = $("picture");
  picture.style.width = `${state.width_px}px`;
  picture.style.height = `${state.height_px}px`;
  const address = URL.createObjectURL(await (await ask("/picture")).blob());
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    throw new Refused("This device could not show the picture. Nothing was charged. Try another browser, or attach a mask in Slack.");
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function start() {
  if (!("CompressionStream" in window)) {
    throw new Refused("This browser is too old for this page. Nothing was charged. Update it, or attach a mask in Slack.");
  }
  const state = await (await ask("/state")).json();
  const mask = new Mask(state.width_px, state.height_px);
  await Promise.all([loadPicture(state), state.has_mask ? readLast(mask) : null]);
  $("picture").alt = "The picture to edit";
  const painter = new Painter(mask, new Board(mask));
  fillForm(state);
  $("wish").addEventListener("submit", (event) => {
    event.preventDefault();
    painter.leaveShape();
    save(mask, state);
  });
  window.onbeforeunload = (event) => { if (mask.past.length) event.preventDefault(); };
  $("app").setAttribute("aria-busy", "false");
}

start().catch((error) => {
  if (!(error instanceof Refused)) console.error(error);
  const text = error instanceof Refused ? error.message : "This page could not open. Nothing was charged. Please reload it.";
  end({ title: error.status === 404 || error.status === 410 ? "This link is closed" : "This did not work", text, isRefused: true });
});
