// Geometry of the pointer and of marks. Run with `node --test tests/stage`; pytest runs it, too.
import assert from "node:assert/strict";
import { test } from "node:test";

import { clamped, distanceTo, intoAxes, isInAxes, pixelAt } from "../../src/gradwalk/stage/js/geometry.js";

const FRAME = { name: "map", width: 430, height: 400, inner: [60, 20, 410, 340], label: "", grab: "", turns: false };

test("a panel that is shown smaller reports the pixels of its frame", () => {
  const box = { left: 100, top: 50, width: 215, height: 200 };
  assert.deepEqual(pixelAt({ clientX: 100, clientY: 50 }, box, FRAME), [0, 0]);
  assert.deepEqual(pixelAt({ clientX: 315, clientY: 250 }, box, FRAME), [430, 400]);
  assert.deepEqual(pixelAt({ clientX: 150, clientY: 60 }, box, FRAME), [100, 20]);
});

test("width and height are scaled each by its own", () => {
  const box = { left: 0, top: 0, width: 860, height: 200 };
  assert.deepEqual(pixelAt({ clientX: 86, clientY: 100 }, box, FRAME), [43, 200]);
});

test("a pixel beside the axes goes to their nearest edge, one inside stays", () => {
  assert.deepEqual(intoAxes([0, 100], FRAME), [60, 100]);
  assert.deepEqual(intoAxes([500, 500], FRAME), [410, 340]);
  assert.deepEqual(intoAxes([200, -3], FRAME), [200, 20]);
  assert.deepEqual(intoAxes([200.5, 100], FRAME), [200.5, 100]);
});

test("the edge of the axes belongs to them", () => {
  assert.equal(isInAxes([60, 20], FRAME), true);
  assert.equal(isInAxes([410, 340], FRAME), true);
  assert.equal(isInAxes([59.9, 100], FRAME), false);
  assert.equal(isInAxes([200, 340.1], FRAME), false);
});

test("clamped keeps what lies between", () => {
  assert.deepEqual([-1, 0, 0.5, 1, 7].map((value) => clamped(value, 0, 1)), [0, 0, 0.5, 1, 1]);
});

test("the distance to a box is that to its nearest side or corner", () => {
  const box = { left: 10, top: 10, right: 50, bottom: 30 };
  assert.equal(distanceTo([20, 15], box), 0);
  assert.equal(distanceTo([50, 30], box), 0);
  assert.equal(distanceTo([3, 15], box), 7);
  assert.equal(distanceTo([20, 42], box), 12);
  assert.equal(distanceTo([53, 34], box), 5);
});
