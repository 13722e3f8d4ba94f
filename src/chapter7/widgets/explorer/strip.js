// The strip of words: from a position, an arc to each token that it is asked for; opened, each
// word's column of layers stands on it.
import { remembered } from "../shared/dom.js";
import { round } from "../shared/format.js";
import { hatch, path, rect, text } from "../shared/svg.js";
import { CELLS_DRAWN, WORDS } from "./words.js";

/** Lengths in pixels, `gap` and `edge` in columns. */
const S = {
  extra: 7, rows: 10, row: 5, cell: 3.7, word: 15, arc: 21, shallow: 8, step: 5, gap: 0.16, edge: 0.44, narrowest: 44,
};
const FOLDED = 68;
const LAYERS = S.rows + S.row * CELLS_DRAWN + 4; // how much taller it is when it is opened

export const stripHeight = (isOpen) => FOLDED + (isOpen ? LAYERS : 0);

/** As many words as a finger can tell apart. */
export const columnsAt = (width) => Math.max(1, Math.min(WORDS.length, Math.floor(width / S.narrowest)));

/** The inside of the drawing. */
export const strip = ({ stops, choices }, { size, k, heads, count }, isOpen, width, columns, active) =>
  stripOnce(Math.min(stops[size].layers, CELLS_DRAWN), choices.k.at(-1), k, heads, count, isOpen, width, columns, active);

// Most sizes have all the cells that are drawn: the strip is made anew for few of them.
const stripOnce = remembered((cells, most, k, heads, count, isOpen, width, columns, active) => {
  const pitch = width / columns;
  const top = isOpen ? LAYERS : 0;
  const centre = (i) => round((i + 0.5) * pitch);
  const others = isOpen ? [...Array(columns).keys()].filter((i) => i !== active) : [];
  const parts = isOpen ? layers(cells, most, k, heads, pitch, columns, active) : [];
  for (const [hot, list] of [["", others], [" c7-hot", [active]]]) {
    for (let offset = 1; offset <= k; offset += 1) {
      const low = top + S.arc + S.shallow + S.step * (offset - 1);
      const again = offset === 1 ? "" : count === "terms" ? " c7-further" : " c7-further c7-uncounted";
      const end = round((columns - 0.5 + S.edge) * pitch);
      const whole = list.filter((i) => i + offset < columns);
      const broken = list.filter((i) => i + offset >= columns);
      const from = top + S.arc;
      parts.push(path(`c7-arc${again}${hot}`, whole.map((i) => arc(centre(i), centre(i + offset), from, low)).join("")));
      parts.push(path(`c7-broken${hot}`, broken.map((i) => `M${centre(i)} ${from}Q${centre(i)} ${low} ${end} ${low}`).join("")));
      if (hot && broken.length) parts.push(path("c7-cross", `M${end - 3} ${low - 3}l6 6m0 -6l-6 6`));
    }
  }
  for (let i = 0; i < columns; i += 1) {
    const role = i === active ? " c7-hot" : i > active && i <= active + k ? " c7-target" : "";
    parts.push(text(`c7-word${role}`, centre(i), top + S.word, WORDS[i], "middle"));
  }
  return parts.join("");
});

function arc(from, to, high, low) {
  const bend = round(high + ((low - high) * 4) / 3);
  return `M${from} ${high}C${from} ${bend} ${to} ${bend} ${to} ${high}`;
}

/** Each column's layers, every cell lit; its further predictions on top; a frame round the chosen one. */
function layers(cells, most, k, heads, pitch, columns, active) {
  const gap = S.gap * pitch;
  const across = round(pitch - gap);
  const slot = (pitch - gap) / (most - 1);
  let d = "";
  let extra = "";
  for (let i = 0; i < columns; i += 1) {
    const x = i * pitch + gap / 2;
    for (let r = 0; r < cells; r += 1) d += `M${round(x)} ${S.rows + S.row * (CELLS_DRAWN - 1 - r)}h${across}v${S.cell}h${-across}z`;
    for (let j = 0; j < k - 1; j += 1) extra += hatch(x + j * slot, 1, slot - 1, S.extra, 3);
  }
  const top = k > 1 ? 0 : S.rows + S.row * (CELLS_DRAWN - cells) - 2;
  const frame = rect("c7-frame", active * pitch + gap / 2 - 2.5, top - 0.5, across + 5, LAYERS - top - 3);
  return [path("c7-cell", d), path(`c7-extra c7-${heads}`, extra), frame];
}
