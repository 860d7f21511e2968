// What could be meant by the first letters of a command, a person or a channel, and how a command is used.

import { element } from "./dom.js";
import { avatar } from "./messages.js";
import { channelNow, store } from "./store.js";

const MOST = 8;
let lists = 0;

export function openCompletion(text, { hasCommands, tell, adjust }) {
  const listId = `completion-${(lists += 1)}`;
  const list = element("ul", { class: "completion", id: listId, role: "listbox", "aria-label": "Suggestions", hidden: true });
  let choices = [];
  let at = 0;
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", listId);

  function suggest() {
    const before = text.value.slice(0, text.selectionStart);
    choices = [...(hasCommands ? commands(before) : []), ...people(before), ...channels(before)].slice(0, MOST);
    at = 0;
    draw();
    tell(hasCommands ? usage(text.value) : "");
  }

  function draw() {
    list.hidden = !choices.length;
    list.replaceChildren(...choices.map(option));
    if (choices.length) text.setAttribute("aria-activedescendant", `${listId}-${at}`);
    else text.removeAttribute("aria-activedescendant");
  }

  function option(choice, index) {
    const pick = (event) => {
      event.preventDefault();
      complete(choice);
    };
    const properties = { id: `${listId}-${index}`, role: "option", "aria-selected": String(index === at), onpointerdown: pick };
    return element(
      "li",
      properties,
      choice.picture?.() ?? null,
      element("strong", {}, choice.label),
      element("span", {}, choice.hint),
      element("small", {}, choice.about),
    );
  }

  function complete(choice) {
    const end = text.selectionStart;
    text.setRangeText(`${choice.insert} `, end - choice.typed.length, end, "end");
    choices = [];
    draw();
    adjust();
    suggest();
    text.focus();
  }

  function move(step) {
    at = (at + step + choices.length) % choices.length;
    draw();
  }

  // True where a key was meant for the list and not for the text.
  function take(event) {
    if (list.hidden || event.isComposing || event.shiftKey) return false;
    const choice = choices[at];
    // A command that is written out is sent, not completed once more.
    const isWhole = choice.insert === choice.typed && event.key === "Enter";
    const pick = () => complete(choice);
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: pick, Tab: pick, Escape: close }[event.key];
    if (!act || isWhole) {
      if (isWhole) close();
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  function close() {
    choices = [];
    draw();
  }

  text.addEventListener("input", suggest);
  text.addEventListener("blur", close);
  return { list, take, close };
}

function commands(before) {
  if (!/^\/\S*$/.test(before)) return [];
  return store.state.commands
    .filter((entry) => entry.command.startsWith(before))
    .map(({ command, usage_hint: hint = "", description: about }) => ({ typed: before, insert: command, label: command, hint, about }));
}

function people(before) {
  const [, typed] = before.match(/(?:^|\s)(@[\w-]*)$/) ?? [];
  if (!typed) return [];
  const start = typed.slice(1).toLowerCase();
  const begins = (person) => [person.name, person.real_name].some((name) => name.toLowerCase().startsWith(start));
  return Object.values(store.state.people)
    .filter(begins)
    .toSorted((one, other) => other.is_bot - one.is_bot)
    .map((person) => ({
      typed,
      insert: `@${person.name}`,
      label: person.real_name,
      hint: person.name,
      about: person.is_bot ? "App" : "",
      picture: () => avatar(person.id),
    }));
}

function channels(before) {
  const [, typed] = before.match(/(?:^|\s)(#[\w-]*)$/) ?? [];
  if (!typed) return [];
  return store.state.channels
    .filter((channel) => channel.kind !== "im" && channel.name.startsWith(typed.slice(1)))
    .map(({ id, name }) => ({ typed, insert: `#${name}`, label: `#${name}`, hint: "", about: id === channelNow().id ? "here" : "" }));
}

function usage(value) {
  const entry = store.state.commands.find(({ command }) => value.startsWith(`${command} `));
  return entry ? `${entry.command} ${entry.usage_hint ?? ""}` : "";
}
