// @ts-check
// The text twin: what the pictures say, in words. A few numbers stand large, all others in a fold.

import { html, set, write } from "./elements.js";
import { writeMath } from "./indices.js";
import { tr } from "./labels.js";
import { fits, inkOf } from "./lights.js";

const QUIET_MS = 700; // a screen reader hears the read-out once the hand rests, not at every pixel
const MOST_LARGE = 4;

/** @typedef {[name: string, value: string]} Pair */
/** @typedef {import("./model.js").Words} Words */

export class Twin {
  /** @param {Element} parent @param {Words | undefined} words */
  constructor(parent, words) {
    this.words = words || { headline: null, fold: "", inks: {} };
    this.list = set(html(parent, "div", "gradwalk-twin"), { role: "group", "aria-label": tr("Values") });
    this.large = html(this.list, "div", "gradwalk-headline");
    this.rest = this.words.headline ? folded(this.list, this.words.fold, `gradwalk-numbers:${this.words.headline}`) : this.large;
    this.list.classList.toggle("gradwalk-plain", !this.words.headline);
    this.note = html(parent, "p", "gradwalk-note");
    this.voice = html(parent, "div", "gradwalk-voice");
    set(this.voice, { "aria-live": "polite", "aria-atomic": "true" });
    /** @type {string | null} */
    this.spoken = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {Pair[]} readout @param {string} note */
  show(readout, note) {
    const large = headlineOf(readout, this.words.headline || []);
    if (this.rest !== this.large) this.fill(this.large, large);
    this.fill(this.rest, readout.filter((pair) => !large.includes(pair)));
    if (this.rest.parentElement !== this.list) {
      this.rest.parentElement?.toggleAttribute("hidden", large.length === readout.length);
    }
    writeMath(this.note, note);
    const said = readout.map(([name, value]) => (name ? `${name}: ${value}` : value));
    this.speakLater([...said, note].filter(Boolean).join("; "));
  }

  /** @param {Element} list @param {Pair[]} pairs */
  fill(list, pairs) {
    while (list.childElementCount > pairs.length) list.lastElementChild?.remove();
    while (list.childElementCount < pairs.length) {
      const pair = html(list, "div", "gradwalk-pair");
      set(html(pair, "span", "gradwalk-symbol"), { "aria-hidden": "true" });
      html(pair, "span", "gradwalk-name");
      html(pair, "span", "gradwalk-equals");
      html(pair, "span", "gradwalk-value");
    }
    pairs.forEach(([name, value], i) => {
      const pair = /** @type {HTMLElement} */ (list.children[i]);
      writeMath(pair.children[1], name);
      write(pair.children[2], name && " ="); // what has no name is a sentence
      writeMath(pair.children[3], value);
      this.colour(pair, name);
    });
  }

  /** Give a name the colour of its mark, and the mark's shape before it. @param {HTMLElement} pair @param {string} name */
  colour(pair, name) {
    if (pair.dataset.of === name) return;
    pair.dataset.of = name;
    const [symbol, onLight, onDark] = inkOf(name, this.words.inks) ?? ["", "", ""];
    writeMath(pair.children[0], symbol);
    pair.style.setProperty("--gradwalk-on-light", onLight || null);
    pair.style.setProperty("--gradwalk-on-dark", onDark || null);
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

/** The pairs that stand large, in the order of the headline. @param {Pair[]} readout @param {string[]} headline */
function headlineOf(readout, headline) {
  const found = headline.flatMap((wanted) => readout.filter(([name]) => fits(name, wanted)));
  return found.slice(0, MOST_LARGE);
}

/** A list that is folded until the reader opens it, and then stays open for the visit. @param {Element} parent @param {string} title @param {string} key */
function folded(parent, title, key) {
  const details = /** @type {HTMLDetailsElement} */ (html(parent, "details", "gradwalk-more-numbers"));
  html(details, "summary", "").textContent = title;
  try {
    details.open = sessionStorage.getItem(key) === "open";
    details.addEventListener("toggle", () => sessionStorage.setItem(key, details.open ? "open" : ""));
  } catch {
    // Where storage is refused, it opens and closes all the same.
  }
  return html(details, "div", "gradwalk-rest");
}
