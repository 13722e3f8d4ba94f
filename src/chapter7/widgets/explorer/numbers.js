// From a state to numbers: looked up, added, multiplied, divided. Knows no formula of the subject.
import { onScale } from "../shared/format.js";

/** The parts of a state, in the order in which an address names them. */
export const PARTS = ["size", "k", "vocab", "heads", "bits", "context", "count"];

/** Python's tables with the stops' columns as rows, and the sizes as choices. */
export function unpack(packed) {
  const columns = Object.entries(packed.stops);
  const stops = packed.stops.n.map((_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i]])));
  return { ...packed, stops, choices: { size: [...stops.keys()], ...packed.choices } };
}

/** The numbers of a state. */
export function read(tables, state) {
  const { k, vocab, context } = state;
  const stop = tables.stops[state.size];
  const times = tables.heads[state.heads];
  const attention = stop.attention * context;
  const extra =
    (k - 1) * (times.row * stop.row * vocab + times.block * (stop.block + stop.layer * context));
  const flops = stop.trunk + attention + extra;
  const label = state.bits === "ceiling" ? vocabularyOf(tables, vocab).bits : stop.residual;
  const labels = state.count === "terms" ? k : 1;
  const bits = labels * label;
  return {
    stop, attention, extra, flops, label, bits,
    trunk: stop.trunk,
    density: (bits / flops) * tables.giga,
    gain: (labels * (stop.trunk + attention)) / flops,
  };
}

export const vocabularyOf = (tables, vocab) => tables.vocabularies.find(({ size }) => size === vocab);

/** The density of a known model at k = 1, its bits and its context counted as in the state. */
export const markDensity = (tables, mark, { bits, context }) =>
  (mark[bits] / (mark.trunk + mark.attention * context)) * tables.giga;

/** How many times the compute, the bits and the density of one reading are another's. */
export const ratio = (after, before) => ({
  compute: after.flops / before.flops,
  bits: after.bits / before.bits,
  density: after.density / before.density,
});

/** The same state on the other count of its mixture of experts; null if the model is dense. */
export function otherBasis(tables, state) {
  const { other } = tables.stops[state.size];
  return other === null ? null : { ...state, size: other };
}

/** The published model under the slider within `pull` stops of a size, for a pointer; else the size itself. */
export function snap({ stops, models, pull }, size) {
  const near = models.filter((model) => stops[model.size].name && Math.abs(model.size - size) <= pull)
    .sort((a, b) => Math.abs(a.size - size) - Math.abs(b.size - size));
  return near[0]?.size ?? size;
}

/** Where a density at a size stands on the plane: from the left, from the top, as shares. */
export const onPlane = ({ scales }, n, density) => [
  onScale(scales.size, n), 1 - onScale(scales.density, density),
];

/** Density against size at a state: the dense stops, as points on the plane. */
export const line = (tables, state) =>
  tables.stops.flatMap((stop, size) =>
    stop.other === null ? [onPlane(tables, stop.n, read(tables, { ...state, size }).density)] : []);

/** The state that only N and V move: k = 1, without attention. */
export const plain = (state) => ({ ...state, k: 1, context: 0 });
