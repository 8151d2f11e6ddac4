// @ts-check
// The size for a lecture: the explorer fills the screen, and its pictures grow, or shrink, until all is seen at once.

import { tr } from "../../stage/js/labels.js";
import { add } from "./native_controls.js";

const ROW = 900; // pixels that panels side by side take in their own size
const GAP = 8;
const MARGIN = 26;
const LARGE = "gradwalk-large";

export class Large {
  /** @param {HTMLElement} element @param {Element} bar */
  constructor(element, bar) {
    this.element = element;
    this.button = add(bar, "button", { type: "button", className: "gradwalk-large-button", textContent: tr("Large view") });
    this.button.addEventListener("click", () => this.toggle(!this.isOn));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    window.addEventListener("resize", () => this.fit());
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.toggle(false));
  }

  get isOn() {
    return this.element.classList.contains(LARGE);
  }

  /** @param {boolean} on */
  async toggle(on) {
    if (on === this.isOn) return;
    this.element.classList.toggle(LARGE, on);
    this.button.textContent = on ? tr("Back to the page") : tr("Large view");
    this.button.setAttribute("aria-pressed", String(on));
    // Where a browser refuses, as inside a frame, the window is filled all the same.
    if (on) await this.element.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement === this.element) await document.exitFullscreen().catch(() => {});
    this.fit();
    this.button.focus();
  }

  /** Make the panels as large as the window has room for, all in the rows in which they stand in their own size. */
  fit() {
    const { style, clientWidth } = this.element;
    style.removeProperty("--gradwalk-scale");
    const row = this.element.querySelector(".gradwalk-panels");
    if (!this.isOn || !row) return;
    const widest = (clientWidth - MARGIN) / widestRow(row);
    style.setProperty("--gradwalk-scale", String(widest));
    const { top, height } = row.getBoundingClientRect();
    const room = window.innerHeight - (top - this.element.getBoundingClientRect().top) - GAP;
    if (height > room) style.setProperty("--gradwalk-scale", String((widest * room) / height));
  }
}

/** How wide the widest row of panels is in their own size. @param {Element} row */
function widestRow(row) {
  let [widest, sum] = [0, 0];
  for (const panel of row.querySelectorAll(".gradwalk-panel > svg")) {
    const width = /** @type {SVGSVGElement} */ (panel).viewBox.baseVal.width + GAP;
    sum = sum + width > ROW + GAP ? width : sum + width;
    widest = Math.max(widest, sum);
  }
  return widest;
}
