// One request that went over the wire, and its answer.

import { element } from "./dom.js";

const PARTIES = { app: "Retouch", slack: "Slack", runware: "Runware", magnific: "Magnific" };

const clock = (date) => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

// The bodies are written out only when somebody looks: there may be hundreds.
export function exchangeRow({ at, sender, receiver, title, sent, status, answer }) {
  const isBad = status === null || status >= 400 || answer?.ok === false;
  const summary = element(
    "summary",
    { class: isBad ? "bad" : "" },
    element("time", {}, clock(new Date(at * 1000))),
    element("span", { class: `party of-${sender}` }, PARTIES[sender] ?? sender),
    element("span", { class: "arrow", "aria-label": "to" }, "→"),
    element("span", { class: `party of-${receiver}` }, PARTIES[receiver] ?? receiver),
    element("code", {}, title),
    element("span", { class: "status" }, outcome(status, answer)),
  );
  const row = element("details", { class: "exchange" }, summary);
  row.addEventListener("toggle", () => {
    if (row.open && row.children.length === 1) row.append(body("Sent", sent), body("Answer", answer));
  });
  return row;
}

function outcome(status, answer) {
  if (status === null) return "no answer";
  return answer?.ok === false ? `${status} ${answer.error}` : String(status);
}

function body(label, content) {
  const words = content === null || content === undefined ? "empty" : typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return element("div", { class: "sent" }, element("h4", {}, label), element("pre", { tabindex: 0 }, words));
}
