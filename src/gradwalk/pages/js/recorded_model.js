// @ts-check
// The model that the stage asks, answered from a table instead of by a kernel.

import { Table } from "./table.js";

/** @typedef {import("./table.js").Column} Column */
/** @typedef {import("./table.js").Marks} Marks */

/**
 * One control: how each of its values is written, and the number of the value it starts with. Where `seconds` is more
 * than 0, the page can play through the values, each for so long.
 * @typedef {{name: string, label: string, kind: "slider" | "menu" | "check", values: any[], texts: string[], start: number,
 *     seconds: number, hidden?: boolean}} Control
 */

/**
 * What recorder.py keeps of an explorer.
 * @typedef {object} Recording
 * @property {Control[]} controls
 * @property {number[]} shape  how many values each control has
 * @property {{frames: Column, note: Column, readout: {names: Column, values: Column[]}, pictures: Record<string, Column>,
 *     marks: Record<string, Marks>}} columns
 * @property {import("../../stage/js/model.js").Words} words
 * @property {Record<string, Record<string, [number, number]>>} presses  panel -> mark -> control and value it is set to
 * @property {Record<string, number[]>} views  panel -> azimuths in degrees from which it was recorded, too
 * @property {Record<string, {azimuth: number}>} cameras  panel -> where its camera stands at first
 */

/**
 * One panel as it is seen from another side, where each control has been recorded at the `kept` ones of its values.
 * @typedef {{marks: Marks, kept: number[][], picture: Uint8Array, table?: Table}} View
 */

export class RecordedModel {
  /**
   * `viewOf` brings a view that is needed later, by panel and number.
   * @param {Recording} recording @param {Uint8Array[]} pictures @param {(panel: string, number: number) => Promise<View>} viewOf
   */
  constructor(recording, pictures, viewOf) {
    this.recording = recording;
    this.table = new Table(recording.shape);
    this.pictures = pictures;
    this.viewOf = viewOf;
    this.state = recording.controls.map((control) => control.start);
    /** @type {Record<string, any>} what the stage itself sets */
    this.own = { cameras: recording.cameras, reduced_motion: false };
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Record<string, View>} where a panel is not seen from its first side */
    this.views = {};
    /** @type {Record<string, number>} the view last asked for; -1 is the first side */
    this.wanted = {};
    /** @type {any[]} */
    this.framesRead = [];
    /** @type {any[]} */
    this.framesShown = [];
  }

  /** @param {string} name @returns {any} */
  get(name) {
    const { columns } = this.recording;
    if (name === "marks") return JSON.stringify(this.marks());
    if (name === "placed") return this.marks();
    if (name === "frames") return this.frames(this.table.at(columns.frames, this.state));
    if (name === "note") return this.table.at(columns.note, this.state);
    if (name === "words") return this.recording.words;
    if (name === "readout") return this.readout();
    if (name.startsWith("picture_")) return this.picture(name.replace("picture_", ""));
    return this.own[name];
  }

  marks() {
    const panels = Object.keys(this.recording.columns.marks);
    return Object.fromEntries(panels.map((panel) => [panel, this.marksOf(panel)]));
  }

  /** @param {string} panel */
  marksOf(panel) {
    const view = this.views[panel];
    if (!view) return this.table.marks(this.recording.columns.marks[panel], this.state);
    return tableOf(view).marks(view.marks, placeIn(view, this.state));
  }

  /** @returns {[string, string][]} */
  readout() {
    const { names, values } = this.recording.columns.readout;
    const read = (/** @type {Column} */ column) => this.table.at(column, this.state);
    return read(names).map((/** @type {string} */ name, /** @type {number} */ k) => [name, read(values[k])]);
  }

  /** @param {string} panel */
  picture(panel) {
    return this.views[panel]?.picture || this.pictures[this.table.at(this.recording.columns.pictures[panel], this.state)];
  }

  /** Only a panel with recorded views can be turned. @param {any[]} frames */
  frames(frames) {
    if (frames !== this.framesRead) {
      this.framesRead = frames; // what is the same object is not laid out anew
      this.framesShown = frames.map((frame) => ({ ...frame, turns: frame.turns && frame.name in this.recording.views }));
    }
    return this.framesShown;
  }

  /** @param {string} name @param {any} value */
  set(name, value) {
    this.own[name] = value;
    if (name === "hand") this.follow(value);
    if (name === "cameras") for (const panel of Object.keys(this.recording.views)) this.turn(panel, value[panel].azimuth);
  }

  /** @param {import("../../stage/js/model.js").Hand} hand */
  follow({ panel, mark, x, y }) {
    const view = this.views[panel];
    if (!view) return this.go(this.table.nearest(this.recording.columns.marks[panel], mark, x, y, this.state));
    this.go(stateIn(view, tableOf(view).nearest(view.marks, mark, x, y, placeIn(view, this.state))));
  }

  /** @param {string} panel @param {string} mark @param {any} key @param {boolean} far */
  step(panel, mark, key, far) {
    const view = this.views[panel];
    if (!view) return this.go(this.table.towards(this.recording.columns.marks[panel], mark, key, far, this.state));
    this.go(stateIn(view, tableOf(view).towards(view.marks, mark, key, far, placeIn(view, this.state))));
  }

  /** @param {any} message */
  send(message) {
    const { type, panel, mark, key, shift } = message;
    if (type === "hand") this.follow(message);
    if (type === "key") this.step(panel, mark, key, shift);
    if (type === "try") this.attempt(message.settings);
    const press = type === "press" && this.recording.presses[panel]?.[mark];
    if (press) this.choose(press[0], press[1]);
  }

  /**
   * The state that words ask for, or null where it was not recorded; of numbers the nearest recorded one stands for it.
   * @param {Record<string, string | number | boolean>} settings @returns {number[] | null}
   */
  stateFor(settings) {
    const state = [...this.state];
    for (const [name, value] of Object.entries(settings)) {
      const axis = this.recording.controls.findIndex((control) => control.name === name);
      const place = axis < 0 ? -1 : nearestValue(this.recording.controls[axis].values, value);
      if (place < 0) return null;
      state[axis] = place;
    }
    return state;
  }

  /** @param {Record<string, string | number | boolean>} settings */
  attempt(settings) {
    const state = this.stateFor(settings);
    if (state) this.go(state);
  }

  /** @param {number} control @param {number} value */
  choose(control, value) {
    this.go(this.state.with(control, value));
  }

  /** Where a panel is turned, only its own states are shown. @param {number[]} wanted */
  go(wanted) {
    const state = Object.values(this.views).reduce((near, view) => keptOnTheWay(near, view, this.state), wanted);
    if (String(state) === String(this.state)) return this.tell(); // so that a slider stands where the state is
    this.state = state;
    this.tell();
  }

  /** Look at a panel from the recorded side that is nearest to an azimuth. @param {string} panel @param {number} azimuth */
  async turn(panel, azimuth) {
    const { cameras, views } = this.recording;
    const number = nearestTurn([cameras[panel].azimuth, ...views[panel]], azimuth) - 1;
    if (number === (this.wanted[panel] ?? -1)) return;
    this.wanted[panel] = number;
    const view = number < 0 ? undefined : await this.viewOf(panel, number);
    if (this.wanted[panel] !== number) return; // turned on meanwhile
    if (view) this.views[panel] = view;
    else delete this.views[panel];
    if (view) this.state = stateIn(view, placeIn(view, this.state));
    this.tell();
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  /** @param {string} _event @param {() => void} listener */
  on(_event, listener) {
    this.listeners.add(listener);
  }

  /** @param {string} _event @param {() => void} listener */
  off(_event, listener) {
    this.listeners.delete(listener);
  }

  save_changes() {}
}

/** @param {View} view */
function tableOf(view) {
  return (view.table ??= new Table(view.kept.map(({ length }) => length)));
}

/** Which of the kept values are nearest to a state. @param {View} view @param {number[]} state */
function placeIn({ kept }, state) {
  return state.map((value, axis) => {
    const apart = kept[axis].map((each) => Math.abs(each - value));
    return apart.indexOf(Math.min(...apart));
  });
}

/** @param {View} view @param {number[]} place @returns {number[]} */
function stateIn({ kept }, place) {
  return place.map((number, axis) => kept[axis][number]);
}

/**
 * The state that a view has next to one that is wanted, on the way there: one step further is never none.
 * @param {number[]} wanted @param {View} view @param {number[]} from
 */
function keptOnTheWay(wanted, { kept }, from) {
  return wanted.map((value, axis) => {
    const values = kept[axis];
    if (value > from[axis]) return values.find((each) => each >= value) ?? values[values.length - 1];
    return values.findLast((each) => each <= value) ?? values[0];
  });
}

/** The place of a value among those recorded; of a number the nearest, no further away than they are from each other. -1 is nowhere.
 * @param {any[]} values @param {string | number | boolean} wanted
 */
export function nearestValue(values, wanted) {
  if (typeof wanted !== "number") return values.indexOf(wanted);
  const apart = values.map((value) => (typeof value === "number" ? Math.abs(value - wanted) : Infinity));
  const place = apart.indexOf(Math.min(...apart));
  const neighbours = [values[place - 1], values[place + 1]].filter((value) => typeof value === "number");
  const room = Math.max(1e-9, ...neighbours.map((value) => Math.abs(value - values[place])));
  return apart[place] <= room ? place : -1;
}

/** The number of the angle nearest to `angle`, all in degrees. @param {number[]} angles @param {number} angle */
export function nearestTurn(angles, angle) {
  const apart = angles.map((each) => Math.abs(((((each - angle + 180) % 360) + 360) % 360) - 180));
  return apart.indexOf(Math.min(...apart));
}
