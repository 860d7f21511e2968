// One message as it stands in a channel or a thread: who, when, what, and what can be done with it.

import { blocks } from "./blocks.js";
import { element, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { marked } from "./mrkdwn.js";
import { agreed, asked, tellTrouble } from "./notes.js";
import { attached } from "./pictures.js";
import { channelNow, go, nameOf, order, store } from "./store.js";

const SAME_BREATH_SECONDS = 300;
const COLOURS = 6;

let edited = null; // the ts of one's own message that is being rewritten

// Rows for `reconcile`: messages by age, a line where a day begins, and neighbours by one author close together.
export function rows(messages, { isThread = false, redraw }) {
  const made = [];
  let before = null;
  for (const message of messages.toSorted((one, other) => one.ts - other.ts)) {
    const day = new Date(message.ts * 1000).toDateString();
    const isNewDay = !before || new Date(before.ts * 1000).toDateString() !== day;
    if (isNewDay && !isThread) made.push({ key: day, print: day, make: () => dayLine(message.ts) });
    const isGrouped = !isNewDay && isSameBreath(before, message);
    const isEdited = edited === message.ts;
    const about = { isThread, isGrouped, isEdited, told: toldIn(message), redraw };
    const print = JSON.stringify([message, isGrouped, isEdited, about.told]);
    made.push({ key: message.ts, print, make: () => row(message, about) });
    before = message;
  }
  return made;
}

export const isPrivate = (message) => "channel" in message;

const toldIn = (head) => store.state.ephemerals.filter((told) => told.thread_ts === head.ts).length;

const isSameBreath = (before, message) =>
  before.user === message.user &&
  isPrivate(before) === isPrivate(message) &&
  message.ts - before.ts < SAME_BREATH_SECONDS &&
  !before.reply_count;

function dayLine(ts) {
  const words = new Date(ts * 1000).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
  return element("div", { class: "day", role: "separator", "aria-label": words }, element("span", {}, words));
}

function row(message, { isThread, isGrouped, isEdited, told, redraw }) {
  const kinds = ["message", isPrivate(message) && "private", isGrouped && "grouped"].filter(Boolean);
  return element(
    "article",
    { class: kinds.join(" "), "data-ts": message.ts, "aria-label": `${nameOf(message.user)}, ${clock(message.ts)}` },
    isGrouped ? element("div", { class: "gutter" }, time(message.ts)) : avatar(message.user),
    element(
      "div",
      { class: "body" },
      isPrivate(message) ? element("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      isGrouped ? null : heading(message),
      ...(isEdited ? [rewriting(message, redraw)] : content(message)),
      isThread || isPrivate(message) ? null : thread(message, told),
    ),
    isPrivate(message) || message.subtype === "tombstone" ? null : tools(message, { isThread, redraw }),
  );
}

function heading(message) {
  const badge = store.state.people[message.user]?.is_bot ? element("span", { class: "badge" }, "APP") : null;
  return element("header", {}, element("strong", {}, nameOf(message.user)), badge, time(message.ts));
}

// The app's picture stands above its line and buttons, what people attach below their words.
function content(message) {
  const hasBlocks = message.blocks?.length > 0;
  const words = hasBlocks ? blocks(message.blocks, contextOf(message)) : message.text ? [marked(message.text)] : [];
  const files = message.files?.length ? [attached(message.files), standIn(message)].filter(Boolean) : [];
  const mark = message.edited ? [element("small", { class: "edited" }, "(edited)")] : [];
  return hasBlocks ? [...files, ...words, ...mark] : [...words, ...mark, ...files];
}

// Said below every picture that the app names a price for: whoever painted it is a stand-in here.
function standIn(message) {
  const isPriced = /\$\d/.test(message.text + JSON.stringify(message.blocks));
  return message.bot_id && isPriced ? element("small", { class: "stand-in" }, "stand-in pixels · simulated price") : null;
}

const contextOf = (message) => ({ act: (action) => order({ act: "click", where: message.ts, ...action }) });

function thread(message, told) {
  const count = message.replies?.length ?? 0;
  if (!count && !told) return null;
  const people = [...new Set((message.replies ?? []).map((reply) => reply.user))].slice(0, 4);
  const words = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Thread";
  const last = count ? element("small", {}, `Last reply ${ago(message.replies.at(-1).ts)}`) : null;
  const note = told ? element("small", { class: "told" }, icon("eye"), "a note for you") : null;
  const open = () => go({ thread: message.ts });
  const properties = { type: "button", class: "replies", "data-focus": "replies", onclick: open };
  return element("button", properties, ...people.map(avatar), element("span", {}, words), last, note);
}

function tools(message, { isThread, redraw }) {
  const open = () => openMenu(menu, actions(message, redraw), "More actions");
  const menu = iconButton("more", "More actions", open, { "aria-haspopup": "menu", "data-focus": "tools" });
  const toThread = () => go({ thread: message.thread_ts ?? message.ts });
  const reply = isThread ? null : iconButton("reply", "Reply in thread", toThread);
  return element("div", { class: "tools" }, reply, menu);
}

function actions(message, redraw) {
  const place = { channel: channelNow().address, ts: message.ts };
  const send = (values) => async () => tellTrouble(await order(values));
  const shortcuts = store.state.shortcuts.filter((shortcut) => shortcut.type === "message");
  const own = [
    null,
    { label: "Edit message", onpick: () => rewrite(message.ts, redraw) },
    { label: "Delete message…", danger: true, onpick: () => remove(message) },
  ];
  return [
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      hint: nameOf(store.state.bot_user_id),
      onpick: send({ act: "shortcut", callback_id: shortcut.callback_id, ...place }),
    })),
    { label: "Copy link", onpick: () => navigator.clipboard?.writeText(linkTo(message)) },
    ...(message.user === store.state.me ? own : []),
  ];
}

const linkTo = (message) => `${location.origin}/archives/${channelNow().id}/p${message.ts.replace(".", "")}`;

async function remove(message) {
  const question = { title: "Delete message", text: "This cannot be undone.", confirm: "Delete", deny: "Cancel" };
  if (await agreed(asked(question))) tellTrouble(await order({ act: "delete", ts: message.ts }));
}

export function rewrite(ts, redraw) {
  edited = ts;
  redraw();
  document.querySelector(".rewriting textarea")?.focus();
}

function rewriting(message, redraw) {
  const text = element("textarea", { rows: 2, "aria-label": "Edit message", "data-focus": "rewriting" });
  text.value = typedForm(message.text);
  const end = () => rewrite(null, redraw);
  const save = async (event) => {
    event.preventDefault();
    tellTrouble(await order({ act: "edit", ts: message.ts, text: text.value.trim() }));
    end();
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save(event);
    if (event.key === "Escape") end();
    event.stopPropagation();
  });
  const cancel = element("button", { type: "button", class: "slack", onclick: end }, "Cancel");
  const keep = element("button", { type: "submit", class: "slack primary" }, "Save");
  return element("form", { class: "rewriting", onsubmit: save }, text, element("div", { class: "ends" }, cancel, keep));
}

// What was sent with ids and escapes, as it had been typed.
const typedForm = (text) =>
  text
    .replace(/<@(\w+)[^>]*>/g, (whole, id) => `@${store.state.people[id]?.name ?? id}`)
    .replace(/<#(\w+)[^>]*>/g, (whole, id) => `#${store.state.channels.find((one) => one.id === id)?.name ?? id}`)
    .replace(/<(https?:[^|>]+)[^>]*>/g, "$1")
    .replace(/&(lt|gt|amp);/g, (whole, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

export function avatar(userId) {
  const person = store.state.people[userId];
  const colour = [...userId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS;
  if (person?.is_bot) return element("img", { class: "avatar", src: "/static/icon.svg", alt: "" });
  return element("span", { class: `avatar colour-${colour}`, "aria-hidden": "true" }, nameOf(userId)[0]);
}

export const clock = (ts) => new Date(ts * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

const time = (ts) => element("time", { datetime: new Date(ts * 1000).toISOString() }, clock(ts));

function ago(ts) {
  const date = new Date(ts * 1000);
  const isToday = date.toDateString() === new Date().toDateString();
  return `${isToday ? "today" : date.toLocaleDateString([], { day: "numeric", month: "long" })} at ${clock(ts)}`;
}
