// Run by pytest (test_columns.py), which gives a file of columns with what each must hold.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Table, valueIn } from "../../src/gradwalk/pages/js/table.js";

const GIVEN = process.env.GRADWALK_COLUMNS;

/** All states, the last control changing fastest. */
function everyState(shape) {
  return shape.reduce((states, size) => states.flatMap((state) => Array.from({ length: size }, (_, k) => [...state, k])), [[]]);
}

test("every column gives back what was put into it", { skip: !GIVEN }, () => {
  for (const { column, shape, values } of JSON.parse(readFileSync(GIVEN, "utf8"))) {
    let row = 0;
    for (const state of everyState(shape)) assert.deepEqual(valueIn(column, state, shape), values[row++]);
    assert.equal(row, values.length);
  }
});

// A mark on a grid of 5 x 4 places, ten pixels apart; the first control goes right, the second one up.
const places = Array.from({ length: 20 }, (_, k) => [[10 * Math.floor(k / 4), 100 - 10 * (k % 4)]]);
const panel = { order: { value: ["dot"] }, looks: { dot: { at: { axes: [0, 1], values: places, index: places.map((_, k) => k) } } } };
const table = new Table([5, 4, 3]);

test("the nearest state is that of the nearest place, and other controls stay", () => {
  assert.deepEqual(table.nearest(panel, "dot", 28, 76, [0, 0, 2]), [3, 2, 2]);
  assert.deepEqual(table.nearest(panel, "dot", -500, 900, [3, 3, 1]), [0, 0, 1]);
});

test("an arrow key goes to the neighbour on its side, and nowhere at the edge", () => {
  assert.deepEqual(table.towards(panel, "dot", "ArrowRight", false, [1, 1, 0]), [2, 1, 0]);
  assert.deepEqual(table.towards(panel, "dot", "ArrowUp", false, [1, 1, 0]), [1, 2, 0]);
  assert.deepEqual(table.towards(panel, "dot", "ArrowUp", true, [1, 1, 0]), [1, 3, 0]);
  assert.deepEqual(table.towards(panel, "dot", "ArrowDown", false, [1, 0, 0]), [1, 0, 0]);
});

test("a mark without a place is never the nearest", () => {
  const half = { order: { value: ["dot"] }, looks: { dot: { at: { axes: [0], values: [[null], [[5, 5]]], index: [0, 1, 0, 0, 0] } } } };
  assert.deepEqual(table.nearest(half, "dot", 0, 0, [3, 0, 0]), [1, 0, 0]);
});

test("a mark is the same object until something about it changes", () => {
  const both = { order: { value: ["dot"] }, looks: { dot: { ...panel.looks.dot, kind: { value: "point" } } } };
  const first = table.marks(both, [1, 2, 0]).dot;
  assert.equal(table.marks(both, [1, 2, 2]).dot, first);
  assert.notEqual(table.marks(both, [1, 3, 2]).dot, first);
  assert.deepEqual(table.marks(both, [1, 2, 1]).dot, first);
});
