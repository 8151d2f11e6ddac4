// @ts-check
// One painter a kind of mark.

import { child, set, write } from "./elements.js";
import { ARROW_NAME, arrowhead, besideArrow, outline, through } from "./geometry.js";

const HIDDEN_ARROW = 9; // pixels: the point at its tail covers it, and a name would name nothing that is seen

/**
 * `parts` are the children made once; `paint` only sets their attributes.
 * @type {Record<string, {parts: ("path" | "text" | "rect" | "g")[],
 *     paint: (parts: Element[], mark: import("./model.js").Mark, group: SVGGElement) => void}>}
 */
const painters = {
  point: {
    parts: ["path", "path"],
    paint([reach, body], mark, group) {
      const ring = mark.shape === "ring";
      place(group, mark.at[0]);
      set(reach, { d: mark.drag ? outline("circle", 22) : "", class: "gradwalk-reach" });
      set(body, {
        d: outline(mark.shape, mark.size),
        fill: ring ? "none" : mark.color,
        stroke: ring ? mark.color : "white",
        "stroke-width": ring ? 2.5 : 1.5,
        class: "gradwalk-body",
      });
    },
  },
  arrow: {
    parts: ["path", "path", "text"],
    paint([shaft, head, name], mark, group) {
      const [from, to] = mark.at;
      const drawn = from && to ? arrowhead(from, to, mark.width) : { shaft: "", head: "", length: 0 };
      const named = drawn.length >= HIDDEN_ARROW ? mark.name || "" : "";
      const [x, y] = named && from && to ? besideArrow(named, from, to, drawn.length, roomOf(group)) : [0, 0];
      set(name, {
        x, y: y + 0.35 * ARROW_NAME, fill: mark.color, "font-size": ARROW_NAME, "font-weight": 700,
        class: "gradwalk-text",
      });
      write(name, named);
      set(shaft, { d: drawn.shaft, stroke: mark.color, "stroke-width": mark.width, "stroke-dasharray": mark.dash });
      set(head, { d: drawn.head, fill: mark.color });
    },
  },
  polyline: {
    parts: ["path", "path"],
    paint([line, dots], mark) {
      set(line, {
        d: through(mark.at), fill: "none", stroke: mark.color,
        "stroke-width": mark.width, "stroke-dasharray": mark.dash, "stroke-linejoin": "round",
      });
      // A dot is a stroke of no length with round caps: one path for all of them.
      const spots = mark.dots ? present(mark.at).map(([x, y]) => `M${x} ${y}h0`).join("") : "";
      set(dots, { d: spots, stroke: mark.color, "stroke-width": 2 * (mark.dots || 0), "stroke-linecap": "round" });
    },
  },
  polygon: {
    parts: ["path"],
    paint([area], mark) {
      set(area, { d: `${through(mark.at)}Z`, fill: mark.color, "fill-opacity": mark.opacity });
    },
  },
  text: {
    parts: ["text"],
    paint([label], mark, group) {
      place(group, mark.at[0]);
      set(label, {
        x: mark.shift[0], y: mark.shift[1], fill: mark.color, "font-size": mark.size,
        "text-anchor": mark.anchor, "font-weight": mark.bold ? 700 : 400, class: "gradwalk-text",
      });
      write(label, mark.text);
    },
  },
  node: {
    parts: ["rect", "g"],
    paint([box, labels], mark, group) {
      const [width, height] = mark.box;
      place(group, mark.at[0]);
      set(box, {
        x: -width / 2, y: -height / 2, width, height, rx: 8,
        fill: mark.fill, stroke: mark.color, "stroke-width": mark.width, class: "gradwalk-body",
      });
      while (labels.childElementCount > mark.lines.length) labels.lastElementChild?.remove();
      while (labels.childElementCount < mark.lines.length) child(labels, "text");
      const pitch = 1.25 * mark.size;
      mark.lines.forEach((/** @type {string} */ line, /** @type {number} */ i) => {
        const y = (i - (mark.lines.length - 1) / 2) * pitch + 0.35 * mark.size;
        set(labels.children[i], { y, "text-anchor": "middle", "font-size": mark.size, fill: mark.text_color || "#1a1a1a" });
        write(labels.children[i], line);
      });
    },
  },
  edge: {
    parts: ["path", "path", "path", "text"],
    paint([reach, shaft, head, label], mark) {
      const points = present(mark.at);
      const [from, to] = points.slice(-2);
      const end = arrowhead(from, to, mark.width);
      const line = through([...points.slice(0, -1), end.base || to]);
      set(reach, { d: mark.press ? line : "", class: "gradwalk-reach gradwalk-reach-line" });
      set(shaft, {
        d: line, fill: "none", stroke: mark.color, "stroke-width": mark.width,
        "stroke-dasharray": mark.dash, class: "gradwalk-body",
      });
      set(head, { d: end.head, fill: mark.color });
      const [a, b] = points;
      set(label, {
        x: a[0] + mark.where * (b[0] - a[0]), y: a[1] + mark.where * (b[1] - a[1]) + 0.35 * mark.size,
        fill: mark.text_color || mark.color, "font-size": mark.size, "text-anchor": "middle", class: "gradwalk-text",
      });
      write(label, mark.text || "");
    },
  },
};

/** @param {(import("./model.js").Pixel | null)[]} points */
function present(points) {
  return /** @type {import("./model.js").Pixel[]} */ (points.filter(Boolean));
}

/** The rectangle of the axes, to which marks are clipped.
 * @param {SVGGElement} group
 */
function roomOf(group) {
  const window = /** @type {SVGRectElement} */ (group.ownerSVGElement?.querySelector("clipPath rect"));
  const [x, y, width, height] = [window.x, window.y, window.width, window.height].map((side) => side.baseVal.value);
  return { left: x + 2, top: y, right: x + width - 2, bottom: y + height };
}

/** @param {Element} group @param {import("./model.js").Pixel | null} at */
export function place(group, at) {
  set(group, { transform: at ? `translate(${at[0]} ${at[1]})` : "", display: at ? null : "none" });
}

/**
 * Make or change the group of a mark.
 * @param {SVGGElement} layer @param {string} id @param {import("./model.js").Mark} mark
 */
export function paintMark(layer, id, mark) {
  let group = /** @type {SVGGElement | null} */ (layer.querySelector(`:scope > [data-mark="${CSS.escape(id)}"]`));
  if (group && group.dataset.kind !== mark.kind) {
    group.remove();
    group = null;
  }
  if (!group) {
    group = child(layer, "g", { "data-mark": id, "data-kind": mark.kind });
    for (const part of painters[mark.kind].parts) child(group, part);
  }
  const active = mark.drag || mark.press;
  set(group, {
    "data-drag": mark.drag ? "true" : null,
    "data-press": mark.press ? "true" : null,
    // What only the pointer presses has a twin that the keyboard reaches, such as the number on an edge.
    tabindex: mark.press === "pointer" ? -1 : active ? 0 : null,
    role: active && mark.press !== "pointer" ? "button" : null,
    "aria-roledescription": mark.drag ? "movable point" : null,
    "aria-label": active ? mark.label : null,
    "data-lm-suppress-shortcuts": active ? "true" : null, // see keepKeys
  });
  painters[mark.kind].paint([...group.children], mark, group);
  return group;
}
