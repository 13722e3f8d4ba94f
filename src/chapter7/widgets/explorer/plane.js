// Density against size, both logarithmic: every size at once.
import { remembered } from "../shared/dom.js";
import { parameters, onScale, round, significant } from "../shared/format.js";
import { circle, path, rect, text } from "../shared/svg.js";
import { line, markDensity, onPlane, otherBasis, plain, read } from "./numbers.js";

/** Pixels round the plane, of a letter at most, of a line of text, round it. */
const P = { left: 44, right: 6, top: 14, below: 24, letter: 8.4, line: 14, round: 5 };
/** Where a text may stand beside its point: right and down from there in pixels, the share of it on the left. */
const PLACES = [[11, -6, 0], [-11, 20, 1], [0, -16, 0.5], [0, 24, 0.5], [0, -30, 0.8], [0, -44, 0.9], [0, -58, 1]];
const CORNER = [18, 35]; // the words in the corner stand so far below the lowest rule
const NEAR = 5; // the first places, where a text is beside its point beyond doubt
const SIZE_TICKS = [1e8, 1e9, 1e10, 1e11, 1e12];
const DENSITY_TICKS = [0.01, 1, 100];

export const PLANE = 186;

/** The inside of the drawing: what stays where it is while the size moves, and the rest. */
export function plane(tables, state, width) {
  const at = placed(width);
  const now = read(tables, state);
  const here = at(onPlane(tables, now.stop.n, now.density));
  const other = otherBasis(tables, state);
  const pin = state.pin && pointOf(tables, state.pin, at);
  const lines = Object.entries({ plain: plain(state), pinned: state.pin, now: state })
    .filter(([, shown]) => shown)
    .map(([name, shown]) => [name, lineOnce[name](tables, width, ...withoutSize(shown))]);
  const marks = marksOnce(tables, width, state.bits, state.context);
  const there = other && pointOf(tables, other, at);
  const [, rule] = at(onPlane(tables, now.stop.n, DENSITY_TICKS[0]));
  const taken = [...[50, 100, 150].flatMap((x) => CORNER.map((down) => [P.left + x, rule + down - 5])), ...lines.flatMap(([, points]) => points), ...marks, here, ...(there ? [there] : [])];
  const said = `${significant(now.density)}${state.k > 1 ? `, k = ${state.k}` : ""}`;
  const points = [
    there && path("c7-join", `M${pair(here)}L${pair(there)}`),
    there && circle("c7-at-other", ...there, 5),
    pin && circle("c7-at-pin", ...pin, 7),
    circle("c7-at", ...here, 6.5),
    there && beside("c7-tick", otherText(now.stop), there, width, taken, NEAR),
    beside("c7-at-text", said, here, width, taken),
  ];
  return [
    gridOnce(tables, width),
    lines.map(([name, points]) => curveOnce[name](points)).join("") + circlesOnce(marks),
    points.map((part) => part || "").join(""),
  ];
}

const otherText = ({ basis, activated, total }) =>
  basis === "activated" ? `all ${parameters(total)}` : `only ${parameters(activated)}`;

const circlesOnce = remembered((marks) => marks.map((mark) => circle("c7-mark", ...mark, 4)).join(""));

const pair = ([x, y]) => `${round(x)} ${round(y)}`;

const pointOf = (tables, state, at) => at(onPlane(tables, tables.stops[state.size].n, read(tables, state).density));

/** A text at the first of `places` beside its point where nothing that is `taken` lies under it; its room is taken then. */
function beside(name, said, [x, y], width, taken, places = PLACES.length) {
  const long = P.letter * said.length;
  const boxes = PLACES.slice(0, places).map(([right, down, share]) => [x + right - share * long, y + down]);
  const isFree = ([left, foot]) => left >= P.left && left + long <= width && foot > P.line && foot < PLANE - P.below &&
    !taken.some(([a, b]) => a > left - P.round && a < left + long + P.round && b < foot + P.round && b > foot - P.line - P.round);
  const box = boxes.find(isFree) ?? (places > NEAR && [width - long, Math.max(P.line, y - 14)]);
  if (!box) return "";
  const [left, foot] = box;
  for (let a = 0; a <= long; a += 2 * P.round) taken.push([left + a, foot], [left + a, foot - P.line]);
  return text(name, left, foot, said);
}

const placed = (width) => ([x, y]) =>
  [P.left + x * (width - P.left - P.right), P.top + y * (PLANE - P.top - P.below)];

const marksOnce = remembered((tables, width, bits, context) =>
  tables.marks.map((mark) => placed(width)(onPlane(tables, mark.n, markDensity(tables, mark, { bits, context })))));

// The size alone moves no line: each keeps its points while the rest of its state stays the same.
const withoutSize = ({ k, vocab, heads, bits, context, count }) => [k, vocab, heads, bits, context, count];
const eachOf = (make) => ({ plain: make("plain"), pinned: make("pinned"), now: make("now") });
const lineOnce = eachOf(() =>
  remembered((tables, width, k, vocab, heads, bits, context, count) =>
    line(tables, { k, vocab, heads, bits, context, count }).map(placed(width))));
const curveOnce = eachOf((name) => remembered((points) => path(`c7-${name}`, `M${points.map(pair).join("L")}`)));

const gridOnce = remembered(({ scales }, width) => {
  const [across, down] = [width - P.left - P.right, PLANE - P.top - P.below];
  const y = (density) => P.top + down * (1 - onScale(scales.density, density));
  const x = (size) => P.left + across * onScale(scales.size, size);
  return [
    ...DENSITY_TICKS.map((density) =>
      path("c7-rule", `M${P.left} ${round(y(density))}H${round(width - P.right)}`) +
      text("c7-tick", P.left - 8, y(density) + 5, String(density), "end")),
    ...SIZE_TICKS.map((size) => text("c7-tick", x(size), PLANE - 6, parameters(size), "middle")),
    ...["ten times the size,", "a tenth of the density"].map((words, i) => text("c7-tick", P.left + 4, y(DENSITY_TICKS[0]) + CORNER[i], words)),
  ].join("");
});
