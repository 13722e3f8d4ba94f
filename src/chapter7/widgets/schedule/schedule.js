// Lambda over a training, drawn by hand in columns, and the measured run that is nearest to it. Adds up how
// far the drawn weights are from each measured one, and shows when the seeds of the nearest had the task.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, options, shown, slot, status, takeAlong,
} from "../shared/controls.js";
import { h } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { grouped, round } from "../shared/format.js";
import { circle, path, text } from "../shared/svg.js";

const HANDLES = ["to_50", "to_100", "to_200", "to_400", "to_500", "after_500"];
const PARTS = [...HANDLES, "shown"];
const TITLE = "Draw λ over the training, then see the nearest measured run";
const LEAD = "Each column is a stretch of steps, each row a weight of the three further heads. What would solve the task with the fewest FLOPs?";
const ALONE = "next token";
const WIDE = 680; // pixels: from here on the weights stand beside the dots
const LAST = 700; // the step at which the drawing of the weights ends
const EDGE = 14; // pixels of a dot's room at the ends of its scale
const TALL = 78; // pixels of the drawn weights

/** The measured runs with how far they are from the drawn weights, the nearest first. */
export function ranked({ runs, levels }, state) {
  const chosen = HANDLES.map((name) => levels.indexOf(state[name]));
  const far = (run) => chosen.reduce((sum, level, i) => sum + run.apart[i][level], 0);
  return runs.map((run) => ({ run, far: far(run) })).sort((a, b) => a.far - b.far);
}

/** The middle of a run's times, those not waited for the longest; null where it is one of these. */
export function middle(times, reached) {
  const order = times.map((time, i) => (reached[i] ? time : Infinity)).sort((a, b) => a - b);
  const [low, high] = [order[(order.length - 1) >> 1], order[order.length >> 1]];
  return Number.isFinite(high) ? (low + high) / 2 : null;
}

const stretch = (ends, i) =>
  i === ends.length ? `after ${ends.at(-1)}` : `${i ? ends[i - 1] : 0} to ${ends[i]}`;

const named = ({ name }) => (name === ALONE ? "the next token alone" : `“${name}”`);

function drawnText({ ends }, state) {
  return HANDLES.map((name, i) => `steps ${stretch(ends, i)}: ${state[name]}`).join(", ");
}

function oneText({ name, gflop, steps, reached }) {
  const [cost, at] = [middle(gflop, reached), middle(steps, reached)];
  const solved = reached.reduce((sum, one) => sum + one, 0);
  const when = cost === null ? "most not within the steps given" : `half by step ${grouped(at)}, ${grouped(Math.round(cost))} GFLOP`;
  return `${named({ name })}: ${solved} of ${reached.length} seeds solved it, ${when}`;
}

function nearText(tables, state) {
  const [{ run, far }] = ranked(tables, state);
  return `${far === 0 ? "Measured just so" : "Nearest measured run"}, ${oneText(run)}.`;
}

function toldText(tables, state) {
  return state.shown === "yes" ? nearText(tables, state) : "Your guess first; then show what was measured.";
}

const longestTold = ({ runs }) =>
  runs.map((run) => `Nearest measured run, ${oneText(run)}.`).reduce((a, b) => (b.length > a.length ? b : a));

const shownText = (tables, state) => `Drawn: ${drawnText(tables, state)}.\n${toldText(tables, state)}`;

/** Where the parts stand in a figure of a width. */
function places(tables, width) {
  const isWide = width >= WIDE;
  const half = isWide ? (width - 32) / 2 : width;
  return { isWide, weights: [0, half], dots: [isWide ? half + 32 : 0, width], top: isWide ? 0 : TALL + 76, rows: [60, 112] };
}

const heightOf = (tables, width) => {
  const { top, rows } = places(tables, width);
  return top + rows[1] + 44;
};

/** A line through weights that hold from a step on: pairs of step and weight. */
function steps(turns, x, y) {
  return turns.map(([step, weight], i) =>
    i ? `H${round(x(step))}V${round(y(weight))}` : `M${round(x(step))} ${round(y(weight))}`).join("") + `H${round(x(LAST))}`;
}

function drawWeights(tables, state, place) {
  const { ends, levels } = tables;
  const [left, right] = place.weights;
  const x = (step) => left + 22 + (Math.min(step, LAST) / LAST) * (right - left - 22);
  const y = (weight) => {
    const above = levels.findIndex((level) => Number(level) >= weight);
    return 34 + TALL - (above / (levels.length - 1)) * TALL;
  };
  const drawn = HANDLES.map((name, i) => [i ? ends[i - 1] : 0, Number(state[name])]);
  const near = ranked(tables, state)[0].run.turns;
  return [
    text("c7-strong", left, 14, state.shown === "yes" ? "λ, drawn (dashed) and measured" : "λ, drawn"),
    ...levels.map((level) => text("c7-quiet", left, y(Number(level)) + 5, level)
      + path("c7-ground", `M${round(x(0))} ${round(y(Number(level)))}H${round(x(LAST))}`)),
    state.shown === "yes" ? path("c7-near-weight", steps(near, x, y)) : "",
    path("c7-drawn-weight", steps(drawn, x, y)),
    ...[0, ends.at(-1)].map((step) => text("c7-quiet", x(step), 34 + TALL + 22, `step ${step}`, step ? "middle" : "start")),
  ].join("");
}

function drawDots(tables, state, place) {
  const { runs } = tables;
  const most = Math.max(...runs.flatMap(({ gflop }) => gflop));
  const [left, right] = place.dots;
  const x = (value) => left + EDGE + (value / most) * (right - left - 2 * EDGE);
  const near = ranked(tables, state)[0].run;
  const alone = runs.find(({ name }) => name === ALONE);
  const rows = near === alone ? [alone] : [alone, near];
  const dot = (run, y) => (value, i) => {
    const same = run.gflop.slice(0, i).filter((other) => Math.abs(x(other) - x(value)) < 9).length;
    const look = `c7-run${run === alone ? " c7-lone" : ""}${run.reached[i] ? "" : " c7-missed"}`;
    return circle(look, x(value), y - 5 * same, 4.5);
  };
  const ticks = [0, 500, 1_000].filter((tick) => tick <= most);
  return [
    text("c7-strong", left, place.top + 14, "GFLOP until solved, a dot a seed"),
    ...(state.shown === "yes" ? rows : []).map((run, i) => {
      const y = place.top + place.rows[i];
      return [
        text("c7-quiet", left, y - 22, run === alone ? "next token alone" : run.name),
        path("c7-ground", `M${round(left)} ${round(y + 8)}H${round(right)}`),
        ...run.gflop.map(dot(run, y)),
      ].join("");
    }),
    ...ticks.map((value) =>
      text("c7-quiet", x(value), place.top + place.rows[1] + 34, grouped(value), value ? "middle" : "start")),
  ].join("");
}

function draw(view) {
  const { tables, state, ui } = view;
  return h(
    "div", { class: "c7-panel c7-schedule", role: "group", "aria-label": "A loss weight drawn over training" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      h("div", { class: "c7-hand" }, HANDLES.map((name, i) =>
        h("div", null,
          options("c7-level", `λ, steps ${stretch(tables.ends, i)}`, [...tables.levels].reverse().map((level) => ({
            label: level, chosen: state[name] === level, data: { trait: name, value: level },
          }))),
          h("p", { "aria-hidden": "true" }, stretch(tables.ends, i))))),
      h("div", null, state.shown === "yes"
        ? button("Hide it again", { trait: "shown", value: "no" })
        : button("Show the nearest measured run", { trait: "shown", value: "yes" }))),
    slot("told", toldText(tables, state), { room: () => longestTold(tables) }),
    h("div", { class: "c7-picture" }, drawing({
      ui,
      name: "c7-schedules",
      label: shownText(tables, state).replace("\n", " "),
      heightOf: (width) => heightOf(tables, width),
      draw: (width) => {
        const place = places(tables, width);
        return [drawWeights(tables, state, place), drawDots(tables, state, place)];
      },
    })),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

export default figure({
  address: { prefix: "schedule-", ...codec(PARTS) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: toldText,
  lines: ({ tables, state }) => [TITLE, ...shownText(tables, state).split("\n")].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-schedules"), above: 12, below: 4 }],
  file: "schedule.svg",
  moving: [],
  glides: {},
  tour: null,
});
