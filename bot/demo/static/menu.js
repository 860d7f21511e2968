// A menu that opens at a button: arrow keys, first letters, Escape; the focus goes back where it came from.

import { element } from "./dom.js";

let opened = null;

// Entries are {label, hint?, checked?, danger?, onpick}; null draws a line.
export function openMenu(anchor, entries, label) {
  const isSame = opened?.anchor === anchor;
  closeMenu();
  if (isSame) return;
  const rows = entries.map((entry) => (entry ? row(entry) : element("hr")));
  const menu = element("div", { class: "menu", role: "menu", "aria-label": label, popover: "manual" }, ...rows);
  // Below a modal dialog nothing else can be clicked, so the menu has to be inside it.
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  stand(menu, anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", onKey);
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== anchor) closeMenu();
  });
  opened = { anchor, menu };
  (menu.querySelector('[aria-checked="true"]') ?? menu.querySelector("button")).focus();
}

export function closeMenu({ isFocusReturned = false } = {}) {
  if (!opened) return;
  const { anchor, menu } = opened;
  opened = null;
  anchor.setAttribute("aria-expanded", "false");
  if (isFocusReturned) anchor.focus();
  menu.remove();
}

function row({ label, hint, checked, danger, onpick }) {
  const pick = () => {
    closeMenu({ isFocusReturned: true });
    onpick();
  };
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  const properties = { type: "button", role, tabindex: -1, class: danger ? "danger" : "", onclick: pick };
  if (checked !== undefined) properties["aria-checked"] = String(checked);
  return element("button", properties, element("span", {}, label), hint ? element("small", {}, hint) : null);
}

function stand(menu, at) {
  const { width, height } = menu.getBoundingClientRect();
  const gap = 4;
  const left = Math.min(Math.max(at.right - width, gap), innerWidth - width - gap);
  const isBelow = at.bottom + height + gap < innerHeight || at.top < height;
  menu.style.left = `${Math.max(at.left < left ? at.left : left, gap)}px`;
  menu.style.top = `${Math.max(isBelow ? at.bottom + gap : at.top - height - gap, gap)}px`;
}

function onKey(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const now = buttons.indexOf(document.activeElement);
  const begins = (button) => button.textContent.toLowerCase().startsWith(event.key.toLowerCase());
  const goal = {
    ArrowDown: buttons[(now + 1) % buttons.length],
    ArrowUp: buttons.at(now - 1),
    Home: buttons[0],
    End: buttons.at(-1),
  }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    closeMenu({ isFocusReturned: true });
  } else if (goal) {
    goal.focus();
  } else if (event.key.length === 1 && event.key !== " ") {
    [...buttons.slice(now + 1), ...buttons].find(begins)?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

addEventListener("pointerdown", (event) => {
  if (opened && !opened.menu.contains(event.target) && !opened.anchor.contains(event.target)) closeMenu();
});
addEventListener("resize", () => closeMenu());
