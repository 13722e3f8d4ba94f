// The loss weight's dials: for a task, a kind of predictor and a depth, what each trained weight came to.
// Looks readings up; between the weights that were trained it draws nothing.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, options, shown, slider, slot, status, takeAlong, tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { round } from "../shared/format.js";
import { circle, path, text } from "../shared/svg.js";

const PARTS = ["weight", "task", "kind", "depth"];
const TITLE = "Turn lambda: what it buys, what it costs";
const LEAD =
  "A ring is a trained run, the dot their mean with its 95\u202f% interval; dotted, the detached run, which gives the trunk no gradient. " +
  "Between the rings nothing was trained.";
const BESIDE = 680; // pixels: from here on the dials stand side by side, three in a row
const GAP = 32; // pixels between two of them
const BELOW = 20;
const TOP = 44; // pixels above its field
const BOTTOM = 14;
const INSET = 12; // half of the slider's thumb

const bits = (value) => `${signed(value, 3)}\u202fbits`;
const signed = (value, digits) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(digits)}`;
const fixed = (value, digits) => value.toFixed(digits).replace("-", "\u2212");
const bare = (written) => written.split("\u202f")[0];
const inPercent = (value) => `${fixed(100 * value, 1)}\u202f%`;

/** What stands on each dial: its name, and how its numbers are written. */
const DIALS = {
  next: { name: "Next-token loss, less detached", write: bits },
  accepted: { name: "Second token accepted", write: inPercent },
  first: { name: "First answer right", write: inPercent },
  own: { name: "The second token’s own loss", write: (value) => `${fixed(value, 3)}\u202fbits` },
  share: { name: "Share of the trunk’s gradient", write: inPercent },
  seconds: { name: "Training time", write: (value) => `${fixed(value, 1)}\u202fCPU s` },
};

/** The readings of a setting's dials: for each weight mean, low, high and seeds. */
export function dials(tables, { task, kind, depth }) {
  const found = tables.readings[`${task} ${kind} ${depth}`];
  return Object.entries(found).map(([name, rows]) => ({
    name,
    rows: rows.map((row) => {
      const [mean, low, high, ...seeds] = row.map((number) => number / tables.scale);
      return { mean, low, high, seeds };
    }),
  }));
}

const weightText = (tables, i) => (i === 0 ? "detached" : `weight ${tables.weights[i]}`);

const KIND = {
  parallel: { 1: "one parallel head", 3: "three parallel heads" },
  sequential: { 1: "one sequential module", 3: "three sequential modules" },
};

function shownText(tables, { weight, task, kind, depth }) {
  const of = `${tables.n_seeds} seeds of ${tables.steps[task]} steps`;
  return `Shown: ${task}, ${KIND[kind][depth]}, ${weightText(tables, weight)}, ${of}.`;
}

const rangeText = ({ name }, { mean, low, high }) => {
  const { name: title, write } = DIALS[name];
  return `${title}: ${write(mean)} (${write(low)} to ${write(high)})`;
};

const numbersText = (tables, state) =>
  dials(tables, state).map((one) => rangeText(one, one.rows[state.weight])).join("; ");

function toldText(tables, state) {
  const at = Object.fromEntries(dials(tables, state).map(({ name, rows }) => [name, rows[state.weight]]));
  const { next, accepted, first, share: part } = at;
  const says = [
    `${weightText(tables, state.weight)}: next token ${DIALS.next.write(next.mean)}`,
    `drafts accepted ${DIALS.accepted.write(accepted.mean)}`,
    ...(first ? [`first answer right ${DIALS.first.write(first.mean)}`] : []),
    `share of the gradient ${DIALS.share.write(part.mean)}.`,
  ];
  return says.join(", ");
}

const longestTold = (tables) =>
  `weight ${tables.weights.at(-2)}.00: next token +0.000\u202fbits, drafts accepted 00.0\u202f%, ` +
  "first answer right 00.0\u202f%, share of the gradient 00.0\u202f%.";

/** How many dials stand in a row of a figure of a width, and how high each is, its names included. */
const rowOf = (width) => (width >= BESIDE ? { columns: 3, height: 150 } : { columns: 1, height: 108 });

/** Where dial `i` stands in a figure of a width. */
function fieldOf(i, width) {
  const { columns, height } = rowOf(width);
  const across = (width - (columns - 1) * GAP) / columns;
  const [left, top] = [(i % columns) * (across + GAP), Math.floor(i / columns) * (height + BELOW)];
  return { left, top, across, field: [top + TOP, top + height - BOTTOM] };
}

function heightOf(count, width) {
  const { columns, height } = rowOf(width);
  return Math.ceil(count / columns) * (height + BELOW) - BELOW;
}

/** A dial: every trained weight, the cursor at the chosen one, its number beside the name. */
function drawDial({ name, rows }, i, width, state) {
  const { left, top, across, field: [ceiling, floor] } = fieldOf(i, width);
  const { name: title, write } = DIALS[name];
  const all = rows.flatMap(({ low, high, seeds }) => [low, high, ...seeds]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const y = (value) => floor - ((value - least) / (most - least || 1)) * (floor - ceiling);
  const x = (weight) => left + INSET + (weight / (rows.length - 1)) * (across - 2 * INSET);
  const marks = rows.map(({ mean, low, high, seeds }, weight) => {
    const at = x(weight);
    return `<g class="${weight === state.weight ? "c7-now" : "c7-then"}">${[
      ...seeds.map((value) => circle("c7-seed", at, y(value), 2.5)),
      path("c7-interval", `M${round(at)} ${round(y(low))}V${round(y(high))}`),
      circle("c7-mean", at, y(mean), 4.5),
    ].join("")}</g>`;
  });
  const now = rows[state.weight];
  return [
    text("c7-strong", left, top + 14, title),
    text("c7-tick", left + across, top + 34, write(now.mean), "end"),
    text("c7-quiet", left, top + 34, `${bare(write(least))} to ${write(most)}`),
    path("c7-panel-line", `M${round(left)} ${round(floor + 8)}h${round(across)}`),
    path("c7-baseline", `M${round(left)} ${round(y(rows[0].mean))}h${round(across)}`),
    path("c7-cursor", `M${round(x(state.weight))} ${round(ceiling - 4)}V${round(floor + 8)}`),
    ...marks,
  ].join("");
}

const choice = (part, label, values, state, said = (value) => value) =>
  options(`c7-${part}`, label, values.map((value) => ({
    label: said(value), chosen: value === state[part], data: { trait: part, value },
  })));

function draw(view) {
  const { tables, state, ui } = view;
  const { choices } = tables;
  const all = dials(tables, state);
  return h(
    "div", { class: "c7-panel c7-loss_weight", role: "group", "aria-label": "The dials of the loss weight" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      h("div", { class: "c7-hands" },
        choice("task", "Task", choices.task, state),
        choice("kind", "Kind", choices.kind, state),
        choice("depth", "Further tokens", choices.depth, state, (depth) => `D = ${depth}`)),
      slider({
        part: "weight", label: "Weight of the further losses", slotName: "weight", choices: choices.weight,
        value: state.weight, said: weightText(tables, state.weight), below: ticksOnce(tables),
      })),
    h("div", { class: "c7-picture" }, drawing({
      ui,
      name: "c7-dials",
      label: `${shownText(tables, state)} ${numbersText(tables, state)}.`,
      heightOf: (width) => heightOf(all.length, width),
      draw: (width) => all.map((one, i) => drawDial(one, i, width, state)),
    })),
    slot("told", toldText(tables, state), { room: () => longestTold(tables) }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

/** Under the track: the weights that were trained, and where DeepSeek-V3 stood. */
const ticksOnce = remembered(({ weights, v3 }) => {
  const at = (i) => i / (weights.length - 1);
  const [began, ended] = v3.map((weight) => at(weights.indexOf(weight)));
  return h("div", null,
    tickRow("c7-stops", weights.map((weight, i) => [at(i), String(weight)])),
    tickRow("c7-stops c7-v3", [[ended, "V3’s end", "end"], [began, "V3’s start", "start"]]));
});

export default figure({
  address: { prefix: "lambda-", ...codec(PARTS, { weight: ({ weights }) => weights }) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: toldText,
  lines: ({ tables, state }) =>
    [TITLE, shownText(tables, state), ...numbersText(tables, state).split("; ")].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-dials"), above: 12, below: 4 }],
  file: "loss-weight.svg",
  tour: null,
});
