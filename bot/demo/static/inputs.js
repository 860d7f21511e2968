// One input of a form for each element that Slack's forms can hold.

import { optionElements, tick } from "./controls.js";
import { element } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { pendingFiles } from "./pending.js";
import { store } from "./store.js";

const FILES_MB = 10;
const PAUSE_MS = 350;

// `about` is {id, described, invalid, known, remember, isDispatching}: `known` is the element's state, `remember`
// takes what the person entered, with true where the app is to hear of it.
export const inputElement = (part, about) => (INPUTS[part.type] ?? INPUTS.plain_text_input)(part, about);

const common = ({ id, described, invalid }, part) => ({
  id,
  "data-focus": id,
  "aria-describedby": described,
  "aria-invalid": invalid ? "true" : null,
  placeholder: part.placeholder?.text,
});

const text = (properties) => (part, about) => {
  const kind = part.multiline ? "textarea" : "input";
  const made = element(kind, { ...common(about, part), ...(part.multiline ? { rows: 3 } : properties) });
  made.value = about.known?.value ?? "";
  const triggers = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const isEager = about.isDispatching && triggers.includes("on_character_entered");
  let pause;
  made.addEventListener("input", () => {
    clearTimeout(pause);
    about.remember(made.value, false);
    if (isEager) pause = setTimeout(() => about.remember(made.value, true), PAUSE_MS);
  });
  made.addEventListener("keydown", (event) => {
    const isSent = event.key === "Enter" && about.isDispatching && triggers.includes("on_enter_pressed") && !part.multiline;
    if (!isSent) return;
    event.preventDefault();
    about.remember(made.value, true);
  });
  return made;
};

function choice(part, about) {
  const chosen = about.known?.selected_option?.value ?? "";
  const none = element("option", { value: "", selected: !chosen }, part.placeholder?.text ?? "Choose an option");
  return picker([none, ...optionElements(part, chosen)], part, about);
}

const listed = (read, key) => (part, about) => {
  const chosen = about.known?.[key] ?? "";
  const none = element("option", { value: "" }, part.placeholder?.text ?? "Choose");
  const offered = read().map(([id, name]) => element("option", { value: id, selected: id === chosen }, name));
  return picker([none, ...offered], part, about);
};

function picker(options, part, about) {
  const take = () => about.remember(made.value || null, true);
  const made = element("select", { ...common(about, part), placeholder: null, onchange: take }, ...options);
  return made;
}

const people = () => Object.values(store.state.people).map((person) => [person.id, person.real_name]);
const channels = () => store.state.channels.filter(({ kind }) => kind !== "im").map(({ id, name }) => [id, `#${name}`]);

function ticks(part, about) {
  const type = part.type === "radio_buttons" ? "radio" : "checkbox";
  const known = about.known ?? {};
  const chosen = (known.selected_options ?? [known.selected_option]).map((option) => option?.value);
  const options = part.options ?? part.option_groups.flatMap((group) => group.options);
  const take = () => {
    const values = [...made.querySelectorAll(":checked")].map((box) => box.value);
    about.remember(type === "radio" ? (values[0] ?? null) : values, true);
  };
  const role = type === "radio" ? "radiogroup" : "group";
  const boxes = options.map((option, index) => {
    const more = index ? {} : { id: about.id, "data-focus": about.id };
    return tick(option, { type, name: about.id, checked: chosen.includes(option.value), onchange: take, ...more });
  });
  const properties = { class: "ticks", role, "aria-labelledby": `${about.id}-label`, "aria-describedby": about.described };
  const made = element("div", properties, ...boxes);
  return made;
}

function date(part, about) {
  const take = () => about.remember(made.value, true);
  const made = element("input", { ...common(about, part), type: "date", value: about.known?.selected_date, onchange: take });
  return made;
}

// Files go up as soon as they are chosen, as Slack's client does; what is there already is named.
function files(part, about) {
  const most = part.max_files ?? 10;
  let isReady = false;
  const pending = pendingFiles((list) => isReady && about.remember(list, true), { most, label: "Chosen files" });
  const words = most === 1 ? "Choose a file" : `Choose up to ${most} files`;
  const properties = { ...common(about, part), type: "button", class: "slack", "aria-label": `${about.label}: ${words}` };
  const pick = element("button", { ...properties, onclick: () => pending.pick() }, words);
  if (part.filetypes) pending.input.accept = part.filetypes.map((ending) => `.${ending}`).join(",");
  pending.input.dataset.field = about.field;
  const invitation = element("p", {}, pick, element("small", {}, `or drop it here, up to ${FILES_MB} MB`));
  const zone = element("div", { class: "zone" }, invitation, pending.holder, pending.input);
  pending.takeFrom(zone, () => "Drop here");
  const local = about.files ?? [];
  if (local.length) pending.replace(local);
  else zone.append(...(about.known?.files ?? []).map((file) => element("p", { class: "kept" }, plain(file.name))));
  isReady = true;
  return zone;
}

const INPUTS = {
  plain_text_input: text({ type: "text" }),
  number_input: text({ type: "text", inputmode: "numeric" }),
  url_text_input: text({ type: "url" }),
  email_text_input: text({ type: "email" }),
  static_select: choice,
  users_select: listed(people, "selected_user"),
  channels_select: listed(channels, "selected_channel"),
  conversations_select: listed(channels, "selected_conversation"),
  multi_static_select: ticks,
  checkboxes: ticks,
  radio_buttons: ticks,
  datepicker: date,
  file_input: files,
};
