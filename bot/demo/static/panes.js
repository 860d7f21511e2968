// The channel and the thread beside it: filled, scrolled to what is new, and read out as it comes.

import { byId, element, icon, reconcile } from "./dom.js";
import { isPrivate, rows } from "./messages.js";
import { channelNow, go, nameOf, onChange, show, store } from "./store.js";

const AT_END_PX = 60;
const ABOUT = {
  channel: "A channel of this workspace",
  group: "A private channel",
  im: "Direct messages with the app",
};

const panes = {
  channel: { holder: byId("messages"), pill: byId("messages-new"), place: null },
  thread: { holder: byId("replies"), pill: byId("replies-new"), place: null },
};
const places = new Map(); // where each place was scrolled to, and the newest message seen in it

export function openPanes() {
  onChange(showPanes);
  byId("close-thread").addEventListener("click", () => go({}));
  for (const pane of Object.values(panes)) {
    const note = () => {
      pane.wasAtEnd = isAtEnd(pane);
      if (pane.wasAtEnd) pane.pill.hidden = true;
    };
    pane.holder.addEventListener("scroll", note, { passive: true });
    // A picture whose size was not known beforehand must not push the newest line out of sight.
    pane.holder.addEventListener("load", () => pane.wasAtEnd && toEnd(pane), { capture: true });
    pane.pill.addEventListener("click", () => toEnd(pane));
  }
}

function showPanes() {
  const channel = channelNow();
  const told = store.state.ephemerals.filter((note) => note.channel === channel.id);
  const sign = { channel: ["# "], group: [icon("lock")], im: [] }[channel.kind];
  byId("channel-name").replaceChildren(...sign, channel.name);
  const missing = `${nameOf(store.state.bot_user_id)} is not in this channel`;
  byId("channel-about").textContent = channel.has_app ? ABOUT[channel.kind] : missing;
  document.title = `${channel.name} · Retouch, local workspace`;
  fill(panes.channel, `${store.me} ${channel.id}`, [...channel.messages, ...told.filter((note) => !note.thread_ts)], false);
  showThread(channel, told);
}

function showThread(channel, told) {
  const head = channel.messages.find((message) => message.ts === store.thread);
  const isOpen = Boolean(head) && store.tab === "messages";
  byId("thread").hidden = !isOpen;
  document.body.classList.toggle("in-thread", isOpen);
  if (!isOpen) return;
  byId("thread-place").textContent = channel.kind === "im" ? channel.name : `# ${channel.name}`;
  const notes = told.filter((note) => note.thread_ts === head.ts);
  fill(panes.thread, `${store.me} ${channel.id} ${head.ts}`, [head, ...head.replies, ...notes], true);
}

function fill(pane, place, messages, isThread) {
  const { holder, pill } = pane;
  const isSamePlace = pane.place === place;
  const seen = places.get(place);
  if (!isSamePlace) {
    if (pane.place) places.get(pane.place).scrollTop = holder.scrollTop;
    pane.place = place;
    pill.hidden = true;
    holder.replaceChildren();
  }
  const atEnd = isSamePlace ? isAtEnd(pane) : !seen;
  reconcile(holder, rows(messages, { isThread, redraw: show }));
  if (!isSamePlace && seen) holder.scrollTop = seen.scrollTop;
  const newest = messages.reduce((last, message) => (message.ts > last.ts ? message : last), { ts: "0" });
  const isNews = isSamePlace && newest.ts > (seen?.newest ?? "0");
  if (atEnd || (isNews && newest.user === store.state.me)) toEnd(pane);
  else if (isNews) pill.hidden = false;
  if (isNews && newest.user !== store.state.me) announce(newest);
  places.set(place, { scrollTop: holder.scrollTop, newest: newest.ts });
}

const isAtEnd = ({ holder }) => holder.scrollHeight - holder.scrollTop - holder.clientHeight < AT_END_PX;

function toEnd(pane) {
  pane.holder.scrollTop = pane.holder.scrollHeight;
  pane.wasAtEnd = true;
  pane.pill.hidden = true;
}

// The lists themselves are not live: a status line that counts seconds would never let a screen reader rest.
function announce(message) {
  const named = message.text.replace(/<[@#!]?([^|>]+)(?:\|([^>]*))?>/g, (whole, id, label) => label || nameOf(id));
  const words = named.replace(/[*_~`]/g, "");
  const pictures = message.files?.length ? `, with ${message.files.map((file) => file.title).join(" and ")}` : "";
  const author = nameOf(message.user) + (isPrivate(message) ? ", only to you" : "");
  byId("spoken").replaceChildren(element("p", {}, `${author}: ${words}${pictures}`));
}
