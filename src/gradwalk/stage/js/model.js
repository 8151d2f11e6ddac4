// @ts-check
// What the stage needs of its model, as types. In a notebook the model is anywidget's; a page without a kernel gives
// an object of its own with the same six functions.

/**
 * @typedef {[number, number]} Pixel  CSS pixels from the top left of a panel
 */

/**
 * The layout of one panel.
 * @typedef {object} Frame
 * @property {string} name
 * @property {number} width
 * @property {number} height
 * @property {[number, number, number, number]} inner  left, top, right, bottom of the axes, to which marks are clipped
 * @property {string} label  what a screen reader says of the picture
 * @property {string} grab  the mark that a press anywhere in the axes takes, or ""
 * @property {boolean} turns  whether the reader turns the camera of this panel
 */

/**
 * One mark in pixels, as `gradwalk/stage/marks.py` places it; null is a point that has no place.
 * @typedef {{kind: string, at: (Pixel | null)[], label?: string, drag?: boolean, guided?: boolean, follow?: boolean,
 *     press?: boolean | "pointer", [look: string]: any}} Mark
 */

/**
 * Where the hand holds a mark; `held` is false at the drop.
 * @typedef {{panel: string, mark: string, x: number, y: number, held: boolean}} Hand
 */

/**
 * A camera, in degrees.
 * @typedef {{elevation: number, azimuth: number, held?: boolean}} Camera
 */

/**
 * @typedef {{type: "key", panel: string, mark: string, key: string, shift: boolean}
 *     | {type: "press", panel: string, mark: string}} Message
 */

/**
 * The state behind a stage. `get` knows these names:
 *
 * - "frames": `Frame[]`, the panels from left to right; a frame that is a new object is laid out anew;
 * - "marks": JSON text of {panel: {id: `Mark`}}, painted in this order;
 * - "picture_NAME": the still picture of panel NAME, as bytes of an image; the same object is not loaded again;
 * - "readout": [name, value][], "note": string, the text twin;
 * - "cameras": {panel: `Camera`}, "reduced_motion": boolean.
 *
 * `set` is called for "hand" (`Hand`), "cameras" and "reduced_motion", and is followed by `save_changes`.
 * `send` takes a `Message`. After any change the model calls what was given to `on("change", ...)`.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: (...args: any[]) => void) => void} on
 * @property {(event: string, listener: (...args: any[]) => void) => void} off
 * @property {(message: Message) => void} send
 */

export {};
