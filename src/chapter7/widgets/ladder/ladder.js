// The ladder: how often each head is right at "=" at a step of a training, and a model that was trained
// on the next token alone beside it. Looks shares up and averages them over seeds.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, options, shown, slider, slot, status, takeAlong, tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { grouped, round } from "../shared/format.js";
import { circle, path, rect, text } from "../shared/svg.js";

const PARTS = ["step", "seed"];
const TITLE = "The ladder: far answers first, the next token last";
const ALONE = "Next token alone";
const TWO_SIDES = 680; // pixels: from here on the curves stand beside the rungs
const GAP = 32; // pixels between the two
const THUMB = 12; // half of the slider's thumb, which the curves' ends stand over
const MS_A_STEP = 150; // of the play
const LABEL = 128; // pixels for a rung's name
const VALUE = 56; // and for its number

const percentOf = (value) => `${Math.round(100 * value)}\u202f%`;

/** For next-token training alone, then for each head: the chosen seeds' shares, mean and range. */
export function rungs(tables, { step, seed }) {
  const { seeds: all, right, scale, solved } = tables;
  const chosen = all.map((_, i) => i).filter((i) => seed === "all" || String(all[i]) === seed);
  return right.map((row) => {
    const seeds = chosen.map((i) => row[i][step] / scale);
    const mean = seeds.reduce((sum, one) => sum + one, 0) / seeds.length;
    const low = Math.min(...seeds);
    return { seeds, mean, low, high: Math.max(...seeds), isHeld: low >= solved };
  });
}

function leadText({ example: { prompt, answers }, modulus }) {
  const line = `${prompt.join(" ")} = ${answers.join(" ")}`;
  return `${line}: each answer sums the digits from its place on, modulo ${modulus}. At “=” head j must give answer j.`;
}

/** Names of the rows, in the order of `rungs`. */
const nameOf = (j) => (j === 0 ? ALONE : j === 1 ? "Head 1, the next token" : `Head ${j}`);

function shownText(tables, { step, seed }) {
  const of = `step ${grouped(tables.steps[step])} of ${grouped(tables.steps.at(-1))}`;
  return `Shown: ${of}, ${seed === "all" ? `the mean of ${tables.seeds.length} seeds` : `seed ${seed}`}.`;
}

function numbersText(tables, state) {
  return rungs(tables, state).map(({ mean, low, high, seeds }, j) => {
    const range = seeds.length > 1 ? ` (${percentOf(low)} to ${percentOf(high)})` : "";
    return `${nameOf(j)}: ${percentOf(mean)}${range}`;
  }).join("; ");
}

/** `held`: the heads that have learned their answer, of `count`; `next` and `alone`, shares of the next token. */
function told(tables, { held, count, seed, next, alone }) {
  const bound = `${percentOf(tables.solved)} or more${seed === "all" ? " in every seed" : ""}`;
  const some = `${held.length > 1 ? "Heads" : "Head"} ${held.join(", ")}: ${bound}.`;
  const heads = { 0: `No head has ${bound} yet.`, [count]: `All heads have ${bound}.` }[held.length] ?? some;
  return `${heads} The next token: ${percentOf(next)} with the other heads, ${percentOf(alone)} without.`;
}

function toldText(tables, state) {
  const [{ mean: alone }, ...heads] = rungs(tables, state);
  const held = heads.flatMap(({ isHeld }, i) => (isHeld ? [i + 1] : [])).reverse();
  return told(tables, { held, count: heads.length, seed: state.seed, next: heads[0].mean, alone });
}

function longestTold(tables) {
  const count = tables.right.length - 1;
  const held = [...Array(count - 1).keys()].map((i) => count - i);
  return told(tables, { held, count, seed: "all", next: 1, alone: 1 });
}

/** Where things stand in a figure of a width. */
function places(tables, width) {
  const isWide = width >= TWO_SIDES;
  const half = isWide ? (width - GAP) / 2 : width;
  const pitch = isWide ? 38 : 32;
  const top = 44;
  const rows = tables.right.map((_, j) => top + j * pitch + (j ? 14 : 0));
  const bottom = rows.at(-1) + pitch / 2;
  const rails = [LABEL, half - VALUE];
  const curvesTop = isWide ? 0 : bottom + 40;
  const curveRows = isWide ? rows : rows.map((y) => y - top + curvesTop + 40);
  const curves = { from: (isWide ? half + GAP : 0) + THUMB, to: width - THUMB, top: curvesTop, rows: curveRows };
  const height = isWide ? bottom + 26 : curveRows.at(-1) + pitch / 2 + 8;
  return { isWide, pitch, rows, bottom, rails, curves, height };
}

const lower = (sign) => `<tspan dy="4" font-size="12">${sign}</tspan>`;
const answer = (j, before = "") => `${before}a${lower(j)}`;
const raised = (words) => `<tspan dy="-4">${words}</tspan>`;

function ruleOf(j, length) {
  const prompt = `${answer(j)}${raised(" = x")}${lower(j)}`;
  return j === length ? prompt : `${prompt}${raised(" + a")}${lower(j + 1)}`;
}

const lone = (j) => (j === 0 ? " c7-lone" : "");

/** What no step changes: names, rails, chance. */
function drawFrame(tables, place) {
  const { rows, rails: [left, right], pitch, bottom, curves } = place;
  const length = rows.length - 1;
  const chance = left + (right - left) / tables.modulus;
  const rail = (x, from, to) => path("c7-rail", `M${round(x)} ${round(from)}V${round(to)}`);
  const rowsFrom = rows[1] - pitch / 2;
  return [
    text("c7-strong", 0, 14, "Right at “=”"),
    text("c7-strong", curves.from - THUMB, curves.top + 14, "Through the training"),
    text("c7-tick", 0, rows[0] + 5, ALONE.toLowerCase()),
    ...rows.slice(1).map((y, i) => text("c7-tick", 0, y + 5, ruleOf(i + 1, length))),
    ...[left, right].map((x) => rail(x, rowsFrom, bottom) + rail(x, rows[0] - 14, rows[0] + 14)),
    path("c7-chance", `M${round(chance)} ${round(rows[0] - 14)}V${round(bottom + 4)}`),
    text("c7-quiet", chance, bottom + 20, "chance", "middle"),
  ].join("");
}

function drawRungs(tables, place, state) {
  const { rows, rails: [left, right] } = place;
  const x = (share) => left + share * (right - left);
  return rungs(tables, state).map(({ mean, seeds, isHeld }, j) => [
    rect(`c7-rung${lone(j)}${isHeld ? " c7-held" : ""}`, left, rows[j] - 7, x(mean) - left, 14),
    path("c7-seed", seeds.map((share) => `M${round(x(share))} ${rows[j] - 11}v22`).join("")),
    text("c7-tick", right + VALUE, rows[j] + 5, percentOf(mean), "end"),
  ].join("")).join("");
}

const yOf = (row, share) => round(row + 13 - 26 * share);

/** A curve for each row: the seeds thin and to a pixel, their mean over them. */
function drawCurves(tables, place, seed) {
  const { curves: { from, to, rows }, isWide } = place;
  const last = tables.steps.length - 1;
  // From point to point: what repeats is light on the wire.
  const line = (row, shares, written) => {
    const points = shares.map((share, i) => [from + (i / last) * (to - from), yOf(row, share)].map(written));
    return points.map(([x, y], i) =>
      i ? `l${round(x - points[i - 1][0])} ${round(y - points[i - 1][1])}` : `M${x} ${y}`).join("");
  };
  const all = tables.steps.map((_, step) => rungs(tables, { step, seed }));
  return rows.map((row, j) => {
    const seeds = all[0][j].seeds.map((_, i) => all.map((at) => at[j].seeds[i]));
    return [
      path("c7-grid-line", `M${round(from)} ${yOf(row, 0)}H${round(to)}`),
      path("c7-chance", `M${round(from)} ${yOf(row, 1 / tables.modulus)}H${round(to)}`),
      path(`c7-one${lone(j)}`, seeds.length > 1 ? seeds.map((one) => line(row, one, Math.round)).join("") : ""),
      path(`c7-mean${lone(j)}`, line(row, all.map((at) => at[j].mean), round)),
      isWide ? "" : text("c7-over-lines", to, j ? row + 11 : row - 4, j ? answer(j) : ALONE.toLowerCase(), "end"),
    ].join("");
  }).join("");
}

function drawCursor(tables, place, state) {
  const { curves: { from, to, rows } } = place;
  const x = from + (state.step / (tables.steps.length - 1)) * (to - from);
  const dots = rungs(tables, state).map(({ mean }, j) => circle(`c7-at${lone(j)}`, x, yOf(rows[j], mean), 5));
  return path("c7-cursor", `M${round(x)} ${rows[0] - 18}V${rows.at(-1) + 16}`) + dots.join("");
}

const placesOnce = remembered(places);
const curvesOnce = remembered(drawCurves);
const frameOnce = remembered(drawFrame);

function draw(view) {
  const { tables, state, ui } = view;
  const { steps, choices } = tables;
  const atEnd = state.step === steps.length - 1;
  return h(
    "div", { class: "c7-panel c7-ladder", role: "group", "aria-label": "Heads that climb a ladder" },
    head(TITLE, leadText(tables), ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-picture" }, drawing({
      ui,
      name: "c7-rungs",
      label: `Right at the sign “=”, ${shownText(tables, state)} ${numbersText(tables, state)}.`,
      heightOf: (width) => places(tables, width).height,
      draw: (width) => {
        const place = placesOnce(tables, width);
        return [
          frameOnce(tables, place), drawRungs(tables, place, state),
          curvesOnce(tables, place, state.seed), drawCursor(tables, place, state),
        ];
      },
    })),
    h("div", { class: "c7-controls c7-box" },
      slider({
        part: "step", label: "Training step", slotName: "step", choices: choices.step, value: state.step,
        said: `step ${grouped(steps[state.step])}`, below: ticksOnce(steps),
      }),
      h("div", { class: "c7-hands" },
        button(ui.travels ? "Pause" : atEnd ? "Play again" : "Play", { play: "" }),
        options("c7-seeds", "Seeds", choices.seed.map((seed) => ({
          label: seed === "all" ? "all seeds" : seed, chosen: seed === state.seed, data: { trait: "seed", value: seed },
        }))))),
    slot("told", toldText(tables, state), { room: () => longestTold(tables) }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

const ticksOnce = remembered((steps) => {
  const last = steps.length - 1;
  return tickRow("c7-stops", [0, Math.round(last / 2), last].map((i) => [i / last, grouped(steps[i])]));
});

export default figure({
  address: { prefix: "ladder-", ...codec(PARTS, { step: ({ steps }) => steps }) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: toldText,
  lines: ({ tables, state }) =>
    [TITLE, leadText(tables), shownText(tables, state), ...numbersText(tables, state).split("; ")].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-rungs"), above: 12, below: 4 }],
  file: "ladder.svg",
  moving: ["step"],
  pace: (share) => share,
  // Pressed on the way it ends it; at the last step it begins anew.
  glides: {
    play({ tables, state, ui }) {
      const last = tables.steps.length - 1;
      if (ui.travels) return null;
      return state.step === last ? [{ step: 0 }, { step: last }] : [{ step: state.step }, { step: last }];
    },
  },
  lasts: (from, to) => MS_A_STEP * (to.step - from.step),
  tour: null,
});
