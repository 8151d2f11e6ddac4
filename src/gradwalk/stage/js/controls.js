// @ts-check
// The controls beside the stage.

import { set, uniqueId } from "./elements.js";
import { tr } from "./labels.js";

/**
 * A row wider than the page can be focused, so that the arrow keys scroll it.
 * @param {HTMLElement} row
 */
export function letKeysScroll(row) {
  const wide = row.scrollWidth > row.clientWidth;
  set(row, { tabindex: wide ? 0 : null, role: wide ? "group" : null, "aria-label": wide ? tr("Wider than the page") : null });
}
/**
 * Arrow keys move a point or a slider here, not the notebook's selection; only combinations with Ctrl or Cmd, such as
 * the one that saves, still reach the notebook.
 * @param {HTMLElement} root
 */
export function keepKeys(root) {
  if (root.dataset.keepsKeys) return;
  root.dataset.keepsKeys = "true";
  root.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLElement) event.target.dataset.lmSuppressShortcuts = "true"; // JupyterLab asks the focused element first
    groupRadios(root);
  });
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const taken = !root.parentElement?.dispatchEvent(new KeyboardEvent(event.type, event));
    if (taken) event.preventDefault();
  });
}

/**
 * The radio buttons of ipywidgets belong to no group, and arrow keys do not go through them.
 * @param {HTMLElement} root
 */
export function groupRadios(root) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const radios = root.querySelectorAll("input[type=radio]:not([name])");
  for (const radio of radios) {
    const group = /** @type {HTMLElement | null} */ (radio.closest(".widget-radio"));
    if (!group) continue;
    group.dataset.group ||= uniqueId("group");
    radio.name = group.dataset.group;
  }
}

/**
 * ipywidgets writes the name of a slider beside it, but does not tell it to the handle that is moved.
 * @param {HTMLElement} explorer
 */
export function nameSliders(explorer) {
  /** @type {NodeListOf<HTMLElement>} */
  const handles = explorer.querySelectorAll(".noUi-handle:not([aria-labelledby])");
  for (const handle of handles) {
    const row = handle.closest(".widget-slider");
    const label = row?.querySelector(".widget-label");
    const readout = /** @type {HTMLElement | null | undefined} */ (row?.querySelector(".widget-readout"));
    if (!label) continue;
    label.id ||= uniqueId("label");
    handle.setAttribute("aria-labelledby", label.id);
    if (readout) sayWhatIsRead(handle, readout);
  }
}

/**
 * A slider over a list counts its places; what is heard shall be what is read.
 * @param {HTMLElement} handle @param {HTMLElement} readout
 */
export function sayWhatIsRead(handle, readout) {
  const say = () => {
    const words = (readout.textContent ?? "").trim();
    if (words && handle.getAttribute("aria-valuetext") !== words) handle.setAttribute("aria-valuetext", words);
  };
  new MutationObserver(say).observe(readout, { childList: true, characterData: true, subtree: true });
  new MutationObserver(say).observe(handle, { attributeFilter: ["aria-valuetext"] });
  say();
}
