// @ts-check
// A panel: one picture and its marks.

import { child, html, set, uniqueId } from "./elements.js";
import { Hand } from "./hand.js";
import { paintMark } from "./painter.js";

/** @typedef {import("./model.js").Mark} Mark */

const SHRINK = 0.9; // letters of 12.5 pixels stay readable
const WIDE = 600;
const WIDE_SHRINK = 0.952; // letters of 11.5 pixels stay readable
const SCROLL_MARGIN = 40; // pixels

/** @typedef {Record<string, Record<string, Mark>>} Marks  panel -> id -> mark */

/** @type {WeakMap<import("./model.js").Model, {text: string, marks: Marks}>} */
const parsed = new WeakMap(); // so that a change of anything else paints no mark

/**
 * The marks of all panels. The kernel sends them as JSON text (see stage.py), a table has objects.
 * @param {import("./model.js").Model} model
 * @returns {Marks}
 */
export function marksOf(model) {
  const [placed, text, known] = [model.get("placed"), model.get("marks"), parsed.get(model)];
  if (placed) return placed;
  if (known && known.text === text) return known.marks;
  const marks = JSON.parse(text);
  parsed.set(model, { text, marks });
  return marks;
}

/** A page can show a stage larger than its own size. @param {number} pixels */
function scaled(pixels) {
  return `calc(${pixels}px * var(--gradwalk-scale, 1))`;
}

export class Panel {
  /**
   * @param {import("./model.js").Model} model @param {import("./model.js").Frame} frame @param {Element} parent
   * @param {import("./answers.js").Answers} answers
   */
  constructor(model, frame, parent, answers) {
    this.model = model;
    this.frame = frame;
    /** @type {Record<string, Mark | null>} */
    this.drawn = {};
    /** The marks drawn, as text, and what shows them; @type {Map<string, string>} */
    this.texts = new Map();
    /** @type {Map<string, SVGGElement>} */
    this.groups = new Map();
    /** @type {Uint8Array<ArrayBuffer> | DataView<ArrayBuffer> | null} */
    this.bytes = null;
    /** @type {string | undefined} */
    this.followed = undefined;
    const figure = html(parent, "div", "gradwalk-panel");
    figure.dataset.panel = frame.name;
    this.image = html(figure, "img", "gradwalk-picture");
    this.svg = child(figure, "svg", {});
    const clip = uniqueId("clip");
    this.window = child(child(child(this.svg, "defs"), "clipPath", { id: clip }), "rect");
    this.layer = child(this.svg, "g", { "clip-path": `url(#${clip})` });
    this.figure = figure;
    this.fit(frame);
    this.hand = new Hand(this, answers);
  }

  /** @param {import("./model.js").Frame} frame */
  fit(frame) {
    this.frame = frame;
    const { width, height, inner: [left, top, right, bottom], label, turns, grab } = frame;
    // Two panels shrink a little before they stand one below the other.
    this.figure.style.flex = `1 1 ${scaled(SHRINK * width)}`;
    this.figure.style.maxWidth = scaled(width);
    // A panel as wide as the page shrinks less, and then is scrolled: its letters are small already.
    this.figure.style.minWidth = width > WIDE ? scaled(WIDE_SHRINK * width) : "";
    this.figure.style.aspectRatio = `${width} / ${height}`;
    this.image.alt = label;
    set(this.svg, { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, tabindex: turns ? 0 : null });
    set(this.window, { x: left, y: top, width: right - left, height: bottom - top });
    this.svg.classList.toggle("gradwalk-live", Boolean(turns || grab));
    this.svg.classList.toggle("gradwalk-turns", turns);
  }

  /** A promise of the new picture, shown without a blank moment; nothing where the picture is the same.
   * @param {Uint8Array<ArrayBuffer> | DataView<ArrayBuffer> | undefined} bytes
   */
  load(bytes) {
    if (!bytes || !bytes.byteLength || bytes === this.bytes) return null;
    this.bytes = bytes;
    return this.swap(bytes);
  }

  /** @param {Uint8Array<ArrayBuffer> | DataView<ArrayBuffer>} bytes */
  async swap(bytes) {
    const next = /** @type {HTMLImageElement} */ (this.image.cloneNode());
    next.src = URL.createObjectURL(new Blob([bytes]));
    await next.decode();
    if (this.bytes === bytes) {
      const old = this.image.src;
      this.image.replaceWith(next);
      this.image = next;
      if (old) URL.revokeObjectURL(old);
    } else URL.revokeObjectURL(next.src);
  }

  /** Paint what the model says. */
  show() {
    this.paint(marksOf(this.model)[this.frame.name] || {});
  }

  /** @param {Record<string, Mark>} marks */
  paint(marks) {
    for (const id of this.groups.keys()) if (!(id in marks)) this.remove(id);
    /** @type {SVGGElement | null} */
    let before = null;
    for (const [id, mark] of Object.entries(marks)) {
      const group = this.groups.get(id) ?? this.add(id);
      // While the hand holds a mark, the hand knows its place better than the kernel, unless the mark is on a rail.
      const hand = this.hand.at(id); // first: where it lets go, the mark is not drawn as it is
      const same = this.isDrawn(id, mark);
      if (hand && !mark.guided) paintMark(group, { ...mark, at: [hand] });
      else if (!same || hand) paintMark(group, mark);
      /** @type {ChildNode | null} */
      const follows = before ? before.nextSibling : this.layer.firstChild;
      if (follows !== group) this.layer.insertBefore(group, follows);
      before = group;
    }
    this.drawn = marks;
    const followed = Object.keys(marks).find((id) => marks[id].follow);
    if (followed !== this.followed) this.scrollTo((this.followed = followed));
  }

  /** A panel too wide for the page scrolls sideways, so that the mark it follows is in sight.
   * @param {string | undefined} id
   */
  scrollTo(id) {
    const [row, group] = [this.figure.parentElement, id && this.find(id)];
    if (!row || !group || row.scrollWidth <= row.clientWidth) return;
    const [mark, sight] = [group.getBoundingClientRect(), row.getBoundingClientRect()];
    if (mark.left < sight.left) row.scrollLeft -= sight.left - mark.left + SCROLL_MARGIN;
    else if (mark.right > sight.right) row.scrollLeft += mark.right - sight.right + SCROLL_MARGIN;
  }

  /** Whether a mark is the one that is drawn already. @param {string} id @param {Mark} mark */
  isDrawn(id, mark) {
    const drawn = this.drawn[id];
    if (mark === drawn) return true;
    const [before, text] = [drawn && this.texts.get(id), JSON.stringify(mark)];
    this.texts.set(id, text);
    return text === before;
  }

  /** @param {string} id */
  add(id) {
    const group = child(this.layer, "g", { "data-mark": id });
    this.groups.set(id, group);
    return group;
  }

  /** @param {string} id */
  remove(id) {
    this.find(id)?.remove();
    this.groups.delete(id);
    this.texts.delete(id);
  }

  /** @param {string} id */
  find(id) {
    return this.groups.get(id) ?? null;
  }
}
