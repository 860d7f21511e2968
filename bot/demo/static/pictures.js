// Pictures and other files: small in a message, at full size when asked for.

import { element, icon, iconButton } from "./dom.js";

const HIGHEST_PX = 360;
const WIDEST_PX = 480;
// Two pixels of the file for each of the page: screens are that fine nowadays.
const THUMBNAIL_PX = 960;

export const fileAddress = (fileId, size) => `/_demo/files/${fileId}${size ? `?size=${size}` : ""}`;

export function attached(files) {
  const pictures = files.filter((file) => file.original_w && file.mode !== "tombstone");
  const highest = pictures.length > 1 ? HIGHEST_PX / 2 : HIGHEST_PX;
  const parts = files.map((file) => {
    if (file.mode === "tombstone") return element("p", { class: "gone" }, "This file was deleted.");
    return pictures.includes(file) ? figure(file, highest, pictures) : card(file);
  });
  return element("div", { class: "files" }, ...parts);
}

function figure(file, highest, album) {
  const shown = picture(file.id, file.title, { highest, shape: shapeOf(file), album });
  return element("figure", {}, element("figcaption", { title: file.title }, file.title), shown);
}

// Cameras store a portrait lying on its side; thumbnails stand upright.
function shapeOf(file) {
  const shape = [file.original_w, file.original_h];
  return file.image_exif_rotation >= 5 ? shape.reverse() : shape;
}

// `shape` is [width, height] where known: the page then keeps the place free and nothing jumps.
export function picture(fileId, alt, { highest = HIGHEST_PX, shape, album = [] } = {}) {
  const image = element("img", { src: fileAddress(fileId, THUMBNAIL_PX), alt, decoding: "sync" });
  if (shape) {
    const scale = Math.min(1, WIDEST_PX / shape[0], highest / shape[1]);
    [image.width, image.height] = shape.map((side) => Math.max(1, Math.round(side * scale)));
  }
  const open = () => preview(fileId, alt, album);
  const label = `Show “${alt}” at full size`;
  return element("button", { class: "picture", type: "button", "aria-label": label, onclick: open, "data-focus": fileId }, image);
}

function card(file) {
  const address = fileAddress(file.id);
  const about = element("small", {}, `${file.pretty_type || "File"} · ${sizeWords(file.size)}`);
  const name = element("a", { href: address, download: file.name }, file.name);
  return element("div", { class: "card" }, icon("file"), element("div", {}, name, about));
}

export function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// Fitted to the window at first; a click shows every pixel, and moving is scrolling.
function preview(fileId, alt, album) {
  const image = element("img", { src: fileAddress(fileId), alt });
  const caption = element("span", {}, alt);
  const close = iconButton("close", "Close", () => dialog.close());
  const saving = { class: "icon-button", href: fileAddress(fileId), download: "", "aria-label": "Download", title: "Download" };
  const save = element("a", saving, icon("save"));
  const stage = element("button", { type: "button", class: "stage", "aria-pressed": "false", "aria-label": "Actual size" }, image);
  const bar = element("header", {}, caption, save, close);
  const dialog = element("dialog", { class: "preview", "aria-label": `Picture: ${alt}` }, bar, stage);
  const measure = () => (caption.textContent = `${alt} · ${image.naturalWidth} × ${image.naturalHeight}`);
  image.addEventListener("load", measure);
  stage.addEventListener("click", () => {
    const isActual = stage.classList.toggle("actual");
    stage.setAttribute("aria-pressed", String(isActual));
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const other = step && album[album.findIndex((file) => file.id === fileId) + step];
    if (!other || stage.classList.contains("actual")) return;
    dialog.close();
    preview(other.id, other.title, album);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
