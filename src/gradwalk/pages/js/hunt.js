// @ts-check
// What an explorer asks: an answer is judged at once, and a wrong one can be followed by another.

import { add } from "./native_controls.js";
import { keep, kept } from "./questions.js";

/** @typedef {{question: string, choices: {text: string, why: string, right: boolean}[], button: string}} Hunted */

let hunts = 0;

export class HuntQuestion {
  /** @param {Element} parent @param {Hunted} hunted */
  constructor(parent, hunted) {
    this.hunted = hunted;
    this.key = `${hunted.question} ${(hunts += 1)}`;
    const form = add(add(parent, "div", { className: "gradwalk-question" }), "form");
    const set = add(form, "fieldset");
    add(set, "legend", { textContent: hunted.question });
    this.inputs = hunted.choices.map(({ text }, k) => {
      const label = add(set, "label");
      const input = add(label, "input", { type: "radio", name: this.key, value: String(k) });
      add(label, "span", { textContent: text });
      input.addEventListener("change", () => (this.button.disabled = false));
      return input;
    });
    this.button = add(form, "button", { type: "submit", textContent: hunted.button, disabled: true });
    this.why = add(form, "p", { className: "gradwalk-why", role: "status" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.judge(this.inputs.findIndex((input) => input.checked));
    });
    const before = hunted.choices.findIndex(({ text }) => text === kept(this.key));
    if (before >= 0) this.judge(before);
  }

  /** @param {number} chosen */
  judge(chosen) {
    const { text, why, right } = this.hunted.choices[chosen];
    keep(this.key, text);
    this.why.textContent = why;
    this.inputs.forEach((input, k) => Object.assign(input, { checked: k === chosen, disabled: right }));
    this.button.disabled = true;
    this.button.hidden = right;
  }
}
