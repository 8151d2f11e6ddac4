// @ts-check
// The hand on a panel: pointer, finger and keys take marks, press them, and turn the camera; all of it is reported.

import { clamped, distanceTo, intoAxes, isInAxes, pixelAt } from "./geometry.js";
import { place } from "./painter.js";

const ARROW_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const DEGREES_PER_PIXEL = 0.5;
const DEGREES_PER_KEY = 5;
const SETTLE_MS = 200;
const FINGER = 22; // pixels of the page by which a finger may miss what it means
const STILL = 10; // pixels of the page by which a finger moves that only taps

export class Hand {
  /** @param {import("./panel.js").Panel} panel @param {import("./answers.js").Answers} answers */
  constructor(panel, answers) {
    this.panel = panel;
    this.answers = answers;
    /** @type {{mark: string, at: import("./model.js").Pixel} | null} */
    this.held = null;
    /** @type {{mark: string, at: import("./model.js").Pixel, number: number} | null} */
    this.released = null;
    /** @type {{x: number, y: number, press: string} | null} */
    this.tap = null;
    /** @type {{x: number, y: number, elevation: number, azimuth: number} | null} */
    this.turning = null;
    this.listen();
  }

  /** Where the hand holds a mark, or has put it as long as the kernel has not answered; else nothing.
   * @param {string} id
   */
  at(id) {
    if (this.released && !this.answers.isOpen(this.released.number)) {
      // So that it is painted at its own place again.
      this.panel.drawn = { ...this.panel.drawn, [this.released.mark]: null };
      this.released = null;
    }
    const hand = this.held ?? this.released;
    return hand?.mark === id ? hand.at : null;
  }

  /** The pixel of this panel under the pointer, inside the axes or not.
   * @param {PointerEvent} event
   */
  pixel(event) {
    return pixelAt(event, this.panel.svg.getBoundingClientRect(), this.panel.frame);
  }

  listen() {
    // A second finger is no hand of its own.
    const first = (/** @type {PointerEvent} */ event) => event.isPrimary || event.pointerType !== "touch";
    this.panel.svg.addEventListener("pointerdown", (event) => first(event) && this.down(event));
    this.panel.svg.addEventListener("pointermove", (event) => first(event) && this.move(event));
    this.panel.svg.addEventListener("pointerup", (event) => first(event) && this.up(event));
    this.panel.svg.addEventListener("pointercancel", (event) => first(event) && this.up(null));
    this.panel.svg.addEventListener("keydown", (event) => this.key(event));
    // A finger on a handle moves the handle; beside it the page scrolls.
    const keep = (/** @type {TouchEvent} */ event) => {
      if (this.targetOf(event.touches[0], true)?.dataset.drag) event.preventDefault();
    };
    this.panel.svg.addEventListener("touchstart", keep, { passive: false });
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    const finger = event.pointerType === "touch";
    const target = this.targetOf(event, finger);
    const mark = target?.dataset.mark ?? "";
    if (target?.dataset.drag) this.hold(mark, event);
    else if (mark && !finger) return this.press(mark);
    else if (this.panel.frame.turns) this.turning = { x: event.clientX, y: event.clientY, ...this.camera() };
    else if (finger) this.tap = { x: event.clientX, y: event.clientY, press: mark };
    else if (!this.hold(this.grabbed(event), event)) return;
    if (this.tap) return; // the browser decides whether it scrolls
    event.preventDefault();
    this.panel.svg.setPointerCapture(event.pointerId);
    this.panel.svg.classList.add("gradwalk-held");
    if (this.held) this.move(event);
  }

  /** Take a mark into the hand; false where there is none.
   * @param {string} mark @param {PointerEvent} event
   */
  hold(mark, event) {
    const handle = mark ? this.panel.find(mark) : null;
    if (!handle) return false;
    this.released = null;
    this.held = { mark, at: intoAxes(this.pixel(event), this.panel.frame) };
    handle.focus({ preventScroll: true });
    return true;
  }

  /** What is dragged or pressed at a place of the page; a finger means what is nearest to it.
   * @param {{clientX: number, clientY: number, target: EventTarget | null}} at @param {boolean} finger
   * @returns {SVGGElement | null}
   */
  targetOf({ clientX, clientY, target }, finger) {
    const under = target instanceof Element ? target.closest("[data-drag], [data-press]") : null;
    if (under || !finger) return /** @type {SVGGElement | null} */ (under);
    /** @type {{group: SVGGElement | null, distance: number}} */
    let nearest = { group: null, distance: FINGER };
    /** @type {NodeListOf<SVGGElement>} */
    const groups = this.panel.layer.querySelectorAll("[data-drag], [data-press]");
    for (const group of groups) {
      const body = group.querySelector(".gradwalk-body");
      if (!body || group.dataset.kind === "edge") continue; // the box of a slanted line says little about the line
      const distance = distanceTo([clientX, clientY], body.getBoundingClientRect());
      if (distance <= nearest.distance) nearest = { group, distance };
    }
    return nearest.group;
  }

  /** The mark that a press beside all marks takes.
   * @param {PointerEvent} event
   */
  grabbed(event) {
    return isInAxes(this.pixel(event), this.panel.frame) ? this.panel.frame.grab : "";
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.held) {
      const { mark } = this.held;
      const [at, handle] = [intoAxes(this.pixel(event), this.panel.frame), this.panel.find(mark)];
      this.held = { mark, at };
      if (handle && !this.panel.drawn[mark]?.guided) place(handle, at);
      this.report(mark, at, true);
    } else if (this.turning) {
      const { x, y, elevation, azimuth } = this.turning;
      const across = DEGREES_PER_PIXEL * (event.clientX - x);
      this.turn(elevation + DEGREES_PER_PIXEL * (event.clientY - y), azimuth - across, true);
    }
  }

  /** @param {PointerEvent | null} event  null where the browser took the pointer away, to scroll */
  up(event) {
    if (this.tap) this.tapped(this.tap, event);
    this.panel.svg.classList.remove("gradwalk-held");
    if (this.held) {
      const { mark, at } = this.held;
      // The model's own place, clipped and rounded, takes over with its answer, or soon where none is to come.
      this.released = { mark, at, number: this.report(mark, at, false) };
      this.held = null;
      setTimeout(() => this.panel.show(), SETTLE_MS);
    }
    if (this.turning) {
      this.turning = null;
      const { elevation, azimuth } = this.camera();
      this.turn(elevation, azimuth, false);
    }
  }

  /** A tap presses what it meant, or sends the mark there that takes presses beside all marks.
   * @param {{x: number, y: number, press: string}} tap @param {PointerEvent | null} event
   */
  tapped({ x, y, press }, event) {
    this.tap = null;
    if (!event || Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
    if (press) this.press(press);
    else if (this.hold(this.grabbed(event), event)) this.move(event);
  }

  /** @param {string} mark @param {import("./model.js").Pixel} at @param {boolean} held */
  report(mark, [x, y], held) {
    const { model, frame } = this.panel;
    const hand = { panel: frame.name, mark, x, y, held };
    // At once: what is saved waits for the kernel, and keys would overtake it.
    if (!held) return this.answers.send({ type: "hand", ...hand });
    const number = this.answers.next();
    model.set("hand", { ...hand, number });
    model.save_changes();
    return number;
  }

  /** @returns {import("./model.js").Camera} */
  camera() {
    return this.panel.model.get("cameras")[this.panel.frame.name] || { elevation: 30, azimuth: -60 };
  }

  /** @param {number} elevation @param {number} azimuth @param {boolean} held */
  turn(elevation, azimuth, held) {
    const view = { elevation: clamped(elevation, 5, 90), azimuth, held, number: this.answers.next() };
    this.panel.model.set("cameras", { ...this.panel.model.get("cameras"), [this.panel.frame.name]: view });
    this.panel.model.save_changes();
  }

  /** @param {string} mark */
  press(mark) {
    this.panel.find(mark)?.focus({ preventScroll: true });
    this.answers.send({ type: "press", panel: this.panel.frame.name, mark });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = markUnder(event);
    const mark = target?.dataset.mark ?? "";
    const arrow = ARROW_KEYS.indexOf(event.key);
    if (target?.dataset.press && (event.key === "Enter" || event.key === " ")) this.press(mark);
    else if (target?.dataset.drag && arrow >= 0) {
      const { key, shiftKey: shift } = event;
      this.answers.send({ type: "key", panel: this.panel.frame.name, mark, key, shift });
    } else if (!target && this.panel.frame.turns && arrow >= 0) {
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
