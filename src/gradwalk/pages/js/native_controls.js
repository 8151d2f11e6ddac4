// @ts-check
// Sliders, menus and buttons of the browser's own above a recorded explorer.

import { html, write } from "../../stage/js/elements.js";
import { tr } from "../../stage/js/labels.js";

/** @typedef {import("./recorded_model.js").RecordedModel} RecordedModel */
/** @typedef {import("./recorded_model.js").Control} Control */
/** @typedef {(value: number) => void} Choose */

const PLAY = "▶ ";
const PAUSE = "❚❚ ";

/**
 * Append an element with the properties given.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {Element} parent @param {T} tag @param {Record<string, any>} [properties]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function add(parent, tag, properties = {}) {
  return Object.assign(html(parent, tag, ""), properties);
}

/**
 * Each builds a control and returns what shows a value of it.
 * @type {Record<Control["kind"], (row: Element, control: Control, choose: Choose) => Choose>}
 */
const builders = {
  slider(row, { texts }, choose) {
    const input = add(row, "input", { type: "range", max: texts.length - 1 });
    const output = add(row, "output", { className: "gradwalk-output" });
    input.addEventListener("input", () => choose(Number(input.value)));
    return (value) => {
      input.value = String(value);
      input.setAttribute("aria-valuetext", texts[value]);
      write(output, texts[value]);
    };
  },
  menu(row, { texts }, choose) {
    const input = add(row, "select");
    texts.forEach((text, k) => add(input, "option", { value: String(k), textContent: text }));
    input.addEventListener("change", () => choose(Number(input.value)));
    return (value) => void (input.value = String(value));
  },
  check(row, _control, choose) {
    const input = add(row, "input", { type: "checkbox" });
    input.addEventListener("change", () => choose(Number(input.checked)));
    return (value) => void (input.checked = Boolean(value));
  },
};

/** Back, play and forth for a control that the page plays through. */
class Steps {
  /** @param {Element} row @param {RecordedModel} model @param {number} axis @param {Control} control */
  constructor(row, model, axis, control) {
    this.model = model;
    this.axis = axis;
    this.last = control.texts.length - 1;
    this.pause = 1000 * control.seconds;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
    const group = add(row, "div", { className: "gradwalk-steps" });
    button(group, "◀", tr("One step back"), () => this.stepBy(-1));
    this.toggle = button(group, PLAY + tr("Play"), "", () => (this.timer ? this.stop() : this.play()));
    button(group, "▶", tr("One step on"), () => this.stepBy(1));
  }

  get at() {
    return this.model.state[this.axis];
  }

  /** @param {number} steps */
  stepBy(steps) {
    this.stop();
    this.go(this.at + steps);
  }

  /** @param {number} value */
  go(value) {
    this.model.choose(this.axis, Math.max(0, Math.min(this.last, value)));
  }

  play() {
    if (this.at === this.last) this.go(0);
    this.toggle.textContent = PAUSE + tr("Pause");
    this.timer = setInterval(() => {
      this.go(this.at + 1);
      if (this.at === this.last) this.stop();
    }, this.pause);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.toggle.textContent = PLAY + tr("Play");
  }
}

/** @param {Element} parent @param {string} text @param {string} label @param {() => void} press */
export function button(parent, text, label, press) {
  const made = add(parent, "button", { type: "button", textContent: text });
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", press);
  return made;
}

/**
 * A menu whose choices are loaded when chosen; returns what shows a choice.
 * @param {Element} parent @param {Control} control @param {Choose} choose @returns {Choose}
 */
export function buildMenu(parent, control, choose) {
  const label = labelled(parent, control);
  const show = builders.menu(label, control, choose);
  show(control.start);
  return show;
}

/** @param {Element} parent @param {Control} control */
function labelled(parent, control) {
  const row = add(parent, "div", { className: `gradwalk-control gradwalk-control-${control.kind}` });
  const label = add(row, "label");
  add(label, "span", { textContent: control.label || control.name });
  return label;
}

/**
 * All controls but those that are `driven` by something else; returns what ends them.
 * @param {Element} parent @param {RecordedModel} model @param {string[]} driven @returns {() => void}
 */
export function buildControls(parent, model, driven) {
  /** @type {Steps[]} */
  const played = [];
  const shows = model.recording.controls.map((control, axis) => {
    if (control.hidden || driven.includes(control.name)) return () => {};
    const label = labelled(parent, control);
    const steps = control.seconds ? new Steps(/** @type {Element} */ (label.parentElement), model, axis, control) : null;
    if (steps) played.push(steps);
    return builders[control.kind](label, control, (value) => {
      steps?.stop();
      model.choose(axis, value);
    });
  });
  const showAll = () => shows.forEach((show, axis) => show(model.state[axis]));
  model.on("change", showAll);
  showAll();
  return () => played.forEach((steps) => steps.stop());
}
