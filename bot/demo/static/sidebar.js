// Who one is, where one can go, and where something is new.

import { byId, element, icon, reconcile } from "./dom.js";
import { avatar } from "./messages.js";
import { openMenu } from "./menu.js";
import { become, channelNow, go, nameOf, onChange, store } from "./store.js";

const read = new Map(); // the newest message seen, by person and channel

export function openSidebar() {
  onChange(showSidebar);
  byId("me").addEventListener("click", choosePerson);
  const turn = (isOpen) => {
    document.body.classList.toggle("side-open", isOpen);
    byId("open-side").setAttribute("aria-expanded", String(isOpen));
  };
  byId("open-side").addEventListener("click", () => {
    turn(!document.body.classList.contains("side-open"));
    byId("side").querySelector("[aria-current]")?.focus();
  });
  byId("side").addEventListener("click", (event) => event.target.closest("li") && turn(false));
  byId("shade").addEventListener("click", () => turn(false));
  byId("side").addEventListener("keydown", (event) => event.key === "Escape" && turn(false));
}

function showSidebar() {
  const me = store.state.people[store.state.me];
  const role = roleOf(me);
  const name = element("span", {}, me.real_name, role ? element("small", {}, role) : null);
  byId("me").replaceChildren(avatar(me.id), name, icon("chevron"));
  byId("me").setAttribute("aria-label", `You are ${me.real_name}. Switch to somebody else`);
  const rows = (isApp) => store.state.channels.filter((channel) => (channel.kind === "im") === isApp).map(row);
  reconcile(byId("channels"), rows(false));
  reconcile(byId("apps"), rows(true));
}

function row(channel) {
  const isHere = channel.id === channelNow().id;
  const isUnread = noteRead(channel, isHere);
  const sign = { channel: "#", group: icon("lock"), im: avatar(store.state.bot_user_id) }[channel.kind];
  const visit = () => go({ channel: channel.id, tab: "messages" });
  const properties = {
    type: "button",
    class: isUnread ? "unread" : "",
    "aria-current": isHere ? "page" : null,
    "data-focus": channel.id,
    onclick: visit,
  };
  const make = () => {
    const news = isUnread ? element("span", { class: "hidden" }, ", something new") : null;
    return element("li", {}, element("button", properties, element("span", { class: "sign", "aria-hidden": "true" }, sign), channel.name, news));
  };
  return { key: channel.id, print: JSON.stringify([channel.name, isHere, isUnread]), make };
}

// Everything counts as read when a person is looked at for the first time; replies are news too.
function noteRead(channel, isHere) {
  const key = `${store.me} ${channel.id}`;
  const own = store.state.ephemerals.filter((told) => told.channel === channel.id);
  const all = [...channel.messages.flatMap((head) => [head, ...head.replies]), ...own];
  const newest = all.reduce((last, message) => (message.user !== store.state.me && message.ts > last ? message.ts : last), "0");
  if (isHere || !read.has(key)) read.set(key, newest);
  return newest > read.get(key);
}

function choosePerson() {
  const people = Object.values(store.state.people).filter((person) => !person.is_bot);
  const entries = people.map((person) => ({
    label: person.real_name,
    hint: roleOf(person) || "Member",
    checked: person.id === store.state.me,
    onpick: () => become(person.name),
  }));
  openMenu(byId("me"), entries, `Be somebody else than ${nameOf(store.state.me)}`);
}

function roleOf(person) {
  if (person.is_admin) return "Admin";
  if (person.is_restricted) return "Guest";
  return person.is_stranger ? "From another workspace" : "";
}
