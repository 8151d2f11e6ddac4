// @ts-check
// Notice that nobody answers: a kernel that is busy, or one that was restarted and knows this stage no more.

import { html, set, write } from "./elements.js";

const WAIT_MS = 2000; // longer than any answer of a kernel that is not busy
const BUSY =
  "The kernel does not answer: while it is busy, this waits for it; if it was restarted, run this cell again.";
const LOST = "The kernel was restarted and no longer knows this picture: run this cell again.";

/** Numbers what is reported to the model, and says so on the page when the answer to the latest number stays away. */
export class Answers {
  /** @param {import("./model.js").Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.asked = this.heardOf = Number(model.get("answered") ?? 0);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.words = set(html(el, "p", "gradwalk-unanswered"), { role: "status" });
    // Jupyter marks an element whose kernel is gone, after it has told everybody.
    this.lost = () => setTimeout(() => this.isLost() && this.say(LOST));
    model.on("comm_live_update", this.lost);
  }

  /** The number of a report that is about to be made. */
  next() {
    this.asked = Math.max(this.asked, this.model.get("answered") ?? 0) + 1; // other views of the model count on, too
    if (this.isLost()) this.say(LOST);
    else if (this.timer === undefined) this.wait();
    return this.asked;
  }

  /** Report at once, in the order of what is done; where nobody listens any more there is nowhere to send it to.
   * @param {import("./model.js").Told} message
   * @returns {number} the number of the report
   */
  send(message) {
    const number = this.next();
    if (!this.isLost()) this.model.send({ ...message, number });
    return number;
  }

  /** To be called after every change of the model. */
  heard() {
    const answered = Number(this.model.get("answered") ?? 0);
    if (answered === this.heardOf) return;
    this.heardOf = answered;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.say("");
    if (this.isOpen(this.asked)) this.wait(); // in a long drag there is always one that is on its way
  }

  wait() {
    if (this.answers()) this.timer = setTimeout(() => this.say(BUSY), WAIT_MS);
  }

  /** Whether the report with this number waits for an answer that may still come.
   * @param {number} number
   */
  isOpen(number) {
    return this.answers() && !this.isLost() && this.model.get("answered") < number;
  }

  /** A model that is no kernel answers at once, and need not say so. */
  answers() {
    return typeof this.model.get("answered") === "number";
  }

  isLost() {
    return this.el.closest(".jupyter-widgets-disconnected") !== null;
  }

  /** @param {string} sentence */
  say(sentence) {
    write(this.words, sentence);
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("comm_live_update", this.lost);
  }
}
