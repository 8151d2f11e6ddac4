// @ts-check
// Words that drive pictures: a link to "#below?surface=kink&x=0" sets these values in the explorer next below it, one to
// "#above?..." in the last one above it. Where no explorer is near, the link says so; without this script it does nothing.

import { html, write } from "./elements.js";
import { LIGHT, lightOf } from "./lights.js";

/** @typedef {Record<string, string | number | boolean>} Settings */

const LINK = 'a[href^="#above?"], a[href^="#below?"]';
const HEIGHTS = 2; // heights of the window; what lies further away is another picture, not the one the words speak of
const SAID_MS = 5000;
const NOT_THERE = " (run the cell of the picture first)";
export const TRY = "gradwalk-try"; // the event by which a stage hears of it

/**
 * What an address asks for.
 * @param {string} address
 * @returns {{above: boolean, settings: Settings} | null}
 */
export function readTry(address) {
  const [where, query] = address.split("?");
  if (!query || !["#above", "#below"].includes(where)) return null;
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [name, readValue(value)]);
  return { above: where === "#above", settings: Object.fromEntries(pairs) };
}

/** @param {string} text @returns {string | number | boolean} */
function readValue(text) {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * The stage that the words speak of; in a page without Python it may still be a picture that has not come to life.
 * @param {Element} link @param {boolean} above @returns {HTMLElement | null}
 */
export function stageOf(link, above) {
  const all = document.querySelectorAll(/** @type {"div"} */ (".gradwalk-stage, .gradwalk-still:not([data-live])"));
  const stages = [...all].filter((each) => each.getClientRects().length);
  const wanted = above ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  const there = stages.filter((stage) => link.compareDocumentPosition(stage) & wanted);
  const nearest = above ? there[there.length - 1] : there[0];
  if (!nearest) return null;
  const [words, picture] = [link.getBoundingClientRect(), nearest.getBoundingClientRect()];
  const apart = above ? words.top - picture.bottom : picture.top - words.bottom;
  return apart < HEIGHTS * window.innerHeight ? nearest : null;
}

/** @param {Event} event */
function heard(event) {
  const link = event.target instanceof Element ? event.target.closest(LINK) : null;
  const wanted = link && readTry(link.getAttribute("href") ?? "");
  if (!link || !wanted) return;
  event.preventDefault();
  event.stopPropagation();
  const stage = stageOf(link, wanted.above);
  if (!stage) return sayNear(link);
  const name = lightOf(link);
  if (name) stage.dispatchEvent(new CustomEvent(LIGHT, { detail: name }));
  else stage.dispatchEvent(new CustomEvent(TRY, { detail: wanted.settings }));
  stage.scrollIntoView({ block: "nearest" });
}

/** Words that name a mark light it while the pointer or the focus is on them. @param {Event} event */
function pointedAt(event) {
  const link = event.target instanceof Element ? event.target.closest(LINK) : null;
  const wanted = link && lightOf(link) && readTry(link.getAttribute("href") ?? "");
  if (!link || !wanted) return;
  const on = event.type === "pointerover" || event.type === "focusin";
  stageOf(link, wanted.above)?.dispatchEvent(new CustomEvent(LIGHT, { detail: on ? lightOf(link) : null }));
}

/** @param {Element} link */
function sayNear(link) {
  if (link.querySelector("[role=status]")) return;
  const words = html(link, "span", "gradwalk-remark");
  words.setAttribute("role", "status");
  write(words, NOT_THERE);
  setTimeout(() => words.remove(), SAID_MS);
}

/** Listen for the links of a page, once, however many stages it has. */
export function hearTries() {
  const page = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (globalThis));
  if (page.gradwalkTries) return;
  page.gradwalkTries = true;
  // Before anybody else: in JupyterLab the Enter key would open the text for editing.
  window.addEventListener("click", heard, true);
  window.addEventListener("keydown", (event) => event.key === "Enter" && heard(event), true);
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) window.addEventListener(type, pointedAt, true);
}
