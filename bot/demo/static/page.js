// The page: asks for what one person sees whenever something changed, shows it, and sends orders.

import { blocks, element, link, marked, nameOf, picture } from "./blocks.js";
import { showForm } from "./forms.js";

const byId = (id) => document.getElementById(id);
const place = { me: "mia", channel: "C0DESIGN1", thread: null };
let state = null;

async function order(values, files = {}) {
  const body = new FormData();
  body.append("order", JSON.stringify({ user: place.me, ...values }));
  for (const [name, list] of Object.entries(files)) for (const file of list) body.append(name, file, file.name);
  const answer = await fetch("/_demo/act", { method: "POST", body });
  const result = await answer.json();
  if (!result.ok && result.error) byId("drawer-note").textContent = result.error;
  return result;
}

// Changes come in bursts: while one answer is under way, all further ones become a single question more.
let asking = false;
let askAgain = false;

async function refresh() {
  askAgain = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/_demo/state?user=${encodeURIComponent(place.me)}`);
    const isFirst = state === null;
    state = await answer.json();
    if (isFirst) place.thread = currentChannel().messages.findLast((message) => message.replies.length)?.ts ?? null;
    show();
  } finally {
    asking = false;
  }
  if (askAgain) refresh();
}

function show() {
  showPeople();
  showChannels();
  const channel = currentChannel();
  byId("channel-name").textContent = `${channel.kind === "im" ? "" : "#"}${channel.name}`;
  const told = state.ephemerals.filter((note) => note.channel === channel.id);
  fill(byId("messages"), [...channel.messages, ...told.filter((note) => !note.thread_ts)], { showReplies: true });
  const head = channel.messages.find((message) => message.ts === place.thread);
  byId("thread").hidden = !head;
  if (head) fill(byId("replies"), [head, ...head.replies, ...told.filter((note) => note.thread_ts === head.ts)], {});
  showForm(byId("form"), state.views.at(-1), context(null));
}

const currentChannel = () => state.channels.find((channel) => channel.id === place.channel) ?? state.channels[0];

const context = (where) => ({ state, order, onpreview: preview, act: (action) => order({ act: "click", where, ...action }) });

function showPeople() {
  const people = Object.values(state.people).filter((person) => !person.is_bot);
  const names = people.map((person) => element("option", { value: person.name, selected: person.id === state.me }, person.real_name + role(person)));
  byId("me").replaceChildren(...names);
}

const role = (person) => (person.is_admin ? " (admin)" : person.is_restricted ? " (guest)" : person.is_stranger ? " (other workspace)" : "");

function showChannels() {
  const rows = state.channels.map((channel) => {
    const label = `${channel.kind === "im" ? "● " : channel.kind === "group" ? "◆ " : "# "}${channel.name}`;
    const go = () => Object.assign(place, { channel: channel.id, thread: null }) && show();
    const button = element("button", { type: "button", onclick: go, "aria-current": channel.id === currentChannel().id ? "page" : null }, label);
    return element("li", {}, button);
  });
  byId("channels").replaceChildren(...rows);
}

// Messages are replaced one by one, and only those that changed, so that focus and scrolling stay.
function fill(holder, messages, options) {
  const isAtEnd = holder.scrollHeight - holder.scrollTop - holder.clientHeight < 40;
  const known = new Map([...holder.children].map((child) => [child.dataset.ts, child]));
  const rows = messages
    .toSorted((one, other) => one.ts - other.ts)
    .map((message) => {
      const print = JSON.stringify(message);
      const old = known.get(message.ts);
      return old?.print === print ? old : Object.assign(row(message, options), { print });
    });
  holder.replaceChildren(...rows);
  if (isAtEnd) holder.scrollTop = holder.scrollHeight;
}

function row(message, { showReplies }) {
  const isPrivate = "channel" in message;
  const files = (message.files ?? []).map((file) => attached(file));
  const content = message.blocks?.length ? blocks(message.blocks, context(message.ts)) : [marked(message.text, state)];
  return element(
    "article",
    { class: isPrivate ? "message private" : "message", "data-ts": message.ts },
    element("header", {}, element("strong", {}, nameOf(message.user, state)), " ", time(message.ts), message.edited ? element("small", {}, " (edited)") : null),
    isPrivate ? element("small", {}, "Only visible to you") : null,
    ...files,
    ...content,
    isPrivate ? null : foot(message, showReplies),
  );
}

function foot(message, showReplies) {
  const count = message.replies?.length ?? 0;
  const open = () => {
    place.thread = message.ts;
    show();
  };
  const parts = [];
  if (showReplies) parts.push(element("button", { type: "button", class: "replies", onclick: open }, count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Reply in thread"));
  if (message.files?.length) {
    const use = (shortcut) => () => order({ act: "shortcut", channel: currentChannel().address, ts: message.ts, callback_id: shortcut.callback_id });
    for (const shortcut of state.shortcuts.filter((one) => one.type === "message")) parts.push(element("button", { type: "button", class: "replies", onclick: use(shortcut) }, shortcut.name));
  }
  return element("footer", {}, ...parts);
}

function attached(file) {
  if (file.mode === "tombstone") return element("p", { class: "context" }, "This file was deleted.");
  if (file.original_w) return element("figure", {}, element("figcaption", {}, file.title), picture(file.id, file.title, 480, preview, [file.original_w, file.original_h]));
  return element("p", {}, link(new URL(`/_demo/files/${file.id}`, location).href, file.name));
}

const time = (ts) => {
  const date = new Date(ts * 1000);
  return element("time", { datetime: date.toISOString() }, date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
};

function preview(fileId, alt) {
  const dialog = byId("preview");
  const close = element("button", { type: "button", onclick: () => dialog.close() }, "Close");
  dialog.replaceChildren(element("img", { src: `/_demo/files/${fileId}`, alt }), close);
  dialog.showModal();
}

function makeComposer(form) {
  const isThread = form.dataset.pane === "thread";
  const files = element("input", { type: "file", multiple: true, "aria-label": "Attach files" });
  const label = isThread ? "Reply" : "Message, or a command such as /edit";
  const text = element("textarea", { rows: 2, "aria-label": label, placeholder: label });
  let pasted = [];
  const send = async (event) => {
    event.preventDefault();
    const content = text.value.trim();
    const attachments = [...files.files, ...pasted];
    if (!content && !attachments.length) return;
    const isCommand = content.startsWith("/") && !isThread && !attachments.length;
    const values = { act: isCommand ? "command" : "say", channel: currentChannel().address, text: content, thread_ts: isThread ? place.thread : null };
    text.value = files.value = "";
    pasted = [];
    await order(values, { files: attachments });
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  const take = (event, list) => {
    if (!list.length) return;
    event.preventDefault();
    pasted.push(...list);
    byId("drawer-note").textContent = `${pasted.length} file(s) will go with your next message.`;
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData.files));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  form.addEventListener("submit", send);
  form.append(text, files, element("button", { type: "submit" }, "Send"));
}

byId("me").addEventListener("change", (event) => {
  place.me = event.target.value;
  refresh();
});
byId("close-thread").addEventListener("click", () => {
  place.thread = null;
  show();
});
byId("crash").addEventListener("click", async () => {
  byId("drawer-note").textContent = "Killed; starting again…";
  await order({ act: "crash" });
  byId("drawer-note").textContent = "The app is back.";
});
byId("form").addEventListener("cancel", (event) => {
  event.preventDefault();
  const view = state.views.at(-1);
  if (view) order({ act: "close", view_id: view.id });
});
document.querySelectorAll(".composer").forEach(makeComposer);
new EventSource("/_demo/stream").addEventListener("message", refresh);
