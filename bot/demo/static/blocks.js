// Messages and blocks as Slack shows them. Text is only ever set as text, never as markup.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const TOKEN = /<([@#!]?)([^|>]+)(?:\|([^>]*))?>|\*([^*\n]+)\*|_([^_\n]+)_|`([^`\n]+)`/g;

const QUOTE = /^(?:>|&gt;) ?/;

export function marked(text, state) {
  const holder = element("span", { class: "text" });
  let plain = [];
  const flush = () => {
    if (plain.length) holder.append(inline(plain.join("\n"), state));
    plain = [];
  };
  for (const line of text.split("\n")) {
    if (QUOTE.test(line)) {
      flush();
      holder.append(element("span", { class: "quote" }, inline(line.replace(QUOTE, ""), state)));
    } else plain.push(line);
  }
  flush();
  return holder;
}

function inline(text, state) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const before = text[match.index - 1];
    if ((match[4] || match[5]) && before && /\w/.test(before)) continue;
    pieces.push(unescaped(text.slice(from, match.index)), markedToken(match, state));
    from = match.index + match[0].length;
  }
  pieces.push(unescaped(text.slice(from)));
  return element("span", {}, ...pieces);
}

function markedToken([, sign, target, label, bold, italic, code], state) {
  if (bold) return element("strong", {}, inline(bold, state));
  if (italic) return element("em", {}, unescaped(italic));
  if (code) return element("code", {}, unescaped(code));
  if (sign === "@") return element("span", { class: "mention" }, "@" + nameOf(target, state));
  if (sign === "#") return element("span", { class: "mention" }, "#" + channelName(target, state));
  if (sign === "!") return element("span", { class: "mention" }, "@" + target);
  return link(unescaped(target), unescaped(label || target));
}

export function link(address, label) {
  const isWeb = /^https?:\/\//.test(address);
  return isWeb
    ? element("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, label)
    : document.createTextNode(label);
}

export const nameOf = (id, state) => state.people[id]?.real_name ?? id;

const channelName = (id, state) => state.channels.find((channel) => channel.id === id)?.name ?? id;

export function textObject(value, state) {
  return value.type === "mrkdwn" ? marked(value.text, state) : element("span", { class: "text" }, value.text);
}

// `shape` is [width, height] in pixels where known: the page then keeps the place free and nothing jumps.
export function picture(fileId, alt, size, onpreview, shape = []) {
  const scale = Math.min(1, size / Math.max(...shape), 360 / shape[1]);
  const [width, height] = shape.map((side) => Math.round(side * scale));
  const image = element("img", { src: `/_demo/files/${fileId}?size=${size}`, alt, width, height });
  const label = `Show ${alt || "picture"} in full size`;
  return element("button", { class: "picture", type: "button", "aria-label": label, onclick: () => onpreview(fileId, alt) }, image);
}

function imagePart(part, size, onpreview) {
  if (part.slack_file?.id) return picture(part.slack_file.id, part.alt_text, size, onpreview);
  return element("span", { class: "text" }, `[${part.alt_text}]`);
}

// `act(action, where)` is called with what was pressed; `where` is a message's ts or a view's id.
export function blocks(list, context) {
  return list.map((block) => BLOCKS[block.type]?.(block, context) ?? element("p", {}, `[${block.type}]`));
}

const BLOCKS = {
  divider: () => element("hr"),
  header: (block, { state }) => element("h3", {}, textObject(block.text, state)),
  section: (block, context) => {
    const parts = block.text ? [textObject(block.text, context.state)] : [];
    for (const field of block.fields ?? []) parts.push(textObject(field, context.state));
    const side = block.accessory ? control(block, block.accessory, context) : null;
    return element("div", { class: "section" }, element("div", {}, ...parts), side);
  },
  context: (block, { state, onpreview }) =>
    element(
      "p",
      { class: "context" },
      ...block.elements.map((part) => (part.type === "image" ? imagePart(part, 64, onpreview) : textObject(part, state))),
    ),
  image: (block, { state, onpreview }) =>
    element("figure", {}, block.title ? element("figcaption", {}, textObject(block.title, state)) : null, imagePart(block, 480, onpreview)),
  actions: (block, context) =>
    element("div", { class: "actions" }, ...block.elements.map((part) => control(block, part, context))),
  markdown: (block) => element("pre", {}, block.text),
};

function control(block, part, context) {
  if (part.type === "image") return imagePart(part, 160, context.onpreview);
  if (part.type === "button") return button(part, context);
  if (part.options) return menu(part, context);
  return element("span", {}, `[${part.type}]`);
}

function button(part, context) {
  const press = () => {
    if (part.confirm && !window.confirm(part.confirm.text.text)) return;
    if (part.url) window.open(part.url, "_blank", "noreferrer");
    context.act({ action_id: part.action_id, value: part.value ?? null });
  };
  return element("button", { type: "button", class: `slack ${part.style ?? ""}`, onclick: press }, part.text.text);
}

function menu(part, context) {
  const choices = part.options.map((option) => element("option", { value: option.value }, option.text.text));
  const first = element("option", { value: "" }, part.placeholder?.text ?? "⋯");
  const pick = (event) => {
    const value = event.target.value;
    event.target.value = "";
    if (value && (!part.confirm || window.confirm(part.confirm.text.text))) context.act({ action_id: part.action_id, value });
  };
  return element("select", { class: "slack", "aria-label": "More actions", onchange: pick }, first, ...choices);
}
