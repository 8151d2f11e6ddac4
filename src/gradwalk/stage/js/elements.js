// @ts-check
// Make elements and set their attributes; nothing is touched that is as it should be.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Set attributes; one that is missing or empty is removed.
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, unknown>} attributes
 * @returns {E}
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === "") element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {Element} parent
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @returns {SVGElementTagNameMap[T]}
 */
export function child(parent, tag, attributes = {}) {
  return parent.appendChild(set(document.createElementNS(SVG, tag), attributes));
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {Element} parent
 * @param {T} tag
 * @param {string} className
 * @returns {HTMLElementTagNameMap[T]}
 */
export function html(parent, tag, className) {
  const element = parent.appendChild(document.createElement(tag));
  element.className = className;
  return element;
}

/**
 * Write a text. Where one stands already its letters change, which is laid out sooner than another piece of the page.
 * @param {Element} element @param {string} string
 */
export function write(element, string) {
  if (element.textContent === string) return;
  const there = element.firstChild;
  if (there instanceof Text && there === element.lastChild) there.data = string;
  else element.textContent = string;
}

/**
 * Every widget loads a copy of this module, so only chance makes an id that the whole page has once.
 * @param {string} kind
 */
export function uniqueId(kind) {
  return `gradwalk-${kind}-${Math.random().toString(36).slice(2)}`;
}
