// @ts-check
// A panel: one picture, its marks, its pointer.

import { child, html, set, uniqueId } from "./elements.js";
import { clamped, intoAxes, isInAxes, pixelAt } from "./geometry.js";
import { groupOf, paintMark, place } from "./painter.js";

/** @typedef {import("./model.js").Mark} Mark */

const ARROW_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const DEGREES_PER_PIXEL = 0.5;
const DEGREES_PER_KEY = 5;
const SHRINK = 0.9; // letters of 12.5 pixels stay readable
const WIDE = 700;
const WIDE_SHRINK = 0.952; // letters of 11.5 pixels stay readable
const SETTLE_MS = 200;
const SCROLL_MARGIN = 40; // pixels

/**
 * The marks of all panels: panel -> id -> mark. The kernel sends them as JSON text (see stage.py).
 * @param {import("./model.js").Model} model
 * @returns {Record<string, Record<string, Mark>>}
 */
export function marksOf(model) {
  return JSON.parse(model.get("marks"));
}

export class Panel {
  /** @param {import("./model.js").Model} model @param {import("./model.js").Frame} frame @param {Element} parent */
  constructor(model, frame, parent) {
    this.model = model;
    this.frame = frame;
    /** @type {{mark: string, at: import("./model.js").Pixel} | null} */
    this.held = null;
    /** @type {{x: number, y: number, elevation: number, azimuth: number} | null} */
    this.turning = null;
    /** @type {Record<string, Mark | null>} */
    this.drawn = {};
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
    this.listen();
  }

  /** @param {import("./model.js").Frame} frame */
  fit(frame) {
    this.frame = frame;
    const { width, height, inner: [left, top, right, bottom], label, turns, grab } = frame;
    // Two panels shrink a little before they stand one below the other.
    this.figure.style.flex = `1 1 ${SHRINK * width}px`;
    this.figure.style.maxWidth = `${width}px`;
    // A panel as wide as the page shrinks less, and then is scrolled: its letters are small already.
    this.figure.style.minWidth = width > WIDE ? `${WIDE_SHRINK * width}px` : "";
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

  /** @param {Record<string, Mark>} marks */
  paint(marks) {
    for (const id of Object.keys(this.drawn)) if (!(id in marks)) this.find(id)?.remove();
    /** @type {SVGGElement | null} */
    let before = null;
    for (const [id, mark] of Object.entries(marks)) {
      let group = this.find(id);
      const same = group && JSON.stringify(mark) === JSON.stringify(this.drawn[id]);
      // While the hand holds a mark, the hand knows its place better than the kernel, unless the mark is on a rail.
      if (this.held?.mark === id && !mark.guided) group = paintMark(this.layer, id, { ...mark, at: [this.held.at] });
      else if (!same || this.held?.mark === id) group = paintMark(this.layer, id, mark);
      group = /** @type {SVGGElement} */ (group);
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

  /** @param {string} id */
  find(id) {
    return groupOf(this.layer, id);
  }

  /** The pixel of this panel under the pointer, inside the axes or not.
   * @param {PointerEvent} event
   */
  pixel(event) {
    return pixelAt(event, this.svg.getBoundingClientRect(), this.frame);
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => this.down(event));
    this.svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) this.svg.addEventListener(end, () => this.up());
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    const target = markUnder(event);
    if (target?.dataset.press) return this.press(target.dataset.mark ?? "");
    const mark = (target?.dataset.drag ? target.dataset.mark : this.grabbed(event)) ?? "";
    const handle = mark ? this.find(mark) : null;
    if (handle) {
      this.held = { mark, at: intoAxes(this.pixel(event), this.frame) };
      handle.focus({ preventScroll: true });
    } else if (this.frame.turns) this.turning = { x: event.clientX, y: event.clientY, ...this.camera() };
    else return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.svg.classList.add("gradwalk-held");
    if (this.held) this.move(event);
  }

  /** The mark that a press beside all marks takes.
   * @param {PointerEvent} event
   */
  grabbed(event) {
    return isInAxes(this.pixel(event), this.frame) ? this.frame.grab : "";
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.held) {
      const { mark } = this.held;
      const [at, handle] = [intoAxes(this.pixel(event), this.frame), this.find(mark)];
      this.held = { mark, at };
      if (handle && !this.drawn[mark]?.guided) place(handle, at);
      this.report(mark, at, true);
    } else if (this.turning) {
      const { x, y, elevation, azimuth } = this.turning;
      const across = DEGREES_PER_PIXEL * (event.clientX - x);
      this.turn(elevation + DEGREES_PER_PIXEL * (event.clientY - y), azimuth - across, true);
    }
  }

  up() {
    this.svg.classList.remove("gradwalk-held");
    if (this.held) {
      const { mark, at } = this.held;
      this.report(mark, at, false);
      // The kernel's own place, clipped and rounded, takes over with its next answer, or soon if it has none.
      this.drawn = { ...this.drawn, [mark]: null };
      this.held = null;
      setTimeout(() => this.paint(marksOf(this.model)[this.frame.name] || {}), SETTLE_MS);
    }
    if (this.turning) {
      this.turning = null;
      const { elevation, azimuth } = this.camera();
      this.turn(elevation, azimuth, false);
    }
  }

  /** @param {string} mark @param {import("./model.js").Pixel} at @param {boolean} held */
  report(mark, [x, y], held) {
    this.model.set("hand", { panel: this.frame.name, mark, x, y, held });
    this.model.save_changes();
  }

  /** @returns {import("./model.js").Camera} */
  camera() {
    return this.model.get("cameras")[this.frame.name] || { elevation: 30, azimuth: -60 };
  }

  /** @param {number} elevation @param {number} azimuth @param {boolean} held */
  turn(elevation, azimuth, held) {
    const view = { elevation: clamped(elevation, 5, 90), azimuth, held };
    this.model.set("cameras", { ...this.model.get("cameras"), [this.frame.name]: view });
    this.model.save_changes();
  }

  /** @param {string} mark */
  press(mark) {
    this.find(mark)?.focus({ preventScroll: true });
    this.model.send({ type: "press", panel: this.frame.name, mark });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = markUnder(event);
    const mark = target?.dataset.mark ?? "";
    const arrow = ARROW_KEYS.indexOf(event.key);
    if (target?.dataset.press && (event.key === "Enter" || event.key === " ")) this.press(mark);
    else if (target?.dataset.drag && arrow >= 0) {
      const { key, shiftKey: shift } = event;
      this.model.send({ type: "key", panel: this.frame.name, mark, key, shift });
    } else if (!target && this.frame.turns && arrow >= 0) {
      const { elevation, azimuth } = this.camera();
      const [across, up] = [[-1, 0], [1, 0], [0, 1], [0, -1]][arrow];
      this.turn(elevation + up * DEGREES_PER_KEY, azimuth + across * DEGREES_PER_KEY, false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Event} event @returns {SVGGElement | null} */
function markUnder(event) {
  return event.target instanceof Element ? event.target.closest("[data-mark]") : null;
}
