// @ts-check
// The few labels that the browser itself writes, in the language of the page; all others come from the model.

/** English -> what is shown; what is missing stays English. @type {Map<string, string>} */
const labelsShown = new Map();

/** Show labels as a model says them: a page has one language. @param {Record<string, string> | undefined} labels */
export function useLabels(labels) {
  labelsShown.clear();
  for (const [english, words] of Object.entries(labels ?? {})) labelsShown.set(english, words);
}

/** @param {string} english */
export function tr(english) {
  return labelsShown.get(english) ?? english;
}
