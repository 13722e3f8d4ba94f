// Which token each head is asked for at each position: rightly, and as people got it wrong, beside
// what a small model trained that way reports and truly pays. Looks targets and losses up, compares them.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, legend, options, picture, shown, slot, status, takeAlong,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { round } from "../shared/format.js";
import { circle, hatch, path, rect, text } from "../shared/svg.js";

const TITLE = "Who is asked for which word";
const LEAD =
  "Under each word stands what each head must name there: the same text, slid left row by row. " +
  "A word is told once and asked for up to four times.";
const WAYS = {
  right: "right", rolled: "rolled round", twice: "shifted twice", unshifted: "not shifted", across: "across documents",
  all: "divided by T", main: "by head 1’s count",
};
const NAMES = Object.keys(WAYS);
const DIVISORS = { right: "its own targets", all: "T, all positions", main: "head 1’s targets" };
const AHEAD = ["the next token", "2 ahead", "3 ahead", "4 ahead"];
const BOTH = ["reported", "true"];
/** Lengths in pixels: of the picture, and of the losses. `sides` is what the figure's columns need. */
const P = { word: 62, box: 34, label: 23, row: 66, gap: 1.5, arc: 13, tip: 4 };
const Q = { row: 32, first: 8, name: 164, end: 42, step: 2, radius: 5 };
const SIDES = { from: 860, losses: 344, gap: 40 };

const pictureWidth = (whole) => (whole < SIDES.from ? whole : whole - SIDES.losses - SIDES.gap);
const lossesWidth = (whole) => (whole < SIDES.from ? whole : SIDES.losses);
const bits = (value) => value.toFixed(2);
const isDivisor = (way) => way === "all" || way === "main";

/** The heads' targets in a state, each beside the right one: { place, right, isWrong }. */
export const cells = (tables, { way, documents, padding }) => compared(tables, way, `${documents} ${padding}`);

const compared = remembered((tables, way, setting) =>
  tables.asked[`${way} ${setting}`].map(({ targets, n, divisor }, j) => {
    const right = tables.asked[`right ${setting}`][j].targets;
    return { n, divisor, targets: targets.map((place, t) => ({ place, right: right[t], isWrong: place !== right[t] })) };
  }));

/** Who is asked for the word at `place`: pairs of a head and the position that asks, both from 0. */
export const askers = (rows, place) =>
  rows.flatMap(({ targets }, j) => targets.flatMap((cell, t) => (cell.place === place ? [[j, t]] : [])));

const isPadding = ({ text: words }, { padding }, t) => t >= words.length - padding;
const quoted = (tables, place) => (place === null ? "nothing" : `“${tables.text[place]}”`);

/** What the column at `t` says. */
function columnText(tables, state, t) {
  const rows = cells(tables, state);
  if (state.view === "position") {
    const after = isPadding(tables, state, t) ? "At padding" : `After ${quoted(tables, t)}`;
    const said = rows.map(({ targets }, j) => {
      const { place, right, isWrong } = targets[t];
      return `head ${j + 1} for ${quoted(tables, place)}${isWrong ? ` (wrong: ${quoted(tables, right)})` : ""}`;
    });
    return `${after} are asked ${said.join(", ")}.`;
  }
  if (isPadding(tables, state, t)) return "Padding: nobody should be asked for it.";
  const all = askers(rows, t);
  const said = all.map(([j, at]) => {
    const from = isPadding(tables, state, at) ? "at padding" : `after ${quoted(tables, at)}`;
    return `head ${j + 1} ${from}${rows[j].targets[at].isWrong ? " (wrong)" : ""}`;
  });
  return `${quoted(tables, t)} is asked for ${all.length ? `${all.length === 1 ? "once" : `${all.length} times`}, told once: ${said.join(", ")}` : "by nobody"}.`;
}

const longestColumn = () => `After “more” are asked ${AHEAD.map((_, j) => `head ${j} for “what” (wrong: nothing)`).join(", ")}.`;

function shownText({ way, documents, padding }) {
  const packed = documents === 1 ? "one document" : `${documents} documents packed`;
  return `Shown: ${WAYS[way]}; ${packed}, ${padding ? `${padding} tokens of padding` : "no padding"}.`;
}

function countsText(tables, state) {
  const rows = cells(tables, state);
  const wrong = rows.reduce((sum, { targets }) => sum + targets.filter(({ isWrong }) => isWrong).length, 0);
  const counts = rows.map(({ n, divisor }, j) => `head ${j + 1}: ${n} targets, divided by ${divisor}`);
  return `${counts.join("; ")}; ${wrong ? `${wrong} targets are wrong` : "no target is wrong"}`;
}

function lossText({ losses }, way) {
  const [reported, truth] = BOTH.map((name) => losses[way][name].heads.map(bits).join(", "));
  const name = WAYS[way][0].toUpperCase() + WAYS[way].slice(1);
  return `${name}: the code reports ${reported} bits for heads 1 to 4; measured rightly they pay ${truth}.`;
}

/** The text, the arrows above it, and the heads' rows of targets; what the chosen column changes apart. */
const drawTargets = (tables, state, pitch, active) =>
  [rowsOnce(tables, state.way, state.documents, state.padding, pitch), chosen(tables, state, pitch, active)];

const across = (pitch) => round(pitch - 2 * P.gap);
const centre = (t, pitch) => round((t + 0.5) * pitch);
const rowTop = (j) => P.word + P.box + j * (P.row - P.gap) + P.label + 5;
const heightOf = () => rowTop(AHEAD.length) - P.label + 1;
const boxAt = (y, pitch) => (t) => `M${round(t * pitch + P.gap)} ${y}h${across(pitch)}v${P.box}h${-across(pitch)}z`;
const crossAt = (y, pitch) => (t) => `M${round(t * pitch + P.gap)} ${y + P.box}l${across(pitch)} ${-P.box}`;
const wordAt = (y, pitch, name, content) => (t) => text(`c7-word ${name}`, centre(t, pitch), y + 23, content(t), "middle");

const rowsOnce = remembered((tables, way, documents, padding, pitch) => {
  const state = { way, documents, padding };
  const places = [...tables.text.keys()];
  const told = (t) => (isPadding(tables, state, t) ? "–" : tables.text[t]);
  const parts = [
    path("c7-told-word", places.map(boxAt(P.word, pitch)).join("")), ...places.map(wordAt(P.word, pitch, "", told)),
    ...tables.lengths[documents].map((at) => path("c7-cut", `M${round(at * pitch)} ${P.word - 4}V${heightOf()}`)),
  ];
  cells(tables, state).forEach(({ targets, n, divisor }, j) => {
    const y = rowTop(j);
    const where = (isEmpty, isWrong) =>
      places.filter((t) => (targets[t].place === null) === isEmpty && targets[t].isWrong === isWrong);
    const boxes = (name, all) => path(name, all.map(boxAt(y, pitch)).join(""));
    const named = (name, all) => all.map(wordAt(y, pitch, name, (t) => tables.text[targets[t].place])).join("");
    const [right, wrong, none, lacking] = [[false, false], [false, true], [true, false], [true, true]].map((is) => where(...is));
    const empty = [...none, ...lacking];
    parts.push(
      text("c7-row", 0, y - 7, `Head ${j + 1}, ${AHEAD[j]}`),
      text(`c7-row${n === divisor ? "" : " c7-off"}`, places.length * pitch, y - 7, `${n} ${n === 1 ? "target" : "targets"} ÷ ${divisor}`, "end"),
      boxes("c7-asked", right), boxes("c7-none", none),
      path("c7-blank", empty.map((t) => hatch(t * pitch + P.gap, y, pitch - 2 * P.gap, P.box, 6)).join("")),
      boxes("c7-mistaken", wrong), boxes("c7-lacking", lacking),
      path("c7-crossed", [...wrong, ...lacking].map(crossAt(y, pitch)).join("")),
      named("c7-of-head", right), named("c7-of-head c7-of-wrong", wrong));
  });
  return parts.join("");
});

/** The chosen column: its word's box, what lights up, and the arrows. */
function chosen(tables, state, pitch, active) {
  const rows = cells(tables, state);
  const lit = state.view === "word"
    ? askers(rows, active)
    : rows.flatMap(({ targets }, j) => (targets[active].place === null ? [] : [[j, active]]));
  return path("c7-told-word c7-hot", boxAt(P.word, pitch)(active)) + lit.map(([j, t]) => {
    const { place, isWrong } = rows[j].targets[t];
    const y = rowTop(j);
    return path(`c7-lit${isWrong ? " c7-wrong" : ""}`, boxAt(y, pitch)(t)) + (isWrong ? path("c7-crossed", crossAt(y, pitch)(t)) : "") +
      wordAt(y, pitch, "c7-of-lit", () => tables.text[place])(t) + arrow(j, centre(t, pitch), centre(place, pitch), isWrong);
  }).join("");
}

/** From a position to the word that its head is asked for. */
function arrow(j, from, to, isWrong) {
  const wrong = isWrong ? " c7-wrong" : "";
  const [top, low] = [P.word - 7 - P.arc * (j + 1), P.word - 5];
  const d = from === to
    ? `M${from - 7} ${low}C${from - 16} ${top - 6} ${from + 16} ${top - 6} ${from + 7} ${low}`
    : `M${from} ${low}C${from} ${top} ${to} ${top} ${to} ${low}`;
  const tip = from === to ? to + 7 : to;
  return path(`c7-arrow${wrong}`, d) + path(`c7-tip${wrong}`, `M${tip - P.tip} ${low - 5}h${2 * P.tip}L${tip} ${low + 2}z`);
}

/** Each way's two losses, on one scale; the chosen way's over them. */
const drawLosses = (tables, state, width) => [lossesOnce(tables, width), lossRow(tables, width, state.way, " c7-hot")];

const lossesOnce = remembered((tables, width) => {
  const [low, high] = tables.scale;
  const rules = [...Array((high - low) / Q.step + 1).keys()].map((i) => low + Q.step * i);
  const foot = Q.first + Q.row * NAMES.length;
  const rule = (name, value) => path(name, `M${round(lossAt(tables, width, value))} ${Q.first - 6}V${foot}`);
  return [
    ...rules.map((value) => rule("c7-rule", value) + text("c7-tick", lossAt(tables, width, value), foot + 18, value, "middle")),
    rule("c7-rightly", tables.losses.right.true.mean), ...NAMES.map((way) => lossRow(tables, width, way, "")),
  ].join("");
});

const lossAt = ({ scale: [low, high] }, width, value) => Q.name + ((value - low) / (high - low)) * (width - Q.name - Q.end);

function lossRow(tables, width, way, hot) {
  const y = Q.first + Q.row * (NAMES.indexOf(way) + 0.5);
  const [reported, truth] = BOTH.map((name) => tables.losses[way][name].mean);
  const [from, to] = [reported, truth].map((value) => lossAt(tables, width, value));
  const beyond = from <= to ? 1 : -1;
  const number = (value, at, side) => text(`c7-loss${hot}`, at + 9 * side, y + 5, bits(value), side < 0 ? "end" : "start");
  return (hot && rect("c7-chosen", 0, y - Q.row / 2 + 1, width, Q.row - 2)) + text(`c7-way${hot}`, 4, y + 5, WAYS[way]) +
    path("c7-between", `M${round(from)} ${y}H${round(to)}`) + circle("c7-true", to, y, Q.radius) +
    circle("c7-reported", from, y, Q.radius) + number(reported, from, -beyond) + number(truth, to, beyond);
}

const lossesHeight = () => Q.first + Q.row * NAMES.length + 24;
const lossesText = ({ losses }) => `Bits per target, mean over four heads, reported and true: ${NAMES.map((way) =>
  `${WAYS[way]} ${BOTH.map((name) => bits(losses[way][name].mean)).join(" and ")}`).join("; ")}.`;

function draw(view) {
  const { tables, state, ui } = view;
  const [targets, divisor] = isDivisor(state.way) ? ["right", state.way] : [state.way, "right"];
  const switches = (part, label, names) => options(`c7-${part}`, label, tables.choices[part].map((value, i) =>
    ({ label: names[i], chosen: state[part] === value, data: { trait: part, value } })));
  const of = (name, label, values, now, words) => h("div", { class: "c7-field" }, h("span", { class: "c7-label" }, label),
    h("div", null, options(`c7-${name}`, label, values.map((value) =>
      ({ label: words[value], chosen: value === now, data: { [name]: value } })))));
  return h(
    "div", { class: "c7-panel c7-alignment", role: "group", "aria-label": "Targets of four heads" },
    head(TITLE, LEAD, ui.note),
    shown(`${shownText(state)}\n${lossText(tables, state.way)}`),
    h("div", { class: "c7-box c7-sides" },
      h("div", { class: "c7-side" },
        h("div", { class: "c7-controls c7-settings" },
          switches("view", "What a column shows", ["choose a word", "choose a position"]),
          switches("documents", "Documents", ["1 document", "2 packed"]),
          switches("padding", "Padding", ["no padding", "padding"])),
        picture({
          ui, name: "c7-targets", widthOf: pictureWidth, heightOf,
          rows: "The text’s positions; the arrow keys move between them",
          draw: (width) => drawTargets(tables, state, width / tables.text.length, ui.active),
          cells: tables.text.map((_, t) => columnText(tables, t === ui.active ? state : ui.heard, t)),
        }),
        legend([["asked", "a target"], ["none", "none"], ["wrong", "wrong"]]),
        slot("told", columnText(tables, state, ui.active), { room: longestColumn })),
      h("div", { class: "c7-side" },
        h("div", { class: "c7-controls" },
          of("targets", "Targets", tables.choices.way.filter((way) => !isDivisor(way)), targets, WAYS),
          of("divisor", "Their sum is divided by", Object.keys(DIVISORS), divisor, DIVISORS)),
        h("p", null, h("span", { class: "c7-label" }, "Four heads trained that way: "), "bits per target, their mean"),
        legend([["reported", "what the code reports"], ["true", "what is true"]]),
        drawing({
          ui, name: "c7-losses", label: lossesText(tables), widthOf: lossesWidth, heightOf: lossesHeight,
          draw: (width) => drawLosses(tables, state, width),
        }))),
    slot("lost", lossText(tables, state.way), { room: () => lossText(tables, "main") }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Go back and keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

export default figure({
  address: { prefix: "alignment-", ...codec(["documents", "padding", "way", "view"]) },
  unpack: (packed) => packed,
  draw,
  active: 4,
  columns: (tables) => tables.text.length,
  summary: (tables, state) => `${shownText(state)} ${countsText(tables, state)}. ${lossText(tables, state.way)}`,
  lines: ({ tables, state, ui }) =>
    [TITLE, shownText(state), `${countsText(tables, state)}.`, columnText(tables, state, ui.active), lossText(tables, state.way), lossesText(tables)].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-targets"), above: 12, below: 8 }, { svg: root.querySelector(".c7-losses"), above: 12 }],
  file: "alignment.svg",
  presses: {
    targets: ({ state }, way) => (way === "right" && isDivisor(state.way) ? null : { way }),
    divisor: ({ state }, way) => (way === "right" && !isDivisor(state.way) ? null : { way }),
  },
  tour: null,
});
