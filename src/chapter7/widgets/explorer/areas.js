// The two areas, in one scale: compute as a square of GFLOP, each label as a block of squares of a bit.
import { round, significant, withUnit } from "../shared/format.js";
import { circle, hatch, path, rect, text } from "../shared/svg.js";
import { read } from "./numbers.js";
import { BITS, GFLOP, SHORT } from "./words.js";

/** Pixels: room above the square, above the green and below both, of a letter, of a line, of the scale in its corner; the ring's
 * least radius, the narrowest label without one, the lowest stripe. */
const A = { top: 34, crowded: 52, below: 14, letter: 7.4, line: 18, scale: 200, ring: 20, narrowest: 34, stripe: 4, gap: 10 };
const APART = 0.5; // between two labels, in sides of a bit
const UNITS = [[11, 1], [3.4, 10], [0, 100]]; // from so many pixels a side on: GFLOP of the scale's square

export const areasHeight = (isWide) => (isWide ? 296 : 240);

/**
 * Where the areas stand, in pixels; `unit` is the side of one GFLOP and of one bit.
 *
 * @param gflop the areas that make the amber square: trunk, attention, extra predictions.
 * @param label bits of one label; `labels`, how many are drawn.
 */
export function layAreas(gflop, label, labels, width, height) {
  const side = Math.sqrt(gflop.reduce((sum, area) => sum + area, 0));
  const columns = Math.ceil(Math.sqrt(label));
  const rows = Math.ceil(label / columns);
  const across = labels > 2 ? 2 : 1;
  const down = Math.ceil(labels / across);
  const wide = across * columns + (across - 1) * APART;
  const high = down * rows + (down - 1) * APART;
  const aside = width < 500 ? 134 : 190; // room for the words beside the ring
  const beside = 12 * A.letter; // and for the square's own words, where it is small
  const unit = Math.min(
    (height - A.top - A.below) / side,
    (height - A.crowded - A.below) / high,
    (width - 24) / (side + wide + 0.8),
    (width - beside) / wide,
    (width - aside) / side,
  );
  const square = side * unit;
  const isSpeck = wide * unit < A.narrowest;
  const radius = Math.max(A.ring, Math.hypot(wide, high) * unit / 2 + 7);
  const left = isSpeck
    ? square + A.gap + radius - (wide * unit) / 2
    : Math.max(square + Math.min(Math.max(0.8 * unit, A.gap), 26), beside);
  return { unit, square, left, columns, rows, across, wide: wide * unit, high: high * unit, isSpeck, radius };
}

/** A state's numbers, its areas in GFLOP, and where they stand. */
function laid(tables, state, width, height) {
  const now = read(tables, state);
  const gflop = [now.trunk, now.attention, now.extra].map((flops) => flops / tables.giga);
  return { now, gflop, lay: layAreas(gflop, now.label, state.k, width, height) };
}

/** The inside of the drawing. */
export function areas(tables, state, width, height) {
  const { now, gflop, lay } = laid(tables, state, width, height);
  const base = height - A.below;
  return [
    ...compute(now, gflop, lay, base),
    ...smaller(tables, state, now, lay, base),
    pinned(tables, state, lay, base),
    title(tables, now, lay, base, width),
    ...labels(state, now.label, lay, base),
    told(now, lay, base, width),
    scaleSquare(lay, width),
  ].join("");
}

/** The square: the trunk at the foot, its layers as stripes; attention and further heads on top. */
function compute({ stop }, [trunk, attention, extra], { unit, square }, base) {
  const heights = [trunk, attention, extra].map((area) => (area / Math.max(square / unit, 1e-9)) * unit);
  const [low, middle, high] = heights;
  const step = low / stop.layers;
  let stripes = "";
  if (step >= A.stripe) {
    for (let i = 1; i < stop.layers; i += 1) stripes += `M0 ${round(base - i * step)}h${round(square)}`;
  }
  return [
    rect("c7-trunk", 0, base - low, square, low),
    path("c7-stripes", stripes),
    middle && rect("c7-attending", 0, base - low - middle, square, middle),
    middle && path("c7-dots", dots(square, base - low - middle, middle)),
    high && rect("c7-added", 0.5, base - low - middle - high, square - 1, Math.max(high, 1)),
    high && path("c7-hatched", hatch(0.5, base - low - middle - high, square - 1, high, 7)),
  ].map((part) => part || "");
}

function dots(width, y, height) {
  let d = "";
  for (let at = 3; at < height; at += 6) d += `M2 ${round(y + at)}h${round(width - 4)}`;
  return d;
}

/** Outlines of the smaller models, in the corner; their names where there is room. */
function smaller(tables, state, now, { unit, square }, base) {
  const inside = tables.models
    .map(({ size }) => read(tables, { ...state, size, k: 1 }))
    .filter(({ stop, flops }) => stop.name && flops < 0.75 * now.flops)
    .map(({ stop, flops }) => ({ stop, gflop: flops / tables.giga, side: Math.sqrt(flops / tables.giga) * unit }))
    .filter(({ side }) => side > 9)
    .reverse();
  if (!inside.length) return [];
  const from = inside[0].side + 14;
  const names = [
    ({ stop, gflop }) => `${stop.name}, ${significant(gflop)}`, ({ stop }) => stop.name, ({ stop }) => SHORT[stop.name] ?? stop.name,
  ].map((name) => inside.map(name)).find((all) => all.every((one) => A.letter * (one.length + 1.2) < square - from));
  const lines = inside.map(({ side }) => base - side + 12);
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    lines[i] = Math.min(lines[i], i === lines.length - 1 ? base - 6 : lines[i + 1] - A.line);
  }
  return inside.map(({ side }, i) => {
    const outline = rect("c7-nest", 0.6, base - side, side - 0.6, side - 0.6);
    if (!names) return outline;
    const y = lines[i];
    const lead = `M${round(side)} ${round(base - side + Math.min(7, side / 2))}L${round(from - 4)} ${round(y - 5)}`;
    return outline + path("c7-nest", lead) + text("c7-inner", from, y, names[i]);
  });
}

/** The pinned setting's square, if it fits into the one that is shown. */
function pinned(tables, state, { unit, square }, base) {
  const side = state.pin ? Math.sqrt(read(tables, state.pin).flops / tables.giga) * unit : 0;
  return side && side < square + 0.1 ? rect("c7-pinned-area", 0.6, base - side, side - 0.6, side - 0.6) : "";
}

function title(tables, { stop, flops }, { square, left, high }, base, width) {
  const number = withUnit(flops / tables.giga, GFLOP);
  const what = stop.name ? `, ${stop.name}, ${stop.layers} layers` : ", forward and backward";
  const y = base - square - 10;
  const room = y < base - high - A.line ? width - A.scale : left;
  return text("c7-amber-text", 0, y, A.letter * (number + what).length < room ? number + what : number);
}

/** Each label as a block of squares, the last one as wide as what is left of a bit. */
function labels({ k, count }, bits, lay, base) {
  const { unit, left, columns, rows, across } = lay;
  const gap = unit > 5 ? Math.max(1, 0.03 * unit) : 0;
  return [...Array(k).keys()].map((j) => {
    const x0 = left + (j % across) * (columns + APART) * unit;
    const y0 = base - Math.floor(j / across) * (rows + APART) * unit;
    let squares = "";
    let lines = "";
    for (let i = 0; i < bits; i += 1) {
      const [x, y] = [x0 + (i % columns) * unit, y0 - (Math.floor(i / columns) + 1) * unit];
      const inside = unit - gap;
      const share = Math.max(0.2, Math.min(1, bits - i) * inside);
      const [wide, high] = [round(share), round(inside)];
      squares += `M${round(x)} ${round(y)}h${wide}v${high}h${-wide}z`;
      if (j && unit > 7) lines += hatch(x, y, share, inside, Math.max(5, unit / 5));
    }
    const name = j === 0 ? "c7-first" : count === "terms" ? "c7-again" : "c7-uncounted";
    return `<g class="${name}" data-label="${j}"><path d="${squares}"></path>${path("c7-lines", lines)}</g>`;
  });
}

/** What the green comes to; where it is a speck, with a ring round it. */
function told({ bits }, lay, base, width) {
  const number = withUnit(bits, BITS);
  const { left, wide, high, isSpeck, radius } = lay;
  if (!isSpeck) return text("c7-green-text", Math.min(left, width - A.letter * number.length), base - high - 10, number);
  const [x, y] = [left + wide / 2, base - high / 2];
  const top = y - 0.87 * radius;
  const at = Math.min(x, width - 17 * A.letter);
  return [
    circle("c7-ring", x, y, radius),
    path("c7-ring", `M${round(x + radius / 2)} ${round(top)}l10 -24`),
    text("c7-green-text", at, top - 48, `${number},`),
    text("c7-green-text", at, top - 30, "to the same scale"),
  ].join("");
}

/** GFLOP of the scale's square. */
const scaleOf = ({ unit }) => UNITS.find(([from]) => unit >= from)[1];

/** What is heard of the scale's square: a sentence, where it is not one GFLOP. */
export function scaleText(tables, state, width, height) {
  const many = scaleOf(laid(tables, state, width, height).lay);
  return many === 1 ? "" : ` Zoomed out: the scale’s square is ${many} GFLOP, or ${many} bits.`;
}

/** How large one GFLOP is, or one bit; ten or a hundred of them where one could not be seen, and then it says so. */
function scaleSquare(lay, width) {
  const many = scaleOf(lay);
  const side = Math.sqrt(many) * lay.unit;
  const x = width - side - 1;
  const said = many === 1 ? "one GFLOP, or one bit" : `${many} GFLOP, or ${many} bits`;
  const half = side / 2;
  return rect("c7-unit-amber", x, 1, half, side) + rect("c7-unit-green", x + half, 1, half, side) +
    rect("c7-unit", x, 1, side, side) + text("c7-unit-text", x - 8, 15, said, "end") +
    (many === 1 ? "" : text("c7-unit-text", x - 8, 15 + A.line, "zoomed out", "end"));
}
