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
 * A piece of a text, moved by (dx, dy) pixels against the end of the last one; an index has a size of its own.
 * @typedef {{text: string, dx?: number, dy?: number, size?: number}} TextPiece
 */

/**
 * What a mark is painted with, in pixels, as `gradwalk/stage/shapes.py` computes it. It is a text (with `x`, `y` where
 * its letters stand, `size`, `anchor`, `bold`, and a white `halo`), a circle (with `r`), a box (with `x`, `y`, `width`,
 * `height`, `rx`), or a path through `points`, or through the mark's own where it has none: `closed`, or as `dots` only.
 * `line` is the width of a line, `opacity` that of a filling. A text with an index has `runs`, to be written in its place.
 * @typedef {{text?: string, runs?: TextPiece[], points?: (Pixel | null)[], closed?: boolean, dots?: boolean, halo?: boolean, bold?: boolean,
 *     x?: number, y?: number, width?: number, height?: number, rx?: number, r?: number, fill?: string, opacity?: number,
 *     stroke?: string, line?: number, dash?: string, size?: number, anchor?: "start" | "middle" | "end"}} Shape
 */

/**
 * One mark as `gradwalk/stage/placing.py` places it: `shapes` around `at[0]` for a point, text or node, else on the
 * page itself; null is a point that has no place. The rest says what the hand may do.
 * @typedef {object} Mark
 * @property {"point" | "arrow" | "polyline" | "polygon" | "text" | "node" | "edge"} kind
 * @property {(Pixel | null)[]} at
 * @property {Shape[]} shapes
 * @property {string} [label]  what a screen reader says of what can be dragged or pressed
 * @property {boolean} [drag]
 * @property {boolean} [guided]  it runs on a rail: while it is held, the model says where it is, not the pointer
 * @property {boolean | "pointer"} [press]
 * @property {boolean} [follow]  a panel wider than the page scrolls to it
 */

/**
 * Where the hand holds a mark, or drops it. All reports are numbered in one row; see "answered" below.
 * @typedef {{panel: string, mark: string, x: number, y: number, held: boolean, number: number}} Hand
 */

/**
 * A camera, in degrees.
 * @typedef {{elevation: number, azimuth: number, held?: boolean, number?: number}} Camera
 */

/**
 * What is sent, before it gets its number.
 * @typedef {{type: "hand", panel: string, mark: string, x: number, y: number, held: boolean}
 *     | {type: "key", panel: string, mark: string, key: string, shift: boolean}
 *     | {type: "press", panel: string, mark: string} | {type: "ask"}
 *     | {type: "try", settings: Record<string, string | number | boolean>}} Told
 * @typedef {Told & {number: number}} Message
 */

/**
 * The names of the numbers that stand large (null: none is folded away), and what a name is written with: the shape of
 * its mark, and its colour on a light and on a dark page. In a name "…" stands for whatever is there. `labels` are the
 * browser's own, by their English, where they are in another language.
 * @typedef {{headline: string[] | null, fold: string, inks: Record<string, [symbol: string, onLight: string, onDark: string]>,
 *     labels?: Record<string, string>}} Words
 */

/**
 * The state behind a stage. `get` knows these names:
 *
 * - "frames": `Frame[]`, the panels from left to right; a frame that is a new object is laid out anew;
 * - "marks": JSON text of {panel: {id: `Mark`}}, painted in this order;
 * - "placed": the same as objects, where a model has them; a mark that is the same object is not painted again;
 * - "picture_NAME": the still picture of panel NAME, as bytes of an image; the same object is not loaded again;
 * - "readout": [name, value][], "note": string, the text twin;
 * - "words": `Words`, said once;
 * - "cameras": {panel: `Camera`}, "reduced_motion": boolean;
 * - "answered": the number of the latest report that was taken in and whose outcome is shown. A model without it is no
 *   kernel: it answers within `save_changes` and `send`, and never gets an "ask".
 *
 * `set` is called for "hand" (a `Hand` that holds), "cameras" and "reduced_motion", and is followed by `save_changes`.
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
