// Files that will go with what is being written: picked, dropped or pasted, each with a way to leave it out.

import { element, icon, iconButton } from "./dom.js";
import { sizeWords } from "./pictures.js";

// `list` is the files, `holder` shows them; `changed` is called after each change.
export function pendingFiles(changed, { most = Infinity, label = "Attached files" } = {}) {
  const holder = element("ul", { class: "pending", "aria-label": label, hidden: true });
  const input = element("input", { type: "file", multiple: most !== 1, hidden: true, tabindex: -1 });
  const pending = { list: [], holder, input, pick: () => input.click(), add, replace, takeFrom };
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });

  function add(files) {
    if (files.length) replace([...pending.list, ...files].slice(-most));
  }

  function replace(files) {
    pending.list = files;
    holder.hidden = !files.length;
    holder.replaceChildren(...files.map(chip));
    changed(files);
  }

  function chip(file) {
    const leave = () => replace(pending.list.filter((other) => other !== file));
    const shown = file.type.startsWith("image/") ? thumbnail(file) : icon("file");
    const words = element("span", {}, file.name, element("small", {}, sizeWords(file.size)));
    return element("li", {}, shown, words, iconButton("close", `Leave out ${file.name}`, leave));
  }

  function thumbnail(file) {
    const image = element("img", { src: URL.createObjectURL(file), alt: "" });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    return image;
  }

  // `words` says, while files are held over the zone, where they would go.
  function takeFrom(zone, words) {
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const show = (isOver) => {
      zone.classList.toggle("dropping", isOver);
      zone.dataset.drop = isOver ? words() : "";
    };
    zone.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      show(true);
    });
    zone.addEventListener("dragleave", (event) => zone.contains(event.relatedTarget) || show(false));
    zone.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      show(false);
      add([...event.dataTransfer.files]);
    });
    zone.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      add([...event.clipboardData.files]);
    });
  }

  return pending;
}
