// What the links in the text ask for.

import assert from "node:assert/strict";
import test from "node:test";
import { readTry } from "../../src/gradwalk/stage/js/tries.js";

test("a link names values and where the explorer is", () => {
  assert.deepEqual(readTry("#above?surface=kink&x=0"), { above: true, settings: { surface: "kink", x: 0 } });
  assert.deepEqual(readTry("#below?second_order=true"), { above: false, settings: { second_order: true } });
  assert.deepEqual(readTry("#above?chosen=w1[0,%201]"), { above: true, settings: { chosen: "w1[0, 1]" } });
  assert.deepEqual(readTry("#above?x=-1.5e-3"), { above: true, settings: { x: -0.0015 } });
});

test("a formula stays text, also where it is a number with spaces or nothing", () => {
  assert.deepEqual(readTry("#above?f=abs(y)&g=x"), { above: true, settings: { f: "abs(y)", g: "x" } });
  assert.deepEqual(readTry("#above?formula=x*x*x*x").settings, { formula: "x*x*x*x" });
  assert.deepEqual(readTry("#above?formula=x%2By").settings, { formula: "x+y" });
  assert.deepEqual(readTry("#above?concept=").settings, { concept: "" });
});

test("other links are left alone", () => {
  for (const address of ["#section-2", "#above", "#above?", "02.html?x=1", "#aboveall?x=1"]) assert.equal(readTry(address), null);
});
