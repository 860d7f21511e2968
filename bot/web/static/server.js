// Requests to the page's own address, the only one it ever talks to.

import { encodePng } from "./png.js";

export const ADDRESS = location.pathname.replace(/\/$/, "");

const OFFLINE = "There is no connection. Nothing was charged. Check the network and try again.";
const UNKNOWN = "Something went wrong on our side. Nothing was charged. Please try again in a moment.";

/** What was refused, with the sentence that people are to read. */
export class Refused extends Error {
  constructor(sentence, { status = 0, field = null } = {}) {
    super(sentence);
    Object.assign(this, { status, field });
  }

  /** Whether the link itself is used, expired or not ours. */
  get isFinal() { return this.status === 404 || this.status === 410; }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(ADDRESS + path, { cache: "no-store", ...options });
  } catch {
    throw new Refused(OFFLINE);
  }
  if (answer.ok) return answer;
  const { sentence, field } = await answer.json().catch(() => ({}));
  throw new Refused(sentence ?? UNKNOWN, { status: answer.status, field });
}

export const fetchState = async () => (await ask("/state")).json();
export const fetchPicture = async () => (await ask("/picture")).blob();

/** The mask to begin with; null where there is none that fits. */
export async function fetchLastMask() {
  const answer = await ask("/last");
  return answer.status === 204 ? null : answer.blob();
}

/** Save prompt, model and mask; returns what to tell. */
export async function sendMask(pixels, wish) {
  await ask("/wish", { method: "PUT", body: JSON.stringify(wish), headers: { "Content-Type": "application/json" } });
  const mask = await encodePng(pixels);
  const answer = await ask("", { method: "POST", body: mask, headers: { "Content-Type": "image/png" } });
  return (await answer.json()).sentence;
}
