// Behind the scenes: what goes over the wire, the ledger, and ways to misbehave. None of this is part of Slack.

import { byId, element, icon, reconcile } from "./dom.js";
import { ledgerRows, readLedger } from "./ledger.js";
import { agreed, asked, tellTrouble } from "./notes.js";
import { onChange, order, store } from "./store.js";
import { exchangeRow } from "./wire.js";

const MOST_ROWS = 300;
const TABS = { wire: "Wire", ledger: "Ledger", switches: "Misbehave" };
const STATES = { off: "Off", next: "Next request", on: "Until turned off" };

const drawer = byId("drawer");
const seen = { exchanges: [], switches: [], isReady: true };
let tab = "wire";
let isOpen = false;
let isAsking = false;

export function openDrawer() {
  const opener = element(
    "button",
    { type: "button", id: "open-drawer", "aria-controls": "drawer-body", "aria-expanded": "false", onclick: () => turn(!isOpen) },
    icon("chevron"),
    element("strong", {}, "Behind the scenes"),
    element("small", {}, "not part of Slack"),
  );
  const last = element("span", { id: "drawer-last" });
  const state = element("span", { id: "app-state", role: "status" });
  const crash = element("button", { type: "button", id: "crash", onclick: crashNow }, "Crash the app now");
  const tabs = element("div", { role: "tablist", "aria-label": "Behind the scenes" }, ...Object.entries(TABS).map(tabButton));
  const content = element("div", { id: "drawer-content", role: "tabpanel", tabindex: 0 });
  drawer.append(
    element("header", {}, opener, last, state, crash),
    element("div", { id: "drawer-body", hidden: true }, tabs, content),
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
  show();
}

function choose(name) {
  tab = name;
  byId("drawer-content").replaceChildren();
  show();
}

function show() {
  draw();
  if (isOpen && tab === "ledger") readLedger(draw);
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
    take(await switches.json());
  } catch {
    // The demo was ended; the page itself says so with the next thing somebody does.
  } finally {
    isAsking = false;
  }
}

function take({ switches, app_is_ready: isReady }) {
  Object.assign(seen, { switches, isReady });
  show();
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
  ledger: ledgerRows,
  switches: () => seen.switches.map((one) => ({ key: one.name, print: JSON.stringify(one), make: () => switchRow(one) })),
};

function switchRow({ name, title, explains, state }) {
  const radios = Object.entries(STATES).map(([value, label]) => {
    const onchange = () => set(name, value);
    const checked = value === state;
    const box = element("input", { type: "radio", name: `switch-${name}`, value, checked, "data-focus": value, onchange });
    return element("label", {}, box, element("span", {}, label));
  });
  return element(
    "fieldset",
    { class: "switch", "data-switch": name },
    element("legend", {}, title),
    element("p", {}, explains),
    element("div", { class: "segments" }, ...radios),
  );
}

async function set(name, state) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/_demo/switches", { method: "POST", headers, body: JSON.stringify({ name, state }) });
  if (answer.ok) take(await answer.json());
}

async function crashNow() {
  const question = {
    title: "Crash the app?",
    text: "Its process is killed at once (kill -9), whatever it is doing, and started again. Nothing should be lost.",
    confirm: "Crash it",
    deny: "Cancel",
  };
  if (!(await agreed(asked(question)))) return;
  byId("crash").disabled = true;
  take({ switches: seen.switches, app_is_ready: false });
  tellTrouble(await order({ act: "crash", user: store.me }));
  byId("crash").disabled = false;
  ask();
}
