// Unit tests of the script's pure parts on tables small enough to check by hand.
import assert from "node:assert/strict";
import test from "node:test";

import explorer from "../../../src/chapter7/widgets/explorer/explorer.js";
import { PARTS, otherBasis, ratio, read, snap, unpack } from "../../../src/chapter7/widgets/explorer/numbers.js";
import { sizeText } from "../../../src/chapter7/widgets/explorer/words.js";
import { valid } from "../../../src/chapter7/widgets/shared/address.js";

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
const tables = unpack({
  giga: 1,
  pull: 1,
  models: [{ size: 0, vocab: 4 }, { size: 1, vocab: 16 }],
  choices: CHOICES,
  heads: {
    free: { row: 0, block: 0 }, bare: { row: 1, block: 0 }, module: { row: 1, block: 1 },
  },
  vocabularies: [{ size: 4, bits: 2 }, { size: 16, bits: 4 }],
  start: { size: 0, k: 1, vocab: 4, heads: "bare", bits: "ceiling", context: 0, count: "terms" },
  stops: {
    n: [100, 200, 400, 500, 600, 700],
    name: [null, "Twin", "Twin", null, "Lone", null],
    vocab: [null, 16, 16, null, 16, null],
    basis: ["between", "activated", "total", "between", "between", "between"],
    activated: [null, 200, 200, null, null, null],
    total: [null, 400, 400, null, null, null],
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
  const plain = read(tables, { ...START, k: 3, vocab: 16 });
  assert.equal(plain.extra, 2 * 6 * 16);
  assert.equal(plain.flops, 600 + 192);
  assert.equal(plain.bits, 12);
  assert.equal(plain.density, 12 / 792);
  assert.equal(plain.gain, (3 * 600) / 792);
  const free = read(tables, { ...START, k: 3, heads: "free" });
  assert.deepEqual([free.extra, free.flops], [0, 600]);
  const module = read(tables, { ...START, k: 2, heads: "module", context: 2048 });
  assert.equal(module.attention, 4096);
  assert.equal(module.extra, 6 * 4 + 60 + 2048);
});

test("residual bits and new labels", () => {
  const residual = read(tables, { ...START, k: 4, bits: "residual" });
  assert.equal(residual.bits, 6);
  const fresh = read(tables, { ...START, k: 4, bits: "residual", count: "information" });
  assert.equal(fresh.bits, 1.5);
  assert.equal(read(tables, { ...START, k: 1, count: "information" }).bits, 2);
});

test("a size is said with its model, by the basis that is counted", () => {
  assert.deepEqual(tables.stops.slice(0, 3).map((stop) => sizeText(stop, 4)), [
    "100", "200 activated of 400", "400 total, 200 activated",
  ]);
  // With another vocabulary than the model's own it is the model's size, not the model.
  assert.deepEqual([16, 4].map((vocab) => sizeText(tables.stops[4], vocab)), ["600 · Lone", "600, Lone’s size"]);
});

test("the other basis, and none for a dense model", () => {
  assert.equal(otherBasis(tables, { ...START, size: 1 }).size, 2);
  assert.equal(otherBasis(tables, { ...START, size: 2 }).size, 1);
  assert.equal(otherBasis(tables, START), null);
});

test("ratios of two readings", () => {
  const before = read(tables, START);
  const after = read(tables, { ...START, k: 2, heads: "free" });
  assert.deepEqual(ratio(after, before), { compute: 1, bits: 2, density: 2 });
});

test("the pointer is drawn to a near model that stands under the slider, and to no other stop", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((size) => snap(tables, size)), [1, 1, 1, 3, 4, 5]);
});

const { address } = explorer;
const decoded = (text) => address.decode(tables, new URLSearchParams(text), START);

test("a state goes into an address and comes back", () => {
  const pin = { ...tables.start, size: 2, k: 8, heads: "module" };
  for (const state of [START, { ...START, size: 1, k: 3, context: 8192, pin }]) {
    const text = new URLSearchParams(address.encode(tables, state)).toString();
    assert.deepEqual(decoded(text), { state, mended: false });
    assert.doesNotMatch(text, /%/);
  }
});

test("an address without a state is not one that was mended", () => {
  assert.deepEqual(decoded(""), { state: START, mended: false });
  assert.deepEqual(decoded("highlight=density&__proto__=1"), { state: START, mended: false });
});

test("an address that names no setting leads to the nearest, and says so", () => {
  const whole = new URLSearchParams(address.encode(tables, { ...START, size: 1, k: 2 })).toString();
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
  assert.deepEqual(valid(tables, START), START);
  const bad = { size: 99, k: -1, vocab: null, heads: 7, bits: undefined, context: NaN, count: [] };
  assert.deepEqual(valid(tables, { ...bad, pin: null }), { ...START, size: 5, k: 1 });
  for (const pin of ["text", 3, {}, []]) {
    assert.deepEqual(valid(tables, { ...START, pin }).pin, tables.start);
  }
});

test("what the host needs is exported together", () => {
  assert.deepEqual(Object.keys(explorer), ["render", "still", "address"]);
  assert.equal(address.prefix, ""); // links of the first edition
  assert.deepEqual(address.names, [...PARTS, "pin"]);
});
