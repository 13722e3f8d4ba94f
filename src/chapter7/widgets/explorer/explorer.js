// The explorer: what one token computes and the bits that come back, as areas in one scale, and their
// ratio. Draws and words the numbers that the Python modules of this folder hand it.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, list, options, picture, pinAndReset, shown, slider, slot, status, takeAlong,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { grouped, onScale, parameters } from "../shared/format.js";
import { tour } from "../shared/tour.js";
import { areas, areasHeight, scaleText } from "./areas.js";
import { PARTS, otherBasis, read, snap, unpack } from "./numbers.js";
import { PLANE, plane } from "./plane.js";
import { columnsAt, strip, stripHeight } from "./strip.js";
import {
  DENSITY, SHORT, TOUR, lines, longestTexts, outcomeInWords, planeText, positionSlots, slots,
} from "./words.js";

const TITLE = "One token, to scale";
const UNIT = "One bit is drawn as large as one GFLOP. Another unit would scale all the green alike.";
// What stands under a list is as high as its own text: it changes where the reader looks, and a longest one would leave gaps.
const LONG = ["why", "position", "asked", "counted", "compare"];

// Pixels. From WIDE on, as in explorer.css, picture and numbers stand side by side; from ROOMY on,
// so do buttons and strip.
const [WIDE, ROOMY] = [680, 860];
const [PLANE_WIDTH, STRIP_WIDTH, BETWEEN] = [344, 464, 40];
const isWide = (width) => width >= WIDE;
const areasWidth = (width) => (isWide(width) ? width - PLANE_WIDTH - BETWEEN : width);
const planeWidth = (width) => (isWide(width) ? PLANE_WIDTH : width);
const stripWidth = (width) => (width >= ROOMY ? STRIP_WIDTH : width);
const CLOSE = 0.08; // two stops whose names would lie on each other, as a share of the track
const MS = { glide: 500, stop: 7.5, further: 160 }; // a glide and each stop of it: 180 more a decade

const theTour = tour({
  steps: (tables) => TOUR.map((words, i) => ({ ...words, path: tables.tour[i] })),
  outcome: outcomeInWords,
});

function draw(view) {
  const { tables, state, ui } = view;
  const texts = slots(tables, state, state.pin);
  const columns = ui.columns || columnsAt(STRIP_WIDTH);
  const told = { ...texts, ...positionSlots(tables, state, ui.active, columns, isOpened(ui, ui.width ?? WIDE)) };
  const place = (name, tag) =>
    slot(name, told[name], { tag, room: LONG.includes(name) ? () => longestOnce(tables)[name] : null });
  return h(
    "div", { class: "c7-panel c7-explorer", role: "group", "aria-label": "Explorer: compute and supervision of one token" },
    noted(ui.note),
    h("div", { class: `c7-layout${ui.folds.counting ? " c7-changing" : ""}` },
      theTour.panel(view),
      h("div", { class: "c7-scene" },
        theAreas(view, texts),
        fraction(tables, state, texts, place),
        h("div", { class: "c7-plane-box" }, drawing({
          ui, name: "c7-plane", label: planeText(tables, state, texts), widthOf: planeWidth, heightOf: () => PLANE,
          draw: (width) => plane(tables, state, width),
        }))),
      sizes(tables, state, ui, texts),
      h("div", { class: "c7-asking" },
        askedOnce(tables, state.k),
        theStrip(view, columns),
        h("div", { class: "c7-told" }, place("position"), place("asked"))),
      more(view, place),
      h("p", { class: "c7-unit-told" }, UNIT)),
    shown(heardLines(tables, ui.heard)),
    announcer(ui),
  );
}

function theAreas({ tables, state, ui }, { compute, bits }) {
  const whole = ui.width || WIDE; // 0: a view that is not shown yet
  const scale = scaleText(tables, state, areasWidth(whole), areasHeight(isWide(whole)));
  return h("div", { class: "c7-areas-box" }, drawing({
    ui, name: "c7-areas", widthOf: areasWidth, heightOf: (width) => areasHeight(isWide(width)),
    label: `Two areas in one scale, a GFLOP as large as a bit. Amber: ${compute}, forward and backward. Green: ${bits}.${scale}`,
    draw: (width, whole) => areas(tables, state, width, areasHeight(isWide(whole))),
  }));
}

function theStrip(view, columns) {
  const { tables, state, ui } = view;
  return h("div", { class: "c7-strip-box" }, picture({
    ui, name: "c7-strip", rows: "Positions; the arrow keys move between them", cells: columnLabels(view),
    widthOf: stripWidth,
    heightOf: (width) => stripHeight(isOpened(ui, width)),
    draw: (width, whole) => {
      const here = ui.width ? columns : columnsAt(width);
      return strip(tables, state, isOpened(ui, whole), width, here, Math.min(ui.active, here - 1));
    },
  }));
}

const noted = remembered((note) => h("p", { class: "c7-noted", role: "status", hidden: !note }, note ?? ""));
const longestOnce = remembered(longestTexts);
const heardLines = remembered(lines);

/** Whether the strip shows its columns: as the reader left it, else where there is room. */
const isOpened = (ui, width) => ui.folds.layers ?? isWide(width);

/** The fraction, what it comes to, and a sentence on it. */
function fraction(tables, state, texts, place) {
  const { density } = read(tables, state);
  const [low, high] = tables.scales.density;
  return h(
    "div", { class: "c7-ratio" },
    h("div", { class: "c7-fraction" }, place("bits"), place("compute")),
    h("p", {
      class: "c7-number", role: "meter", "aria-label": "Density", "aria-valuemin": low, "aria-valuemax": high,
      "aria-valuenow": density.toPrecision(3), "aria-valuetext": texts.density,
    }, h("span", { class: "c7-density", "data-slot": "density" }, texts.density.split("\u202f")[0]), h("small", null, DENSITY)),
    place("why"),
  );
}

const sizes = (tables, state, ui, texts) =>
  h("div", { class: "c7-controls c7-sizes" }, slider({
    part: "size", label: "Model size", slotName: "size", choices: tables.choices.size,
    value: state.size, said: texts.size, below: modelsOnce(tables, state.size, state.vocab),
  }));

const modelsOnce = remembered((tables, size, vocab) => {
  const last = tables.stops.length - 1;
  const isNear = (a, b) => a && b && Math.abs(a.size - b.size) < CLOSE * last;
  return options("c7-models", "Models", tables.models.map((model, i, all) => {
    const stop = tables.stops[model.size];
    const name = stop.name ?? parameters(stop.n);
    const edge = isNear(model, all[i + 1]) ? "end" : isNear(model, all[i - 1]) ? "start" : null;
    return {
      label: [h("span", { class: "c7-long" }, name), h("span", { class: "c7-short" }, SHORT[name] ?? name)],
      chosen: model.size === size && (!stop.name || vocab === model.vocab), data: { model: i }, at: model.size / last, edge,
    };
  }));
});

const askedOnce = remembered((tables, now) =>
  h("div", { class: "c7-controls c7-asked-for" },
    h("p", { class: "c7-label" }, "Tokens asked for ", h("small", null, "at each position, k")),
    options("c7-ks", "Tokens asked for", tables.choices.k.map((k) =>
      ({ label: String(k), chosen: k === now, data: { trait: "k", value: k } })))));

/** What is counted, in a line, and what folds away behind it: the rest. */
function more({ tables, state, ui }, place) {
  const opened = { counting: false, numbers: false, layers: isOpened(ui, ui.width ?? 0), ...ui.folds };
  const fold = (name, label, hide = label) =>
    h("button", { type: "button", "data-fold": name, "aria-expanded": String(opened[name]) }, opened[name] ? hide : label);
  const folded = (name, inside) => h("div", { class: "c7-folded", "data-folded": name }, opened[name] && inside());
  return h(
    "div", { class: "c7-more" },
    place("counted"),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Change, compare and keep" },
      fold("counting", "Change what is counted"), pinAndReset(Boolean(state.pin)), fold("layers", "Show the layers", "Hide the layers"),
      fold("numbers", "Numbers and picture")),
    status(ui),
    folded("counting", () => counting(tables, state, place)),
    folded("numbers", () => h("div", { class: "c7-numbers" },
      h("div", { class: "c7-lines" }, lines(tables, { ...state, pin: null }).split("\n").map((text) => h("p", null, text))),
      h("div", { class: "c7-actions" }, takeAlong()))),
    copies(ui),
    h("div", { class: "c7-folded" }, state.pin && place("compare")),
  );
}

function counting(tables, state, place) {
  const stop = tables.stops[state.size];
  const same = (name) => [name, name];
  const fields = {
    heads: [list("heads", "Further predictions", ["free", "bare", "module"].map(same), state.heads)],
    context: [list("context", "Attention",
      tables.choices.context.map((T) => [T, T ? `at ${grouped(T)} tokens` : "left out"]), state.context)],
    bits: [list("bits", "Bits of a label", ["ceiling", "residual"].map(same), state.bits)],
    count: [list("count", "Supervision", [["terms", "loss terms"], ["information", "new labels"]], state.count)],
  };
  return h(
    "div", { class: "c7-counting" },
    h("div", null,
      list("basis", "Parameters", ["activated", "total"].map(same), stop.other === null ? "activated" : stop.basis, {
        disabled: stop.other === null,
      }),
      place("both")),
    h("div", null,
      list("vocab", "Vocabulary",
        tables.vocabularies.map(({ size, users }) => [size, `${grouped(size)} (${users})`]), state.vocab),
      h("p", null, "Another one leaves the parameter count as it is.")),
    Object.entries(fields).map(([part, control]) => h("div", null, control, place(`${part}_why`))),
  );
}

/** What is heard of a column follows the reader's own at once, and the others' after a movement. */
function columnLabels({ tables, state, ui }) {
  const isOpen = isOpened(ui, ui.width);
  return labelsOnce(tables, ui.heard, ui.columns, isOpen)
    .map((label, i) => (i === ui.active ? columnLabel(tables, state, i, ui.columns, isOpen) : label));
}

const columnLabel = (...given) => Object.values(positionSlots(...given)).join(" ");
const labelsOnce = remembered((tables, state, columns, isOpen) =>
  [...Array(columns).keys()].map((column) => columnLabel(tables, state, column, columns, isOpen)));

/** Squares of a further token come in; not where less motion is wanted. */
function comeIn(root, before, now) {
  if (now.k <= before.k || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const label of root.querySelectorAll("[data-label]")) {
    if (label.dataset.label >= before.k) label.animate({ opacity: [0, 1] }, MS.further);
  }
}

export default figure({
  address: { prefix: "", ...codec(PARTS, { size: ({ stops }) => stops.map(({ n }) => n) }) },
  unpack,
  draw,
  drawn: comeIn,
  active: 2,
  columns: (tables, state, width) => columnsAt(stripWidth(width)),
  summary: (tables, state) => slots(tables, state).summary,
  lines: ({ tables, state }) => `${TITLE}\n${lines(tables, state)}`,
  drawings: (root) => [
    { svg: root.querySelector(".c7-areas"), above: 12, below: 8 },
    { svg: root.querySelector(".c7-strip"), above: 12 },
    { svg: root.querySelector(".c7-plane"), above: 12, below: 4 },
  ],
  file: "explorer.svg",
  presses: {
    basis({ tables, state }, basis) {
      const other = otherBasis(tables, state);
      return other && tables.stops[state.size].basis !== basis ? { size: other.size } : null;
    },
  },
  moving: ["size", "k"],
  glides: { model: ({ tables }, index) => tables.models[index] },
  lasts: (from, to) => MS.glide + MS.stop * Math.abs(to.size - from.size),
  pull: (tables, part, value) => (part === "size" ? snap(tables, value) : value),
  tour: theTour,
});
