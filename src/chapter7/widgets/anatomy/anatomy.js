// One position's pass through the main model and two modules: what meets where, how large it is, who is
// asked for which token; and what an index that is wrong by one does. Looks numbers up, compares places.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, options, picture, shown, slider, slot, status, takeAlong, tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { round } from "../shared/format.js";
import { path, rect, text } from "../shared/svg.js";

const TITLE = "One position, two modules";
const LEAD =
  "A small model, trained with the right indices. Choose a position, step through its pass, or use it with an index wrong by one.";
const NAMES = ["Main model", "Module 1", "Module 2"];
const SUBJECTS = ["the main model", "module 1", "module 2"];
/** A letter with its depth above or below it, in a drawing: the font has no such figures. */
const stateOf = (depth) => `h<tspan dy="-5" font-size="12">${depth}</tspan>`;
const matrix = (depth) => `M<tspan dy="4" font-size="12">${depth}</tspan><tspan dy="-4"> </tspan>`;
const SHIFTS = { early: "one early", right: "right", far: "one far" };
/** Lengths in pixels: of the row of tokens, and of a stage; where stages stand one under the other, all fit a phone. */
const P = { chip: 20, chipHeight: 26, word: 52, wordHeight: 34, fed: 92, height: 138 };
const BESIDE = { title: 20, first: 32, box: 32, gap: 8, between: 40, height: 216 };
const BELOW = { title: 18, first: 26, box: 27, gap: 5, between: 8, height: 174 };
const RAIL = 16;
const WIDE = 680;

/** The main model and the modules at a position: what each is fed, asked for and says. */
export const stages = (tables, { fed, asked }, at) =>
  [tables.main, ...tables.modules[fed]].map((stage) => ({ ...stage[at], target: stage[at].asked[asked] }));

/**
 * What an index does to a module: "right"; "leak", it has read its target; "gap", a token before it is
 * missing; "cancels", both are wrong alike.
 */
export function verdict({ fed, asked }) {
  const order = Object.keys(SHIFTS);
  const ahead = order.indexOf(fed) - order.indexOf(asked);
  if (ahead > 0) return "leak";
  if (ahead < 0) return "gap";
  return fed === "right" ? "right" : "cancels";
}

const VERDICTS = {
  right: "Both indices are right: each module is fed the token before the one that it is asked for.",
  leak: "A leak: the token that a module is asked for has been fed to it. This model was trained rightly and says what comes after; trained so, a module would copy, and pay nothing.",
  gap: "A gap: the token before the target is not fed. This model says what follows the token that it is fed; trained so, a module would know no more than a parallel head.",
  cancels: "Two mistakes that cancel: fed and asked for alike wrong. The loss looks right, and the module’s guess stands at another place than everybody takes it for.",
};

const quoted = (tables, place) => (place === null ? "nothing" : `“${tables.text[place]}”`);
const percentOf = (share) => `${Math.floor(100 * share + 0.5)}\u202f%`;
const paysText = ({ bits }) => (bits === null ? "no target" : `${bits.toFixed(2)}\u202fbits`);
const saysText = (tables, { says: [word, share] }) => `“${tables.words[word]}”, ${percentOf(share)}`;

function columnText(tables, state, at) {
  const said = stages(tables, state, at).map((stage, depth) => {
    const fed = depth ? `, fed ${quoted(tables, stage.fed)},` : "";
    return `${SUBJECTS[depth]}${fed} is asked for ${quoted(tables, stage.target.place)} and says ${saysText(tables, stage)}`;
  });
  return `At ${quoted(tables, at)} ${said.join("; ")}.`;
}

/** What a step does, in words and numbers. */
export function stepText(tables, state, at) {
  const all = stages(tables, state, at);
  const { d, blocks } = tables;
  const begun = `Step ${state.step} of ${tables.choices.step.length}`;
  const [depth, kind] = stepOf(state.step);
  const { sizes, target, fed } = all[depth];
  const state0 = sizes.at(-1).toFixed(1);
  if (kind === "head") {
    return `${begun}: a norm, and the output head that all share makes ${tables.words.length} logits of ${d} numbers. ${depth ? NAMES[depth] : "The main model"} says ${saysText(tables, all[depth])}; asked for ${quoted(tables, target.place)}, it pays ${paysText(target)}.`;
  }
  if (!depth) return `${begun}: the main model reads all tokens up to ${quoted(tables, at)}; its ${blocks} blocks leave its state, ${d} numbers of size ${state0}.`;
  if (kind === "block") return `${begun}: one transformer block, which sees the joined vectors of the positions before; it leaves the module’s state, ${d} numbers of size ${state0}.`;
  const [from, token, normed, normedToken, joined] = sizes.map((size) => size.toFixed(1));
  return `${begun}: the ${depth > 1 ? "state of module 1" : "main model’s state"} (size ${from}) meets the embedding of ${fed === null ? "a token that is not there" : quoted(tables, fed)} (size ${token}). Normed to ${normed} and ${normedToken} they are ${2 * d} numbers; the module’s matrix makes ${d} of them, of size ${joined}.`;
}

/** Of a step from 1 on, which stage it is in, and what it does there. */
const stepOf = (step) => (step < 3 ? [0, ["block", "head"][step - 1]] : [Math.floor(step / 3), ["join", "block", "head"][step % 3]]);

function shownText(state) {
  return `Shown: fed ${SHIFTS[state.fed]}, asked ${SHIFTS[state.asked]}. ${VERDICTS[verdict(state)]}`;
}

const longestStep = () =>
  "Step 8 of 8: the main model’s state (size 20.0) meets the embedding of a token that is not there (size 10.0). Normed to 10.0 and 10.0 they are 64 numbers; the module’s matrix makes 32 of them, of size 10.0.";

/** The row of tokens, who is asked for each above it, who is fed it below. */
function drawRow(tables, state, width, at) {
  const pitch = width / tables.text.length;
  const name = (depth) => (pitch > 90 ? NAMES[depth] : ["main", "1", "2"][depth]);
  const chip = (kind, isWrong, place, y, depth) => {
    const [x, wide] = [place * pitch + 2, pitch - 4];
    return rect(`c7-${kind}${isWrong ? " c7-wrong" : ""}`, x, y, wide, P.chipHeight) +
      text("c7-chip", (place + 0.5) * pitch, y + 18, name(depth), "middle");
  };
  const words = tables.text.map((word, t) =>
    rect(`c7-token${t <= at ? " c7-read" : ""}${t === at ? " c7-hot" : ""}`, t * pitch + 2, P.word, pitch - 4, P.wordHeight) +
    text("c7-word", (t + 0.5) * pitch, P.word + 22, word, "middle"));
  const chips = stages(tables, state, at).map((stage, depth) => {
    const { place } = stage.target;
    return (place === null ? "" : chip("asks", depth && state.asked !== "right", place, P.chip, depth)) +
      (!depth || stage.fed === null ? "" : chip("feeds", state.fed !== "right", stage.fed, P.fed, depth));
  });
  return [
    text("c7-tick", 0, 13, "asked for by"), ...words, ...chips, text("c7-tick", 0, P.height - 3, "fed to"),
  ].join("");
}

const isWide = (width) => width >= WIDE;
const stagesHeight = (width) => (isWide(width) ? BESIDE.height : 3 * BELOW.height + 2 * BELOW.between);

/** The three stages side by side, or one under the other. */
function drawStages(tables, state, width, at) {
  const S = isWide(width) ? BESIDE : BELOW;
  const wide = isWide(width) ? (width - 2 * S.between) / 3 : width - RAIL;
  const [stepped, kind] = stepOf(state.step);
  const reached = 3 * stepped + ["join", "block", "head"].indexOf(kind);
  return stages(tables, state, at).map((stage, depth) => {
    const [x, y] = isWide(width) ? [depth * (wide + S.between), 0] : [RAIL, depth * (S.height + S.between)];
    const done = (part) => 3 * depth + part <= reached;
    const hot = (part) => (3 * depth + part === reached ? " c7-hot" : "");
    const top = (row) => y + S.first + row * (S.box + S.gap);
    const box = (row, part, left, right, { from = 0, share = 1, rows = 1, name = "" } = {}) => {
      const [at0, across, tall] = [x + from * wide, share * wide, rows * S.box + (rows - 1) * S.gap];
      const low = top(row) + tall / 2 + 5;
      return rect(`c7-part${name}${done(part) ? " c7-done" : ""}${hot(part)}`, at0, top(row), across, tall) +
        text("c7-op", at0 + 8, low, left) + (done(part) ? text("c7-size", at0 + across - 8, low, right, "end") : "");
    };
    const sizes = stage.sizes.map((size) => size.toFixed(1));
    const isOff = depth && state.asked !== "right";
    const parts = depth
      ? [
        box(0, 0, stateOf(depth - 1), `${sizes[0]} → ${sizes[2]}`, { share: 0.47 }),
        box(0, 0, stage.fed === null ? "–" : tables.text[stage.fed], `${sizes[1]} → ${sizes[3]}`,
          { from: 0.5, share: 0.5, name: state.fed === "right" ? "" : " c7-wrong" }),
        box(1, 0, `${matrix(depth)}${2 * tables.d} to ${tables.d} numbers`, `size ${sizes[4]}`),
        box(2, 1, `block: ${stateOf(depth)}`, `size ${sizes[5]}`),
      ]
      : [
        box(0, 1, `tokens up to “${tables.text[at]}”`, ""),
        box(1, 1, `${tables.blocks} blocks: ${stateOf(0)}`, `size ${sizes[0]}`, { rows: 2 }),
      ];
    const said = y + S.height - 9;
    return text("c7-stage", x, y + S.title, NAMES[depth]) +
      text(`c7-asked-for${isOff ? " c7-off" : ""}`, x + wide, y + S.title, `asked for ${quoted(tables, stage.target.place)}`, "end") +
      parts.join("") + box(3, 2, "norm, shared head", `${tables.words.length} logits`) +
      (done(2) ? text("c7-says", x + 8, said, `says ${saysText(tables, stage)}`) + text("c7-pays", x + wide - 8, said, paysText(stage.target), "end") : "") +
      (depth < 2 ? handedOn(S, x, wide, top) : "");
  }).join("");
}

/** The state's way from a stage's block to the next stage. */
function handedOn(S, x, wide, top) {
  const from = top(2) + S.box / 2;
  const [start, rail, end] = S === BESIDE ? [x + wide, x + wide + S.between / 2, x + wide + S.between] : [x, x - RAIL + 4, x];
  const to = top(0) + S.box / 2 + (S === BESIDE ? 0 : S.height + S.between);
  return path("c7-handed", `M${round(start)} ${from}H${round(rail)}V${to}H${round(end) - 5}`) +
    path("c7-tip", `M${round(end) - 8} ${to - 5}v10l8 -5z`);
}

function draw(view) {
  const { tables, state, ui } = view;
  const choose = (part, label) => h("div", { class: "c7-field" }, h("span", { class: "c7-label" }, label),
    h("div", null, options(`c7-${part}`, label, tables.choices[part].map((value) =>
      ({ label: SHIFTS[value], chosen: state[part] === value, data: { trait: part, value } })))));
  return h(
    "div", { class: "c7-panel c7-anatomy", role: "group", "aria-label": "One position’s pass through two modules" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(state)),
    h("div", { class: "c7-box" },
      picture({
        ui, name: "c7-row", heightOf: () => P.height, rows: "Positions of the text; the arrow keys move between them",
        draw: (width) => drawRow(tables, state, width, ui.active),
        cells: tables.text.map((_, t) => columnText(tables, t === ui.active ? state : ui.heard, t)),
      }),
      h("div", { class: "c7-controls c7-stepper" }, slider({
        part: "step", label: "Step", slotName: "step", choices: tables.choices.step, value: state.step,
        said: `${state.step} of ${tables.choices.step.length}`, below: ticksOnce(tables),
      })),
      drawing({
        ui, name: "c7-stages", heightOf: stagesHeight, draw: (width) => drawStages(tables, state, width, ui.active),
      })),
    slot("told", stepText(tables, state, ui.active), { room: longestStep }),
    h("div", { class: "c7-controls" },
      choose("fed", "The token that modules are fed"), choose("asked", "The token that they are asked for")),
    slot("judged", VERDICTS[verdict(state)], { room: () => VERDICTS.leak }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Go back and keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

const ticksOnce = remembered(({ choices: { step } }) =>
  tickRow("c7-stops", [[0.5 / (step.length - 1), "main"], [3.2 / (step.length - 1), "module 1"], [6 / (step.length - 1), "module 2"]]));

export default figure({
  address: { prefix: "anatomy-", ...codec(["step", "fed", "asked"]) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: (tables) => tables.text.length,
  summary: (tables, state) => shownText(state),
  lines: ({ tables, state, ui }) =>
    [TITLE, shownText(state), columnText(tables, state, ui.active), ...tables.choices.step.map((step) => stepText(tables, { ...state, step }, ui.active))].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-row"), above: 4, below: 12 }, { svg: root.querySelector(".c7-stages"), above: 4, below: 4 }],
  file: "anatomy.svg",
  tour: null,
});
