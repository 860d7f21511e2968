// Elements made, icons drawn, and lists brought up to date without disturbing what did not change.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

// `on…` is a listener, `class` the class; true sets an attribute without a value, false and null leave it out.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const ICONS = {
  attach: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 4l17 8-17 8 3-8zM7 12h7",
  reply: "M21 12a8 8 0 0 1-11.5 7.2L4 20l1.2-4.6A8 8 0 1 1 21 12z",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  menu: "M4 7h16M4 12h16M4 17h16",
  back: "M15 5l-7 7 7 7",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  down: "M12 5v14M6 13l6 6 6-6",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  zoom: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21M8 10.5h5M10.5 8v5",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM16 12v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7",
  slash: "M15 4 9 20",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  chevron: "M6 9l6 6 6-6",
};

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    drawing.setAttribute(key, value);
  }
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}

export const iconButton = (name, label, onclick, more = {}) =>
  element("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...more }, icon(name));

// Items are {key, print, make}: a child stays as it is while its print stays, so that focus, caret, scrolling and
// pictures already shown survive. Children are moved only where the order changed.
export function reconcile(holder, items) {
  const known = new Map([...holder.children].map((child) => [child.dataset.key, child]));
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, child] of known) if (!wanted.has(key)) child.remove();
  let next = holder.firstElementChild;
  for (const { key, print, make } of items) {
    let child = known.get(key);
    if (child?.print !== print) {
      const fresh = Object.assign(make(), { print });
      fresh.dataset.key = key;
      if (child) {
        if (next === child) next = fresh;
        replaceKeepingFocus(child, fresh);
      }
      child = fresh;
    }
    if (child === next) next = next.nextElementSibling;
    else holder.insertBefore(child, next);
  }
}

// Whoever had the focus inside gets it again, by `data-focus` or `id`, with the caret where it was.
function replaceKeepingFocus(old, fresh) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  old.replaceWith(fresh);
  if (!active) return;
  const name = active.dataset.focus;
  const heir = name ? fresh.querySelector(`[data-focus="${CSS.escape(name)}"]`) : active.id ? byId(active.id) : null;
  heir?.focus({ preventScroll: true });
  if (caret?.[0] != null && heir?.setSelectionRange) heir.setSelectionRange(...caret);
}
