// @ts-check
// Paint marks: set what the kernel has computed as attributes of SVG elements. No geometry is done here.

import { child, set, write } from "./elements.js";
import { tr } from "./labels.js";

/** @typedef {import("./model.js").Mark} Mark */
/** @typedef {import("./model.js").Shape} Shape */

const STANDING = ["point", "text", "node"]; // their shapes are drawn around their place; as in placing.py
const REACH = 22; // pixels around a point that is dragged: a finger's width

// What a shape says -> the attribute of SVG.
const ATTRIBUTES = /** @type {const} */ ({
  x: "x", y: "y", width: "width", height: "height", rx: "rx", r: "r", fill: "fill", opacity: "fill-opacity",
  stroke: "stroke", line: "stroke-width", dash: "stroke-dasharray", size: "font-size", anchor: "text-anchor",
});

/**
 * Make or change what is in the group of a mark: first the invisible reach of the hand, then its shapes.
 * @param {SVGGElement} group @param {Mark} mark
 */
export function paintMark(group, mark) {
  const active = mark.drag || mark.press;
  set(group, {
    "data-kind": mark.kind,
    "data-drag": mark.drag ? "true" : null,
    "data-press": mark.press ? "true" : null,
    // What only the pointer presses has a twin that the keyboard reaches, such as the number on an edge.
    tabindex: mark.press === "pointer" ? -1 : active ? 0 : null,
    role: active && mark.press !== "pointer" ? "button" : null,
    "aria-roledescription": mark.drag ? tr("movable point") : null,
    "aria-label": active ? mark.label : null,
    "data-lm-suppress-shortcuts": active ? "true" : null, // see keepKeys
  });
  const standing = STANDING.includes(mark.kind);
  if (standing) place(group, mark.at[0]);
  else place(group, [0, 0]);
  paintReach(elementAt(group, 0, "path"), mark);
  mark.shapes.forEach((shape, i) => paintShape(elementAt(group, i + 1, tagOf(shape)), shape, mark));
  while (group.childElementCount > mark.shapes.length + 1) group.lastElementChild?.remove();
}

/**
 * Put what stands at a place there; without a place it is not seen.
 * @param {Element} group @param {import("./model.js").Pixel | null} at
 */
export function place(group, at) {
  const moved = at && (at[0] !== 0 || at[1] !== 0);
  set(group, { transform: moved ? `translate(${at[0]} ${at[1]})` : "", display: at ? null : "none" });
}

/**
 * The child of a group at an index, made anew where it is of another kind.
 * @param {SVGGElement} group @param {number} index @param {"path" | "circle" | "rect" | "text"} tag
 */
function elementAt(group, index, tag) {
  const there = group.children[index];
  if (there?.tagName === tag) return there;
  const made = child(group, tag);
  if (there) there.replaceWith(made);
  return made;
}

/** @param {Shape} shape */
function tagOf(shape) {
  if (shape.text !== undefined) return "text";
  if (shape.r !== undefined) return "circle";
  return shape.width !== undefined ? "rect" : "path";
}

/** @param {Element} element @param {Shape} shape @param {Mark} mark */
function paintShape(element, shape, mark) {
  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    set(element, { [attribute]: shape[/** @type {keyof typeof ATTRIBUTES} */ (name)] });
  }
  if (shape.text !== undefined) {
    set(element, { class: shape.halo ? "gradwalk-text" : null, "font-weight": shape.bold ? 700 : null });
    if (shape.runs) writeRuns(element, shape.runs);
    else write(element, shape.text);
  } else {
    // The body is what shows the focus.
    set(element, { class: shape === mark.shapes[0] ? "gradwalk-body" : null, "stroke-linecap": shape.dots ? "round" : null });
    if (element.tagName === "path") set(element, { d: pathOf(shape, shape.points ?? mark.at) });
    if (shape.fill === undefined) set(element, { fill: "none" });
  }
}

/**
 * Write a text piece by piece, its indices smaller, above and below the line.
 * @param {Element} element @param {import("./model.js").TextPiece[]} runs
 */
function writeRuns(element, runs) {
  if (element.childElementCount !== runs.length) {
    element.replaceChildren();
    for (const _ of runs) child(element, "tspan");
  }
  runs.forEach(({ text, dx, dy, size }, k) => write(set(element.children[k], { dx, dy, "font-size": size }), text));
}

/**
 * The path through points: a missing one lifts the pen, and a dot is a stroke of no length with round caps.
 * @param {Shape} shape @param {Mark["at"]} points
 */
export function pathOf(shape, points) {
  let [pen, path] = ["M", ""];
  for (const point of points) {
    if (point) path += `${pen}${point[0]} ${point[1]}${shape.dots ? "h0" : ""}`;
    pen = point && !shape.dots ? "L" : "M";
  }
  return shape.closed && path ? `${path}Z` : path;
}

/** @param {Element} element @param {Mark} mark */
function paintReach(element, mark) {
  const line = mark.press && !STANDING.includes(mark.kind);
  const circle = `M${-REACH} 0a${REACH} ${REACH} 0 1 1 ${2 * REACH} 0a${REACH} ${REACH} 0 1 1 ${-2 * REACH} 0Z`;
  set(element, {
    d: mark.drag ? circle : line ? pathOf({}, mark.at) : "",
    class: line ? "gradwalk-reach gradwalk-reach-line" : "gradwalk-reach",
  });
}
