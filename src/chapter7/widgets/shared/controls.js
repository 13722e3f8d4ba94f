// What figures are built of: each function gives the elements of one control or readout. Controls
// name what they set in data attributes; figure.js listens to these.
import { h, remembered } from "./dom.js";
import { onScale, percent } from "./format.js";

const share = (value) => value.toFixed(4);

/** A button that does something: one of the figure's actions, or a move of its own by `data`. */
export const button = (label, data, { pressed = null, disabled = false } = {}) =>
  h(
    "button",
    { type: "button", ...dataset(data), "aria-pressed": pressed === null ? null : String(pressed), disabled },
    label,
  );

const dataset = (data) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, String(value)]));

/** A text by name. `room` gives the longest text of its place, which keeps its height at every width. */
export function slot(name, text, { room = null, tag = "p" } = {}) {
  const data = { "data-slot": name };
  if (room === null) return h(tag, { class: `c7-${name}`, ...data }, text);
  return roomy(`c7-${name}`, room, data, text, tag);
}

/** A text over the unseen longest one of its place, which `room` gives. */
export const roomy = (name, room, properties, text, tag = "p") =>
  h(tag, { class: `${name} c7-room`, "data-room": room }, h("span", properties, text));

/**
 * A slider over the choices of a part of the state, whole numbers in a row.
 *
 * @param said the value in words, beside the label and for who hears it.
 * @param below what stands under its track.
 */
export function slider({ part, label, slotName, choices, value, said, below }) {
  const [low, high] = [choices[0], choices.at(-1)];
  return h(
    "div", { class: `c7-field c7-field-${part}` },
    h("span", { class: "c7-label" }, label),
    h("span", { class: "c7-value" }, h("span", { "data-slot": slotName }, said)),
    h("div", null, h("input", {
      type: "range", "data-trait": part, min: low, max: high, step: 1, value: String(value),
      "aria-label": label, "aria-valuetext": said,
    })),
    below,
  );
}

/**
 * One of a few, as buttons in a row: one stop for the Tab key, the arrows move within.
 *
 * @param all each { label, chosen, data, at, edge }: `data` says what a press does, as for `button`;
 *   `at`, where it stands along a track, from 0 to 1, if it does, and `edge` what of it: as for tickRow.
 */
export function options(name, label, all) {
  const first = Math.max(0, all.findIndex(({ chosen }) => chosen));
  return h(
    "div", { class: `c7-options ${name}`, role: "radiogroup", "aria-label": label },
    all.map(({ label: text, chosen, data, at = null, edge = null }, i) =>
      h("button", {
        type: "button", role: "radio", ...dataset(data), "aria-checked": String(chosen),
        tabindex: i === first ? 0 : -1, style: at === null ? null : `--at:${share(at)}`,
        "data-edge": edge,
      }, text)),
  );
}

/** Labels under a track, at places from 0 to 1; `edge`: "start", "end", or null for the middle. */
export function tickRow(name, ticks) {
  const edgeOf = (at) => (at < 0.01 ? "start" : at > 0.99 ? "end" : null);
  return h(
    "div", { class: `c7-ticks ${name}`, "aria-hidden": "true" },
    ticks.map(([at, label, edge = edgeOf(at)]) =>
      h("span", { style: `--at:${share(at)}`, "data-edge": edge }, label)),
  );
}

/** A choice out of a list: pairs of a value and its label. */
export const list = (part, label, pairs, value, { disabled = false } = {}) =>
  h(
    "label", { class: "c7-field c7-choice" },
    h("span", { class: "c7-label" }, label),
    h("select", { "data-trait": part, value: String(value), disabled },
      pairs.map(([option, text]) => h("option", { value: String(option) }, text))),
  );

const BAR = 10; // pixels: the height of a meter's bar

/**
 * A number on its scale: the number, a bar, its ticks, and notes below.
 *
 * @param drawn what stands on the track, made of `bar`, `stripe` and `knob`.
 * @param pinned where the pinned setting stands, a value of the scale; null for none.
 * @param ticks pairs of a value and its label; `known` as for tickRow, above them.
 */
export function meter({ name, title, small, text, scale, drawn, pinned, ticks, known = null, notes = [] }) {
  const at = percent(pinned === null ? 0 : onScale(scale, pinned));
  const ends = { x1: at, x2: at, y1: -7, y2: BAR + 7 };
  return h(
    "div", { class: "c7-readout" },
    h("p", { class: "c7-name" }, `${title} `, h("small", null, small)),
    h("p", { class: `c7-number c7-${name}`, "data-slot": name }, text),
    h("svg", { class: "c7-bar", height: BAR, "aria-hidden": "true" },
      bar("c7-track", 0, 1), drawn,
      h("line", { class: "c7-pin-at", ...ends, hidden: pinned === null })),
    known && tickRow("c7-known", known),
    tickRow("c7-scale", ticks.map(([value, label]) => [onScale(scale, value), label])),
    notes,
  );
}

export const bar = (name, start, width, hidden = false) =>
  h("rect", { class: name, x: percent(start), width: percent(width), height: BAR, hidden });

/** The head of a figure: its title, what it is about or a note in its place, and a button. */
export const head = (title, lead, note, action = null) =>
  h(
    "div", { class: "c7-head" },
    h("p", { class: "c7-title" }, title),
    h("p", { class: `c7-lead${note ? " c7-noted" : ""}`, role: "status" }, note ?? lead),
    action,
  );

/** Sentences that stand for the controls where there are none: on paper, without scripts. */
export const shown = remembered((text) => [
  h("div", { class: "c7-shown" }, text.split("\n").map((one) => h("p", null, one))),
  h("noscript", { html: `<div class="c7-shown">${text.split("\n").map((one) => `<p>${one}</p>`).join("")}</div>` }),
]);

/** A legend: pairs of a key's class and its text. */
export const legend = (keys) =>
  h("p", { class: "c7-legend" }, keys.map(([key, text]) => h("span", { class: `c7-key c7-key-${key}` }, text)));

// What the book's column leaves a figure on a desk and on a phone: nothing moves on going live.
const STATIC_WIDTHS = { wide: 928, narrow: 358 };

/**
 * A drawing that follows the width of its figure; before that is known, one for each of STATIC_WIDTHS: it
 * stands in an element of its own, whose children then change.
 *
 * @param name its class. @param label what it shows, to be heard; null where something else says it.
 * @param widthOf, heightOf its width and height in a figure of a width.
 * @param draw (width, whole): the inside, given its own width and the figure's; in parts, if some of
 *   them seldom change.
 */
export function drawing({ ui, name, label = null, widthOf = (width) => width, heightOf, draw }) {
  const heard = label === null ? { "aria-hidden": "true" } : { role: "img", "aria-label": label };
  const svg = (kind, whole) => {
    const [width, height] = [widthOf(whole), heightOf(whole)];
    return h("svg", {
      class: `c7-drawing ${name} c7-${kind}`, viewBox: `0 0 ${width} ${height}`, height,
      preserveAspectRatio: "xMinYMin", ...heard,
    }, [draw(width, whole)].flat().map((html) => h("g", { html })));
  };
  return ui.width
    ? [svg("drawn", ui.width)]
    : Object.entries(STATIC_WIDTHS).map(([kind, width]) => svg(kind, width));
}

/** A drawing, as `drawing` takes it, under a row of columns that pointer, tap and arrows reach; `cells`
 * are what each column says. */
export const picture = ({ ui, rows, cells, ...given }) =>
  h(
    "div", { class: "c7-picture" },
    drawing({ ui, ...given }),
    ui.width ? h("div", { class: "c7-grid", role: "grid", "aria-label": rows },
      h("div", { role: "row" }, cells.map((text, i) =>
        h("div", {
          role: "gridcell", tabindex: i === ui.chosen ? 0 : -1,
          "aria-selected": String(i === ui.chosen), "aria-label": text,
        })))) : null,
  );

/** What a reader does with a setting: pin it, go back to the start, take it along. */
export const pinAndReset = (isPinned) => [
  button(isPinned ? "Unpin" : "Pin to compare", { action: "pin" }),
  button("Reset", { action: "reset" }),
];

export const takeAlong = () => [button(COPY, { action: "copy" }), button("Save the picture", { action: "save" })];

/** Where the text stands that is to be copied by hand. */
export const copies = (ui) =>
  h("div", { class: "c7-copies" }, ui.copy && h("textarea", {
    class: "c7-copy", readonly: true, rows: 7, "aria-label": COPY,
  }, ui.copy));

export const status = (ui) => h("p", { class: "c7-status", role: "status" }, ui.status);

const COPY = "Copy the numbers";

/** What is only heard: the readouts, once a movement has ended. */
export const announcer = (ui) => h("p", { class: "c7-live", "aria-live": "polite" }, ui.spoken);
