// Density against size, both logarithmic: every size at once. Its left edge is the density's meter.
import { remembered } from "../shared/dom.js";
import { parameters, onScale, round, significant } from "../shared/format.js";
import { circle, path, rect, text } from "../shared/svg.js";
import { line, markDensity, onPlane, otherBasis, plain, read } from "./numbers.js";

/** Pixels round the plane, of its meter's width, of a letter at most. */
const P = { left: 52, right: 6, top: 14, below: 24, meter: 7, letter: 9 };
const SIZE_TICKS = [1e8, 1e9, 1e10, 1e11, 1e12];
const DENSITY_TICKS = [0.01, 1, 100];

export const PLANE = 186;

/** The inside of the drawing: what stays where it is while the size moves, and the rest. */
export function plane(tables, state, width) {
  const at = ([x, y]) => [P.left + x * (width - P.left - P.right), P.top + y * (PLANE - P.top - P.below)];
  const now = read(tables, state);
  const here = at(onPlane(tables, now.stop.n, now.density));
  const alone = at(onPlane(tables, now.stop.n, read(tables, plain(state)).density));
  const other = otherBasis(tables, state);
  const pin = state.pin && pointOf(tables, state.pin, at);
  const lines = [
    path("c7-plain", lineOnce.plain(tables, width, ...withoutSize(plain(state)))),
    state.pin ? path("c7-pinned", lineOnce.pinned(tables, width, ...withoutSize(state.pin))) : "",
    path("c7-now", lineOnce.now(tables, width, ...withoutSize(state))),
  ];
  const points = [
    rect("c7-level", P.left - 12, here[1], P.meter, PLANE - P.below - here[1]),
    ...tables.marks.map((mark) => circle("c7-mark", ...at(onPlane(tables, mark.n, markDensity(tables, mark, state))), 4)),
    other && path("c7-join", `M${pair(here)}L${pair(pointOf(tables, other, at))}`),
    other && circle("c7-at-other", ...pointOf(tables, other, at), 5),
    pin && circle("c7-at-pin", ...pin, 7),
    path("c7-rise", `M${pair(alone)}L${pair(here)}`),
    circle("c7-at", ...here, 6.5),
    label(state, now, here, width),
  ];
  return [gridOnce(tables, width) + lines.join(""), points.map((part) => part || "").join("")];
}

const pair = ([x, y]) => `${round(x)} ${round(y)}`;

const pointOf = (tables, state, at) => at(onPlane(tables, tables.stops[state.size].n, read(tables, state).density));

/** What the point says, above it; at the right edge it ends there. */
function label({ k }, { density }, [x, y], width) {
  const said = `${significant(density)}${k > 1 ? `, k = ${k}` : ""}`;
  const isFree = x + P.letter * said.length < width;
  return text("c7-at-text", isFree ? x + 11 : width, y - (isFree ? 6 : 14), said, isFree ? "start" : "end");
}

// The size alone moves no line: each keeps its path while the rest of its state stays the same.
const withoutSize = ({ k, vocab, heads, bits, context, count }) => [k, vocab, heads, bits, context, count];
const curve = () =>
  remembered((tables, width, k, vocab, heads, bits, context, count) => {
    const points = line(tables, { k, vocab, heads, bits, context, count });
    const [across, down] = [width - P.left - P.right, PLANE - P.top - P.below];
    return `M${points.map(([x, y]) => pair([P.left + x * across, P.top + y * down])).join("L")}`;
  });
const lineOnce = { plain: curve(), pinned: curve(), now: curve() };

const gridOnce = remembered(({ scales }, width) => {
  const [across, down] = [width - P.left - P.right, PLANE - P.top - P.below];
  const y = (density) => P.top + down * (1 - onScale(scales.density, density));
  const x = (size) => P.left + across * onScale(scales.size, size);
  return [
    rect("c7-track", P.left - 12, P.top, P.meter, PLANE - P.top - P.below),
    ...DENSITY_TICKS.map((density) =>
      path("c7-rule", `M${P.left} ${round(y(density))}H${round(width - P.right)}`) +
      text("c7-tick", P.left - 18, y(density) + 5, String(density), "end")),
    ...SIZE_TICKS.map((size) => text("c7-tick", x(size), PLANE - 6, parameters(size), "middle")),
    text("c7-tick", P.left + 4, y(0.01) + 5, "ten times the size,"),
    text("c7-tick", P.left + 4, y(0.01) + 22, "a tenth of the density"),
  ].join("");
});
