// What two heads write that do not see each other: the pairs that a text has, names drawn from two heads,
// and the share that exists nowhere, by formula and as trained. Looks numbers up; knows no formula.
import { codec } from "../shared/address.js";
import {
  announcer, bar, button, copies, drawing, head, legend, meter, shown, slider, slot, status, takeAlong, tickRow,
} from "../shared/controls.js";
import { h, remembered } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { circle, path, rect, text } from "../shared/svg.js";

const TITLE = "Two heads write names";
const LEAD = "Each head knows how often its words come, and these do not change: both draw every pair alike. What changes is which pairs the text has.";
/** Lengths in pixels: the first words' column, a row, the line of second words; a pair that shows its whole word. */
const G = { side: 52, row: 28, top: 24, whole: 56, mark: 5 };
const SHARES = { closed: ["Closed form", "1 − w / m"], parallel: ["Two heads", "trained"], sequential: ["A module", "fed word 1"] };

const percentOf = (share) => `${(100 * share).toFixed(1)}\u202f%`;

/** Shares of names that exist nowhere: by the closed form, and as trained, null where nobody tried. */
export const shares = ({ closed, measured }, { partners: w }) =>
  ({ closed: closed[w], parallel: measured.parallel[w] ?? null, sequential: measured.sequential[w] ?? null });

/** The names that a draw has: first word, second word, whether the text has the pair. */
export const drawnNames = ({ draws, exists }, { partners, draw }) =>
  draws[draw].map(([a, b]) => ({ a, b, isThere: exists[partners][a][b] === 1 }));

const said = (share) => (share === null ? "not tried" : percentOf(share));
const tiedText = ({ first, bits }, { partners: w }) => `${w} of ${first.length}, TC ${bits[w].toFixed(2)}\u202fbits`;
const shownText = (tables, state) => `Shown: partners of each first word ${tiedText(tables, state)}.`;
const sharesText = (tables, state) => Object.entries(shares(tables, state)).map(([kind, share]) => `${SHARES[kind][0]}: ${said(share)}`).join("; ");

function drawText(tables, state) {
  const names = drawnNames(tables, state);
  const told = names.slice(0, 6).map(({ a, b, isThere }) => `${tables.first[a]} ${tables.second[b]}${isThere ? "" : " ×"}`);
  return `Two heads write: ${told.join(", ")}. Of ${names.length} names ${names.filter(({ isThere }) => !isThere).length} exist nowhere.`;
}

/** All pairs, those that the text has shaded, and on them what was drawn. */
function drawPairs(tables, state, width) {
  const pitch = (width - G.side) / tables.second.length;
  const [left, top] = [(b) => G.side + b * pitch, (a) => G.top + a * G.row];
  const label = (word, b) => text("c7-tick", left(b) + pitch / 2, G.top - 8, pitch < G.whole ? word[0] : word, "middle");
  const pairs = tables.exists[state.partners].map((row, a) => text("c7-tick", 0, top(a) + 19, tables.first[a]) +
    row.map((isThere, b) => rect(`c7-pair${isThere ? " c7-there" : ""}`, left(b) + 1, top(a) + 1, pitch - 2, G.row - 2)).join(""));
  const before = {};
  const marks = drawnNames(tables, state).map(({ a, b, isThere }) => {
    const nth = (before[`${a} ${b}`] = (before[`${a} ${b}`] ?? -1) + 1); // a pair drawn again stands beside itself
    const [x, y, r] = [left(b) + pitch / 2 + 12 * nth, top(a) + G.row / 2, G.mark];
    return isThere ? circle("c7-drawn-there", x, y, r) : path("c7-drawn-stranger", `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`);
  });
  return [...tables.second.map(label), ...pairs, ...marks].join("");
}

function draw({ tables, state, ui }) {
  const all = shares(tables, state);
  const readout = (kind) => meter({
    name: kind, title: SHARES[kind][0], small: SHARES[kind][1], text: said(all[kind]), scale: [0, 1], pinned: null,
    ticks: [[0, "0"], [0.5, "50 %"], [1, "100 %"]], drawn: bar(kind === "closed" ? "c7-closed" : "c7-paid", 0, all[kind] ?? 0),
  });
  return h(
    "div", { class: "c7-panel c7-strangers", role: "group", "aria-label": "Names that two heads write" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      slider({
        part: "partners", label: "Partners of each first word, w", slotName: "partners", choices: tables.choices.partners,
        value: state.partners, said: tiedText(tables, state), below: ticksOnce(tables),
      }),
      h("div", null, button("Draw again", { again: 1 }))),
    h("div", null, drawing({
      ui, name: "c7-pairs", label: `Pairs of words. ${drawText(tables, state)}`,
      heightOf: () => G.top + G.row * tables.first.length + 1, draw: (width) => drawPairs(tables, state, width),
    })),
    legend([["there", "a name of the text"], ["hit", "drawn, and in the text"], ["miss", "drawn, and nowhere"]]),
    slot("told", drawText(tables, state), { room: () => `Two heads write: ${Array(6).fill("Baton Angeles ×").join(", ")}. Of 16 names 16 exist nowhere.` }),
    h("p", { class: "c7-label" }, "Names that exist nowhere"),
    h("div", { class: "c7-readouts" }, Object.keys(SHARES).map(readout)),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Go back and keep" }, button("Reset", { action: "reset" }), takeAlong()),
    copies(ui), status(ui), announcer(ui),
  );
}

const ticksOnce = remembered(({ choices: { partners: all } }) => tickRow("c7-stops", all.map((w, i) => [i / (all.length - 1), String(w)])));

export default figure({
  address: { prefix: "strangers-", ...codec(["partners", "draw"]) },
  unpack: (packed) => packed,
  draw,
  active: 0,
  columns: () => 1,
  summary: (tables, state) => `${shownText(tables, state)} ${drawText(tables, state)} ${sharesText(tables, state)}.`,
  lines: ({ tables, state }) => [TITLE, shownText(tables, state), drawText(tables, state), `Names that exist nowhere: ${sharesText(tables, state)}.`].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-pairs"), above: 4, below: 4 }],
  file: "strangers.svg",
  presses: { again: ({ tables, state }) => ({ draw: (state.draw + 1) % tables.draws.length }) },
  tour: null,
});
