// @ts-check
// A live explorer in the place of its still picture: its menus, its controls, its stage, and the size it is shown in.

import { useLabels } from "../../stage/js/labels.js";
import { render } from "../../stage/js/stage.js";
import { Large } from "./large.js";
import { add, buildControls, buildMenu } from "./native_controls.js";
import { FillIn } from "./fill.js";
import { HuntQuestion } from "./hunt.js";
import { RecordedModel } from "./recorded_model.js";

/** @typedef {{record: string, pictures: string[]}} Packed JSON as gzip, and pictures, in base64 */
/** @typedef {import("./recorded_model.js").Control} Control */

/**
 * What stands at a still picture: see `still` in document.py.
 * @typedef {{menus: Control[], start: string, narrow: boolean, question: any, fixed: Record<string, any>,
 *     title: string}} Album
 */

const NARROW_BELOW = 560; // pixels of the page
const NARROW = "narrow";
const NEEDS_PYTHON = "What is typed here needs Python: open the notebook live, and work with this picture there.";
const PUSH = "The picture is wider than the screen: push it sideways.";
const NOT_LOADED = "That choice did not load; what was chosen before stays. Choose it again to try again.";

/**
 * Tell where a row of panels goes on, by a line of words and by a shade at that edge; returns what ends it.
 * @param {HTMLElement} row @param {HTMLElement} hint @returns {() => void}
 */
function tellMore(row, hint) {
  const tell = () => {
    const hidden = row.scrollWidth - row.clientWidth;
    hint.hidden = hidden <= 4;
    row.classList.toggle("gradwalk-more-right", hidden - row.scrollLeft > 4);
    row.classList.toggle("gradwalk-more-left", hidden > 4 && row.scrollLeft > 4);
  };
  const width = new ResizeObserver(tell);
  width.observe(row);
  row.addEventListener("scroll", tell, { passive: true });
  return () => width.disconnect();
}

/** @param {string} text base64 */
function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < bytes.length; k += 1) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

/** @param {Packed} packed @returns {Promise<{content: any, pictures: Uint8Array[]}>} */
async function unpacked({ record, pictures }) {
  const stream = new Blob([bytesOf(record)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { content: JSON.parse(await new Response(stream).text()), pictures: pictures.map(bytesOf) };
}

export class Live {
  /** @param {HTMLElement} root @param {(part: string) => Promise<Packed>} held */
  constructor(root, held) {
    this.root = root;
    this.held = held;
    /** @type {Album} */
    this.album = JSON.parse(root.dataset.album || "");
    this.chosen = this.album.start.split("-").filter(Boolean).map(Number);
    this.isNarrow = this.shouldBeNarrow;
    this.element = document.createElement("div");
    if (this.album.title) add(this.element, "p", { className: "gradwalk-title", textContent: this.album.title });
    this.top = add(this.element, "div", { className: "gradwalk-top" });
    this.menus = this.album.menus.map((menu, k) => buildMenu(this.top, menu, (value) => this.choose(this.chosen.with(k, value))));
    this.status = add(this.element, "p", { className: "gradwalk-failed", role: "status" });
    this.exercise = add(this.element, "div");
    this.body = add(this.element, "div");
    this.dispose = () => {};
  }

  get shouldBeNarrow() {
    const width = this.element?.isConnected ? this.element.clientWidth : this.root.clientWidth;
    return width < NARROW_BELOW;
  }

  /** @param {number[]} chosen */
  part(chosen) {
    return [chosen.join("-"), this.isNarrow && this.album.narrow ? NARROW : ""].filter(Boolean).join(".");
  }

  async start() {
    await this.load(this.part(this.chosen));
    const { question } = this.album;
    if (question?.choices) new HuntQuestion(this.element, question);
    if (question?.tasks) new FillIn(this.exercise, question.tasks, (...state) => this.model?.go(state));
    this.root.replaceChildren(this.element);
    this.large = new Large(this.element, this.top);
    new ResizeObserver(() => this.layOut()).observe(this.element);
    Object.assign(this.root, { gradwalkLive: this }); // for the words around it
    this.root.dataset.live = "true";
    this.root.dispatchEvent(new Event("gradwalk-live", { bubbles: true }));
  }

  /** Show the record of other choices in the menus. @param {number[]} wanted */
  async choose(wanted) {
    this.wanted = wanted;
    try {
      await this.load(this.part(wanted), () => this.wanted === wanted);
      if (this.wanted === wanted) this.chosen = wanted;
      this.status.textContent = "";
    } catch (problem) {
      console.error(problem);
      this.status.textContent = NOT_LOADED;
    }
    this.menus.forEach((show, k) => show(this.chosen[k]));
  }

  /**
   * What words ask for, in parts: the choices in the menus (-1 is one that no menu has), and all other settings that do
   * not stand so already.
   * @param {Record<string, any>} settings
   */
  parted(settings) {
    const chosen = this.album.menus.map(({ name, values }, k) => (name in settings ? values.indexOf(settings[name]) : this.chosen[k]));
    const isElsewhere = (/** @type {string} */ name) => this.album.menus.some((menu) => menu.name === name);
    const { fixed } = this.album;
    const others = Object.entries(settings).filter(([name, value]) => !isElsewhere(name) && !(name in fixed && fixed[name] === value));
    return { chosen, others: Object.fromEntries(others) };
  }

  /** Whether all that words ask for was recorded. @param {Record<string, any>} settings */
  has(settings) {
    const { chosen, others } = this.parted(settings);
    return !chosen.includes(-1) && this.model?.stateFor(others) != null;
  }

  /** Show what words ask for. @param {Record<string, any>} settings */
  async attempt(settings) {
    if (!this.has(settings)) return;
    const { chosen, others } = this.parted(settings);
    if (String(chosen) !== String(this.chosen)) await this.choose(chosen);
    this.model?.attempt(others);
  }

  /** Show the pictures for this width; the state stays. */
  async layOut() {
    if (this.isNarrow === this.shouldBeNarrow) return this.large?.fit();
    this.isNarrow = this.shouldBeNarrow;
    const state = this.model?.state;
    await this.load(this.part(this.chosen), () => true, state).catch(() => {});
  }

  /** @param {string} part @param {() => boolean} [isWanted] @param {number[]} [state] */
  async load(part, isWanted = () => true, state) {
    const { content, pictures } = await unpacked(await this.held(part));
    if (!isWanted()) return;
    this.model = new RecordedModel(content, pictures, async (panel, number) => {
      const view = await unpacked(await this.held([part, panel, number].filter((name) => name !== "").join(".")));
      return { ...view.content, picture: view.pictures[0] };
    });
    if (state) this.model.state = state;
    this.dispose();
    this.show(content);
  }

  /** @param {any} content */
  show({ controls, classes, words }) {
    useLabels(words.labels);
    const model = /** @type {RecordedModel} */ (this.model);
    this.element.className = ["gradwalk-recorded", this.isNarrow ? "gradwalk-narrow" : "", ...classes].filter(Boolean).join(" ");
    this.body.replaceChildren();
    const stop = buildControls(add(this.body, "div", { className: "gradwalk-controls" }), model, this.album.question?.drives ?? []);
    if (!controls.length) add(this.body, "p", { className: "gradwalk-more", textContent: NEEDS_PYTHON });
    const hint = add(this.body, "p", { className: "gradwalk-more", textContent: PUSH, hidden: true });
    const leave = render({ model, el: add(this.body, "div") });
    const forget = tellMore(/** @type {HTMLElement} */ (this.body.querySelector(".gradwalk-panels")), hint);
    this.dispose = () => (stop(), leave(), forget());
    Object.assign(this.root, { gradwalk: model }); // for whoever wants to look at it
  }
}
