// Slack's markup as Slack shows it. Text only ever becomes text nodes, never markup of the page.

import { element } from "./dom.js";
import { go, nameOf, placeIn, store } from "./store.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", x: "❌", art: "🎨", frame_with_picture: "🖼️", hourglass: "⏳", eyes: "👀",
  tada: "🎉", moneybag: "💰", lock: "🔒", bulb: "💡", information_source: "ℹ️", no_entry: "⛔", "+1": "👍",
};

// A sign counts only at a word's edge, and not beside a blank inside: "2 * 3 * 4" stays as it is.
const span = (sign) => `(?<![\\p{L}\\p{N}${sign}])[${sign}](?=\\S)([^${sign}\\n]+?)(?<=\\S)[${sign}](?![\\p{L}\\p{N}${sign}])`;
const TOKEN = new RegExp(`<([^<>\\n]+)>|\`([^\`\\n]+)\`|${span("*")}|${span("_")}|${span("~")}|:([a-z0-9_+-]+):`, "gu");

const unescaped = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

export function marked(text) {
  const holder = element("div", { class: "text" });
  text.split("```").forEach((piece, index) => {
    if (index % 2) holder.append(element("pre", {}, unescaped(piece.replace(/^\n|\n$/g, ""))));
    else holder.append(...lines(piece));
  });
  return holder;
}

const SORTS = [
  { name: "quote", sign: /^(?:>|&gt;) ?/ },
  { name: "item", sign: /^(?:•|◦|-|\d+[.)]) +/ },
];

// Neighbours of one sort are shown together; a list's items keep their bullets and hang.
function lines(text) {
  const groups = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const sort = SORTS.find(({ sign }) => sign.test(line));
    const last = groups.at(-1);
    const content = sort?.name === "quote" ? line.replace(sort.sign, "") : line;
    if (last && last.name === sort?.name) last.lines.push(content);
    else groups.push({ name: sort?.name, lines: [content] });
  }
  if (groups.length === 1 && !groups[0].name && groups[0].lines.join("") === "") return [];
  return groups.map(({ name, lines: content }) => GROUPS[name ?? "plain"](content));
}

const GROUPS = {
  plain: (content) => element("p", {}, ...inline(content.join("\n"))),
  quote: (content) => element("blockquote", {}, ...inline(content.join("\n"))),
  item: (content) => element("ul", {}, ...content.map(item)),
};

function item(line) {
  const [bullet] = line.match(SORTS[1].sign);
  return element("li", { "data-bullet": bullet.trim() === "-" ? "•" : bullet.trim() }, ...inline(line.slice(bullet.length)));
}

function inline(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    pieces.push(unescaped(text.slice(from, match.index)), token(match));
    from = match.index + match[0].length;
  }
  return [...pieces, unescaped(text.slice(from))];
}

function token([whole, angled, code, bold, italic, strike, emoji]) {
  if (angled) return angle(angled);
  if (code) return element("code", {}, unescaped(code));
  if (bold) return element("strong", {}, ...inline(bold));
  if (italic) return element("em", {}, ...inline(italic));
  if (strike) return element("s", {}, ...inline(strike));
  return EMOJI[emoji] ? element("span", { role: "img", "aria-label": emoji.replaceAll("_", " ") }, EMOJI[emoji]) : whole;
}

function angle(content) {
  const [target, ...rest] = content.split("|");
  const label = rest.join("|");
  if (target[0] === "@") return mention(target.slice(1));
  if (target[0] === "#") return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target[0] === "!") return element("span", { class: "mention me" }, `@${unescaped(label || target.slice(1))}`);
  return link(unescaped(target), unescaped(label || target.replace("mailto:", "")));
}

const mention = (id) =>
  element("span", { class: id === store.state.me ? "mention me" : "mention" }, `@${nameOf(id)}`);

function channelLink(id, label) {
  const channel = store.state.channels.find((one) => one.id === id);
  if (!channel) return element("span", { class: "mention" }, `#${unescaped(label || "private channel")}`);
  return element("button", { type: "button", class: "mention", onclick: () => go({ channel: id }) }, `#${channel.name}`);
}

const DATES = {
  "{date_num}": { dateStyle: "short" }, "{date}": { dateStyle: "long" }, "{date_pretty}": { dateStyle: "long" },
  "{date_short}": { dateStyle: "medium" }, "{date_short_pretty}": { dateStyle: "medium" }, "{date_long}": { dateStyle: "full" },
  "{date_long_pretty}": { dateStyle: "full" }, "{time}": { timeStyle: "short" }, "{time_secs}": { timeStyle: "medium" },
};

function date(target, fallback) {
  const [, seconds, format] = target.split("^");
  const moment = new Date(seconds * 1000);
  if (isNaN(moment) || !format) return unescaped(fallback);
  const words = format.replace(/\{\w+\}/g, (name) => (DATES[name] ? moment.toLocaleString([], DATES[name]) : name));
  return element("time", { datetime: moment.toISOString() }, words);
}

// A link to a message of this workspace opens it here; of the rest only what a browser opens harmlessly is a link.
export function link(address, label) {
  if (!/^(?:https?:\/\/|mailto:)/.test(address)) return label;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isHere = url?.origin === location.origin && url.pathname.startsWith("/archives/");
  const follow = (event) => {
    event.preventDefault();
    go(placeIn(url.pathname));
  };
  if (isHere) return element("a", { href: address, onclick: follow }, label);
  return element("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, label);
}

export const textObject = (value) =>
  value.type === "mrkdwn" ? marked(value.text) : element("div", { class: "text" }, element("p", {}, plain(value.text)));

export const plain = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
