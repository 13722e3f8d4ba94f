// A recorded decode: drafts, the target's one pass over them, what is kept and what is added; beside it
// plain decoding on the same clock. Looks up what was recorded, compares u with p over q, and counts.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, legend, options, shown, slider, slot, status, takeAlong,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { round } from "../shared/format.js";
import { path, rect, text } from "../shared/svg.js";

const TITLE = "Draft, check, keep";
const LEAD =
  "A small model writes code. It drafts three tokens, looks at all of them in one pass, keeps the first ones that pass, and adds one of its own.";
const WRITER = { modules: "its modules draft", "parallel heads": "its heads draft" };
const TEXT = ["text A", "text B"];
const MS_A_STEP = 900; // of the play
const PLACES = 4; // three drafts, and the place after them
const LIKELY = 5; // words that a place shows
/** Lengths in pixels: of a place, and of the clock. */
const P = { head: 66, row: 24, bar: 10, word: 78, gap: 16, foot: 6 };
const C = { side: 10, gap: 2, left: 96, lane: 62, foot: 12 };
const PHONE = 34; // signs in a line there
const FOUR = 680; // from here on the places stand side by side

const HIDDEN = { "\n": "↵", "\t": "⇥", " ": "·" };
const seen = (piece) => piece.replace(/[\n\t]|^ | $/g, (sign) => HIDDEN[sign]);
const quoted = (piece) => `“${seen(piece)}”`;
const inSvg = (words) => words.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
const chance = (thousandths) => (thousandths / 1000).toFixed(2);

/** Where a step is: the rounds before it, the round that it shows, and whether that is checked. */
export function stateOf({ texts }, { writer, text: which, step }) {
  const all = texts[writer][which];
  const at = Math.min(step, 2 * all.rounds.length);
  const number = Math.ceil(at / 2);
  const here = number ? all.rounds[number - 1] : null;
  const past = all.rounds.slice(0, Math.max(0, number - 1));
  return { all, at, number, here, past, isChecked: at % 2 === 0, isLast: at === 2 * all.rounds.length };
}

const took = ({ drafted, kept, added }) => [...drafted.slice(0, kept), added];

/** Passes of the target after the prompt's, and the tokens that they gave. */
export function counts(tables, state) {
  const { past, here, isChecked } = stateOf(tables, state);
  const done = here && isChecked ? [...past, here] : past;
  return { passes: done.length, tokens: done.map((one) => took(one).length) };
}

/** What became of a draft: p over q as recorded, to thousandths, and whether it was reached and kept. */
export function verdict({ drafted, kept, uniforms, bars }, i) {
  const [, p, q] = bars[i].find(([piece]) => piece === drafted[i]);
  return { p, q, u: uniforms[i], isReached: i <= kept, isKept: i < kept };
}

function shownText(tables, state) {
  const { number, all, isChecked } = stateOf(tables, state);
  const what = number ? `round ${number} of ${all.rounds.length}, ${isChecked ? "checked" : "drafted"}` : "the prompt";
  return `Shown: ${TEXT[state.text]}, ${WRITER[state.writer]}; ${what}.`;
}

function toldText(tables, state) {
  const { here, number, isChecked, all } = stateOf(tables, state);
  if (!here) return `The prompt’s own pass gave ${quoted(all.first)}. Next: a draft.`;
  const drafted = `Round ${number}. Drafted: ${here.drafted.map(quoted).join(" ")}.`;
  if (!isChecked) return `${drafted} Nobody has looked at it yet.`;
  const { kept, added } = here;
  const g = here.drafted.length;
  if (kept === g) return `${drafted} ${g ? "All are kept" : "No room for drafts"}, and the same pass gives one more: ${quoted(added)}.`;
  const { u } = verdict(here, kept);
  const before = kept ? `The first ${kept === 1 ? "is" : `${kept} are`} kept. ` : "";
  return `${drafted} ${before}${quoted(here.drafted[kept])} is refused: u = ${u.toFixed(3)} is not below p / q. In its place ${quoted(added)}, drawn from what p has more than q.`;
}

const longestTold = () =>
  `Round 20. Drafted: “·isinstance” “·isinstance” “·isinstance”. The first 2 are kept. “·isinstance” is refused: u = 0.888 is not below p / q. In its place “·isinstance”, drawn from what p has more than q.`;

function countText(tables, state) {
  const { passes, tokens } = counts(tables, state);
  const written = tokens.reduce((sum, one) => sum + one, 0);
  return `${passes} passes of the model: ${written} tokens with drafts, ${passes} without.`;
}

/** The text so far; of a draft what is kept, what is refused, what nobody looked at. */
function tape(tables, state) {
  const { all, past, here, isChecked } = stateOf(tables, state);
  const span = (name, piece) => h("span", { class: `c7-${name}` }, piece);
  const drafted = here && here.drafted.map((piece, i) =>
    span(!isChecked ? "chip" : i < here.kept ? "kept" : i === here.kept ? "refused" : "fallen", seen(piece)));
  return [
    span("prompt", all.prompt.join("")),
    span("written", [all.first, ...past.flatMap(took)].join("")),
    ...(drafted ?? []),
    here && isChecked ? span("added", here.added) : null,
  ];
}

const whole = ({ prompt, first, rounds }) => [...prompt, first, ...rounds.flatMap(took)].join("");
/** The text that takes most lines where they are short, with a line to spare, and as many as any text has. */
const longestTape = ({ texts }) => {
  const all = Object.values(texts).flat().map((one) => whole(one).split("\n"));
  const lines = (one) => one.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / PHONE)), 0);
  const longest = all.reduce((most, one) => (lines(one) > lines(most) ? one : most));
  const short = Math.max(...all.map((one) => one.length)) - longest.length;
  return [...longest, ...Array(short + 1).fill("\u00a0")].join("\n");
};

/** The words that a place shows, its drafted and its added one among them. */
function likely(here, i) {
  const must = new Set([here.drafted[i], i === here.kept ? here.added : null]);
  const all = here.bars[i];
  const first = all.filter(([piece], at) => must.has(piece) || at < 3);
  return [...first, ...all.filter((one) => !first.includes(one))].slice(0, LIKELY);
}

function placeText(here, i, isChecked) {
  if (!here || (i === here.drafted.length && !isChecked)) return ["", ""];
  const g = here.drafted.length;
  if (i > g) return ["", ""];
  if (i === g) return [here.kept === g ? "one more" : "", here.kept === g ? `its own: ${quoted(here.added)}` : "not used"];
  const { p, q, u, isReached, isKept } = verdict(here, i);
  const name = `draft ${quoted(here.drafted[i])}`;
  if (!isChecked) return [name, `q ${chance(q)}`];
  if (!isReached) return [name, "falls away"];
  const ratio = q ? `p/q ${(p / q).toFixed(2)}` : "p and q tiny";
  return [name, `${isKept ? "kept" : "refused"}: u ${u.toFixed(3)}, ${ratio}`];
}

const across = (width) => (width < FOUR ? 2 : PLACES);
const placeHeight = () => P.head + LIKELY * P.row + P.foot;

function drawPlaces(tables, state, width) {
  const { here, isChecked } = stateOf(tables, state);
  const columns = across(width);
  const wide = (width - (columns - 1) * P.gap) / columns;
  const parts = [];
  for (let i = 0; i < PLACES; i += 1) {
    const x = (i % columns) * (wide + P.gap);
    const y = Math.floor(i / columns) * placeHeight();
    const [name, said] = placeText(here, i, isChecked);
    const isOut = here && isChecked && i > here.kept;
    const g = here ? here.drafted.length : 0;
    parts.push(
      path("c7-rule", `M${round(x)} ${y + 4}h${round(wide)}`),
      text("c7-quiet", x, y + 22, i < PLACES - 1 ? `place ${i + 1}` : "the place after", "start"),
      text(`c7-name-of${isOut ? " c7-off" : ""}`, x, y + 40, inSvg(name)),
      text(isOut ? "c7-off" : "c7-said", x, y + 58, inSvg(said)));
    if (!here || i > g || (i === g && !isChecked)) continue;
    likely(here, i).forEach(([piece, p, q], row) => {
      const top = y + P.head + row * P.row;
      const long = wide - P.word;
      const isAdded = isChecked && i === here.kept && piece === here.added;
      const isDrafted = i < g && piece === here.drafted[i];
      const bold = isAdded ? " c7-chosen" : isDrafted ? " c7-asked" : "";
      parts.push(text(`c7-word${bold}`, x, top + P.bar + 5, inSvg(seen(piece).slice(0, 8))));
      const bar = x + P.word;
      if (isChecked) parts.push(rect(`c7-p${isOut ? " c7-out" : ""}`, bar, top + 2, (long * p) / 1000, P.bar + 4));
      if (i < g) parts.push(rect("c7-q", bar, top + 4.5, (long * q) / 1000, P.bar - 1));
    });
  }
  return parts.join("");
}

/** A column a pass: above, the tokens that it gave with drafts; below, the one of plain decoding. */
function drawClock(tables, state, width) {
  const { all } = stateOf(tables, state);
  const { passes, tokens } = counts(tables, state);
  const base = C.lane - 8;
  const pitch = Math.min(28, (width - C.left) / all.rounds.length);
  const side = Math.min(C.side, pitch - C.gap);
  const x = (t) => C.left + t * pitch;
  const square = (name, t, level, floor) => rect(name, x(t), floor - (level + 1) * (side + C.gap), side, side);
  const plain = base + side + 14;
  return [
    text("c7-quiet", 0, base - 4, "with drafts"), text("c7-quiet", 0, plain - 2, "without"),
    path("c7-rule", `M${C.left} ${base + 1}H${round(x(all.rounds.length))}`),
    path("c7-rule", `M${C.left} ${plain + 1}H${round(x(all.rounds.length))}`),
    ...tokens.flatMap((n, t) => [...Array(n).keys()].map((level) => square(level < n - 1 ? "c7-kept-one" : "c7-own-one", t, level, base))),
    ...[...Array(passes).keys()].map((t) => square("c7-own-one", t, 0, plain)),
  ].join("");
}

function draw(view) {
  const { tables, state, ui } = view;
  const { all, at, isChecked, isLast } = stateOf(tables, state);
  const last = 2 * all.rounds.length;
  const next = isLast ? "Begin again" : isChecked ? "Draft" : "Check";
  const room = remembered(longestTape);
  return h(
    "div", { class: "c7-panel c7-stepper", role: "group", "aria-label": "A decode, step by step" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      h("div", { class: "c7-hands" },
        button("Back", { go: -1 }, { disabled: at === 0 }),
        button(next, { go: 1 }),
        button(ui.travels ? "Pause" : "Play", { play: "" })),
      slider({
        part: "step", label: "Step", slotName: "step", choices: [0, last], value: at,
        said: `${at} of ${last}`, below: null,
      })),
    h("div", { class: "c7-tape c7-room", "data-room": () => room(tables) }, h("span", null, tape(tables, state))),
    slot("told", toldText(tables, state), { room: longestTold }),
    legend([["p", "p, the model’s word at its turn"], ["q", "q, the draft’s"]]),
    drawing({
      ui, name: "c7-places", label: toldText(tables, state),
      heightOf: (width) => (PLACES / across(width)) * placeHeight(),
      draw: (width) => drawPlaces(tables, state, width),
    }),
    slot("count", countText(tables, state)),
    drawing({
      ui, name: "c7-clock", label: countText(tables, state), heightOf: () => C.lane + 26 + C.foot,
      draw: (width) => drawClock(tables, state, width),
    }),
    h("div", { class: "c7-controls" },
      options("c7-writers", "Who drafts", tables.choices.writer.map((writer) => ({
        label: WRITER[writer], chosen: writer === state.writer, data: { trait: "writer", value: writer },
      }))),
      options("c7-texts", "Text", tables.choices.text.map((which) => ({
        label: TEXT[which], chosen: which === state.text, data: { trait: "text", value: which },
      })))),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

export default figure({
  address: { prefix: "stepper-", ...codec(["writer", "text", "step"]) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: (tables, state) => `${toldText(tables, state)} ${countText(tables, state)}`,
  lines: ({ tables, state }) =>
    [TITLE, shownText(tables, state), toldText(tables, state), countText(tables, state)].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-places"), above: 12, below: 8 }, { svg: root.querySelector(".c7-clock"), above: 12 }],
  file: "stepper.svg",
  presses: {
    go({ tables, state }, by) {
      const { at, isLast } = stateOf(tables, state);
      return { step: Number(by) > 0 && isLast ? 0 : at + Number(by) };
    },
  },
  moving: ["step"],
  pace: (share) => share,
  glides: {
    play({ tables, state, ui }) {
      const { all, at, isLast } = stateOf(tables, state);
      if (ui.travels) return null;
      return [{ step: isLast ? 0 : at }, { step: 2 * all.rounds.length }];
    },
  },
  lasts: (from, to) => MS_A_STEP * (to.step - from.step),
  tour: null,
});
