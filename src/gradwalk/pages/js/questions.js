// @ts-check
// Make a form of every question of a page: first the reader commits, then she is told why, and the outcome opens.
// What she committed to is kept in this browser alone, under the address of the page.

import { add } from "./native_controls.js";

/** @typedef {{title: string, question: string, choices: {text: string, why: string}[], answer: number, where?: string}} Asked `where` has taught the answer: it is recalled, not predicted */

// All pages of the course share what is kept; a question is known by its words.
const KEPT = `gradwalk:${location.pathname.replace(/[^/]*$/, "")}:`;
const WAITING = "Choose one answer and commit to it. Then the outcome opens.";
const RECALLING = "Choose one answer and commit to it. Then you read why.";
const KEEPING = "Choose the answer that you would give now. What is right is told after the course.";
const IS_KEPT = "Kept in this browser.";
const UNKNOWN = "I do not know";
const NOT_YET = "Not predicted yet.";

/** @type {Record<string, string>} what lasts as long as the page, where storage is refused */
const here = {};

/** @param {string} key @returns {string | null} */
export function kept(key) {
  try {
    return localStorage.getItem(KEPT + key);
  } catch {
    return here[key] ?? null;
  }
}

/** @param {string} key @param {string} value */
export function keep(key, value) {
  here[key] = value;
  try {
    localStorage.setItem(KEPT + key, value);
  } catch {
    // A private window may refuse storage.
  }
}

/**
 * What is said once the reader has committed.
 * @param {Asked} asked @param {number} chosen @returns {string[]}
 */
export function outcomeLines({ choices, answer, where }, chosen) {
  const again = where ? [`See ${where}.`] : [];
  if (chosen === choices.length) return [`The answer: ${choices[answer].text} ${choices[answer].why}`, ...again];
  if (chosen === answer) return [`That is so. ${choices[chosen].why}`, ...again];
  const [wrong, right] = where ? ["It is not so.", "The answer"] : ["It turns out otherwise.", "The outcome"];
  return [`${wrong} ${choices[chosen].why}`, `${right}: ${choices[answer].text} ${choices[answer].why}`, ...again];
}

export class Question {
  /**
   * In a test one can say that one does not know; before the course (`quiet`) nothing is said of what is right.
   * @param {HTMLElement} root @param {number} number @param {string | undefined} mode  that of the test it stands in
   */
  constructor(root, number, mode) {
    this.quiet = mode === "before";
    /** @type {Asked} */
    this.asked = JSON.parse(root.querySelector("script")?.textContent || "");
    this.chosen = -1;
    this.outcome = /** @type {HTMLElement} */ (root.querySelector(".gradwalk-outcome"));
    this.outcome.hidden = true;
    root.dataset.asked = "true";
    const form = document.createElement("form");
    this.inputs = this.choicesIn(form, `gradwalk-question-${number}`);
    this.button = add(form, "button", { type: "submit", textContent: "Commit", disabled: true });
    this.why = add(form, "div", { className: "gradwalk-why", role: "status", textContent: this.quiet ? KEEPING : this.asked.where ? RECALLING : WAITING });
    /** @type {HTMLButtonElement | null} */
    this.unknown = mode ? add(form, "button", { type: "button", className: "gradwalk-unknown", textContent: UNKNOWN }) : null;
    this.unknown?.addEventListener("click", () => this.choose(this.asked.choices.length));
    form.append(this.why);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.choose(this.inputs.findIndex((input) => input.checked));
    });
    root.querySelector(".gradwalk-asked")?.replaceChildren(form);
  }

  /** @param {Element} form @param {string} name @returns {HTMLInputElement[]} */
  choicesIn(form, name) {
    const set = add(form, "fieldset");
    const legend = add(set, "legend");
    add(legend, "b", { textContent: this.asked.title });
    legend.append(this.asked.question);
    return this.asked.choices.map(({ text }, k) => {
      const label = add(set, "label");
      const input = add(label, "input", { type: "radio", name, value: String(k) });
      add(label, "span", { textContent: text });
      input.addEventListener("change", () => (this.button.disabled = false));
      return input;
    });
  }

  get isRight() {
    return this.chosen === this.asked.answer;
  }

  /** What can be committed to, "I do not know" behind the choices. */
  get answers() {
    return [...this.asked.choices.map(({ text }) => text), ...(this.unknown ? [UNKNOWN] : [])];
  }

  /** @param {number} chosen */
  choose(chosen) {
    keep(this.asked.question, this.answers[chosen]);
    this.commit(chosen);
  }

  /** Take up what was committed on an earlier visit. */
  restore() {
    const chosen = this.answers.indexOf(kept(this.asked.question) ?? "");
    if (chosen >= 0) this.commit(chosen);
  }

  /** @param {number} chosen */
  commit(chosen) {
    this.chosen = chosen;
    this.inputs.forEach((input, k) => Object.assign(input, { checked: k === chosen, disabled: true }));
    this.button.hidden = true;
    if (this.unknown) this.unknown.hidden = true;
    this.why.replaceChildren();
    for (const line of this.quiet ? [IS_KEPT] : outcomeLines(this.asked, chosen)) add(this.why, "p", { textContent: line });
    this.outcome.hidden = false;
    document.dispatchEvent(new Event("gradwalk-committed"));
  }
}

/** List what was predicted on this page, in the order of its questions. @param {Element} place @param {Question[]} questions */
export function listPredictions(place, questions) {
  questions = questions.filter(({ asked }) => !asked.where);
  const list = add(place, "ol");
  const items = questions.map(() => add(list, "li"));
  const show = () =>
    questions.forEach(({ asked, chosen }, k) => {
      const lines = chosen < 0 ? [NOT_YET] : [`You predicted: ${asked.choices[chosen].text}`, ...outcomeLines(asked, chosen)];
      items[k].replaceChildren();
      for (const line of [asked.question, ...lines]) add(items[k], "p", { textContent: line });
    });
  document.addEventListener("gradwalk-committed", show);
  show();
}

/** Say how far a concept test has come, and after the course, how it goes; one may stop anywhere. @param {HTMLElement} quiz @param {Question[]} questions */
export function countScore(quiz, questions) {
  const line = quiz.querySelector(".gradwalk-score");
  const { mode } = quiz.dataset;
  const show = () => {
    const answered = questions.filter(({ chosen }) => chosen >= 0);
    const right = `${questions.filter((question) => question.isRight).length} of ${answered.length}`;
    if (answered.length) keep(`score ${mode}`, right);
    const before = mode === "after" && kept("score before");
    const told = answered.length > 0 && mode === "after"; // who begins is not told how little she knows
    const words = told ? `${right} right; ${questions.length} questions in all.` : `${answered.length} of ${questions.length} answered.`;
    if (line) line.textContent = before && told ? `${words} Before the course it was ${before}.` : words;
  };
  document.addEventListener("gradwalk-committed", show);
  show();
}
