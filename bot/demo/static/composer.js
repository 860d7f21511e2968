// Where messages are written: text, several files, commands; each place keeps its own draft.

import { openCompletion } from "./completion.js";
import { byId, element, iconButton } from "./dom.js";
import { rewrite } from "./messages.js";
import { pendingFiles } from "./pending.js";
import { channelNow, onChange, order, show, store } from "./store.js";

const HIGHEST_PX = 200;

export function openComposers() {
  for (const [holderId, isThread] of [["composer", false], ["thread-composer", true]]) openComposer(byId(holderId), isThread);
}

function openComposer(form, isThread) {
  const drafts = new Map();
  let place = null;
  const text = element("textarea", { rows: 1, "aria-describedby": `${form.id}-note` });
  const files = pendingFiles(() => adjust());
  const hint = element("p", { class: "composer-note", id: `${form.id}-note`, role: "status" });
  const also = isThread ? element("input", { type: "checkbox" }) : null;
  const side = isThread
    ? element("label", { class: "tick" }, also, element("span", {}, "Also send to the channel"))
    : iconButton("slash", "Use a command", () => insert("/"));
  const sender = iconButton("send", "Send now", null, { type: "submit", class: "icon-button send" });
  const bar = element(
    "div",
    { class: "bar" },
    iconButton("attach", "Attach files", () => files.pick()),
    iconButton("at", "Mention somebody", () => insert("@")),
    side,
    sender,
  );
  const completion = openCompletion(text, { hasCommands: !isThread, tell: say, adjust });
  form.append(completion.list, element("div", { class: "paper" }, text, files.holder, bar), hint, files.input);

  function say(words) {
    hint.textContent = words;
  }

  function adjust() {
    text.style.height = "auto";
    // What lies hidden below the thread of a narrow page has no height to measure.
    if (text.scrollHeight) text.style.height = `${Math.min(text.scrollHeight, HIGHEST_PX)}px`;
    sender.disabled = !text.value.trim() && !files.list.length;
  }

  function insert(sign) {
    const { selectionStart: start, value } = text;
    const gap = sign === "@" && start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : "";
    if (sign === "/" && value) return text.focus();
    text.setRangeText(gap + sign, start, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input"));
  }

  // Another channel, thread or person: what was begun here waits here.
  function follow() {
    const here = `${store.me} ${store.channel} ${isThread ? store.thread : ""}`;
    const channel = channelNow();
    const label = isThread ? "Reply…" : `Message ${channel.kind === "im" ? channel.name : `#${channel.name}`}`;
    text.placeholder = label;
    text.setAttribute("aria-label", label);
    if (here === place) return;
    if (place) drafts.set(place, { words: text.value, list: files.list });
    place = here;
    const draft = drafts.get(here) ?? { words: "", list: [] };
    text.value = draft.words;
    files.replace(draft.list);
    completion.close();
    say("");
    adjust();
  }

  function objection(words) {
    if (!words.startsWith("/")) return null;
    if (isThread) return `${words.split(" ")[0]} does not work in threads. Sorry!`;
    if (!files.list.length) return null;
    return "A command carries no files. Mention the app instead, or upload in the form that opens.";
  }

  async function send(event) {
    event.preventDefault();
    const words = text.value.trim();
    const refused = objection(words);
    if (refused) return say(refused);
    if (!words && !files.list.length) return;
    const sent = { words: text.value, list: files.list };
    const act = words.startsWith("/") ? "command" : "say";
    const more = isThread ? { thread_ts: store.thread, is_broadcast: also.checked } : {};
    text.value = "";
    files.replace([]);
    say("");
    adjust();
    if (also) also.checked = false;
    const answer = await order({ act, channel: channelNow().address, text: words, ...more }, { files: sent.list });
    if (answer.ok) return;
    say(answer.error ?? "");
    if (text.value) return;
    text.value = sent.words;
    files.replace(sent.list);
    adjust();
  }

  function changeLast() {
    const channel = channelNow();
    const head = channel.messages.find((message) => message.ts === store.thread);
    const messages = isThread ? (head?.replies ?? []) : channel.messages;
    const last = messages.findLast((message) => message.user === store.state.me);
    if (last) rewrite(last.ts, show);
  }

  text.addEventListener("input", adjust);
  text.addEventListener("keydown", (event) => {
    if (completion.take(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    if (event.key === "ArrowUp" && !text.value) changeLast();
    if (event.key === "Escape") text.blur();
  });
  form.addEventListener("submit", send);
  files.takeFrom(form.closest(".pane"), () => `Drop here for ${isThread ? "the thread" : text.placeholder.replace("Message ", "")}`);
  onChange(follow);
}
