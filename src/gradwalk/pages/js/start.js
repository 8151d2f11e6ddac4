// @ts-check
// Find the recorded explorers and the questions of a page, and bring each explorer to life when it comes near the screen.

import { Live } from "./live.js";
import { add } from "./native_controls.js";
import { countScore, listPredictions, Question } from "./questions.js";
import { lightOf } from "../../stage/js/lights.js";
import { hearTries, readTry, stageOf, TRY } from "../../stage/js/tries.js";

/** @typedef {import("./live.js").Packed} Packed */

const NEAR = "250px"; // before it is seen; what is near shall not wait for what is far
const FIRST_MS = 500; // in which the first explorer has page and processor for itself, and can answer
const PATIENCE_MS = 4000; // until the next one begins, whether the table of this one has come or not
const FAILED = "This picture stands still: its table of states did not load. Reload the page to try again.";

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
    return async (part) => all[part];
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

const CALM_MS = 300; // until the first picture of what has begun to live is there

/** @type {ReturnType<typeof setTimeout> | undefined} */
let tidying;

/** Where words ask for what was not recorded, they are plain words; that can wait until pictures and marks are there. */
function plainWordsSoon() {
  clearTimeout(tidying);
  tidying = setTimeout(plainWords, CALM_MS);
}

function plainWords() {
  for (const link of document.querySelectorAll("a[href^='#above?'], a[href^='#below?']")) {
    const wanted = readTry(link.getAttribute("href") || "");
    const stage = wanted && stageOf(link, wanted.above);
    const live = /** @type {any} */ (stage?.closest("[data-live]"))?.gradwalkLive;
    if (wanted && !lightOf(link) && live && !live.has(wanted.settings)) link.replaceWith(...link.childNodes);
  }
}

/** What has begun to live. @type {WeakMap<HTMLElement, Promise<Live | null>>} */
const begun = new WeakMap();

/** @param {HTMLElement} root */
function begin(root) {
  const life = begun.get(root) ?? bringToLife(root);
  begun.set(root, life);
  return life;
}

/** @param {HTMLElement} root */
async function bringToLife(root) {
  try {
    const live = new Live(root, holder(root));
    await live.start();
    plainWordsSoon();
    return live;
  } catch (problem) {
    console.error(problem);
    for (const room of root.querySelectorAll(".gradwalk-room")) room.remove(); // nothing will take it
    add(root, "p", { className: "gradwalk-failed", role: "status", textContent: FAILED });
    return null;
  }
}

/** What is near the screen and does not live yet. @type {Set<HTMLElement>} */
const near = new Set();
let isBeginning = false;
let calmness = FIRST_MS;

/** Begin with what is seen, and go on one by one: two at a time would both be late. */
async function beginNear() {
  if (isBeginning) return;
  isBeginning = true;
  while (near.size) {
    const root = nearest([...near]);
    near.delete(root);
    await Promise.race([begin(root).then(() => pause(calmness)), pause(PATIENCE_MS)]);
    calmness = 0;
  }
  isBeginning = false;
}

/** @param {HTMLElement[]} roots */
function nearest(roots) {
  const away = (/** @type {HTMLElement} */ root) => {
    const { top, bottom } = root.getBoundingClientRect();
    return Math.max(top, window.innerHeight - bottom, 0) + Math.abs(top + bottom - window.innerHeight) / 1e3;
  };
  return roots.reduce((best, root) => (away(root) < away(best) ? root : best));
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Let words of the text set an explorer, its menus too, and bring it to life first where it is not yet. @param {HTMLElement} root */
function listenToWords(root) {
  root.addEventListener(
    TRY,
    async (event) => {
      event.stopPropagation(); // the stage inside knows no menus
      const live = await begin(root);
      live?.attempt(/** @type {CustomEvent} */ (event).detail);
    },
    true,
  );
}

function startQuestions() {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".gradwalk-question:not(.gradwalk-room *)")]);
  const inQuiz = (/** @type {HTMLElement} */ root) => /** @type {HTMLElement | null} */ (root.closest(".gradwalk-quiz"));
  const questions = all.map((root, k) => new Question(root, k, inQuiz(root)?.dataset.mode));
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
      for (const { isIntersecting, target } of entries) near[isIntersecting ? "add" : "delete"](/** @type {HTMLElement} */ (target));
      beginNear();
    },
    { rootMargin: NEAR },
  );
  hearTries();
  for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".gradwalk-still"))) {
    listenToWords(root);
    nearby.observe(root);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
