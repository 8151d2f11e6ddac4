// @ts-check
// An exercise with many tasks: a number is written for each in turn, and judged by the ranges that the table has.

import { tr } from "../../stage/js/labels.js";
import { add, button } from "./native_controls.js";
import { keep, kept } from "./questions.js";

/** @typedef {{name: string, ranges: [number, number, boolean, string][], else: string, hints: string[]}} Task */

const READ = "Write a number, such as 0.5, −1.2e-3 or 2/3. Expressions need Python: open the notebook live.";
const DONE = "Nothing is left to fill in.";

let exercises = 0;

/** The number that is meant, or nothing. @param {string} text */
export function numberIn(text) {
  const parts = text.replace(/\u2212/g, "-").trim().split("/");
  const numbers = parts.map((part) => (/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(part) ? Number(part) : NaN));
  const value = numbers.length === 2 ? numbers[0] / numbers[1] : numbers[0];
  return numbers.length <= 2 && Number.isFinite(value) ? value : null;
}

export class FillIn {
  /** @param {Element} parent @param {Task[]} tasks @param {(right: number, task: number) => void} show */
  constructor(parent, tasks, show) {
    this.tasks = tasks;
    this.show = show;
    this.key = `fill ${tasks.map(({ name }) => name).join(" ")} ${(exercises += 1)}`;
    const form = add(parent, "form", { className: "gradwalk-fill gradwalk-control" });
    const label = add(form, "label");
    this.name = add(label, "span");
    this.input = add(label, "input", { type: "text", inputMode: "text", autocomplete: "off" });
    add(form, "button", { type: "submit", textContent: tr("Check") });
    button(form, tr("Hint"), "", () => this.hint());
    button(form, tr("Begin anew"), "", () => this.goTo(0, ""));
    this.words = add(parent, "p", { className: "gradwalk-more", role: "status" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.judge();
    });
    this.goTo(Math.min(Number(kept(this.key) ?? 0), tasks.length), "");
  }

  /** @param {number} right @param {string} words */
  goTo(right, words) {
    this.right = right;
    this.hints = 0;
    keep(this.key, String(right));
    const task = this.tasks[right];
    this.name.textContent = task ? `${task.name} =` : "";
    this.input.setAttribute("aria-label", task ? `${task.name} =` : ""); // an index is letters that nobody sees
    this.input.disabled = !task;
    this.input.value = "";
    this.words.textContent = task ? words : DONE;
    this.show(right, Math.min(right, this.tasks.length - 1));
  }

  judge() {
    const task = this.tasks[this.right || 0];
    const value = numberIn(this.input.value);
    if (!task || value === null) return void (this.words.textContent = task ? READ : DONE);
    const found = task.ranges.find(([low, high]) => low <= value && value <= high);
    const [isRight, sentence] = found ? [found[2], found[3]] : [false, task.else];
    if (isRight) this.goTo((this.right || 0) + 1, `${task.name} is right.`);
    else this.words.textContent = `${task.name}: ${sentence}`;
  }

  hint() {
    const { hints } = this.tasks[this.right || 0] ?? { hints: [] };
    if (!hints.length) return;
    this.hints = Math.min((this.hints || 0) + 1, hints.length);
    this.words.textContent = `Hint ${this.hints} of ${hints.length}: ${hints[this.hints - 1]}`;
  }
}
