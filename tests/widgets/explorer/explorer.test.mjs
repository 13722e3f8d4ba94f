// Unit tests of the script's pure parts on tables small enough to check by hand.
import assert from "node:assert/strict";
import test from "node:test";

import explorer, * as js from "../../../src/chapter7/widgets/explorer.js";

const CHOICES = {
  k: [1, 2, 3, 4, 5, 6, 7, 8],
  vocab: [4, 16],
  heads: ["free", "bare", "module"],
  bits: ["ceiling", "residual"],
  context: [0, 2048, 8192],
  count: ["terms", "information"],
};
// Two stops: 6 FLOP per parameter; the second is one count of a mixture of experts, the third the
// other.
const tables = js.unpack({
  giga: 1,
  pull: 1,
  choices: CHOICES,
  heads: {
    free: { row: 0, block: 0 }, bare: { row: 1, block: 0 }, module: { row: 1, block: 1 },
  },
  vocabularies: [{ size: 4, text: "4", bits: 2 }, { size: 16, text: "16", bits: 4 }],
  contexts: { 0: "0", 2048: "2,048", 8192: "8,192" },
  start: { size: 0, k: 1, vocab: 4, heads: "bare", bits: "ceiling", context: 0, count: "terms" },
  stops: {
    n: [100, 200, 400, 500, 600, 700],
    count: ["100", "200", "400", "500", "600", "700"],
    label: [null, "two", "four", null, null, null],
    basis: [null, "activated", "total", null, null, null],
    other: [null, 2, 1, null, null, null],
    trunk: [600, 1200, 2400, 3000, 3600, 4200],
    row: [6, 6, 6, 6, 6, 6],
    block: [60, 60, 90, 60, 60, 60],
    attention: [2, 2, 2, 2, 2, 2],
    layer: [1, 1, 1, 1, 1, 1],
    residual: [1.5, 1.25, 1, 1, 1, 1],
  },
});
const START = { ...tables.start, pin: null };

test("a reading adds, multiplies and divides what the tables hold", () => {
  const plain = js.read(tables, { ...START, k: 3, vocab: 16 });
  assert.equal(plain.extra, 2 * 6 * 16);
  assert.equal(plain.flops, 600 + 192);
  assert.equal(plain.bits, 12);
  assert.equal(plain.density, 12 / 792);
  assert.equal(plain.gain, (3 * 600) / 792);
  const free = js.read(tables, { ...START, k: 3, heads: "free" });
  assert.deepEqual([free.extra, free.flops], [0, 600]);
  const module = js.read(tables, { ...START, k: 2, heads: "module", context: 2048 });
  assert.equal(module.attention, 4096);
  assert.equal(module.extra, 6 * 4 + 60 + 2048);
});

test("residual bits and new labels", () => {
  const residual = js.read(tables, { ...START, k: 4, bits: "residual" });
  assert.equal(residual.bits, 6);
  const fresh = js.read(tables, { ...START, k: 4, bits: "residual", count: "information" });
  assert.equal(fresh.bits, 1.5);
  assert.equal(js.read(tables, { ...START, k: 1, count: "information" }).bits, 2);
});

test("a stop without a label is named by its count", () => {
  assert.deepEqual(tables.stops.map(({ label }) => label), ["100", "two", "four", "500", "600", "700"]);
});

test("the other basis, and none for a dense model", () => {
  assert.equal(js.otherBasis(tables, { ...START, size: 1 }).size, 2);
  assert.equal(js.otherBasis(tables, { ...START, size: 2 }).size, 1);
  assert.equal(js.otherBasis(tables, START), null);
});

test("ratios of two readings", () => {
  const before = js.read(tables, START);
  const after = js.read(tables, { ...START, k: 2, heads: "free" });
  assert.deepEqual(js.ratio(after, before), { compute: 1, bits: 2, density: 2 });
});

test("a scale runs from 0 to 1, linear from 0 and logarithmic else", () => {
  assert.equal(js.onScale([0, 150], 75), 0.5);
  assert.equal(js.onScale([1, 100], 10), 0.5);
  assert.equal(js.onScale([1, 100], 100), 1);
});

test("the pointer is drawn to a published model that is near, and to no other stop", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((size) => js.snap(tables, size)), [1, 1, 2, 2, 4, 5]);
});

test("nearest of numbers, in proportion", () => {
  const choices = [1, 2, 4, 8];
  const cases = {
    1: 1, 3: 4, 2.5: 2, 5: 4, 6: 8, 9: 8, "1e999": 8, 1e30: 8, 0: 1, "-7": 1, "-Infinity": 1,
    " 2 ": 2, "0x2": 2,
  };
  for (const [text, wanted] of Object.entries(cases)) {
    assert.equal(js.nearest(choices, text, 2), wanted, text);
  }
  assert.equal(js.nearest([0, 2048, 8192], "3000", 0), 2048);
  assert.equal(js.nearest([0, 2048, 8192], "0", 2048), 0);
});

test("what names nothing gives the fallback", () => {
  for (const text of [null, "", "NaN", "two", "__proto__", "<script>", "1,5", "9".repeat(41)]) {
    assert.equal(js.nearest([1, 2, 4], text, 2), 2, text);
    assert.equal(js.nearest(["free", "bare"], text, "bare"), "bare", text);
  }
  assert.equal(js.nearest(["free", "bare"], "free", "bare"), "free");
});

const decoded = (text) => js.decode(tables, new URLSearchParams(text), START);

test("a state goes into an address and comes back", () => {
  const pin = { ...tables.start, size: 2, k: 8, heads: "module" };
  for (const state of [START, { ...START, size: 1, k: 3, context: 8192, pin }]) {
    const text = new URLSearchParams(js.encode(tables, state)).toString();
    assert.deepEqual(decoded(text), { state, mended: false });
    assert.doesNotMatch(text, /%/);
  }
});

test("an address without a state is not one that was mended", () => {
  assert.deepEqual(decoded(""), { state: START, mended: false });
  assert.deepEqual(decoded("highlight=density&__proto__=1"), { state: START, mended: false });
});

test("an address that names no setting leads to the nearest, and says so", () => {
  const whole = new URLSearchParams(js.encode(tables, { ...START, size: 1, k: 2 })).toString();
  for (const [text, wanted] of [
    ["k=4", { k: 4 }],
    ["k=2.6&size=190", { k: 3, size: 1 }],
    [whole.replace("k=2", "k=99"), { size: 1, k: 8 }],
    [`${whole}&k=3`, { size: 1, k: 2 }],
    [`${whole}&pin=1_2`, { size: 1, k: 2 }],
    [`${whole}&pin=______`, { size: 1, k: 2 }],
    [`size=${"9".repeat(10000)}&k=__proto__&heads=constructor&bits=%00`, {}],
  ]) {
    assert.deepEqual(decoded(text), { state: { ...START, ...wanted }, mended: true }, text);
  }
});

test("a pin of an address is mended part by part", () => {
  const { state, mended } = decoded("pin=210_99_5_x_residual_2000_terms");
  assert.equal(mended, true);
  assert.deepEqual(state.pin, {
    size: 1, k: 8, vocab: 4, heads: "bare", bits: "residual", context: 2048, count: "terms",
  });
});

test("a state from elsewhere is made one that the figure can show", () => {
  assert.deepEqual(js.valid(tables, START), START);
  const bad = { size: 99, k: -1, vocab: null, heads: 7, bits: undefined, context: NaN, count: [] };
  assert.deepEqual(js.valid(tables, { ...bad, pin: null }), { ...START, size: 5, k: 1 });
  for (const pin of ["text", 3, {}, []]) {
    assert.deepEqual(js.valid(tables, { ...START, pin }).pin, tables.start);
  }
});

test("a movement of the tour goes by whole steps and ends where it should", () => {
  const from = { ...START, size: 0, k: 1 };
  const to = { ...START, size: 5, k: 4 };
  assert.deepEqual(js.between(from, to, 0), from);
  assert.deepEqual(js.between(from, to, 1), to);
  assert.deepEqual(js.between(from, to, 0.5).size, 3);
});

test("a text is wrapped at words", () => {
  assert.deepEqual(js.wrapped("one two three", 7), ["one two", "three"]);
  assert.deepEqual(js.wrapped("incomprehensible", 7), ["incomprehensible"]);
  assert.deepEqual(js.wrapped("", 7), [""]);
});

test("what the host needs is exported together", () => {
  assert.deepEqual(Object.keys(explorer), ["render", "address"]);
  assert.deepEqual(explorer.address.names, [...js.PARTS, "pin"]);
});
