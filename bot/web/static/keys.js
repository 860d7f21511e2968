// The keyboard: shortcuts everywhere, and on the picture a pen that arrow keys move and Enter puts down.

import { clamp, say } from "./dom.js";

const STEP_PX = 8; // how far an arrow key moves the pen on the screen
const FAR_FACTOR = 8; // with Shift
const ROOM_PX = 40; // the pen never comes nearer to the stage's edge
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TOOLS = { b: "brush", e: "eraser", l: "lasso", r: "rectangle", f: "fill", h: "move" };
const ACTS = { i: "invert", m: "toggle", 0: "fit", "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", Delete: "clear" };
const SIZE_STEP = 1.2;

export class Keys {
  constructor({ painter, board, toolbar, pointers }) {
    Object.assign(this, { painter, board, toolbar, pointers, pen: null });
    document.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("keyup", (event) => { if (event.key === " ") pointers.holdSpace(false); });
    board.stage.addEventListener("pointerdown", () => { this.pen = null; });
  }

  press(event) {
    if (event.target.closest("input, textarea, select, details")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isDone = event.ctrlKey || event.metaKey ? this.control(event, key) : this.plain(event, key);
    if (isDone) event.preventDefault();
  }

  control(event, key) {
    if (key === "z") this.painter[event.shiftKey ? "redo" : "undo"]();
    else if (key === "y") this.painter.redo();
    else return false;
    return true;
  }

  plain(event, key) {
    const { painter } = this;
    if (document.activeElement === this.board.stage && this.draw(event, key)) return true;
    if (event.target.tagName === "BUTTON" && (key === " " || key === "Enter")) return false;
    if (key === " ") this.pointers.holdSpace(true);
    else if (TOOLS[key]) painter.choose(TOOLS[key]);
    else if (ACTS[key]) this.toolbar.acts[ACTS[key]]();
    else if (key === "[") painter.setSize(Math.min(painter.size - 1, painter.size / SIZE_STEP));
    else if (key === "]") painter.setSize(Math.max(painter.size + 1, painter.size * SIZE_STEP));
    else if (key === "Escape") painter.abandon();
    else return false;
    return true;
  }

  /** Keys that draw; true for one that did. */
  draw(event, key) {
    const way = ARROWS[key];
    if (way) {
      const step = (event.shiftKey ? FAR_FACTOR : 1) * STEP_PX;
      if (this.painter.tool === "move") this.board.pan(-way[0] * step, -way[1] * step);
      else this.movePen(way[0] * step, way[1] * step);
      return true;
    }
    if (key !== "Enter" && !(key === " " && this.pen)) return false;
    this.pressPen();
    return true;
  }

  movePen(dx, dy) {
    const { board, painter } = this;
    const { width, height } = painter.pixels;
    const old = this.pen ?? board.pointOf({ x: board.width / 2, y: board.height / 2 });
    this.pen = {
      x: clamp(old.x + dx / board.scale, 0, width),
      y: clamp(old.y + dy / board.scale, 0, height),
    };
    const { stroke } = painter;
    if (stroke?.tool === "lasso") board.showOutline([...stroke.points, this.pen]);
    else if (stroke?.id === "keys") painter.extend(this.pen);
    this.showPen();
    say(`${percent(this.pen.x / width)} across, ${percent(this.pen.y / height)} down`);
  }

  showPen() {
    const { board, painter } = this;
    const place = board.placeOf(this.pen);
    const missing = (at, length) => clamp(at, ROOM_PX, length - ROOM_PX) - at;
    const [dx, dy] = [missing(place.x, board.width), missing(place.y, board.height)];
    if (dx || dy) board.pan(dx, dy);
    board.showRing(board.placeOf(this.pen), painter.isBrush ? painter.size : 1);
  }

  /** Enter: pen down or up, a corner of a rectangle, a point of a lasso, a fill. */
  pressPen() {
    const { painter } = this;
    if (painter.tool === "move") return say("Arrow keys move the picture");
    if (!this.pen) this.movePen(0, 0);
    if (!painter.stroke) {
      painter.begin(this.pen, { id: "keys" });
      if (painter.tool === "fill") return painter.end();
      return say({ lasso: "First point", rectangle: "First corner" }[painter.tool] ?? "Pen down");
    }
    return painter.stroke.tool === "lasso" ? this.setLassoPoint(painter.stroke) : painter.end();
  }

  /** A second Enter in the same place closes the lasso. */
  setLassoPoint({ points }) {
    const last = points[points.length - 1];
    const isSame = Math.hypot(last.x - this.pen.x, last.y - this.pen.y) * this.board.scale < 1;
    if (isSame && points.length > 2) return this.painter.end();
    points.push(this.pen);
    return say(`Point ${points.length}`);
  }
}

const percent = (share) => `${Math.round(share * 100)} %`;
