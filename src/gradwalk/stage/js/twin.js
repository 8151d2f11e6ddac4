// @ts-check
// The text twin: what the pictures say, in words.

import { html, set, write } from "./elements.js";

const QUIET_MS = 700; // a screen reader hears the read-out once the hand rests, not at every pixel

export class Twin {
  /** @param {Element} parent */
  constructor(parent) {
    this.list = set(html(parent, "div", "gradwalk-twin"), { role: "group", "aria-label": "Values" });
    this.note = html(parent, "p", "gradwalk-note");
    this.voice = html(parent, "div", "gradwalk-voice");
    set(this.voice, { "aria-live": "polite", "aria-atomic": "true" });
    /** @type {string | null} */
    this.spoken = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {[name: string, value: string][]} readout @param {string} note */
  show(readout, note) {
    while (this.list.childElementCount > readout.length) this.list.lastElementChild?.remove();
    while (this.list.childElementCount < readout.length) {
      const pair = html(this.list, "div", "gradwalk-pair");
      html(pair, "span", "gradwalk-name");
      html(pair, "span", "gradwalk-value");
    }
    readout.forEach(([name, value], i) => {
      write(this.list.children[i].children[0], `${name} =`);
      write(this.list.children[i].children[1], value);
    });
    write(this.note, note);
    this.speakLater([...readout.map(([name, value]) => `${name}: ${value}`), note].filter(Boolean).join("; "));
  }

  /** @param {string} sentence */
  speakLater(sentence) {
    if (this.spoken === null) this.spoken = sentence; // what stands there at first is read in place, not announced
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (sentence !== this.spoken) this.voice.textContent = this.spoken = sentence;
    }, QUIET_MS);
  }

  close() {
    clearTimeout(this.timer);
  }
}
