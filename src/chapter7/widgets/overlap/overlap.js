// A target's p and a draft's q as bars, the area that they share, and what rules make of thousands of
// drafts. Compares, adds and divides; what it finds is compared with chapter7.lab.decoding in the tests.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, drawing, head, legend, options, shown, slider, slot, status, takeAlong,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { grouped, round } from "../shared/format.js";
import { path, rect, text } from "../shared/svg.js";

const WEIGHTS = ["q0", "q1", "q2", "q3", "q4"];
const TITLE = "The shared area is the acceptance";
const LEAD =
  "What follows “for i in range(”? The target’s chances p are filled, the draft’s q outlined. Change q, and throw drafts.";
const NAMES = { exact: "the rule", plausible: "keep what is plausible", "residual p": "replace from p", swapped: "p and q swapped" };
const RULES = {
  exact: "The rule keeps a drafted token with chance min(1, p / q); in place of a refused one it draws from what p has more than q",
  plausible: "Kept is a drafted token if p gives it a tenth or more; in place of a refused one comes a draw from p",
  "residual p": "The chance to be kept is the rule’s, but in place of a refused token comes a draw from p itself",
  swapped: "A drafted token is kept with chance min(1, q / p), the ratio upside down",
};
const P = { top: 22, base: 202, foot: 26, most: 1, gap: 0.12 };

const inPercent = (share) => `${Math.round(100 * share)}\u202f%`;
const points = (share) => `${(100 * share).toFixed(1)} points`;
const sumOf = (values) => values.reduce((sum, one) => sum + one, 0);
const over = (values) => values.map((one) => one / sumOf(values));

/** p, q, and what is left of p above q. Weights that are all 0 count as equal ones. */
export function laws({ target }, state) {
  const weights = WEIGHTS.map((part) => state[part]);
  const p = over(target);
  const q = over(sumOf(weights) ? weights : weights.map(() => 1));
  const alpha = sumOf(p.map((chance, i) => Math.min(chance, q[i])));
  return { p, q, alpha, rest: p.map((chance, i) => Math.max(0, chance - q[i])) };
}

/** With which chance each drafted token is kept, and what a refused one's place is drawn from. */
function judged(tables, state) {
  const { p, q, rest } = laws(tables, state);
  const some = (weights) => (sumOf(weights) > 1e-12 ? weights : p);
  return {
    exact: { keep: p.map((chance, i) => chance / q[i]), replace: some(rest) },
    plausible: { keep: tables.target.map((twentieths) => Number(twentieths >= tables.plausible)), replace: p },
    "residual p": { keep: p.map((chance, i) => chance / q[i]), replace: p },
    swapped: { keep: p.map((chance, i) => q[i] / chance), replace: some(rest) },
  }[state.law];
}

/** What comes out in the long run, how often a draft is kept, and how far the first is from p. */
export function longRun(tables, state) {
  const { p, q } = laws(tables, state);
  const { keep, replace } = judged(tables, state);
  const kept = q.map((chance, i) => (chance ? chance * Math.min(1, keep[i]) : 0));
  const refused = 1 - sumOf(kept);
  const out = kept.map((chance, i) => chance + refused * over(replace)[i]);
  return { out, kept: sumOf(kept), drift: distance(out, p) };
}

/** Half the sum of the differences: the share that would have to move. */
const distance = (a, b) => sumOf(a.map((one, i) => Math.abs(one - b[i]))) / 2;

/** Numbers in [0, 1), the same at each call: mulberry32. */
function* randoms() {
  let seed = 7;
  for (;;) {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    yield ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}

function pick(weights, u) {
  const level = u * sumOf(weights);
  let sum = 0;
  const at = weights.findIndex((weight) => (sum += weight) > level);
  return at < 0 ? weights.findLastIndex((weight) => weight > 0) : at;
}

/** Drafts are drawn, judged and replaced: how often each token came out, and how many were kept. */
export function thrown(tables, state) {
  const { q } = laws(tables, state);
  const { keep, replace } = judged(tables, state);
  const random = randoms();
  const next = () => random.next().value;
  const counts = q.map(() => 0);
  let kept = 0;
  for (let i = 0; i < tables.throw * state.throws; i += 1) {
    const [drafted, u, other] = [pick(q, next()), next(), next()];
    const isKept = u < keep[drafted];
    kept += isKept;
    counts[isKept ? drafted : pick(replace, other)] += 1;
  }
  return { counts, kept };
}

const thrownOnce = remembered((tables, law, throws, q0, q1, q2, q3, q4) =>
  thrown(tables, { law, throws, q0, q1, q2, q3, q4 }));
const throwOf = (tables, state) => thrownOnce(tables, state.law, state.throws, ...WEIGHTS.map((part) => state[part]));

function shownText(tables, state) {
  const { q } = laws(tables, state);
  const chances = q.map((chance, i) => `“${tables.tokens[i]}” ${inPercent(chance)}`).join(", ");
  return `Shown: the draft gives ${chances}; judged by ${NAMES[state.law]}.`;
}

function alphaText(tables, state) {
  const { alpha } = laws(tables, state);
  return `Shared area: ${inPercent(alpha)}. So often does the rule keep a draft.`;
}

function throwText(tables, state) {
  const { p } = laws(tables, state);
  const { kept: often, drift } = longRun(tables, state);
  const n = tables.throw * state.throws;
  const long = drift < 1e-9 ? "exactly p" : `off by ${points(drift)}`;
  if (!n) return `${RULES[state.law]}. In the long run: ${long}. Throw some drafts.`;
  const { counts, kept } = throwOf(tables, state);
  const off = points(distance(counts.map((count) => count / n), p));
  return (
    `${RULES[state.law]}. Of ${grouped(n)} drafts it kept ${grouped(kept)} (expected ${inPercent(often)}). ` +
    `What came out is off p by ${off}; in the long run ${long}.`
  );
}

const longest = () =>
  `${RULES.exact}. Of 10,000 drafts it kept 10,000 (expected 100 %). What came out is off p by 10.0 points; in the long run off by 10.0 points.`;

function drawBars(tables, state, width) {
  const { p, q } = laws(tables, state);
  const { counts } = throwOf(tables, state);
  const n = tables.throw * state.throws;
  const pitch = width / p.length;
  const left = (i) => (i + P.gap) * pitch;
  const wide = (1 - 2 * P.gap) * pitch;
  const highest = Math.max(0.5, ...p, ...q);
  const tall = (share) => (share / highest) * (P.base - P.top);
  return p.map((chance, i) => {
    const both = Math.min(chance, q[i]);
    const inset = 0.16 * wide;
    const mark = n ? P.base - tall(counts[i] / n) : 0;
    return [
      rect("c7-p", left(i), P.base - tall(chance), wide, tall(chance)),
      rect("c7-shared", left(i), P.base - tall(both), wide, tall(both)),
      rect("c7-q", left(i) + inset, P.base - tall(q[i]), wide - 2 * inset, tall(q[i])),
      n ? path("c7-came", `M${round(left(i) - 5)} ${round(mark)}h${round(wide + 10)}`) : "",
      text("c7-word", left(i) + wide / 2, P.base + 20, tables.tokens[i], "middle"),
    ].join("");
  }).join("") + path("c7-ground", `M0 ${P.base}H${round(width)}`);
}

function barsText(tables, state) {
  const { p, q } = laws(tables, state);
  const each = tables.tokens.map((token, i) => `${token}: p ${inPercent(p[i])}, q ${inPercent(q[i])}`);
  return `${each.join("; ")}. ${alphaText(tables, state)}`;
}

function draw(view) {
  const { tables, state, ui } = view;
  const { q } = laws(tables, state);
  return h(
    "div", { class: "c7-panel c7-overlap", role: "group", "aria-label": "Two distributions and their shared area" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-box c7-sides" },
      h("div", { class: "c7-side" },
        legend([["p", "p, the target"], ["q", "q, the draft"], ["shared", "shared"], ["came", "what came out"]]),
        drawing({
          ui, name: "c7-bars", label: barsText(tables, state),
          widthOf: (whole) => (whole < 680 ? whole : (whole - 32) / 2),
          heightOf: () => P.base + P.foot,
          draw: (width) => drawBars(tables, state, width),
        }),
        slot("alpha", alphaText(tables, state))),
      h("div", { class: "c7-controls c7-weights" },
        h("div", { class: "c7-presets", role: "group", "aria-label": "Drafts" },
          tables.presets.map(({ name, setting }, i) => button(name, { preset: i }, {
            pressed: WEIGHTS.every((part) => setting[part] === state[part]),
          }))),
        WEIGHTS.map((part, i) => slider({
          part, label: `q of “${tables.tokens[i]}”`, slotName: part, choices: tables.choices[part], value: state[part],
          said: inPercent(q[i]), below: null,
        })))),
    h("div", { class: "c7-controls c7-judge" },
      options("c7-laws", "Who judges the drafts", tables.choices.law.map((law) => ({
        label: NAMES[law], chosen: law === state.law, data: { trait: "law", value: law },
      }))),
      h("div", { class: "c7-presets" },
        button(`Throw ${grouped(tables.throw)} more`, { throw: 1 }, { disabled: state.throws === tables.choices.throws.at(-1) }),
        button("Begin anew", { throw: 0 }, { disabled: state.throws === 0 }))),
    slot("told", throwText(tables, state), { room: longest }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

export default figure({
  address: { prefix: "overlap-", ...codec([...WEIGHTS, "law", "throws"]) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: (tables, state) => `${alphaText(tables, state)} ${throwText(tables, state)}`,
  lines: ({ tables, state }) =>
    [TITLE, shownText(tables, state), barsText(tables, state), throwText(tables, state)].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-bars"), above: 12, below: 4 }],
  file: "overlap.svg",
  presses: {
    preset: ({ tables }, index) => tables.presets[index].setting,
    throw: ({ state }, more) => ({ throws: Number(more) ? state.throws + 1 : 0 }),
  },
  tour: null,
});
