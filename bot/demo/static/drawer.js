// Behind the scenes: what goes over the wire, the ledger, and ways to misbehave. None of this is part of Slack.

import { byId, element, icon, reconcile } from "./dom.js";
import { agreed, tellTrouble } from "./notes.js";
import { nameOf, onChange, order, store } from "./store.js";
import { exchangeRow, ledgerRow } from "./wire.js";

const MOST_ROWS = 300;
const TABS = { wire: "Wire", ledger: "Ledger", switches: "Misbehave" };
const STATES = { off: "Off", next: "Next request", on: "Until turned off" };

const drawer = byId("drawer");
const seen = { exchanges: [], ledger: [], switches: [], isReady: true };
let tab = "wire";
let isOpen = false;
let isAsking = false;

export function openDrawer() {
  const opener = element("button", { type: "button", id: "open-drawer", "aria-controls": "drawer-body", "aria-expanded": "false", onclick: () => turn(!isOpen) });
  opener.append(icon("chevron"), element("strong", {}, "Behind the scenes"), element("small", {}, "not part of Slack"));
  const crash = element("button", { type: "button", id: "crash", onclick: crashNow }, "Crash the app now");
  const last = element("span", { id: "drawer-last" });
  drawer.append(
    element("header", {}, opener, last, element("span", { id: "app-state", role: "status" }), crash),
    element("div", { id: "drawer-body", hidden: true }, element("div", { role: "tablist", "aria-label": "Behind the scenes" }, ...Object.entries(TABS).map(tabButton)), element("div", { id: "drawer-content", role: "tabpanel", tabindex: 0 })),
  );
  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    turn(false);
    opener.focus();
  });
  onChange(ask);
}

function tabButton([name, label]) {
  const properties = { type: "button", role: "tab", id: `drawer-${name}`, "aria-controls": "drawer-content", onclick: () => choose(name) };
  const made = element("button", properties, label);
  made.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = Object.keys(TABS);
    choose(names.at((names.indexOf(name) + step) % names.length));
    byId(`drawer-${tab}`).focus();
  });
  return made;
}

function turn(open) {
  isOpen = open;
  document.body.classList.toggle("drawer-open", open);
  byId("open-drawer").setAttribute("aria-expanded", String(open));
  byId("drawer-body").hidden = !open;
  draw();
}

function choose(name) {
  tab = name;
  byId("drawer-content").replaceChildren();
  draw();
}

// One question at a time; news that came meanwhile is asked for with the next change.
async function ask() {
  if (isAsking) return;
  isAsking = true;
  try {
    const after = seen.exchanges[0]?.number ?? 0;
    const [wire, switches] = await Promise.all([fetch(`/_demo/wire?after=${after}`), fetch("/_demo/switches")]);
    if (!wire.ok || !switches.ok) return;
    const news = await wire.json();
    seen.exchanges = [...news.exchanges, ...seen.exchanges].slice(0, MOST_ROWS);
    seen.ledger = news.ledger;
    take(await switches.json());
  } catch {
    // The demo was ended; the page itself says so with the next thing somebody does.
  } finally {
    isAsking = false;
  }
}

function take({ switches, app_is_ready: isReady }) {
  Object.assign(seen, { switches, isReady });
  draw();
}

function draw() {
  byId("app-state").textContent = seen.isReady ? "The app is running" : "The app is down, starting again…";
  byId("app-state").classList.toggle("down", !seen.isReady);
  const [last] = seen.exchanges;
  byId("drawer-last").textContent = last ? `${last.sender} → ${last.receiver}  ${last.title}  ${last.status ?? "no answer"}` : "";
  const armed = seen.switches.filter((one) => one.state !== "off").length;
  byId("drawer-switches").textContent = armed ? `${TABS.switches} (${armed})` : TABS.switches;
  for (const name of Object.keys(TABS)) {
    byId(`drawer-${name}`).setAttribute("aria-selected", String(name === tab));
    byId(`drawer-${name}`).tabIndex = name === tab ? 0 : -1;
  }
  byId("drawer-content").setAttribute("aria-labelledby", `drawer-${tab}`);
  if (isOpen) reconcile(byId("drawer-content"), CONTENTS[tab]());
}

const CONTENTS = {
  wire: () => seen.exchanges.map((exchange) => ({ key: `w${exchange.number}`, print: "", make: () => exchangeRow(exchange) })),
  ledger: () => [
    { key: "total", print: JSON.stringify(seen.ledger.map((line) => line.id)), make: sums },
    ...seen.ledger.map((line) => ({ key: `l${line.id}`, print: "", make: () => ledgerRow(line, nameOf) })),
  ],
  switches: () => seen.switches.map((one) => ({ key: one.name, print: JSON.stringify(one), make: () => switchRow(one) })),
};

const sums = () =>
  element("p", { class: "hint" }, seen.ledger.length ? `The last ${seen.ledger.length} lines, newest first. Lines are only ever added. Prices are simulated.` : "Nothing was reserved or charged yet.");

function switchRow({ name, title, explains, state }) {
  const radios = Object.entries(STATES).map(([value, label]) => {
    const box = element("input", { type: "radio", name: `switch-${name}`, value, checked: value === state, "data-focus": value, onchange: () => set(name, value) });
    return element("label", {}, box, element("span", {}, label));
  });
  return element("fieldset", { class: "switch", "data-switch": name }, element("legend", {}, title), element("p", {}, explains), element("div", { class: "segments" }, ...radios));
}

async function set(name, state) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/_demo/switches", { method: "POST", headers, body: JSON.stringify({ name, state }) });
  if (answer.ok) take(await answer.json());
}

async function crashNow() {
  const words = { title: "Crash the app?", text: "Its process is killed at once (kill -9), whatever it is doing, and started again. Nothing should be lost.", confirm: "Crash it", deny: "Cancel" };
  const question = Object.fromEntries(Object.entries(words).map(([name, text]) => [name, { text }]));
  if (!(await agreed({ ...question, style: "danger" }))) return;
  byId("crash").disabled = true;
  take({ switches: seen.switches, app_is_ready: false });
  tellTrouble(await order({ act: "crash", user: store.me }));
  byId("crash").disabled = false;
  ask();
}
