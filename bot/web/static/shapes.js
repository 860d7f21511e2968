// What can be painted. Points are in pixels of the picture; a pixel belongs to a shape when its centre does.

import { clamp } from "./dom.js";

/** A round brush drawn from one point to another; returns the box it covers, null where that is outside. */
export function paintStroke(pixels, from, to, { radius, value }) {
  const left = Math.min(from.x, to.x) - radius;
  const right = Math.max(from.x, to.x) + radius;
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius));
  const bottom = Math.min(pixels.height - 1, Math.ceil(Math.max(from.y, to.y) + radius));
  if (right < 0 || left > pixels.width || bottom < 0 || top >= pixels.height) return null;
  pixels.touch(left, top, right, bottom);
  const sides = sidesOf(from, to, radius);
  for (let y = top; y <= bottom; y++) {
    const [low, high] = rowOf(y + 0.5, from, to, radius, sides);
    if (low <= high) pixels.span(y, low, high, value);
  }
  // The finest brush still hits the pixel it points at.
  if (pixels.contains(to)) paintPixel(pixels, to, value);
  return [left, top, right, bottom];
}

function paintPixel(pixels, point, value) {
  const centre = Math.floor(point.x) + 0.5;
  pixels.span(Math.floor(point.y), centre, centre, value);
}

/** Everything inside a closed outline, also where it winds around more than once. */
export function paintPolygon(pixels, points, value) {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(pixels.height - 1, Math.ceil(Math.max(...ys)));
  pixels.touch(Math.min(...xs), top, Math.max(...xs), bottom);
  for (let y = top; y <= bottom; y++) {
    const crossings = crossingsOf(points, y + 0.5);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i].turn;
      if (winding !== 0) pixels.span(y, crossings[i].x, crossings[i + 1].x, value);
    }
  }
}

export function paintRectangle(pixels, from, to, value) {
  const between = (one, other, length) =>
    [Math.min(one, other), Math.max(one, other)].map((place) => Math.round(clamp(place, 0, length)));
  const [left, right] = between(from.x, to.x, pixels.width);
  const [top, bottom] = between(from.y, to.y, pixels.height);
  if (right <= left || bottom <= top) return;
  pixels.touch(left, top, right - 1, bottom - 1);
  for (let y = top; y < bottom; y++) pixels.span(y, left, right, value);
}

/** Flood from a point up to where the mask changes; false where that reached the picture's edge. */
export function paintFill(pixels, point, value) {
  if (!pixels.contains(point)) return true;
  const { data, width, height } = pixels;
  const stack = [Math.floor(point.x), Math.floor(point.y)];
  let isClosed = true;
  while (stack.length) {
    const y = stack.pop();
    const x = stack.pop();
    const row = y * width;
    if (data[row + x] === value) continue;
    let left = x;
    let right = x;
    while (left > 0 && data[row + left - 1] !== value) left--;
    while (right < width - 1 && data[row + right + 1] !== value) right++;
    if (left === 0 || right === width - 1 || y === 0 || y === height - 1) isClosed = false;
    pixels.touch(left, y, right, y);
    pixels.span(y, left + 0.5, right + 0.5, value);
    if (y > 0) pushGaps(stack, pixels, { left, right, y: y - 1, value });
    if (y < height - 1) pushGaps(stack, pixels, { left, right, y: y + 1, value });
  }
  return isClosed;
}

/** Where the flood goes on in a neighbouring row: one place in every gap. */
function pushGaps(stack, { data, width }, { left, right, y, value }) {
  let isInGap = false;
  for (let x = left; x <= right; x++) {
    const isOpen = data[y * width + x] !== value;
    if (isOpen && !isInGap) stack.push(x, y);
    isInGap = isOpen;
  }
}

/** The four sides of a thick line as ax, ay, bx, by; none where it is a dot. */
function sidesOf(from, to, radius) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return [];
  const nx = (-(to.y - from.y) / length) * radius;
  const ny = ((to.x - from.x) / length) * radius;
  const corners = [
    [from.x + nx, from.y + ny], [to.x + nx, to.y + ny], [to.x - nx, to.y - ny], [from.x - nx, from.y - ny],
  ];
  return corners.map((corner, index) => [...corner, ...corners[(index + 1) % 4]]);
}

/** From where to where a thick line with round ends covers the height ``y``. */
function rowOf(y, from, to, radius, sides) {
  let low = Infinity;
  let high = -Infinity;
  const include = (x) => {
    low = Math.min(low, x);
    high = Math.max(high, x);
  };
  for (const end of [from, to]) {
    const rest = radius * radius - (y - end.y) ** 2;
    if (rest < 0) continue;
    include(end.x - Math.sqrt(rest));
    include(end.x + Math.sqrt(rest));
  }
  for (const [ax, ay, bx, by] of sides) {
    if ((ay <= y) !== (by <= y)) include(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return [low, high];
}

/** Where an outline crosses the height ``y``, from left to right, and whether it goes down (1) or up (-1). */
function crossingsOf(points, y) {
  const crossings = [];
  for (let i = 0, before = points.length - 1; i < points.length; before = i++) {
    const a = points[before];
    const b = points[i];
    if ((a.y <= y) === (b.y <= y)) continue;
    crossings.push({ x: a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x), turn: b.y > a.y ? 1 : -1 });
  }
  return crossings.sort((one, other) => one.x - other.x);
}
