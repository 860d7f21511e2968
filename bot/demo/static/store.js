// What the person at the page sees and looks at; orders to the workspace; news from it.

const FALLBACK = "C0DESIGN1";

export const store = { state: null, me: sessionStorage.getItem("me") ?? "mia", channel: FALLBACK, thread: null, tab: "messages" };

const listeners = [];

export const onChange = (show) => listeners.push(show);

export function show() {
  if (store.state) for (const listener of listeners) listener(store);
}

export const channelNow = () =>
  store.state.channels.find((channel) => channel.id === store.channel) ?? store.state.channels[0];

export const nameOf = (id) => store.state.people[id]?.real_name ?? id;

// The address names the place, so that reloading, the back button and the app's own links to messages work.
export function go({ channel = store.channel, thread = null, tab = "messages" }) {
  Object.assign(store, { channel, thread, tab });
  const address = `/archives/${channel}${thread ? `/p${thread.replace(".", "")}` : ""}`;
  if (address !== location.pathname) history.pushState(null, "", address);
  show();
}

export function placeIn(pathname) {
  const [, channel, digits] = pathname.match(/^\/archives\/(\w+)(?:\/p(\d{7,}))?/) ?? [];
  const ts = digits ? `${digits.slice(0, -6)}.${digits.slice(-6)}` : null;
  return channel ? { channel, thread: ts && headOf(channel, ts) } : null;
}

// A link may name a reply; its thread is what opens.
function headOf(channelId, ts) {
  const messages = store.state?.channels.find((channel) => channel.id === channelId)?.messages ?? [];
  return messages.find((head) => head.replies.some((reply) => reply.ts === ts))?.ts ?? ts;
}

export async function order(values, files = {}) {
  const body = new FormData();
  body.append("order", JSON.stringify({ user: store.me, ...values }));
  for (const [name, list] of Object.entries(files)) for (const file of list) body.append(name, file, file.name);
  try {
    const answer = await fetch("/_demo/act", { method: "POST", body });
    return await answer.json();
  } catch {
    return { ok: false, error: "The demo does not answer. Is it still running?" };
  }
}

// Changes come in bursts: while one answer is under way, all further ones become a single question more.
let isAsking = false;
let mustAskAgain = false;

export async function refresh() {
  mustAskAgain = isAsking;
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(`/_demo/state?user=${encodeURIComponent(store.me)}`);
    if (answer.ok) await take(await answer.json());
  } finally {
    isAsking = false;
  }
  if (mustAskAgain) refresh();
}

async function take(state) {
  const isFirst = store.state === null;
  store.state = state;
  if (isFirst) Object.assign(store, placeIn(location.pathname) ?? { thread: newestThread() });
  show();
}

const newestThread = () => channelNow().messages.findLast((message) => message.replies.length)?.ts ?? null;

export function become(name) {
  store.me = name;
  sessionStorage.setItem("me", name);
  return refresh();
}

export function listen() {
  new EventSource("/_demo/stream").addEventListener("message", refresh);
  addEventListener("popstate", () => {
    Object.assign(store, { tab: "messages", ...(placeIn(location.pathname) ?? { channel: FALLBACK, thread: null }) });
    show();
  });
}
