// The forms that the app opens: kept while it changes them, marked where something is wrong.

import { blockElement } from "./blocks.js";
import { byId, element, iconButton, reconcile } from "./dom.js";
import { inputElement } from "./inputs.js";
import { plain } from "./mrkdwn.js";
import { tellTrouble } from "./notes.js";
import { onChange, order, store } from "./store.js";

// Under which name an element's state holds what was entered; the rest call it `value`.
const STATE_KEYS = {
  static_select: "selected_option",
  radio_buttons: "selected_option",
  multi_static_select: "selected_options",
  checkboxes: "selected_options",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  datepicker: "selected_date",
};

const dialog = byId("form");
let shown = null; // {id, form, typed, files, errors} of the view on top
const kept = new Map(); // the same for the views below it

export function openModals() {
  onChange(showTop);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  // A second Escape closes without asking; the form must not stay open for the app.
  dialog.addEventListener("close", () => shown && leave());
}

const leave = () => order({ act: "close", view_id: shown.id });

function showTop() {
  const { views } = store.state;
  const view = views.at(-1);
  for (const id of kept.keys()) if (!views.some((other) => other.id === id)) kept.delete(id);
  if (!view) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  if (!kept.has(view.id)) kept.set(view.id, open(view.id));
  const isNew = shown !== kept.get(view.id);
  shown = kept.get(view.id);
  if (isNew) dialog.replaceChildren(shown.form);
  draw(shown, view);
  if (!dialog.open) dialog.showModal();
  if (isNew) firstInput(shown.form)?.focus();
}

const firstInput = (form) => form.querySelector(".input textarea, .input input:not([hidden]), .input select, .input button, .ends button");

function open(id) {
  const parts = {
    title: element("h2", { id: `${id}-title` }),
    alert: element("p", { class: "error", role: "alert" }),
    fields: element("div", { class: "fields-of-form" }),
    cancel: element("button", { type: "button", class: "slack", onclick: leave }),
    submit: element("button", { type: "submit", class: "slack primary" }),
  };
  const form = element(
    "form",
    { novalidate: true, onsubmit: send },
    element("header", {}, parts.title, iconButton("close", "Close", leave)),
    element("div", { class: "scroller" }, parts.alert, parts.fields),
    element("div", { class: "ends" }, element("small", { class: "stand-in" }, "simulated prices"), parts.cancel, parts.submit),
  );
  return { id, form, parts, typed: new Map(), files: new Map(), errors: {} };
}

async function send(event) {
  event.preventDefault();
  const { parts, id } = shown;
  if (parts.submit.ariaBusy === "true") return;
  parts.submit.ariaBusy = "true";
  await uploads;
  tellTrouble(await order({ act: "submit", view_id: id, values: typedOf(shown) }));
  parts.submit.ariaBusy = "false";
}

const typedOf = (view) => Object.fromEntries(view.typed);

function draw(mine, view) {
  const { parts } = mine;
  dialog.setAttribute("aria-labelledby", parts.title.id);
  parts.title.textContent = view.title.text;
  parts.alert.textContent = view.errors[""] ?? "";
  parts.cancel.textContent = view.close?.text ?? "Cancel";
  parts.submit.textContent = view.submit?.text ?? "";
  parts.submit.hidden = !view.submit;
  const names = new Set(view.blocks.map((block) => block.block_id));
  for (const name of mine.typed.keys()) if (!names.has(name)) mine.typed.delete(name);
  const isNewlyMarked = JSON.stringify(view.errors) !== JSON.stringify(mine.errors);
  mine.errors = view.errors;
  reconcile(parts.fields, view.blocks.map((block) => field(block, mine, view)));
  if (isNewlyMarked) parts.fields.querySelector(".marked [data-focus]")?.focus();
}

// An input is built anew only where the app changed it or its mark: typing goes on undisturbed in all others.
function field(block, mine, view) {
  const error = view.errors[block.block_id];
  const ask = () => input(block, mine, { view, error });
  const show = () => element("div", { class: "block" }, blockElement(block, contextOf(mine, view)));
  return { key: block.block_id, print: JSON.stringify([block, error]), make: block.type === "input" ? ask : show };
}

function input(block, mine, { view, error }) {
  const part = block.element;
  const id = `${view.id}-${block.block_id}`;
  const isTyped = mine.typed.has(block.block_id);
  const state = view.state.values[block.block_id]?.[part.action_id];
  const known = isTyped ? answered(part, mine.typed.get(block.block_id)) : state;
  const about = {
    id,
    known,
    field: block.block_id,
    label: block.label.text,
    files: mine.files.get(block.block_id),
    described: `${id}-hint ${id}-error`,
    invalid: Boolean(error),
    isDispatching: block.dispatch_action,
    remember: (value, isFinal) => remember(mine, block, { value, isFinal }),
  };
  const optional = block.optional ? element("small", {}, " (optional)") : null;
  const label = element("label", { for: id, id: `${id}-label` }, plain(block.label.text), optional);
  const hint = element("p", { class: "hint", id: `${id}-hint` }, block.hint ? plain(block.hint.text) : "");
  const mark = element("p", { class: "error", id: `${id}-error`, role: error ? "alert" : null }, error ?? "");
  return element("div", { class: error ? "input marked" : "input" }, label, inputElement(part, about), hint, mark);
}

function answered(part, value) {
  const key = STATE_KEYS[part.type] ?? "value";
  if (key === "selected_option") return { [key]: value ? { value } : null };
  return { [key]: key === "selected_options" ? value.map((one) => ({ value: one })) : value };
}

let uploads = Promise.resolve();

// Files, and what the app wants to hear of, go out at once; the rest goes along with the next click or the end.
function remember(mine, block, { value, isFinal }) {
  const name = block.block_id;
  if (block.element.type === "file_input") {
    mine.files.set(name, value);
    const sent = order({ act: "choose", view_id: mine.id, block_id: name, value: [], values: typedOf(mine) }, { [name]: value });
    uploads = Promise.all([uploads, sent.then(tellTrouble)]);
    return;
  }
  mine.typed.set(name, value);
  if (isFinal && block.dispatch_action) {
    order({ act: "choose", view_id: mine.id, block_id: name, value, values: typedOf(mine) }).then(tellTrouble);
  }
}

const contextOf = (mine, view) => ({
  valueOf: (block, part) => view.state.values[block.block_id]?.[part.action_id],
  act: ({ isChoice, ...action }) => {
    const where = isChoice ? { act: "choose", view_id: mine.id } : { act: "click", where: mine.id };
    return order({ ...where, ...action, values: typedOf(mine) });
  },
});
