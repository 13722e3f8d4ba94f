// What independent heads pay on a two-state chain: their floors h_1 to h_k, the joint entropy of the k
// tokens, and the gap between them. Looks entropies up, adds and multiplies them; knows no formula.
import { codec } from "../shared/address.js";
import {
  announcer, bar, button, copies, head, legend, meter, picture, pinAndReset, shown, slider, slot, status, takeAlong,
  tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { onScale, round } from "../shared/format.js";

const PARTS = ["stay_a", "stay_b", "k"];
const TITLE = "What independent heads pay";
const LEAD =
  "Each bar is a head’s floor: the entropy of the token that far ahead, given the present one alone.";
const PAY = "what a head pays for not seeing the tokens between";
const HEIGHT = 200;
const TOP = 14; // pixels, where a bar of one bit ends
const BASE = 168; // where all bars begin
const inBits = (value) => `${value.toFixed(3)}\u202fbits`;

/** The floors h_1 to h_k of a state in bits, their sum, the joint entropy, the total correlation. */
export function entropies(tables, { stay_a: a, stay_b: b, k }) {
  const count = tables.stays.length;
  const [low, high] = a < b ? [a, b] : [b, a];
  const row = low * count - (low * (low - 1)) / 2 + (high - low);
  let level = 0;
  const floors = tables.rises[row].slice(0, k).map((rise) => (level += rise));
  const sum = floors.reduce((total, floor) => total + floor, 0);
  const joint = k * floors[0];
  const [all, together, gap] = [sum, joint, sum - joint].map((value) => value / tables.scale);
  return { floors: floors.map((floor) => floor / tables.scale), sum: all, joint: together, gap };
}

const stay = (tables, index) => tables.stays[index].toFixed(2);

function chainText(tables, { stay_a: a, stay_b: b }) {
  return `a chain that stays at A with ${stay(tables, a)}, at B with ${stay(tables, b)}`;
}

function numbersText({ sum, joint, gap }) {
  return `sum of the floors ${inBits(sum)}, joint entropy ${inBits(joint)}, total correlation ${inBits(gap)}`;
}

function shownText(tables, state) {
  const tokens = state.k === 1 ? "one token" : `${state.k} tokens`;
  return `Shown: ${chainText(tables, state)}, asked for ${tokens}.`;
}

const pinText = (chain, k, numbers) => `The pin, ${chain}, k = ${k}: ${numbers}.`;

function compareText(tables, { pin }) {
  if (!pin) return "Pin a setting to compare the next one with it.";
  return pinText(chainText(tables, pin), pin.k, numbersText(entropies(tables, pin)));
}

/** What the column of the token `j` + 1 ahead says. */
function columnText(tables, state, j) {
  if (j >= state.k) return `${aheadText(j)} is not asked for.`;
  const { floors } = entropies(tables, state);
  return floorText(j, floors[j], floors[0]);
}

const aheadText = (j) => (j === 0 ? "The next token" : `The token ${j + 1} ahead`);

function floorText(j, floor, first) {
  const said = `${aheadText(j)}: its head’s floor is ${inBits(floor)}`;
  return j === 0 ? `${said}.` : `${said}, ${inBits(floor - first)} more than the next token’s.`;
}

// Every number has as many digits: any of these is as long as can be.
const longestCompare = () =>
  pinText(chainText({ stays: [0] }, { stay_a: 0, stay_b: 0 }), 0, numbersText({ sum: 0, joint: 0, gap: 0 }));

function drawBars(tables, state, width, columns, active) {
  const { floors } = entropies(tables, state);
  const pitch = width / columns;
  const y = (bits) => round(BASE - bits * (BASE - TOP));
  const left = (i) => round((i + 0.14) * pitch);
  const across = round(0.72 * pitch);
  const hot = (i) => (i === active ? " c7-hot" : "");
  const block = (name, i, from, to) =>
    `<rect class="${name}${hot(i)}" x="${left(i)}" y="${y(to)}" width="${across}" ` +
    `height="${round(y(from) - y(to))}"></rect>`;
  const hatch = (i, from, to) => {
    let d = "";
    for (let at = y(from) - 4; at > y(to); at -= 5) d += `M${left(i)} ${round(at)}h${across}`;
    return `<path class="c7-hatch" d="${d}"></path>`;
  };
  const label = (i) =>
    `<text class="c7-tick${hot(i)}" x="${round((i + 0.5) * pitch)}" y="${BASE + 20}">h` +
    `<tspan dy="4" font-size="12">${i + 1}</tspan></text>`;
  return [
    ...[0, 0.5, 1].map((bits) => `<path class="c7-rule" d="M0 ${y(bits)}h${round(width)}"></path>`),
    `<text class="c7-tick c7-left" x="0" y="${y(1) - 4}">1 bit, the ceiling</text>`,
    ...floors.map((floor, i) =>
      block("c7-floor", i, 0, floors[0]) + block("c7-paid", i, floors[0], floor) + hatch(i, floors[0], floor)),
    ...[...Array(columns).keys()].map(label),
  ].join("");
}

function draw(view) {
  const { tables, state, ui } = view;
  const now = entropies(tables, state);
  const pinned = state.pin && entropies(tables, state.pin);
  const most = tables.choices.k.at(-1);
  const columns = [...Array(most).keys()];
  const scale = [0, most];
  const ticks = [0, 2, 4, 6, 8].map((bits) => [bits, String(bits)]);
  const readout = (name, title, small, drawn) =>
    meter({ name, title, small, text: inBits(now[name]), scale, ticks, drawn, pinned: pinned && pinned[name] });
  const staying = (token) => slider({
    part: `stay_${token}`, label: `Stays at ${token.toUpperCase()} with probability`, slotName: `stay_${token}`,
    choices: tables.choices[`stay_${token}`], value: state[`stay_${token}`],
    said: stay(tables, state[`stay_${token}`]),
    below: staysOnce(tables),
  });
  return h(
    "div", { class: "c7-panel c7-entropy", role: "group", "aria-label": "Entropies of a two-state chain" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      h("div", { class: "c7-presets", role: "group", "aria-label": "Chains" },
        tables.presets.map(({ name, setting }, i) => button(name, { preset: i }, {
          pressed: setting.stay_a === state.stay_a && setting.stay_b === state.stay_b,
        }))),
      staying("a"), staying("b"),
      slider({
        part: "k", label: "Tokens asked for at once", slotName: "k", choices: tables.choices.k, value: state.k,
        said: `k = ${state.k}`, below: ksOnce(most),
      })),
    legend([["floor", "what the next token holds, given the present one"], ["paid", PAY]]),
    picture({
      ui,
      name: "c7-bars",
      rows: "Tokens ahead; the arrow keys move between them",
      heightOf: () => HEIGHT,
      draw: (width) => drawBars(tables, state, width, most, ui.active),
      cells: columns.map((j) => columnText(tables, j === ui.active ? state : ui.heard, j)),
    }),
    slot("told", columnText(tables, state, ui.active), { room: () => floorText(1, 0, 0) }),
    h("div", { class: "c7-readouts" },
      readout("sum", "Sum of floors", "Σ hⱼ", [
        bar("c7-joint", 0, onScale(scale, now.joint)),
        bar("c7-over", onScale(scale, now.joint), onScale(scale, now.gap)),
      ]),
      readout("joint", "Joint entropy", "k × h₁", [bar("c7-joint", 0, onScale(scale, now.joint))]),
      readout("gap", "Total correlation", "the gap", [bar("c7-over", 0, onScale(scale, now.gap))])),
    slot("compare", compareText(tables, state), { room: longestCompare }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Compare and keep" },
      pinAndReset(Boolean(state.pin)), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

const staysOnce = remembered(({ stays }) =>
  tickRow("c7-stops", stays.flatMap((p, i) => (i % 5 ? [] : [[i / (stays.length - 1), String(p)]]))));
const ksOnce = remembered((most) =>
  tickRow("c7-stops", [...Array(most).keys()].map((i) => [i / (most - 1), String(i + 1)])));

export default figure({
  address: {
    prefix: "entropy-",
    ...codec(PARTS, { stay_a: ({ stays }) => stays, stay_b: ({ stays }) => stays }),
  },
  unpack: (packed) => packed,
  draw,
  active: 1,
  columns: (tables) => tables.choices.k.length,
  summary: (tables, state) => `k = ${state.k}: ${numbersText(entropies(tables, state))}`,
  lines({ tables, state }) {
    const now = entropies(tables, state);
    const numbers = `Floors: ${now.floors.map(inBits).join(", ")}\nTogether: ${numbersText(now)}.`;
    return [TITLE, shownText(tables, state), numbers, ...(state.pin ? [compareText(tables, state)] : [])].join("\n");
  },
  drawings: (root) => [{ svg: root.querySelector(".c7-bars"), above: 12, below: 4 }],
  file: "entropy.svg",
  presses: { preset: ({ tables }, index) => tables.presets[index].setting },
  tour: null,
});
