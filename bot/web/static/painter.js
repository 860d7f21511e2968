// The tools: what a stroke of any pointer, or of the keys, does to the mask. One stroke is one step of undo.

import { clamp, say, shareText } from "./dom.js";
import { paintFill, paintPolygon, paintRectangle, paintStroke } from "./shapes.js";

const FIRST_SIZE_SHARE = 0.06; // of the picture's shorter side

export const BRUSHES = ["brush", "eraser"];
export const SHAPES = ["lasso", "rectangle", "fill"];

export class Painter {
  constructor(pixels, history, board) {
    Object.assign(this, { pixels, history, board, tool: "brush", stroke: null, isSubtracting: false });
    const shorter = Math.min(pixels.width, pixels.height);
    this.maxSize = Math.max(64, Math.round(shorter / 2));
    this.size = Math.max(4, Math.round(shorter * FIRST_SIZE_SHARE));
    /** Called whenever the toolbar has something new to show. */
    this.onChange = () => {};
  }

  get isBrush() { return BRUSHES.includes(this.tool); }

  choose(tool) {
    this.leaveShape();
    this.tool = tool;
    this.onChange();
  }

  setSize(size) {
    this.size = clamp(Math.round(size), 1, this.maxSize);
    this.onChange();
  }

  subtract(isOn) {
    this.isSubtracting = isOn;
    this.onChange();
  }

  /** Begin a stroke; ``id`` tells the pointer that draws it from others. */
  begin(point, { id, isErasing = false }) {
    const takesAway = this.tool === "eraser" || isErasing || (this.isSubtracting && !this.isBrush);
    this.stroke = { id, tool: this.tool, points: [point], value: takesAway ? 0 : 1, startedAt: performance.now() };
    if (!this.isBrush) return;
    this.history.begin();
    this.brush(point, point);
  }

  extend(point) {
    const { tool, points } = this.stroke;
    const last = points[points.length - 1];
    if (tool === "lasso") {
      points.push(point);
      this.board.showOutline(points, { isClosed: true });
    } else if (tool === "rectangle") {
      this.stroke.points = [points[0], point];
      this.board.showOutline(cornersOf(points[0], point), { isClosed: true });
    } else if (tool !== "fill") {
      this.brush(last, point);
      this.stroke.points = [point];
    }
  }

  end() {
    const { stroke } = this;
    if (!stroke) return;
    this.stroke = null;
    if (BRUSHES.includes(stroke.tool)) this.history.commit();
    else this.paintShape(stroke);
    this.tell(stroke.value ? "Marked" : "Erased");
  }

  abandon() {
    if (!this.stroke) return;
    this.stroke = null;
    this.history.abandon();
    this.board.showOutline(null);
    this.board.redraw();
  }

  /** What is half drawn goes; a brush stroke that was begun stays. */
  leaveShape() {
    if (this.stroke && BRUSHES.includes(this.stroke.tool)) this.end();
    else this.abandon();
  }

  brush(from, to) {
    const box = paintStroke(this.pixels, from, to, { radius: this.size / 2, value: this.stroke.value });
    this.board.spoil(box);
  }

  paintShape({ tool, points, value }) {
    let isClosed = true;
    this.board.showOutline(null);
    this.history.begin();
    if (tool === "rectangle" && points.length > 1) paintRectangle(this.pixels, points[0], points[1], value);
    if (tool === "lasso" && points.length > 2) paintPolygon(this.pixels, points, value);
    if (tool === "fill") isClosed = paintFill(this.pixels, points[0], value);
    this.history.commit();
    this.board.redraw();
    if (!isClosed) setTimeout(() => say("Filled up to the picture's edge. Undo if the outline should have been closed."));
  }

  /** A rectangle given as shares of the picture, 0..1; false where it is none. */
  markShares({ left, top, right, bottom }, value) {
    if (!(0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1)) return false;
    const { width, height } = this.pixels;
    const corners = [{ x: left * width, y: top * height }, { x: right * width, y: bottom * height }];
    this.change(() => paintRectangle(this.pixels, ...corners, value), value ? "Marked" : "Erased");
    return true;
  }

  invert() { this.change(() => this.pixels.replaceAll((value) => 1 - value), "Inverted"); }
  clear() { if (this.pixels.marked) this.change(() => this.pixels.replaceAll(() => 0), "Cleared"); }

  undo() { this.travel(() => this.history.undo(), "Undone", "Nothing to undo"); }
  redo() { this.travel(() => this.history.redo(), "Redone", "Nothing to redo"); }

  change(paint, word) {
    this.leaveShape();
    this.history.begin();
    paint();
    this.history.commit();
    this.board.redraw();
    this.tell(word);
  }

  travel(step, word, otherwise) {
    if (this.stroke) return;
    if (!step()) return void say(otherwise);
    this.board.redraw();
    this.tell(word);
  }

  tell(word) {
    this.onChange();
    say(`${word}. ${shareText(this.pixels.share)}.`);
  }
}

const cornersOf = (from, to) => [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
