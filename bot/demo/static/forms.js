// A modal: its inputs, what was typed into them, its errors.

import { blocks, element, textObject } from "./blocks.js";

const typed = new Map(); // view id -> block id -> what the person entered and the app has not confirmed yet

export function showForm(dialog, view, context) {
  if (!view) {
    if (dialog.open) dialog.close();
    dialog.dataset.shown = "";
    return;
  }
  const key = `${view.id} ${view.hash} ${JSON.stringify(view.errors)}`;
  if (dialog.dataset.shown === key) return;
  const focused = dialog.contains(document.activeElement) ? document.activeElement.id : null;
  dialog.dataset.shown = key;
  dialog.replaceChildren(form(view, context));
  if (!dialog.open) dialog.showModal();
  if (focused) document.getElementById(focused)?.focus();
}

function form(view, context) {
  const mine = typed.get(view.id) ?? typed.set(view.id, new Map()).get(view.id);
  const send = async (event) => {
    event.preventDefault();
    const values = {};
    const files = {};
    for (const [blockId, value] of mine) (Array.isArray(value) && value[0] instanceof File ? files : values)[blockId] = value;
    const answer = await context.order({ act: "submit", view_id: view.id, values }, files);
    if (answer.ok) typed.delete(view.id);
  };
  const close = () => context.order({ act: "close", view_id: view.id });
  return element(
    "form",
    { onsubmit: send, novalidate: true },
    element("h2", { id: "form-title" }, view.title.text),
    view.errors[""] ? element("p", { class: "error", role: "alert" }, view.errors[""]) : null,
    ...view.blocks.flatMap((block) => (block.type === "input" ? [input(view, block, mine, context)] : blocks([block], within(view, context)))),
    element(
      "div",
      { class: "ends" },
      element("button", { type: "button", onclick: close }, view.close?.text ?? "Cancel"),
      view.submit ? element("button", { type: "submit", class: "primary" }, view.submit.text) : null,
    ),
  );
}

const within = (view, context) => ({
  ...context,
  act: (action) => context.order({ act: "click", where: view.id, ...action }),
});

function input(view, block, mine, context) {
  const part = block.element;
  const id = `${view.id}-${block.block_id}`;
  const error = view.errors[block.block_id];
  const state = view.state.values[block.block_id][part.action_id];
  const remember = (value) => {
    mine.set(block.block_id, value);
    if (block.dispatch_action) context.order({ act: "choose", view_id: view.id, block_id: block.block_id, value });
  };
  const make = INPUTS[part.type] ?? INPUTS.plain_text_input;
  const known = mine.has(block.block_id) ? mine.get(block.block_id) : undefined;
  return element(
    "div",
    { class: "input" },
    element("label", { for: id }, textObject(block.label, context.state), block.optional ? element("small", {}, " (optional)") : null),
    make(part, { id, known, state, remember, described: `${id}-note` }),
    element("p", { id: `${id}-note`, class: error ? "error" : "hint", role: error ? "alert" : null }, error ?? block.hint?.text ?? ""),
  );
}

const textInput = (part, { id, known, state, remember, described }, type) => {
  const name = part.multiline ? "textarea" : "input";
  const made = element(name, {
    id,
    type: part.multiline ? null : type,
    placeholder: part.placeholder?.text,
    "aria-describedby": described,
    onchange: (event) => remember(event.target.value),
  });
  made.value = known ?? state.value ?? "";
  return made;
};

function choiceInput(part, { id, known, state, remember, described }) {
  const groups = part.option_groups ?? [{ options: part.options }];
  const chosen = known ?? state.selected_option?.value ?? "";
  const options = groups.flatMap((group) => group.options.map((option) => element("option", { value: option.value, selected: option.value === chosen }, option.text.text)));
  const none = element("option", { value: "" }, part.placeholder?.text ?? "Choose…");
  return element("select", { id, "aria-describedby": described, onchange: (event) => remember(event.target.value || null) }, none, ...options);
}

function ticks(part, { id, known, state, remember }) {
  const chosen = new Set(known ?? state.selected_options.map((option) => option.value));
  const tick = (value, isOn) => {
    isOn ? chosen.add(value) : chosen.delete(value);
    remember([...chosen]);
  };
  const options = part.options ?? part.option_groups.flatMap((group) => group.options);
  return element(
    "div",
    { id, role: "group" },
    ...options.map((option) =>
      element("label", { class: "tick" }, element("input", { type: "checkbox", checked: chosen.has(option.value), onchange: (event) => tick(option.value, event.target.checked) }), option.text.text),
    ),
  );
}

function fileInput(part, { id, known, remember, described }) {
  const note = element("small", {}, (known ?? []).map((file) => file.name).join(", "));
  const take = (event) => {
    const files = [...event.target.files];
    note.textContent = files.map((file) => file.name).join(", ");
    remember(files);
  };
  const accept = part.filetypes?.map((ending) => `.${ending}`).join(",");
  const made = element("input", { id, type: "file", accept, multiple: part.max_files !== 1, "aria-describedby": described, onchange: take });
  return element("div", {}, made, note);
}

const INPUTS = {
  plain_text_input: (part, about) => textInput(part, about, "text"),
  number_input: (part, about) => textInput(part, about, "text"),
  url_text_input: (part, about) => textInput(part, about, "url"),
  email_text_input: (part, about) => textInput(part, about, "email"),
  static_select: choiceInput,
  radio_buttons: choiceInput,
  multi_static_select: ticks,
  checkboxes: ticks,
  file_input: fileInput,
};
