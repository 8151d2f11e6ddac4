// @ts-check
// Geometry of the pointer, in pixels; no document is needed, so node's own test runner tests it.

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

/**
 * How far a pixel is from a box, 0 inside it.
 * @param {import("./model.js").Pixel} pixel
 * @param {{left: number, top: number, right: number, bottom: number}} box
 */
export function distanceTo([x, y], { left, top, right, bottom }) {
  return Math.hypot(x - clamped(x, left, right), y - clamped(y, top, bottom));
}
