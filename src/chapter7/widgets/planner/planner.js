// What drafts may be worth for given numbers: tokens of a round over its cost, for one to eight drafts.
// Looks tokens and costs up, adds, multiplies and divides them; knows no formula of either.
import { codec } from "../shared/address.js";
import {
  announcer, bar, button, copies, head, meter, picture, pinAndReset, shown, slider, slot, status, takeAlong, tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { onScale, round } from "../shared/format.js";
import { path, rect, text } from "../shared/svg.js";

const PARTS = ["first", "later", "draft", "batch", "ridge"];
const TITLE = "Should you? Your own numbers";
const LEAD = "Tokens that a round gives, over what it costs. Each bar is a number of drafts; at the line nothing is gained.";
const HEIGHT = 216;
const TOP = 26; // pixels, where eight times as fast would end
const BASE = 172; // and where a quarter as fast begins
const RANGE = [0.25, 8];
const asFast = (value) => `${value.toFixed(2)} times`;
const inPasses = (value) => `${value.toFixed(2)} passes`;

/** For each number of drafts: tokens of a round, its cost in plain passes, and the speed-up. */
export function rounds(tables, { first, later, draft, batch, ridge }) {
  return tables.tokens[first][later].map((kept, i) => {
    const tokens = kept / tables.scale;
    const cost = tables.verify[batch][ridge][i] / tables.scale + (i + 1) * tables.costs[draft];
    return { tokens, cost, gain: tokens / cost };
  });
}

/** How many drafts gain most, the fewest that do; counted from 0. */
export const best = (all) => all.reduce((most, { gain }, i) => (gain > all[most].gain + 1e-9 ? i : most), 0);

const draftsText = (i) => (i === 0 ? "one draft" : `${i + 1} drafts`);
const percentOf = (share) => `${Math.round(100 * share)}\u202f%`;

function settingText({ shares, costs, batches, ridges }, { first, later, draft, batch, ridge }) {
  const at = batches[batch] === 1 ? "one text" : `${batches[batch]} texts at once`;
  return `first draft kept ${percentOf(shares[first])}, each later one ${percentOf(shares[later])}; a draft costs ${costs[draft]} of a pass; ${at}, ridge at ${ridges[ridge]} tokens`;
}

function bestText(tables, state) {
  const all = rounds(tables, state);
  const i = best(all);
  const { gain } = all[i];
  return gain > 1
    ? `Best with ${draftsText(i)}: ${asFast(gain)} as fast`
    : `Nothing to gain: ${draftsText(i)} would be ${asFast(gain)} as fast`;
}

const shownText = (tables, state) => `Shown: ${settingText(tables, state)}. ${bestText(tables, state)}.`;

function compareText(tables, { pin }) {
  if (!pin) return "Pin a setting to compare the next one with it.";
  return `The pin, ${settingText(tables, pin)}: ${bestText(tables, pin)}.`;
}

function columnText(tables, state, i) {
  const { tokens, cost, gain } = rounds(tables, state)[i];
  const said = draftsText(i);
  return `${said[0].toUpperCase()}${said.slice(1)}: a round gives ${tokens.toFixed(2)} tokens and costs ${inPasses(cost)}, ${asFast(gain)} as fast.`;
}

function drawBars(tables, state, width, active) {
  const all = rounds(tables, state);
  const pitch = width / all.length;
  const most = best(all);
  const y = (gain) => BASE - (BASE - TOP) * onScale([1, RANGE[1] / RANGE[0]], Math.min(Math.max(gain, RANGE[0]), RANGE[1]) / RANGE[0]);
  const even = y(1);
  return [
    ...[0.5, 2, 4].map((gain) => path("c7-rule", `M0 ${round(y(gain))}h${round(width)}`)),
    ...all.map(({ gain }, i) => {
      const [x, wide] = [(i + 0.22) * pitch, 0.56 * pitch];
      const name = `c7-gain${gain > 1 ? "" : " c7-loss"}${i === most ? " c7-best" : ""}${i === active ? " c7-hot" : ""}`;
      return rect(name, x, Math.min(y(gain), even), wide, Math.abs(y(gain) - even)) +
        text(`c7-said${i === most ? " c7-most" : ""}`, (i + 0.5) * pitch, Math.min(y(gain), even) - 7, gain.toFixed(2), "middle");
    }),
    path("c7-even", `M0 ${round(even)}h${round(width)}`),
    ...all.map((_, i) => text(`c7-tick${i === active ? " c7-hot" : ""}`, (i + 0.5) * pitch, BASE + 22, String(i + 1), "middle")),
    text("c7-tick", width, BASE + 40, "drafts a round", "end"),
  ].join("");
}

function draw(view) {
  const { tables, state, ui } = view;
  const all = rounds(tables, state);
  const now = all[best(all)];
  const was = state.pin && rounds(tables, state.pin);
  const pinned = was && was[best(was)];
  const dial = (part, label, values, said, ticks) => slider({
    part, label, slotName: part, choices: tables.choices[part], value: state[part], said: said(values[state[part]]),
    below: ticksOf(part, values, ticks),
  });
  const readout = (name, title, small, value, scale, ticks, said) => meter({
    name, title, small, text: said(value), scale, ticks: ticks.map((tick) => [tick, String(tick)]),
    drawn: [bar(`c7-of-${name}`, 0, Math.min(1, onScale(scale, value)))], pinned: pinned && Math.min(pinned[name], scale[1]),
  });
  return h(
    "div", { class: "c7-panel c7-planner", role: "group", "aria-label": "Expected speed-up for given survivals and costs" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      h("div", { class: "c7-presets", role: "group", "aria-label": "Settings" },
        tables.presets.map(({ name, setting }, i) =>
          button(name, { preset: i }, { pressed: PARTS.every((part) => setting[part] === state[part]) }))),
      dial("first", "First draft kept", tables.shares, percentOf, [2, 5, 10]),
      dial("later", "Each later one, in turn", tables.shares, percentOf, [2, 5, 10]),
      dial("draft", "Cost of a draft", tables.costs, (cost) => `${cost} of a pass`, [0, 4, 11]),
      dial("batch", "Texts at once", tables.batches, String, [0, 4, 9]),
      dial("ridge", "Ridge of the processor", tables.ridges, (ridge) => `${ridge} tokens`, [0, 5, 8])),
    picture({
      ui,
      name: "c7-gains",
      rows: "Drafts a round; the arrow keys move between them",
      heightOf: () => HEIGHT,
      draw: (width) => drawBars(tables, state, width, ui.active),
      cells: all.map((_, i) => columnText(tables, state, i)),
    }),
    slot("told", columnText(tables, state, ui.active), { room: () => "8 drafts: a round gives 8.88 tokens and costs 88.88 passes, 8.88 times as fast." }),
    h("div", { class: "c7-readouts" },
      readout("gain", "Speed-up", "at best", now.gain, [0, 8], [0, 2, 4, 8], asFast),
      readout("tokens", "Tokens", "per round", now.tokens, [0, 8], [0, 2, 4, 8], (value) => value.toFixed(2)),
      readout("cost", "Cost", "per round", now.cost, [0, 8], [0, 2, 4, 8], inPasses)),
    slot("compare", compareText(tables, state), { room: () => `The pin, ${settingText({ shares: [0.88], costs: [0.044], batches: [888], ridges: [8888] }, { first: 0, later: 0, draft: 0, batch: 0, ridge: 0 })}: Nothing to gain: one draft would be 8.88 times as fast.` }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Compare and keep" },
      pinAndReset(Boolean(state.pin)), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

const TICKS = Object.fromEntries(PARTS.map((part) => [part, remembered((values, ...at) =>
  tickRow("c7-stops", at.map((i) => [i / (values.length - 1), part === "first" || part === "later" ? percentOf(values[i]) : String(values[i])])))]));
const ticksOf = (part, values, at) => TICKS[part](values, ...at);

export default figure({
  address: {
    prefix: "planner-",
    ...codec(PARTS, {
      first: ({ shares }) => shares, later: ({ shares }) => shares, draft: ({ costs }) => costs,
      batch: ({ batches }) => batches, ridge: ({ ridges }) => ridges,
    }),
  },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: (tables) => tables.tokens[0][0].length,
  summary: bestText,
  lines({ tables, state }) {
    const said = rounds(tables, state).map((_, i) => columnText(tables, state, i));
    return [TITLE, shownText(tables, state), ...said, ...(state.pin ? [compareText(tables, state)] : [])].join("\n");
  },
  drawings: (root) => [{ svg: root.querySelector(".c7-gains"), above: 12, below: 4 }],
  file: "planner.svg",
  presses: { preset: ({ tables }, index) => tables.presets[index].setting },
  tour: null,
});
