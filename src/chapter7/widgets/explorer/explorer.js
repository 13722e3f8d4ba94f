// The explorer: what one position computes, what it is asked, and their ratio. Draws and words the
// numbers that the Python modules of this folder hand it.
import { codec, isSame } from "../shared/address.js";
import {
  actions, announcer, bar, button, group, head, knob, legend, list, meter, picture, shown, slider, slot,
  stripe, switches,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { grouped, onScale, parameters } from "../shared/format.js";
import { tour } from "../shared/tour.js";
import { HEIGHT, PLANE, columnsAt, columnsPicture, plane } from "./drawing.js";
import { PARTS, markDensity, otherBasis, read, snap, unpack } from "./numbers.js";
import { TOUR, lines, longestTexts, planeText, positionSlots, ratiosInWords, sizeText, slots } from "./words.js";

const TITLE = "One position’s bargain";
const LEAD =
  "Every amber cell is computed, forward and backward. Only the green lines come back as supervision.";
const ROOMY = [
  "about", "caption", "position", "asked", "compute_note", "bits_note", "density_note", "both", "compare",
  "counted", "heads_why", "context_why", "bits_why", "count_why",
]; // keep room for their longest text
const SIZE_LABELS = { "GPT-2": "GPT-2", "Llama-2-7B": "7B", "Llama-2-70B": "70B", "Llama-3.1-405B": "405B" };
const COMPUTE_TICKS = [[1e9, "1 G"], [1e10, "10 G"], [1e11, "100 G"], [1e12, "1 T"], [1e13, "10 T"]];
const BITS_TICKS = [0, 50, 100, 150].map((bits) => [bits, String(bits)]);
const DENSITY_TICKS = [0.0001, 0.01, 1, 100].map((density) => [density, String(density)]);
// On the meter: a model's name, and where it stands. The outer ones stand outside: with much
// attention the marks come close.
const KNOWN = {
  "GPT-2, dense": ["GPT-2"], "DeepSeek-V3, activated": ["V3"], "DeepSeek-V3, total": ["V3 full", "end"],
};

const PLANE_LEGEND = legend([
  ["at", "this setting"], ["now", "every size, counted so"], ["plain", "k = 1, weights only"],
  ["join", "one model, two counts"],
], " c7-plane-legend");

const theTour = tour({
  steps: (tables) => TOUR.map((words, i) => ({ ...words, ...tables.tour[i] })),
  outcome: (tables, { from, to }) => ratiosInWords(tables, to, from),
  moving: ["size", "k"],
});

function draw(view) {
  const { tables, state, ui } = view;
  const texts = slots(tables, state, state.pin);
  const told = { ...texts, ...positionSlots(tables, state, ui.active, ui.columns || columnsAt(0)) };
  const place = (name, tag) =>
    slot(name, told[name], { tag, room: ROOMY.includes(name) ? () => longestOnce(tables)[name] : null });
  return h(
    "div", { class: "c7-panel c7-explorer", role: "group", "aria-label": "Explorer: compute and supervision of one position" },
    head(TITLE, LEAD, ui.note, button("Guided tour", { action: "tour" })),
    shown(texts.shown),
    controls(view, texts, place),
    place("about"),
    place("caption"),
    legend([
      ["cell", "layer cell"], ["extra", texts.legend_extra], ["arc", "asked for"], ["broken", "past the end"],
    ]),
    picture({
      ui,
      height: HEIGHT,
      label: "Positions; the arrow keys move between them",
      columnsAt,
      draw: (width, columns) => columnsPicture(tables, state, width, columns, Math.min(ui.active, columns - 1)),
      labels: columnLabels(view),
    }),
    h("div", { class: "c7-told" }, place("position"), place("asked")),
    theTour.panel(view),
    h("div", { class: "c7-readouts" }, meters(view, texts, place)),
    h("p", { class: "c7-name c7-plane-name" }, "Density against size ",
      h("small", null, "bits per GFLOP, parameters counted, both log")),
    plane(tables, state, planeTextOnce(tables, ui.heard)),
    PLANE_LEGEND,
    place("compare"),
    actions(view),
    h("p", { class: "c7-foot" },
      `${tables.flops_per_param} FLOP for each weight that a token meets. Another vocabulary leaves the ` +
      "parameter count as it is. Marks: each model with its own vocabulary at k\u00a0=\u00a01, its bits and " +
      "its attention counted as chosen (100M: GPT-2’s vocabulary)."),
    announcer(ui),
  );
}

const longestOnce = remembered(longestTexts);
const planeTextOnce = remembered(planeText);

/** What is heard of a column follows the reader's own at once, and the others' after a movement. */
function columnLabels({ tables, state, ui }) {
  return labelsOnce(tables, ui.heard, ui.columns)
    .map((label, i) => (i === ui.active ? columnLabel(tables, state, i, ui.columns) : label));
}

function columnLabel(tables, state, column, columns) {
  const { position, asked } = positionSlots(tables, state, column, columns);
  return `${position} ${asked}`;
}

const labelsOnce = remembered((tables, state, columns) =>
  [...Array(columns).keys()].map((column) => columnLabel(tables, state, column, columns)));

function controls({ tables, state }, texts, place) {
  const stop = tables.stops[state.size];
  return h(
    "div", { class: "c7-controls" },
    h("div", { class: "c7-presets", role: "group", "aria-label": "Presets" },
      tables.presets.map(({ name, setting }, i) =>
        button(name, { preset: i }, { pressed: isSame(PARTS, setting, state) }))),
    slider({
      part: "size", label: "Model size", slotName: "size", choices: tables.choices.size,
      value: state.size, said: texts.size, ticks: sizeTicks(tables),
    }),
    slider({
      part: "k", label: "Predictions per position", slotName: "predictions", choices: tables.choices.k,
      value: state.k, said: texts.predictions,
      ticks: tables.choices.k.map((k, i, { length }) => [i / (length - 1), String(k)]),
    }),
    group("Parameters", ["activated", "total"].map((basis) =>
      button(basis, { basis }, { pressed: basis === stop.basis, disabled: stop.other === null }))),
    list("vocab", "Vocabulary",
      tables.vocabularies.map(({ size, users }) => [size, `${grouped(size)} (${users})`]), state.vocab),
    counting(tables, state, place),
  );
}

const sizeTicks = remembered(({ stops }) => {
  const last = stops.length - 1;
  const ends = [[0, sizeText(stops[0])], [1, sizeText(stops[last])]];
  const models = stops.flatMap(({ name }, i) => (name ? [[i / last, SIZE_LABELS[name] ?? ""]] : []));
  return [...ends, ...models];
});

/** The switches of what is counted, folded away behind a line that says how they stand. */
function counting(tables, state, place) {
  const contexts = tables.choices.context.map((T) => [T, T ? `at ${grouped(T)} tokens` : "left out"]);
  const field = (label, part, options) => group(label, switches(part, options, state[part]));
  const same = (name) => [name, name];
  const fields = {
    heads: field("Extra heads", "heads", ["free", "bare", "module"].map(same)),
    context: list("context", "Attention", contexts, state.context),
    bits: field("Bits of a label", "bits", ["ceiling", "residual"].map(same)),
    count: field("Supervision", "count", [["terms", "loss terms"], ["information", "new labels"]]),
  };
  return h(
    "details", { class: "c7-counting" },
    h("summary", null, h("span", { class: "c7-label" }, "What is counted"), place("counted", "span")),
    h("div", null, Object.entries(fields).map(([part, control]) =>
      h("div", null, control, place(`${part}_why`)))),
  );
}

function meters({ tables, state }, texts, place) {
  const { scales } = tables;
  const now = read(tables, state);
  const pinned = state.pin && read(tables, state.pin);
  const at = (flops) => onScale(scales.compute, flops);
  const withAttention = now.trunk + now.attention;
  const one = onScale(scales.bits, now.label);
  const density = onScale(scales.density, now.density);
  const other = otherBasis(tables, state);
  const onOther = other ? onScale(scales.density, read(tables, other).density) : density;
  const again = (j) => (j > 0 && state.count === "information" ? " c7-again" : "");
  return [
    meter({
      name: "compute", title: "Compute", small: "per token, log scale", text: texts.compute,
      scale: scales.compute, ticks: COMPUTE_TICKS, pinned: pinned && pinned.flops,
      drawn: [
        bar("c7-trunk", 0, at(now.trunk)),
        // Dots of no length would be one dot.
        stripe("c7-attending", at(now.trunk), at(withAttention), !now.attention),
        stripe("c7-added", at(withAttention), at(now.flops)),
      ],
      notes: [place("compute_note")],
    }),
    meter({
      name: "bits", title: "Supervision", small: "per token, linear", text: texts.bits,
      scale: scales.bits, ticks: BITS_TICKS, pinned: pinned && pinned.bits,
      drawn: tables.choices.k.map((_, j) => bar(`c7-segment${again(j)}`, j * one, one, j >= state.k)),
      notes: [place("bits_note")],
    }),
    meter({
      name: "density", title: "Density", small: "log scale", text: texts.density,
      scale: scales.density, ticks: DENSITY_TICKS, pinned: pinned && pinned.density,
      drawn: [
        bar("c7-level", 0, density), knob("c7-other", onOther, 5.75, !other), knob("c7-knob", density, 7.5),
      ],
      known: tables.marks.map((mark) => knownModel(tables, mark, state)),
      notes: [place("density_note"), place("both")],
    }),
  ];
}

function knownModel(tables, mark, state) {
  const at = onScale(tables.scales.density, markDensity(tables, mark, state));
  if (!mark.name) return [at, parameters(mark.n), "start"];
  const [label, edge] = KNOWN[`${mark.name}, ${mark.basis}`] ?? [""];
  return [at, label, edge ?? null];
}

export default figure({
  address: { prefix: "", ...codec(PARTS, { size: ({ stops }) => stops.map(({ n }) => n) }) },
  unpack,
  draw,
  active: 2,
  columns: (tables, state, width) => columnsAt(width),
  summary: (tables, state) => slots(tables, state).summary,
  lines: ({ tables, state }) => lines(tables, state, TITLE),
  drawings: (root) => [
    { svg: root.querySelector(".c7-live-svg"), height: HEIGHT, above: 12, below: 4 },
    { svg: root.querySelector(".c7-plane"), height: PLANE, left: 50, above: 28, below: 20 },
  ],
  file: "explorer.svg",
  presses: {
    preset: ({ tables }, index) => tables.presets[index].setting,
    basis({ tables, state }, basis) {
      const other = otherBasis(tables, state);
      return other && tables.stops[state.size].basis !== basis ? { size: other.size } : null;
    },
  },
  pull: (tables, part, value) => (part === "size" ? snap(tables, value) : value),
  tour: theTour,
});
