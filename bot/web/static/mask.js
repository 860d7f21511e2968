// The mask page opens: picture, last mask and draft come in, then the parts are put together.
//
//   pixels.js   the mask            shapes.js    what can be painted     history.js  undo and redo
//   board.js    what is to be seen  painter.js   the tools               toolbar.js  the controls
//   pointers.js mouse, pen, finger  keys.js      the keyboard            wish.js     prompt, model, save
//   draft.js    survives a reload   server.js    the page's own address  png.js      the mask as a file

import { Board } from "./board.js";
import { Draft } from "./draft.js";
import { $, say } from "./dom.js";
import { History } from "./history.js";
import { Keys } from "./keys.js";
import { Painter } from "./painter.js";
import { Pixels } from "./pixels.js";
import { Pointers } from "./pointers.js";
import { ADDRESS, Refused, fetchLastMask, fetchPicture, fetchState } from "./server.js";
import { Toolbar } from "./toolbar.js";
import { Wish, endRefused } from "./wish.js";

const TOO_OLD =
  "This browser is too old for this page. Nothing was charged. Update it, or attach a mask in Slack.";
const UNSHOWN =
  "This device could not show the picture. Nothing was charged. Try another browser, or attach a mask in Slack.";
const STRIP_PX = 512;

async function start() {
  if (!("CompressionStream" in window)) throw new Refused(TOO_OLD);
  const state = await fetchState();
  const pixels = new Pixels(state.width_px, state.height_px);
  const draft = await Draft.open(ADDRESS);
  await showPicture(state);
  if (state.has_mask) await readLastMask(pixels);
  const words = await draft.restore(pixels);

  const history = new History(pixels);
  history.onChange = (tiles) => draft.noteTiles(pixels, tiles);
  const board = new Board(pixels);
  const painter = new Painter(pixels, history, board);
  const toolbar = new Toolbar(painter, board);
  const pointers = new Pointers(painter, board);
  new Keys({ painter, board, toolbar, pointers });
  const wish = new Wish(state, { pixels, painter, draft });
  if (words) {
    wish.restore(words);
    say("Your drawing from before is back");
  }
  window.onbeforeunload = (event) => { if (history.past.length && !draft.isKept) event.preventDefault(); };
  $("app").setAttribute("aria-busy", "false");
}

async function showPicture({ width_px: width, height_px: height }) {
  const picture = $("picture");
  picture.style.width = `${width}px`;
  picture.style.height = `${height}px`;
  const address = URL.createObjectURL(await fetchPicture());
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    throw new Refused(UNSHOWN);
  } finally {
    URL.revokeObjectURL(address);
  }
  picture.alt = "The picture to edit";
}

/** Begin with the mask that was drawn before, read a strip at a time: phones have no room for all of it at once. */
async function readLastMask(pixels) {
  const png = await fetchLastMask();
  if (!png) return;
  const bitmap = await createImageBitmap(png);
  const strip = document.createElement("canvas");
  strip.width = pixels.width;
  strip.height = Math.min(pixels.height, STRIP_PX);
  const context = strip.getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < pixels.height; top += strip.height) {
    const rows = Math.min(strip.height, pixels.height - top);
    context.drawImage(bitmap, 0, -top);
    const { data } = context.getImageData(0, 0, pixels.width, rows);
    for (let at = 0, place = top * pixels.width; at < data.length; at += 4, place++) {
      pixels.data[place] = data[at] >> 7;
      pixels.marked += pixels.data[place];
    }
  }
  bitmap.close();
}

start().catch((error) => {
  if (!(error instanceof Refused)) console.error(error);
  endRefused(error);
});
