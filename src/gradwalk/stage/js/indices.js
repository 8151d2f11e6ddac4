// @ts-check
// Set the indices of texts above and below the line. The letters stay those that were typed, for whoever copies or
// searches them; what is seen comes from the style sheet.

import { html, set, write } from "./elements.js";

// An upper and a lower index, as in w⁽²⁾₁₃ or 10⁻⁶, the name below a λ, and the number of a node, as in v1. The first three
// are the rule of gradwalk/stage/indices.py, too.
const [UPPER, LOWER] = ["[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ]+", "[₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ]+(?:,[₀₁₂₃₄₅₆₇₈₉]+)*"];
const NAMED = String.raw`(?<=λ)_max|(?<=(?<![\p{L}\d_.])[a-z])\d+(?![\p{L}\d_[(]|\.\d)`;
const INDEX = new RegExp(`(${UPPER}(?:${LOWER})?|${LOWER}(?:${UPPER})?|${NAMED})`, "u");
const RAISED = new RegExp(UPPER, "u");
const AS_TYPED = ".gradwalk-stage, .gradwalk-index, .widget-readout, select, textarea, pre, code, style";

/** @param {Element} element @param {string} string */
export function writeMath(element, string) {
  if (!INDEX.test(string)) write(element, string);
  else if (element.textContent !== string) element.replaceChildren(...mathOf(string));
}

/** The nodes of a text with its indices set. @param {string} string @returns {(string | Node)[]} */
function mathOf(string) {
  return string.split(INDEX).map((part, k) => (k % 2 ? indexOf(part) : part));
}

/** @param {string} part */
function indexOf(part) {
  const index = document.createElement("span");
  index.className = "gradwalk-index";
  const [up = ""] = RAISED.exec(part) || [];
  set(index, { "data-up": plainIndex(up), "data-down": plainIndex(part.replace(up, "")) });
  html(index, "span", "gradwalk-letters").textContent = part;
  return index;
}

/** @param {string} index */
function plainIndex(index) {
  return index.normalize("NFKC").replace("_", "");
}

/**
 * Set the indices in all that ipywidgets writes beside a stage, now and whenever it writes again.
 * @param {HTMLElement} explorer
 */
export function keepIndices(explorer) {
  if (explorer.dataset.setsIndices) return;
  explorer.dataset.setsIndices = "true";
  setIndices(explorer);
  new MutationObserver((changes) => {
    for (const { target } of changes) if (target instanceof Element && !target.closest(AS_TYPED)) setIndices(target);
  }).observe(explorer, { childList: true, subtree: true });
}

/** @param {Element} root */
function setIndices(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const found = [];
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    if (INDEX.test(text.data) && !text.parentElement?.closest(AS_TYPED)) found.push(text);
  }
  for (const text of found) {
    const words = document.createElement("span"); // one piece, where a line is a row of boxes
    words.append(...mathOf(text.data));
    text.replaceWith(words);
  }
}
