// @ts-check
// Find the recorded explorers and the questions of a page, and bring each explorer to life when it comes near the screen.

import { render } from "../../stage/js/stage.js";
import { add, buildControls } from "./native_controls.js";
import { countScore, listPredictions, Question } from "./questions.js";
import { RecordedModel } from "./recorded_model.js";

/** @typedef {{record: string, pictures: string[], parts?: Record<string, Packed>}} Packed JSON as gzip, and pictures, in base64 */

const NEAR = "900px"; // before it is seen, so that it is ready when it is
const FAILED = "This picture stands still: its table of states did not load. Reload the page to try again.";
const NEEDS_PYTHON = "What is done here needs Python: open the notebook live, and work with this picture there.";

/** What the scripts beside a page bring, by name: see document.py. @type {Record<string, Packed>} */
const brought = (/** @type {any} */ (globalThis).gradwalkRecords ??= {});

/**
 * What a page holds of a recorded explorer: inside its still picture, or in scripts beside the page.
 * @param {HTMLElement} root @returns {(part: string) => Promise<Packed>}
 */
function holder(root) {
  const own = root.querySelector("script[type='application/json']");
  if (own) {
    const all = JSON.parse(own.textContent || "");
    return async (part) => (part ? all.parts[part] : all);
  }
  const { record = "", from = "" } = root.dataset;
  return async (part) => {
    const name = part ? `${record}.${part}` : record;
    if (!brought[name]) await scriptFrom(`${from}${name}.js`);
    return brought[name];
  };
}

/** A script can be loaded where fetch is refused: from a folder on a disk. @param {string} address @returns {Promise<void>} */
function scriptFrom(address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: () => resolve() });
    script.onerror = () => reject(new Error(`${address} did not load`));
    document.head.append(script);
  });
}

/** @param {string} text base64 */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Packed} packed @returns {Promise<{content: any, pictures: Uint8Array[]}>} */
async function unpacked({ record, pictures }) {
  const stream = new Blob([bytesOf(record)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { content: JSON.parse(await new Response(stream).text()), pictures: pictures.map(bytesOf) };
}

/** Put a live explorer into the place of its still picture. @param {HTMLElement} root */
async function bringToLife(root) {
  const held = holder(root);
  const { content, pictures } = await unpacked(await held(""));
  const model = new RecordedModel(content, pictures, async (panel, number) => {
    const view = await unpacked(await held(`${panel}.${number}`));
    return { marks: view.content, picture: view.pictures[0] };
  });
  const live = document.createElement("div");
  live.className = ["gradwalk-recorded", ...content.classes].join(" ");
  buildControls(add(live, "div", { className: "gradwalk-controls" }), model);
  if (!content.controls.length) add(live, "p", { className: "gradwalk-more", textContent: NEEDS_PYTHON });
  root.replaceChildren(live);
  render({ model, el: add(live, "div") });
  Object.assign(root, { gradwalk: model }); // for whoever wants to look at it
  root.dataset.live = "true";
}

/** @param {HTMLElement} root */
async function begin(root) {
  if (root.dataset.begun) return;
  root.dataset.begun = "true";
  try {
    await bringToLife(root);
  } catch (problem) {
    console.error(problem);
    add(root, "p", { className: "gradwalk-failed", role: "status", textContent: FAILED });
  }
}

function startQuestions() {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".gradwalk-question")]);
  const inQuiz = (/** @type {HTMLElement} */ root) => /** @type {HTMLElement | null} */ (root.closest(".gradwalk-quiz"));
  const questions = all.map((root, k) => new Question(root, k, inQuiz(root)?.dataset.mode === "before"));
  const predictions = questions.filter((_, k) => !inQuiz(all[k]));
  const place = document.querySelector(".gradwalk-predicted");
  if (place) listPredictions(place, predictions);
  for (const quiz of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".gradwalk-quiz")))
    countScore(quiz, questions.filter((_, k) => inQuiz(all[k]) === quiz));
  questions.forEach((question) => question.restore());
}

function startAll() {
  startQuestions();
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) begin(/** @type {HTMLElement} */ (target));
    },
    { rootMargin: NEAR },
  );
  document.querySelectorAll(".gradwalk-still").forEach((root) => nearby.observe(root));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
