// @ts-check
// The browser's half of the stage: draws marks as SVG over still pictures, and reports what the hand does.
// State lives in the model (see model.js); a view keeps only what is under the pointer at this moment.

import { Answers } from "./answers.js";
import { keepKeys, letKeysScroll, nameSliders } from "./controls.js";
import { html } from "./elements.js";
import { keepIndices } from "./indices.js";
import { useLabels } from "./labels.js";
import { colourLinks, inkOf, LIGHT, lightMarks } from "./lights.js";
import { marksOf, Panel } from "./panel.js";
import { hearTries, TRY } from "./tries.js";
import { Twin } from "./twin.js";

const USED = ["pointerup", "keyup"]; // when a control has been used
const ASK_MS = 300; // a question sent with the move would delay the answer to it, which mostly says enough

/**
 * Show the stage of a model in an element; returns what takes it away again.
 * @param {{model: import("./model.js").Model, el: HTMLElement}} view
 * @returns {() => void}
 */
export function render({ model, el }) {
  el.classList.add("gradwalk-stage");
  useLabels(model.get("words")?.labels);
  const row = html(el, "div", "gradwalk-panels");
  const twin = new Twin(el, model.get("words"));
  const answers = new Answers(model, el);
  /** @type {Map<string, Panel>} */
  const panels = new Map();
  const width = new ResizeObserver(() => letKeysScroll(row));
  width.observe(row);

  /** @type {Promise<unknown> | null} */
  let pending = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  const stopAsking = () => {
    clearTimeout(asking);
    asking = undefined;
  };

  // A picture and its marks arrive together and must be seen together.
  function update() {
    for (const frame of model.get("frames")) {
      const panel = panels.get(frame.name);
      if (!panel) panels.set(frame.name, new Panel(model, frame, row, answers));
      else if (panel.frame !== frame) panel.fit(frame);
    }
    const loads = [...panels].map(([name, panel]) => panel.load(model.get(`picture_${name}`))).filter(Boolean);
    if (loads.length) {
      const mine = (pending = Promise.all([pending, ...loads]));
      mine.finally(() => {
        if (pending === mine) pending = null;
        paint();
      });
    } else if (!pending) paint();
  }

  function paint() {
    answers.heard();
    stopAsking(); // somebody has spoken
    const marks = marksOf(model);
    for (const [name, panel] of panels) panel.paint(marks[name] || {});
    twin.show(model.get("readout"), model.get("note"));
    if (lit) lightMarks(row, lit); // also what has just appeared
    const explorer = /** @type {HTMLElement | null} */ (el.closest(".gradwalk-explorer"));
    if (!explorer) return;
    keepKeys(explorer);
    keepIndices(explorer);
    nameSliders(explorer);
    if (asks) return;
    asks = explorer;
    for (const used of USED) asks.addEventListener(used, ask);
  }

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const tellMotion = () => {
    model.set("reduced_motion", calm.matches);
    model.save_changes();
  };
  calm.addEventListener("change", tellMotion);
  if (calm.matches !== model.get("reduced_motion")) tellMotion();

  // Sliders and buttons report to the kernel by themselves; whether it listens is asked here.
  /** @type {HTMLElement | null} */
  let asks = null;
  /** @param {Event} event */
  const ask = (event) => {
    if (answers.answers() && event.target instanceof Node && !el.contains(event.target)) {
      asking ??= setTimeout(() => {
        asking = undefined;
        answers.send({ type: "ask" });
      }, ASK_MS);
    }
  };

  // The words around an explorer can set its values.
  const tried = (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    answers.send({ type: "try", settings: detail });
  };
  el.addEventListener(TRY, tried);
  hearTries();

  // A name lights its marks while it is pointed at.
  const inks = twin.words.inks;
  /** @type {import("./lights.js").Ink | undefined} */
  let lit = undefined;
  const light = (/** @type {string | null | undefined} */ name) => lightMarks(row, (lit = name ? inkOf(name, inks) : undefined));
  const lights = (/** @type {Event} */ event) => light(/** @type {CustomEvent} */ (event).detail);
  el.addEventListener(LIGHT, lights);
  twin.list.addEventListener("pointerover", ({ target }) => {
    light(target instanceof Element ? target.closest(".gradwalk-pair")?.getAttribute("data-of") : null);
  });
  twin.list.addEventListener("pointerleave", () => light(null));
  colourLinks(inks);

  model.on("change", update);
  update();
  return () => {
    width.disconnect();
    model.off("change", update);
    el.removeEventListener(TRY, tried);
    el.removeEventListener(LIGHT, lights);
    calm.removeEventListener("change", tellMotion);
    stopAsking();
    twin.close();
    answers.close();
    for (const used of USED) asks?.removeEventListener(used, ask);
    for (const panel of panels.values()) if (panel.image.src) URL.revokeObjectURL(panel.image.src);
  };
}

export default { render };
