// Unit tests of the parts that figures share.
import assert from "node:assert/strict";
import test from "node:test";

import { codec, nearest } from "../../../src/chapter7/widgets/shared/address.js";
import { list, options, slider } from "../../../src/chapter7/widgets/shared/controls.js";
import { h, toHtml } from "../../../src/chapter7/widgets/shared/dom.js";
import { between } from "../../../src/chapter7/widgets/shared/figure.js";
import { grouped, onScale, parameters } from "../../../src/chapter7/widgets/shared/format.js";
import { hatch } from "../../../src/chapter7/widgets/shared/svg.js";
import { wrapped } from "../../../src/chapter7/widgets/shared/take.js";

test("a scale runs from 0 to 1, linear from 0 and logarithmic else", () => {
  assert.equal(onScale([0, 150], 75), 0.5);
  assert.equal(onScale([1, 100], 10), 0.5);
  assert.equal(onScale([1, 100], 100), 1);
});

test("nearest of numbers, in proportion", () => {
  const choices = [1, 2, 4, 8];
  const cases = {
    1: 1, 3: 4, 2.5: 2, 5: 4, 6: 8, 9: 8, "1e999": 8, 1e30: 8, 0: 1, "-7": 1, "-Infinity": 1,
    " 2 ": 2, "0x2": 2,
  };
  for (const [text, wanted] of Object.entries(cases)) {
    assert.equal(nearest(choices, text, 2), wanted, text);
  }
  assert.equal(nearest([0, 2048, 8192], "3000", 0), 2048);
  assert.equal(nearest([0, 2048, 8192], "0", 2048), 0);
  assert.equal(nearest([0.05, 0.1, 0.5, 0.95], "0.29", 0.1), 0.1); // shares by their difference
  assert.equal(nearest([0.05, 0.1, 0.5, 0.95], "7", 0.1), 0.95);
  const weights = [0, 0.03, 0.1, 1, 3];
  for (const weight of weights) assert.equal(nearest(weights, String(weight), 3), weight);
  assert.equal(nearest(weights, "0.4", 3), 0.1); // shares by their difference here, too
});

test("what names nothing gives the fallback", () => {
  for (const text of [null, "", "NaN", "two", "__proto__", "<script>", "1,5", "9".repeat(41)]) {
    assert.equal(nearest([1, 2, 4], text, 2), 2, text);
    assert.equal(nearest(["free", "bare"], text, "bare"), "bare", text);
  }
  assert.equal(nearest(["free", "bare"], "free", "bare"), "free");
});

test("a movement goes by whole steps and ends where it should", () => {
  const from = { size: 0, k: 1, heads: "bare" };
  const to = { size: 5, k: 4, heads: "bare" };
  const at = (share) => between(["size", "k"], from, to, share);
  assert.deepEqual([at(0), at(1)], [from, to]);
  assert.deepEqual(at(0.5), { size: 3, k: 3, heads: "bare" });
});

test("a text is wrapped at words", () => {
  assert.deepEqual(wrapped("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrapped("incomprehensible", 7), ["incomprehensible"]);
  assert.deepEqual(wrapped("", 7), [""]);
});

test("a tree is written as HTML, its texts and attributes escaped", () => {
  const tree = h("p", { class: "a\"b", hidden: true, title: null, lang: false }, "1 < 2 & ", h("b", null, "x"), null);
  assert.equal(toHtml(tree), '<p class="a&quot;b" hidden>1 &lt; 2 &amp; <b>x</b></p>');
  assert.equal(toHtml(h("svg", { html: "<g></g>" })), "<svg><g></g></svg>");
  assert.equal(toHtml(h("input", { min: 0 })), '<input min="0">');
});

test("a list says which of its options is chosen", () => {
  const html = toHtml(list("vocab", "Vocabulary", [[4, "four"], [16, "sixteen"]], 16));
  assert.match(html, /<option value="4">four<.option><option value="16" selected>sixteen<.option>/);
});

test("a slider is named and says its value in words", () => {
  const html = toHtml(slider({
    part: "k", label: "Predictions", slotName: "said", choices: [1, 2, 3], value: 2, said: "k = 2", below: null,
  }));
  assert.match(html, /min="1" max="3" step="1" value="2" aria-label="Predictions" aria-valuetext="k = 2"/);
});

test("of options one is reached by the Tab key: the chosen one, or the first", () => {
  const stops = (chosen) => {
    const all = [1, 2, 3].map((k) => ({ label: String(k), chosen: k === chosen, data: { trait: "k", value: k } }));
    return [...toHtml(options("c7-ks", "Tokens", all)).matchAll(/aria-checked="(\w+)" tabindex="(-?\d)"/g)]
      .map(([, checked, tab]) => [checked, tab]);
  };
  assert.deepEqual(stops(2), [["false", "-1"], ["true", "0"], ["false", "-1"]]);
  assert.deepEqual(stops(9), [["false", "0"], ["false", "-1"], ["false", "-1"]]);
});

test("slanted lines stay inside their rectangle and end on its sides", () => {
  // 10 wide, 4 high, a line where x + y is 5 and where it is 10.
  assert.equal(hatch(0, 0, 10, 4, 5), "M1 4L5 0M6 4L10 0");
});

test("a part that a link leaves out is that of the older start, in a figure that begins as all do", () => {
  const tables = { choices: { k: [1, 2, 3], v: [4, 5] }, start: { k: 1, v: 4 }, linked: { k: 2, v: 4 } };
  const { decode } = codec(["k", "v"]);
  const k = (link, start = tables.start) => decode(tables, new URLSearchParams(link), start).state.k;
  assert.deepEqual([k(""), k("v=5"), k("k=3&v=5"), k("v=5", { k: 3, v: 4 })], [1, 2, 3, 3]);
});

test("whole numbers and parameter counts as the field writes them", () => {
  assert.deepEqual([7, 999, 1000, 129280, 1234567].map(grouped), ["7", "999", "1,000", "129,280", "1,234,567"]);
  assert.deepEqual([124439808, 1.5e9, 6738415616, 2e12, 1e8].map((n) => parameters(n)), [
    "124M", "1.5B", "6.74B", "2T", "100M",
  ]);
});

test("a part can be written in an address by something else than its value", () => {
  const tables = { choices: { size: [0, 1], k: [1, 2] }, start: { size: 0, k: 1 }, names: [0.1, 0.9] };
  const { encode, decode, names } = codec(["size", "k"], { size: (all) => all.names });
  const state = { size: 1, k: 2, pin: { size: 0, k: 1 } };
  assert.deepEqual(names, ["size", "k", "pin"]);
  assert.deepEqual(encode(tables, state), [["size", "0.9"], ["k", "2"], ["pin", "0.1_1"]]);
  const back = decode(tables, new URLSearchParams(encode(tables, state)), tables.start);
  assert.deepEqual(back, { state, mended: false });
});
