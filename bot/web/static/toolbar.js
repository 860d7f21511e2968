// The controls around the picture: they show the painter's state and pass on what is pressed.

import { $, say, shareText } from "./dom.js";
import { SHAPES } from "./painter.js";

export class Toolbar {
  constructor(painter, board) {
    Object.assign(this, { painter, board });
    this.acts = {
      undo: () => painter.undo(),
      redo: () => painter.redo(),
      invert: () => painter.invert(),
      clear: () => painter.clear(),
      zoomIn: () => board.zoom(1.5),
      zoomOut: () => board.zoom(1 / 1.5),
      fit: () => board.fit(),
      toggle: () => this.toggleMask(),
    };
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => painter.choose(button.dataset.tool));
    }
    for (const button of document.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.acts[button.dataset.act]());
    }
    $("size").addEventListener("input", () => this.slideSize());
    for (const over of ["pointerup", "blur"]) $("size").addEventListener(over, () => board.showRing(null));
    $("subtract").addEventListener("click", () => painter.subtract(!painter.isSubtracting));
    $("mark-numbers").addEventListener("click", () => this.markNumbers(1));
    $("erase-numbers").addEventListener("click", () => this.markNumbers(0));
    painter.onChange = () => this.refresh();
    this.refresh();
  }

  refresh() {
    const { tool, size, maxSize, isBrush, isSubtracting, pixels, history } = this.painter;
    this.board.stage.dataset.tool = tool;
    this.board.showRing(isBrush ? this.board.aim?.place : null, size);
    for (const button of document.querySelectorAll("button[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    document.querySelector('[data-act="undo"]').disabled = history.past.length === 0;
    document.querySelector('[data-act="redo"]').disabled = history.future.length === 0;
    $("subtract").hidden = !SHAPES.includes(tool);
    $("subtract").setAttribute("aria-pressed", String(isSubtracting));
    // Each step of the slider makes the brush wider by the same factor.
    $("size").value = String(Math.round((Math.log(size) / Math.log(maxSize)) * 100));
    $("size").setAttribute("aria-valuetext", `${size} pixels`);
    $("size-shown").textContent = `${size} px`;
    $("share").textContent = shareText(pixels.share);
    $("share").classList.toggle("none", pixels.marked === 0);
    $("hint").hidden = pixels.marked > 0 || history.past.length > 0;
  }

  slideSize() {
    const { painter, board } = this;
    painter.setSize(Math.exp(($("size").value / 100) * Math.log(painter.maxSize)));
    board.showRing({ x: board.width / 2, y: board.height / 2 }, painter.size);
  }

  toggleMask() {
    const isHidden = $("tint").classList.toggle("off");
    const button = document.querySelector('[data-act="toggle"]');
    button.querySelector("span").textContent = isHidden ? "Show" : "Hide";
    button.querySelector("use").setAttribute("href", isHidden ? "#i-eye-off" : "#i-eye");
    say(isHidden ? "Mask hidden" : "Mask shown");
  }

  markNumbers(value) {
    const sides = ["left", "top", "right", "bottom"].map((side) => [side, Number($(side).value) / 100]);
    if (!this.painter.markShares(Object.fromEntries(sides), value)) {
      say("Left has to be less than right and top less than bottom, from 0 to 100.");
    }
  }
}
