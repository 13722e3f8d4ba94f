// The explorer's two drawings: columns with their arcs, and density against size.
import { h, remembered } from "../shared/dom.js";
import { onScale, percent, round } from "../shared/format.js";
import { line, markDensity, onPlane, otherBasis, plain, read } from "./numbers.js";
import { CELLS_DRAWN, WORDS, markName } from "./words.js";

/** Lengths in pixels, `gap` and `edge` in columns. */
const G = {
  slotTop: 1, slot: 8, rowsTop: 14, row: 11, cell: 8, word: 165, arc: 181, shallowest: 32, deepest: 82,
  step: 25, patterns: 4, gap: 0.14, edge: 0.44,
};
export const HEIGHT = 270;
export const PLANE = 230; // the height of the second drawing
const ACROSS = 1000; // the width of its paths, in their own units
const BOW = 26; // how far the line that joins two counts of one model stands off

const WIDE_FROM = 600;
export const columnsAt = (width) => (width >= WIDE_FROM ? WORDS.length : 6);

const path = (name, d) => (d ? `<path class="${name}" d="${d}"></path>` : "");

/** The inside of the first drawing: cells, extra predictions, arcs, words and marked targets. */
export function columnsPicture(tables, state, width, columns, active) {
  const { k, heads, count } = state;
  const cells = Math.min(tables.stops[state.size].layers, CELLS_DRAWN);
  const pitch = width / columns;
  const centre = (i) => round((i + 0.5) * pitch);
  const others = [...Array(columns).keys()].filter((i) => i !== active);
  const layers = [["", others], [" c7-hot", [active]]];
  const slots = tables.choices.k.length - 1;
  const parts = [
    ...layers.map(([hot, list]) => path(`c7-cell${hot}`, cellPath(cells, pitch, list))),
    ...layers.map(([hot, list]) => path(`c7-extra c7-${heads}${hot}`, extraPath(slots, k, pitch, list))),
  ];
  for (const [hot, list] of layers) {
    for (let offset = 1; offset <= k; offset += 1) {
      const depth = arcDepth(offset, k);
      const pattern = ((offset - 1) % G.patterns) + 1;
      const whole = list.filter((i) => i + offset < columns);
      const broken = list.filter((i) => i + offset >= columns);
      const end = (columns - 0.5 + G.edge) * pitch;
      const again = count === "information" && offset > 1 ? " c7-again" : "";
      parts.push(path(`c7-arc c7-o${pattern}${hot}${again}`, arcPath(depth, whole, offset, centre)));
      parts.push(path(`c7-broken${hot}`, brokenPath(depth, broken, end, centre)));
      if (hot && broken.length) parts.push(path("c7-cross", crossPath(depth, end)));
    }
  }
  for (let i = 0; i < columns; i += 1) parts.push(word(i, i - active, k, centre));
  for (let j = 1; j <= k && active + j < columns; j += 1) parts.push(dot(j, centre(active + j)));
  return parts.join("");
}

function cellPath(cells, pitch, columns) {
  const gap = G.gap * pitch;
  let d = "";
  for (const i of columns) {
    for (let r = 0; r < cells; r += 1) {
      const top = G.rowsTop + G.row * (CELLS_DRAWN - 1 - r);
      d += `M${round(i * pitch + gap / 2)} ${top}h${round(pitch - gap)}v${G.cell}h${round(gap - pitch)}z`;
    }
  }
  return d;
}

function extraPath(slots, k, pitch, columns) {
  const gap = G.gap * pitch;
  const width = (pitch - gap) / slots;
  const across = round(width - 1);
  let d = "";
  for (const i of columns) {
    for (let j = 0; j < k - 1; j += 1) {
      d += `M${round(i * pitch + gap / 2 + j * width)} ${G.slotTop}h${across}v${G.slot}`;
      d += `h${round(1 - width)}zv${G.slot}l${across} ${-G.slot}`;
    }
  }
  return d;
}

function arcDepth(offset, k) {
  const step = Math.min(G.step, (G.deepest - G.shallowest) / Math.max(1, k - 1));
  return G.shallowest + step * (offset - 1);
}

function arcPath(depth, columns, offset, centre) {
  const bend = round(G.arc + (depth * 4) / 3);
  return columns
    .map((i) => [centre(i), centre(i + offset)])
    .map(([from, to]) => `M${from} ${G.arc}C${from} ${bend} ${to} ${bend} ${to} ${G.arc}`)
    .join("");
}

function brokenPath(depth, columns, end, centre) {
  const low = round(G.arc + depth);
  return columns
    .map((i) => `M${centre(i)} ${G.arc}Q${centre(i)} ${low} ${round(end)} ${low}`)
    .join("");
}

const crossPath = (depth, end) => `M${round(end - 3)} ${round(G.arc + depth - 3)}l6 6m0 -6l-6 6`;

function word(column, ahead, k, centre) {
  const role = ahead === 0 ? " c7-hot" : ahead > 0 && ahead <= k ? " c7-target" : "";
  return `<text class="c7-word${role}" x="${centre(column)}" y="${G.word}">${WORDS[column]}</text>`;
}

const dot = (offset, at) =>
  `<circle class="c7-dot" cx="${at}" cy="${G.arc}" r="7"></circle>` +
  `<text class="c7-offset" x="${at}" y="${G.arc + 3.5}">${offset}</text>`;

// The second drawing is laid out by shares of its width, whatever that is.

const SIZE_TICKS = [[1e8, "100M"], [1e9, "1B"], [1e10, "10B"], [1e11, "100B"], [1e12, "1T"]];
// Where a mark's name stands: across and down from its circle, its alignment, and what is left of
// it on a phone. A model that is not here gets the first place, and no name on a phone.
const PLACE = [7, -9, "start", ""];
const PLACES = {
  "GPT-2": [7, -9, "start", "GPT-2"],
  "GPT-3": [7, -12, "start", "GPT-3"],
  Chinchilla: [-30, 40, "end", ""],
  "Llama-2-7B": [7, -9, "start", "7B"],
  "Llama-2-70B": [7, -24, "start", "70B"],
  "Llama-3.1-405B": [-6, 20, "end", ""],
  "DeepSeek-V3, activated": [-6, 20, "end", "V3, activated"],
  "DeepSeek-V3, total": [-6, 34, "end", "V3, total"],
};

/** Density against size: the lines, the known models, and the settings that are shown. */
export function plane(tables, state, label) {
  const points = tables.marks.map((mark) => onPlane(tables, mark.n, markDensity(tables, mark, state)));
  const curves = [
    ["c7-line c7-plain", linePath.plain(tables, ...withoutSize(plain(state)))],
    ["c7-line c7-pinned", state.pin && linePath.pinned(tables, ...withoutSize(state.pin))],
    ["c7-line c7-now", linePath.now(tables, ...withoutSize(state))],
    ...joins(tables.marks, points).map((d) => ["c7-join", d]),
  ];
  const named = tables.marks.flatMap((mark, i) => (mark.name ? [mapped(mark, points[i])] : []));
  return h(
    "svg", { class: "c7-plane", height: PLANE, role: "img", "aria-label": label },
    gridOnce(tables),
    h("svg", {
      viewBox: `0 0 ${ACROSS} ${PLANE}`, width: "100%", height: PLANE, preserveAspectRatio: "none",
      overflow: "visible",
    }, curves.map(([name, d]) => h("path", { class: name, d: d ?? "" }))),
    named,
    here(tables, "c7-at-pin", 7, state.pin),
    here(tables, "c7-at-other", 6, otherBasis(tables, state)),
    here(tables, "c7-at", 8, state),
  );
}

const gridOnce = remembered(grid);

// The size alone moves no line: each keeps its path while the rest of its state stays the same.
const withoutSize = ({ k, vocab, heads, bits, context, count }) => [k, vocab, heads, bits, context, count];
const pathOnce = () =>
  remembered((tables, k, vocab, heads, bits, context, count) =>
    planePath(line(tables, { k, vocab, heads, bits, context, count })));
const linePath = { plain: pathOnce(), pinned: pathOnce(), now: pathOnce() };

/** A line through points of the plane, in the units of its drawing. */
export const planePath = (points) =>
  `M${points.map(([x, y]) => `${round(ACROSS * x)} ${round(PLANE * y)}`).join("L")}`;

/** For each mixture of experts, a curve between its two counts. */
function joins(marks, points) {
  const counts = [...marks.keys()].filter((i) => marks[i].basis === "activated");
  const totalOf = ({ name }) => marks.findIndex((mark) => mark.name === name && mark.basis === "total");
  return counts.map((i) => bow(points[i], points[totalOf(marks[i])]));
}

function bow([x0, y0], [x1, y1]) {
  const middle = `${round((ACROSS * (x0 + x1)) / 2)} ${round((PLANE * (y0 + y1)) / 2 - 2 * BOW)}`;
  return `M${round(ACROSS * x0)} ${round(PLANE * y0)}Q${middle} ${round(ACROSS * x1)} ${round(PLANE * y1)}`;
}

function grid({ scales }) {
  const [low, high] = scales.density.map(Math.log10);
  const rows = [];
  for (let power = Math.ceil(low); power <= Math.floor(high); power += 1) {
    const value = Number(`1e${power}`);
    const y = round(PLANE * (1 - onScale(scales.density, value)));
    rows.push(h("line", { class: "c7-rule", x1: 0, x2: "100%", y1: y, y2: y }));
    if (power % 2 === 0) rows.push(h("text", { class: "c7-tick c7-up", x: 0, dx: -8, y, dy: 4 }, String(value)));
  }
  for (const [size, text] of SIZE_TICKS) {
    const x = percent(onScale(scales.size, size));
    rows.push(h("line", { class: "c7-rule", x1: x, x2: x, y1: 0, y2: PLANE }));
    rows.push(h("text", { class: "c7-tick", x, y: PLANE, dy: 17 }, text));
  }
  return rows;
}

function mapped(mark, [x, y]) {
  const key = mark.basis === "dense" ? mark.name : `${mark.name}, ${mark.basis}`;
  const [across, down, align, short] = PLACES[key] ?? PLACE;
  return h(
    "g", { class: "c7-mark", transform: `translate(0 ${round(PLANE * y)})` },
    h("circle", { cx: percent(x), cy: 0, r: 4 }),
    h("text", { x: percent(x), dx: across, dy: down, "text-anchor": align },
      h("tspan", { class: "c7-long" }, markName(mark)), h("tspan", { class: "c7-short" }, short)),
  );
}

function here(tables, name, radius, state) {
  if (!state) return h("circle", { class: name, r: radius, style: "display:none" });
  const [x, y] = onPlane(tables, tables.stops[state.size].n, read(tables, state).density);
  return h("circle", { class: name, r: radius, cx: percent(x), cy: round(PLANE * y) });
}
