// Buttons, menus and selects of Block Kit, below a message, in a form or on the Home tab.

import { element, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { agreed, tellTrouble } from "./notes.js";

// `context.act({block_id, action_id, value, isChoice})` carries a click to the app and returns when it has answered;
// a choice is what a view keeps as its state, other than a press of a button.
export function control(block, part, context) {
  const make = CONTROLS[part.type];
  return make ? make(part, { ...context, block }) : element("span", { class: "unknown" }, `[${part.type}]`);
}

const CONTROLS = { button, overflow, static_select: select, checkboxes: ticks, radio_buttons: ticks };

async function act(made, part, value, context) {
  if (made.ariaBusy === "true" || (part.confirm && !(await agreed(part.confirm)))) return;
  made.ariaBusy = "true";
  const isChoice = !["button", "overflow"].includes(part.type);
  const answer = await context.act({ block_id: context.block.block_id, action_id: part.action_id, value, isChoice });
  made.ariaBusy = "false";
  tellTrouble(answer);
}

function button(part, context) {
  const press = () => {
    // Opened at once: browsers let only a direct click open a window.
    if (part.url) window.open(part.url, "_blank", "noreferrer");
    act(made, part, part.value ?? null, context);
  };
  const properties = {
    type: "button",
    class: `slack ${part.style ?? ""}`,
    "aria-label": part.accessibility_label,
    "data-action": part.action_id,
    "data-focus": part.action_id,
    onclick: press,
  };
  const made = element("button", properties, plain(part.text.text));
  return made;
}

function overflow(part, context) {
  const entries = part.options.map((option) => ({
    label: plain(option.text.text),
    hint: option.description?.text,
    onpick: () => act(made, part, option.value, context),
  }));
  const properties = {
    type: "button",
    class: "slack overflow",
    "aria-label": "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    "data-action": part.action_id,
    "data-focus": part.action_id,
    onclick: () => openMenu(made, entries, "More actions"),
  };
  const made = element("button", properties, icon("more"));
  return made;
}

// The option groups of a select, or its plain options, as the browser shows them.
export function optionElements(part, chosen) {
  const option = (one) => element("option", { value: one.value, selected: one.value === chosen }, plain(one.text.text));
  if (!part.option_groups) return part.options.map(option);
  return part.option_groups.map((group) => element("optgroup", { label: group.label.text }, ...group.options.map(option)));
}

function select(part, context) {
  const chosen = context.valueOf?.(context.block, part)?.selected_option?.value ?? part.initial_option?.value;
  const first = element("option", { value: "", selected: !chosen }, part.placeholder?.text ?? "Choose…");
  const label = part.placeholder?.text ?? context.block.text?.text ?? "Choose";
  const pick = () => made.value && act(made, part, made.value, context);
  const names = { "data-action": part.action_id, "data-focus": part.action_id };
  const properties = { class: "slack", "aria-label": label, onchange: pick, ...names };
  const made = element("select", properties, first, ...optionElements(part, chosen));
  return made;
}

function ticks(part, context) {
  const type = part.type === "checkboxes" ? "checkbox" : "radio";
  const value = context.valueOf?.(context.block, part) ?? {};
  const chosen = (value.selected_options ?? [value.selected_option ?? part.initial_option]).map((option) => option?.value);
  const send = () => {
    const values = [...made.querySelectorAll(":checked")].map((tick) => tick.value);
    act(made, part, type === "checkbox" ? values : values[0], context);
  };
  const box = (option) => tick(option, { type, name: part.action_id, checked: chosen.includes(option.value), onchange: send });
  const role = type === "radio" ? "radiogroup" : "group";
  const made = element("div", { class: "ticks", role, "aria-label": context.block.text?.text ?? "Options" }, ...part.options.map(box));
  return made;
}

export function tick(option, properties) {
  const about = option.description ? element("small", {}, plain(option.description.text)) : null;
  const box = element("input", { value: option.value, ...properties });
  return element("label", { class: "tick" }, box, element("span", {}, plain(option.text.text), about));
}
