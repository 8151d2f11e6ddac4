// @ts-check
// Protect the keys of a question, which has no stage: they choose an answer, and do not change the notebook.

import { keepKeys } from "./controls.js";

/** @param {{el: HTMLElement}} view */
function render({ el }) {
  const keep = () => {
    if (!el.isConnected) return void requestAnimationFrame(keep);
    const question = /** @type {HTMLElement | null} */ (el.closest(".gradwalk-prediction"));
    if (question) keepKeys(question);
  };
  keep();
}

export default { render };
