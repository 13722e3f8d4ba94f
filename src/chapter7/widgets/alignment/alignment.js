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

const PARTS = ["documents", "padding", "way", "view"];
const TITLE = "Who is asked for which word";
const LEAD =
  "Under each word stands what each head must name there: the same text, slid left row by row. " +
  "A word is told once and asked for up to four times.";
const WAYS = {
  right: "right", rolled: "rolled round", twice: "shifted twice", unshifted: "not shifted", across: "across documents",
  all: "divided by T", main: "by head 1’s count",
};
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
const wordAt = (tables, state, t) => (isPadding(tables, state, t) ? "–" : tables.text[t]);
const quoted = (tables, place) => (place === null ? "nothing" : `“${tables.text[place]}”`);
const times = (n) => (n === 1 ? "once" : `${n} times`);

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
  return `${quoted(tables, t)} is asked for ${all.length ? `${times(all.length)}, told once: ${said.join(", ")}` : "by nobody"}.`;
}

const longestColumn = () =>
  `After “more” are asked ${[1, 2, 3, 4].map((j) => `head ${j} for “what” (wrong: nothing)`).join(", ")}.`;

function settingText({ documents, padding }) {
  const packed = documents === 1 ? "one document" : `${documents} documents packed`;
  return `${packed}, ${padding ? `${padding} tokens of padding` : "no padding"}`;
}

const shownText = (tables, state) => `Shown: ${WAYS[state.way]}; ${settingText(state)}.`;

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

/** The text, the arrows above it, and the heads' rows of targets. */
function drawTargets(tables, state, width, active) {
  const rows = cells(tables, state);
  const pitch = width / tables.text.length;
  const centre = (t) => round((t + 0.5) * pitch);
  const isLit = (cell, t) => (state.view === "word" ? cell.place === active : t === active);
  const box = (name, t, y) => rect(name, t * pitch + P.gap, y, pitch - 2 * P.gap, P.box);
  const crossed = (t, y) => path("c7-crossed", `M${round(t * pitch + P.gap)} ${y + P.box}l${round(pitch - 2 * P.gap)} ${-P.box}`);
  const blank = (t, y) => path("c7-blank", hatch(t * pitch + P.gap, y, pitch - 2 * P.gap, P.box, 6));
  const parts = [arrows(tables, state, rows, centre, active)];
  tables.text.forEach((_, t) => {
    const role = t === active ? " c7-hot" : "";
    parts.push(box(`c7-told-word${role}`, t, P.word), text(`c7-word${role}`, centre(t), P.word + 23, wordAt(tables, state, t), "middle"));
  });
  for (const at of tables.lengths[state.documents]) parts.push(path("c7-cut", `M${round(at * pitch)} ${P.word - 4}V${heightOf()}`));
  rows.forEach(({ targets, n, divisor }, j) => {
    const y = P.word + P.box + j * (P.row - P.gap) + P.label + 5;
    const isOff = n !== divisor;
    parts.push(
      text("c7-row", 0, y - 7, `Head ${j + 1}, ${AHEAD[j]}`),
      text(`c7-row c7-count${isOff ? " c7-off" : ""}`, width, y - 7, `${n} ${n === 1 ? "target" : "targets"} ÷ ${divisor}`, "end"));
    targets.forEach((cell, t) => {
      const lit = isLit(cell, t) && cell.place !== null ? " c7-hot" : "";
      const wrong = cell.isWrong ? " c7-wrong" : "";
      parts.push(cell.place === null ? box(`c7-none${wrong}`, t, y) + blank(t, y) : box(`c7-asked${lit}${wrong}`, t, y));
      if (cell.isWrong) parts.push(crossed(t, y));
      if (cell.place !== null) parts.push(text(`c7-word c7-of-head${lit}`, centre(t), y + 23, tables.text[cell.place], "middle"));
    });
  });
  return parts.join("");
}

const heightOf = () => P.word + P.box + 4 * (P.row - P.gap) + 6;

/** From the chosen position to its targets, or to the chosen word from the positions that ask for it. */
function arrows(tables, state, rows, centre, active) {
  const pairs = state.view === "word"
    ? askers(rows, active).map(([j, t]) => [j, t, active])
    : rows.flatMap(({ targets }, j) => (targets[active].place === null ? [] : [[j, active, targets[active].place]]));
  return pairs.map(([j, from, to]) => {
    const [a, b] = [centre(from), centre(to)];
    const wrong = rows[j].targets[from].isWrong ? " c7-wrong" : "";
    const top = P.word - 7 - P.arc * (j + 1);
    const low = P.word - 5;
    const d = from === to
      ? `M${a - 7} ${low}C${a - 16} ${top - 6} ${a + 16} ${top - 6} ${a + 7} ${low}`
      : `M${a} ${low}C${a} ${top} ${b} ${top} ${b} ${low}`;
    const tip = from === to ? a + 7 : b;
    return path(`c7-arrow${wrong}`, d) + path(`c7-tip${wrong}`, `M${tip - P.tip} ${low - 5}h${2 * P.tip}L${tip} ${low + 2}z`);
  }).join("");
}

/** Each way's two losses, on one scale. */
function drawLosses(tables, state, width) {
  const [left, right] = [Q.name, width - Q.end];
  const ways = Object.keys(WAYS);
  const all = ways.flatMap((way) => BOTH.map((name) => tables.losses[way][name].mean));
  const [low, high] = [Math.floor(Math.min(...all) / Q.step), Math.ceil(Math.max(...all) / Q.step)];
  const x = (value) => left + ((value / Q.step - low) / (high - low)) * (right - left);
  const foot = Q.first + Q.row * ways.length;
  const rightly = round(x(tables.losses.right.true.mean));
  const grid = [...Array(high - low + 1).keys()].map((i) => Q.step * (low + i)).map((value) =>
    path("c7-rule", `M${round(x(value))} ${Q.first - 6}V${foot}`) + text("c7-tick", x(value), foot + 18, value, "middle"));
  const rows = ways.map((way, i) => {
    const [reported, truth] = BOTH.map((name) => tables.losses[way][name].mean);
    const y = Q.first + Q.row * (i + 0.5);
    const [from, to] = [x(reported), x(truth)];
    const hot = way === state.way ? " c7-hot" : "";
    const number = (value, at, side) => text(`c7-loss${hot}`, at + 9 * side, y + 5, bits(value), side < 0 ? "end" : "start");
    const beyond = from <= to ? 1 : -1;
    return (hot ? rect("c7-chosen", 0, y - Q.row / 2 + 1, width, Q.row - 2) : "") +
      text(`c7-way${hot}`, 4, y + 5, WAYS[way]) + path("c7-between", `M${round(from)} ${y}H${round(to)}`) +
      circle("c7-true", to, y, Q.radius) + circle("c7-reported", from, y, Q.radius) +
      number(reported, from, -beyond) + number(truth, to, beyond);
  });
  return [...grid, path("c7-rightly", `M${rightly} ${Q.first - 6}V${foot}`), ...rows].join("");
}

const lossesHeight = () => Q.first + Q.row * Object.keys(WAYS).length + 24;
const lossesText = ({ losses }) => `Bits per target, mean over four heads, reported and true: ${Object.keys(WAYS).map((way) =>
  `${WAYS[way]} ${BOTH.map((name) => bits(losses[way][name].mean)).join(" and ")}`).join("; ")}.`;

function draw(view) {
  const { tables, state, ui } = view;
  const heard = ui.heard;
  const switches = (part, label, names) => options(`c7-${part}`, label, tables.choices[part].map((value, i) =>
    ({ label: names[i], chosen: state[part] === value, data: { trait: part, value } })));
  const field = (label, control) => h("div", { class: "c7-field" }, h("span", { class: "c7-label" }, label), h("div", null, control));
  const targets = isDivisor(state.way) ? "right" : state.way;
  const divisor = isDivisor(state.way) ? state.way : "right";
  const of = (name, label, values, chosen, words) => field(label, options(`c7-${name}`, label, values.map((value) =>
    ({ label: words[value], chosen: value === chosen, data: { [name]: value } }))));
  return h(
    "div", { class: "c7-panel c7-alignment", role: "group", "aria-label": "Targets of four heads" },
    head(TITLE, LEAD, ui.note),
    shown(`${shownText(tables, state)}\n${lossText(tables, state.way)}`),
    h("div", { class: "c7-box c7-sides" },
      h("div", { class: "c7-side" },
        h("div", { class: "c7-controls c7-settings" },
          switches("view", "What a column shows", ["choose a word", "choose a position"]),
          switches("documents", "Documents", ["1 document", "2 packed"]),
          switches("padding", "Padding", ["no padding", "padding"])),
        picture({
          ui,
          name: "c7-targets",
          rows: "The text’s positions; the arrow keys move between them",
          widthOf: pictureWidth,
          heightOf,
          draw: (width) => drawTargets(tables, state, width, ui.active),
          cells: tables.text.map((_, t) => columnText(tables, t === ui.active ? state : heard, t)),
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
  address: { prefix: "alignment-", ...codec(PARTS) },
  unpack: (packed) => packed,
  draw,
  active: 4,
  columns: (tables) => tables.text.length,
  summary: (tables, state) => `${shownText(tables, state)} ${countsText(tables, state)}. ${lossText(tables, state.way)}`,
  lines: ({ tables, state, ui }) =>
    [TITLE, shownText(tables, state), `${countsText(tables, state)}.`, columnText(tables, state, ui.active), lossText(tables, state.way), lossesText(tables)].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-targets"), above: 12, below: 8 }, { svg: root.querySelector(".c7-losses"), above: 12 }],
  file: "alignment.svg",
  presses: {
    targets: ({ state }, way) => (way === "right" && isDivisor(state.way) ? null : { way }),
    divisor: ({ state }, way) => (way === "right" && !isDivisor(state.way) ? null : { way }),
  },
  tour: null,
});
