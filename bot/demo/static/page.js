// The page: everything that shows something is opened once, and then follows what happens in the workspace.

import { openComposers } from "./composer.js";
import { byId, icon } from "./dom.js";
import { openDrawer } from "./drawer.js";
import { openHome } from "./home.js";
import { openModals } from "./modal.js";
import { openPanes } from "./panes.js";
import { openSidebar } from "./sidebar.js";
import { go, listen, store } from "./store.js";

byId("open-side").append(icon("menu"));
byId("close-thread").append(icon("close"));
openSidebar();
openPanes();
openHome();
openComposers();
openModals();
openDrawer();
listen();

// What is in front closes first; a thread only where nothing else took the key.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !store.thread || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("#thread, body") && !event.target.closest("textarea")) go({});
});
