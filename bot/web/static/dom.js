// The few things that every part of the page says and does to the document.

export const $ = (id) => document.getElementById(id);
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

let fading = 0;

/** A short line at the bottom of the stage, also for screen readers. */
export function say(text) {
  const status = $("status");
  status.textContent = text;
  status.classList.remove("old");
  clearTimeout(fading);
  fading = setTimeout(() => status.classList.add("old"), 2500);
}

/** How much of the picture is marked, in words; little is never called nothing. */
export function shareText(share) {
  if (share === 0) return "Nothing marked yet";
  const percent = share * 100;
  return `${percent >= 0.1 ? percent.toFixed(1) : percent.toPrecision(2)} % will change`;
}
