// Mouse, pen and fingers on the picture: one draws, two zoom and move. Where a pen was seen, fingers only move.

const PINCH_GRACE_MS = 300; // a second finger within this time means zoom, and the stroke was none
const MIDDLE_BUTTON = 1;
const ERASING_BUTTONS = [2, 5]; // the right one, and the other end of a pen
const WHEEL_LINE_PX = 16;

export class Pointers {
  constructor(painter, board) {
    Object.assign(this, { painter, board, fingers: new Map(), gesture: null, isSpaceHeld: false, hasPen: false });
    const { stage } = board;
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.up(event));
    stage.addEventListener("pointercancel", (event) => this.cancel(event));
    stage.addEventListener("pointerleave", () => board.showRing(null));
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** While the space bar is held, dragging moves the picture. */
  holdSpace(isHeld) {
    this.isSpaceHeld = isHeld;
    this.board.stage.classList.toggle("panning", isHeld);
  }

  down(event) {
    const place = this.board.placeOfEvent(event);
    this.board.stage.setPointerCapture(event.pointerId);
    this.hasPen ||= event.pointerType === "pen";
    if (event.pointerType === "touch") this.fingers.set(event.pointerId, place);
    if (this.fingers.size === 2) return this.beginPinch();
    if (this.fingers.size > 2) return undefined;
    this.painter.leaveShape();
    if (this.isMoving(event)) return this.beginPan(event, place);
    const isErasing = ERASING_BUTTONS.includes(event.button) || event.altKey;
    this.painter.begin(this.board.pointOf(place), { id: event.pointerId, isErasing });
    return this.follow(event, place);
  }

  isMoving(event) {
    return event.button === MIDDLE_BUTTON || this.isSpaceHeld || this.painter.tool === "move" ||
      (event.pointerType === "touch" && this.hasPen);
  }

  move(event) {
    const place = this.board.placeOfEvent(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, place);
    if (this.gesture) return this.steer(event, place);
    if (this.painter.stroke?.id === event.pointerId) {
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const each of moves.length ? moves : [event]) {
        this.painter.extend(this.board.pointOf(this.board.placeOfEvent(each)));
      }
    }
    return this.follow(event, place);
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (this.gesture) return this.endGesture(event);
    if (this.painter.stroke?.id === event.pointerId) this.painter.end();
    if (event.pointerType === "touch") this.board.showRing(null);
    return undefined;
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    if (this.painter.stroke?.id === event.pointerId) this.painter.abandon();
    this.endGesture(event);
  }

  /** The ring goes where the pointer goes. */
  follow(event, place) {
    this.board.showRing(this.painter.isBrush ? place : null, this.painter.size);
  }

  beginPan(event, place) {
    this.gesture = { kind: "pan", id: event.pointerId, place };
    this.board.stage.classList.add("panning");
  }

  beginPinch() {
    const { stroke } = this.painter;
    if (stroke && performance.now() - stroke.startedAt < PINCH_GRACE_MS) this.painter.abandon();
    else this.painter.end();
    this.gesture = { kind: "pinch", ...this.measureFingers() };
    this.board.showRing(null);
  }

  steer(event, place) {
    const { board, gesture } = this;
    if (gesture.kind === "pan" && gesture.id === event.pointerId) {
      board.pan(place.x - gesture.place.x, place.y - gesture.place.y);
      gesture.place = place;
    } else if (gesture.kind === "pinch" && this.fingers.size >= 2) {
      const { middle, apart } = this.measureFingers();
      board.pan(middle.x - gesture.middle.x, middle.y - gesture.middle.y);
      board.zoom(apart / gesture.apart, middle);
      Object.assign(gesture, { middle, apart });
    }
  }

  endGesture(event) {
    if (!this.gesture) return;
    const isOver = this.gesture.kind === "pan" ? this.gesture.id === event.pointerId : this.fingers.size === 0;
    if (!isOver) return;
    this.gesture = null;
    this.board.stage.classList.remove("panning");
  }

  measureFingers() {
    const [one, other] = this.fingers.values();
    return {
      middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
      apart: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)),
    };
  }

  wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1;
    const isSideways = event.shiftKey || (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !event.ctrlKey);
    if (isSideways) {
      return this.board.pan(-(event.deltaX || event.deltaY) * unit, event.deltaX ? -event.deltaY * unit : 0);
    }
    // A pinch on a touchpad arrives as a wheel with Control, in smaller steps.
    const speed = event.ctrlKey ? 0.01 : 0.0015;
    return this.board.zoom(Math.exp(-event.deltaY * unit * speed), this.board.placeOfEvent(event));
  }
}
