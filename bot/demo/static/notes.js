// Small things that Slack's own client says: a question before a step that cannot be undone, a passing note.

import { byId, element } from "./dom.js";

const NOTE_SECONDS = 8;

// Asks in the words of a Block Kit confirmation; true where the person agrees.
export function agreed({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    const no = element("button", { type: "submit", class: "slack", value: "no" }, deny.text);
    const look = style === "danger" ? "danger full" : "primary";
    const yes = element("button", { type: "submit", class: `slack ${look}`, value: "yes" }, confirm.text);
    const form = element(
      "form",
      { method: "dialog" },
      element("h2", { id: "question-title" }, title.text),
      element("p", {}, text.text),
      element("div", { class: "ends" }, no, yes),
    );
    const dialog = element("dialog", { class: "question", "aria-labelledby": "question-title" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}

// A question of our own, in the same words.
export function asked(texts) {
  const parts = Object.entries(texts).map(([name, text]) => [name, { text }]);
  return { ...Object.fromEntries(parts), style: "danger" };
}

// Stays long enough to be read, and is spoken by a screen reader.
export function note(text) {
  const made = element("p", {}, text);
  byId("notes").append(made);
  setTimeout(() => made.remove(), NOTE_SECONDS * 1000);
}

export function tellTrouble(answer) {
  const text = answer.error ?? answer.trouble;
  if (text) note(text);
  return answer;
}
