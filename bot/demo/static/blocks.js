// The blocks of a message, a form or a Home tab, each as Slack lays it out.

import { element } from "./dom.js";
import { control } from "./controls.js";
import { marked, plain, textObject } from "./mrkdwn.js";
import { picture } from "./pictures.js";

export const blocks = (list, context) => list.map((block) => blockElement(block, context));

export const blockElement = (block, context) =>
  BLOCKS[block.type]?.(block, context) ?? element("p", { class: "unknown" }, `[${block.type}]`);

const BLOCKS = {
  divider: () => element("hr"),
  header: (block) => element("h3", {}, plain(block.text.text)),
  section,
  context: contextBlock,
  image: (block) => {
    const title = block.title ? element("figcaption", {}, plain(block.title.text)) : null;
    return element("figure", {}, title, imagePart(block, {}));
  },
  actions: (block, context) => {
    const parts = block.elements.map((part) => control(block, part, context));
    return element("div", { class: "actions" }, ...parts);
  },
  markdown: (block) => element("div", { class: "text" }, element("p", {}, block.text)),
};

function section(block, context) {
  const fields = (block.fields ?? []).map(textObject);
  const words = element(
    "div",
    { class: "words" },
    block.text ? textObject(block.text) : null,
    fields.length ? element("div", { class: "fields" }, ...fields) : null,
  );
  const { accessory } = block;
  const side = accessory && (accessory.type === "image" ? imagePart(accessory, { highest: 88 }) : control(block, accessory, context));
  return element("div", { class: "section" }, words, side ? element("div", { class: "accessory" }, side) : null);
}

function contextBlock(block) {
  const parts = block.elements.map((part) => {
    if (part.type === "image") return imagePart(part, { highest: 20 });
    return part.type === "mrkdwn" ? marked(part.text) : textObject(part);
  });
  return element("div", { class: "context" }, ...parts);
}

// The strict policy of the page loads nothing from elsewhere, so an outside picture is only named.
function imagePart(part, options) {
  if (part.slack_file?.id) return picture(part.slack_file.id, part.alt_text, options);
  return element("span", { class: "unknown" }, `[picture: ${part.alt_text}]`);
}
