// The lines of the app's ledger, as its own export prints them. Reading them takes a while, so it is done for a
// reader only: once at a time, and again when something happened meanwhile.

import { element } from "./dom.js";
import { nameOf } from "./store.js";

let lines = null; // null until they were read for the first time
let isReading = false;
let isOutdated = false;

export async function readLedger(redraw) {
  isOutdated = true;
  if (isReading) return;
  isReading = true;
  while (isOutdated) {
    isOutdated = false;
    const answer = await fetch("/_demo/ledger").catch(() => null);
    if (answer?.ok) lines = (await answer.json()).lines;
    redraw();
  }
  isReading = false;
}

export const ledgerRows = () => [
  { key: "about", print: about(), make: () => element("p", { class: "hint" }, about()) },
  ...(lines ?? []).map((line) => ({ key: `l${line.number}`, print: "", make: () => row(line) })),
];

function about() {
  if (lines === null) return "Running retouch report --csv…";
  if (lines.length === 0) return "Nothing was reserved or charged yet.";
  return `What retouch report --csv prints, newest first (${lines.length}). Lines are only ever added. Prices are simulated.`;
}

function row(line) {
  const amount = Number(line.amount_usd);
  const dollars = amount.toLocaleString("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 4 });
  const words = [
    line.person && nameOf(line.person),
    line.model && `model ${line.model}`,
    line.service,
    line.reason,
    line.is_estimate === "yes" && "estimate",
  ];
  return element(
    "div",
    { class: "ledger-line" },
    element("span", { class: `kind ${line.kind}` }, line.kind),
    element("strong", {}, dollars),
    element("span", {}, words.filter(Boolean).join(" · ")),
    element("code", { title: "job" }, line.job.slice(0, 8)),
  );
}
