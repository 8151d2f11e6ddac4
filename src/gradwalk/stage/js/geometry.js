// @ts-check
// Geometry of the pointer and of marks, in pixels; no document is needed, so node's own test runner tests it.

export const ARROW_NAME = 13; // pixels, as is
const SHORT_ARROW = 40;
const NAME_GAP = 11;
const LETTER_WIDTH = 0.78; // of a bold letter, in its height

/** @param {number} value @param {number} low @param {number} high */
export function clamped(value, low, high) {
  return Math.max(low, Math.min(value, high));
}

/**
 * Where a panel sees what the page sees at `client`: the pixel of its frame, whatever size it is shown at.
 * @param {{clientX: number, clientY: number}} client
 * @param {{left: number, top: number, width: number, height: number}} box  where the panel stands on the page
 * @param {import("./model.js").Frame} frame
 * @returns {import("./model.js").Pixel}
 */
export function pixelAt({ clientX, clientY }, box, frame) {
  return [
    ((clientX - box.left) / box.width) * frame.width,
    ((clientY - box.top) / box.height) * frame.height,
  ];
}

/**
 * The pixel of the axes that is nearest to a pixel.
 * @param {import("./model.js").Pixel} pixel
 * @param {import("./model.js").Frame} frame
 * @returns {import("./model.js").Pixel}
 */
export function intoAxes([x, y], { inner: [left, top, right, bottom] }) {
  return [clamped(x, left, right), clamped(y, top, bottom)];
}

/** @param {import("./model.js").Pixel} pixel @param {import("./model.js").Frame} frame */
export function isInAxes(pixel, frame) {
  const [x, y] = intoAxes(pixel, frame);
  return x === pixel[0] && y === pixel[1];
}
/** The path through points.
 * @param {(import("./model.js").Pixel | null)[]} points
 */
export function through(points) {
  let pen = "M";
  /** @type {string[]} */
  const steps = [];
  for (const point of points) {
    if (point) steps.push(`${pen}${point[0]} ${point[1]}`);
    pen = point ? "L" : "M"; // a missing point lifts the pen
  }
  return steps.join("");
}

/** The path of a point of "radius" r around the origin.
 * @param {string} shape @param {number} r
 */
export function outline(shape, r) {
  if (shape === "square") return `M${-r} ${-r}H${r}V${r}H${-r}Z`;
  if (shape === "diamond") return `M0 ${-1.3 * r}L${1.3 * r} 0L0 ${1.3 * r}L${-1.3 * r} 0Z`;
  return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}

/** The shaft stops inside the head, so that a thick line does not blunt the tip.
 * @param {import("./model.js").Pixel} from @param {import("./model.js").Pixel} to @param {number} width
 * @returns {{shaft: string, head: string, base?: import("./model.js").Pixel, length: number}}
 */
export function arrowhead(from, to, width) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const head = Math.min(4 + 3 * width, length);
  if (length < 0.5) return { shaft: "", head: "", length };
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  /** @type {import("./model.js").Pixel} */
  const base = [to[0] - head * ux, to[1] - head * uy];
  const half = 0.42 * head;
  return {
    base,
    length,
    shaft: `M${from[0]} ${from[1]}L${base[0] + ux} ${base[1] + uy}`,
    head: `M${to[0]} ${to[1]}L${base[0] - half * uy} ${base[1] + half * ux}L${base[0] + half * uy} ${base[1] - half * ux}Z`,
  };
}

/**
 * Where the name of an arrow begins: above the arrow's middle or, where it is short, beyond its head or else its tail,
 * and always inside the axes, whose rectangle is `room`.
 * @param {string} name @param {import("./model.js").Pixel} from @param {import("./model.js").Pixel} to @param {number} length
 * @param {{left: number, top: number, right: number, bottom: number}} room
 * @returns {import("./model.js").Pixel}
 */
export function besideArrow(name, from, to, length, room) {
  const width = LETTER_WIDTH * ARROW_NAME * name.length;
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  /** @param {import("./model.js").Pixel} at @param {import("./model.js").Pixel} way @param {number} gap @returns {import("./model.js").Pixel} */
  const starts = (at, [across, down], gap) => {
    const anchor = Math.abs(across) < 0.4 ? 0.5 : across > 0 ? 0 : 1;
    return [at[0] + gap * across - anchor * width, at[1] + gap * down];
  };
  /** @param {import("./model.js").Pixel} start @returns {import("./model.js").Pixel} */
  const inside = ([x, y]) => [clamped(x, room.left, room.right - width), clamped(y, room.top + 9, room.bottom - 9)];
  const side = ux > 0 || (ux === 0 && uy > 0) ? 1 : -1;
  /** @type {import("./model.js").Pixel} */
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  if (length >= SHORT_ARROW) return inside(starts(middle, [side * uy, -side * ux], NAME_GAP));
  const beyond = starts(to, [ux, uy], NAME_GAP);
  return String(inside(beyond)) === String(beyond) ? beyond : inside(starts(from, [-ux, -uy], NAME_GAP + 6));
}
