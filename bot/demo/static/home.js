// The app's own conversation has two tabs: its Home page, and the messages.

import { blockElement } from "./blocks.js";
import { byId, element, reconcile } from "./dom.js";
import { tellTrouble } from "./notes.js";
import { channelNow, go, onChange, order, store } from "./store.js";

export function openHome() {
  onChange(showHome);
  const tabs = [byId("tab-home"), byId("tab-messages")];
  tabs[0].addEventListener("click", visit);
  tabs[1].addEventListener("click", () => go({ tab: "messages" }));
  byId("tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs.find((tab) => tab !== event.target);
    other.click();
    other.focus();
  });
}

// The app is told each time, and publishes the page anew.
async function visit() {
  go({ tab: "home" });
  tellTrouble(await order({ act: "home" }));
}

function showHome() {
  const isIm = channelNow().kind === "im";
  const isHome = isIm && store.tab === "home";
  byId("tabs").hidden = !isIm;
  byId("home").hidden = !isHome;
  byId("talk").hidden = isHome;
  for (const [id, isOn] of [["tab-home", isHome], ["tab-messages", !isHome]]) {
    byId(id).setAttribute("aria-selected", String(isOn));
    byId(id).tabIndex = isOn ? 0 : -1;
  }
  if (!isHome) return;
  const { home } = store.state;
  const waiting = { key: "waiting", print: "", make: () => element("p", { class: "empty" }, "The app is putting this page together…") };
  reconcile(byId("home"), home ? home.blocks.map((block) => part(block, home)) : [waiting]);
}

const part = (block, home) => ({
  key: block.block_id,
  print: JSON.stringify(block),
  make: () => element("div", { class: "block" }, blockElement(block, contextOf(home))),
});

const contextOf = (home) => ({
  valueOf: (block, part) => home.state.values[block.block_id]?.[part.action_id],
  act: ({ isChoice, ...action }) =>
    order(isChoice ? { act: "choose", view_id: home.id, ...action } : { act: "click", where: home.id, ...action }),
});
