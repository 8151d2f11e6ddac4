// @ts-check
// Words that name a mark light it in the picture: names beside the picture, and links such as "#above?light=∇F".

import { set } from "./elements.js";

export const LIGHT = "gradwalk-light"; // the event by which a stage hears from a link what to light, or null

/** @typedef {[symbol: string, onLight: string, onDark: string]} Ink */
/** @typedef {Record<string, Ink>} Inks */

// What a symbol before a name stands for; a name is written in the colour of its mark.
/** @type {[symbols: string, kinds: string[]][]} */
const KINDS = [["→", ["arrow"]], ["●◆■○", ["point"]], ["━╱┃┆", ["polyline", "edge", "arrow", "node"]]];

const ANY = "…"; // in a name, stands for whatever is there

/** @param {string} name @param {string} wanted */
export function fits(name, wanted) {
  const [start, end] = wanted.split(ANY);
  return end === undefined ? name === wanted : name.startsWith(start) && name.endsWith(end);
}

/** @param {string} name @param {Inks} inks @returns {Ink | undefined} */
export function inkOf(name, inks) {
  const found = Object.keys(inks).find((wanted) => fits(name, wanted));
  return found === undefined ? undefined : inks[found];
}

/**
 * Let the marks that have an ink stand out from all others; none where `ink` is missing, or has no mark.
 * @param {Element} panels @param {Ink | undefined} ink
 */
export function lightMarks(panels, ink) {
  const groups = [...panels.querySelectorAll("[data-mark]")];
  const lit = ink ? marksOfInk(groups, ink) : [];
  panels.classList.toggle("gradwalk-lights", lit.length > 0);
  for (const group of groups) group.classList.toggle("gradwalk-lit", lit.includes(group));
}

/** @param {Element[]} groups @param {Ink} ink */
function marksOfInk(groups, [symbol, colour]) {
  const coloured = groups.filter((group) => group.querySelector(`[fill="${colour}"], [stroke="${colour}"]`));
  const [, kinds] = KINDS.find(([symbols]) => symbols.includes(symbol)) ?? ["", /** @type {string[]} */ ([])];
  const alike = coloured.filter((group) => kinds.includes(group.getAttribute("data-kind") ?? ""));
  if (!alike.length) return coloured;
  // What became a mark of its own, such as the head of an arrow that a point would cover, is lit with it.
  const names = alike.map((group) => group.getAttribute("data-mark"));
  return coloured.filter((group) => alike.includes(group) || names.some((name) => group.getAttribute("data-mark")?.startsWith(`${name} `)));
}

/**
 * Write the names in the text of a page in the colour of their marks.
 * @param {Inks} inks
 */
export function colourLinks(inks) {
  for (const link of document.querySelectorAll('a[href*="?light="]:not([style])')) {
    const ink = inkOf(lightOf(link) ?? "", inks);
    if (ink) set(link, { style: `--gradwalk-on-light: ${ink[1]}; --gradwalk-on-dark: ${ink[2]}` });
  }
}

/** The name that a link lights. @param {Element} link */
export function lightOf(link) {
  const [, query] = (link.getAttribute("href") ?? "").split("?");
  return new URLSearchParams(query).get("light");
}
