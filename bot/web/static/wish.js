// The form beside the picture: what should be there, with which model, at what price; and how the page ends.

import { $ } from "./dom.js";
import { Refused, sendMask } from "./server.js";

const UNMARKED = "Nothing is marked yet. Paint over the part that should change.";
const ALL_MARKED =
  "Everything is marked. Leave out what should stay, or use a remix to change the whole picture.";
const UNSAID = "Say what should be there.";

export class Wish {
  constructor(state, { pixels, painter, draft }) {
    Object.assign(this, { state, pixels, painter, draft });
    $("prompt").value = state.prompt;
    for (const { key, name, price } of state.models) {
      const option = new Option(`${name} · ${price}`, key, false, key === state.model_key);
      option.dataset.price = price;
      $("model").append(option);
    }
    $("left-over").textContent = state.left ? `You have ${state.left}.` : "";
    $("prompt").addEventListener("input", () => draft.noteWords(this.words));
    $("model").addEventListener("change", () => { this.showPrice(); draft.noteWords(this.words); });
    $("wish").addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    this.showPrice();
  }

  get words() { return { prompt: $("prompt").value.trim(), model: $("model").value }; }

  /** Put back what was written before a reload. */
  restore({ prompt, model }) {
    if (prompt !== undefined) $("prompt").value = prompt;
    if (model !== undefined) $("model").value = model;
    this.showPrice();
  }

  showPrice() { $("save").textContent = `Save and run · ${$("model").selectedOptions[0]?.dataset.price ?? ""}`; }

  async save() {
    this.painter.leaveShape();
    if (this.pixels.marked === 0) return complain(UNMARKED);
    if (this.pixels.share === 1) return complain(ALL_MARKED);
    if (!this.words.prompt) return complain(UNSAID, "prompt");
    complain(null);
    $("save").disabled = true;
    $("save").textContent = "Saving…";
    try {
      const sentence = await sendMask(this.pixels, this.words);
      await this.draft.drop();
      return end({ title: "Saved, back to Slack", text: sentence, backUrl: this.state.back_url });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.isFinal) return endRefused(error, this.state.back_url);
      return complain(error.message, error.field);
    } finally {
      $("save").disabled = false;
      this.showPrice();
    }
  }
}

function complain(sentence, field) {
  $("complaint").textContent = sentence ?? "";
  $("complaint").hidden = !sentence;
  if (field === "prompt" || field === "model") $(field).focus();
}

/** The page's last words after an error of any kind. */
export function endRefused(error, backUrl) {
  const isRefused = error instanceof Refused;
  end({
    title: isRefused && error.isFinal ? "This link is closed" : "This did not work",
    text: isRefused ? error.message : "This page could not open. Nothing was charged. Please reload it.",
    isRefused: true,
    backUrl,
  });
}

function end({ title, text, isRefused = false, backUrl }) {
  window.onbeforeunload = null;
  document.title = `${title} · Retouch`;
  $("app").hidden = true;
  $("end").hidden = false;
  $("end").classList.toggle("refused", isRefused);
  $("end-title").textContent = title;
  $("end-text").textContent = text;
  $("back").hidden = !backUrl;
  if (backUrl) $("back").href = backUrl;
  $("end").focus();
}
