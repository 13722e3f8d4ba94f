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
 * @param ticks pairs of a place from 0 to 1 and a label.
 */
export function slider({ part, label, slotName, choices, value, said, ticks }) {
  const [low, high] = [choices[0], choices.at(-1)];
  return h(
    "div", { class: `c7-field c7-field-${part}` },
    h("span", { class: "c7-label" }, label),
    h("span", { class: "c7-value" }, h("span", { "data-slot": slotName }, said)),
    h("div", null, h("input", {
      type: "range", "data-trait": part, min: low, max: high, step: 1, value: String(value),
      "aria-label": label, "aria-valuetext": said, style: `--at:${share((value - low) / (high - low))}`,
    })),
    tickRow("c7-stops", ticks),
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

/** A choice of few: a row of buttons under one name. */
export const group = (label, buttons) =>
  h(
    "div", { class: "c7-field c7-choice", role: "group", "aria-label": label },
    h("span", { class: "c7-label" }, label),
    h("span", { class: "c7-pair" }, buttons),
  );

/** The buttons of a part of the state: pairs of a value and its label. */
export const switches = (part, options, value) =>
  options.map(([option, label]) =>
    button(label, { trait: part, value: option }, { pressed: option === value }));

/** A choice of many numbers: pairs of a value and its label. */
export const list = (part, label, options, value) =>
  h(
    "label", { class: "c7-field c7-choice" },
    h("span", { class: "c7-label" }, label),
    h("select", { "data-trait": part, value: String(value) },
      options.map(([option, text]) => h("option", { value: String(option) }, text))),
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

export const stripe = (name, start, end, hidden = false) =>
  h("line", { class: name, x1: percent(start), x2: percent(end), y1: BAR / 2, y2: BAR / 2, hidden });

export const knob = (name, at, radius, hidden = false) =>
  h("circle", { class: name, cx: percent(at), cy: BAR / 2, r: radius, hidden });

/** The head of a figure: its title, what it is about or a note in its place, and a button. */
export const head = (title, lead, note, action = null) =>
  h(
    "div", { class: "c7-head" },
    h("p", { class: "c7-title" }, title),
    h("p", { class: `c7-lead${note ? " c7-noted" : ""}`, role: "status" }, note ?? lead),
    action,
  );

/** The sentence that stands for the controls where there are none: on paper, without scripts. */
export const shown = (text) => [
  h("p", { class: "c7-shown", "data-slot": "shown" }, text),
  h("noscript", { html: `<p class="c7-shown">${text}</p>` }),
];

/** A legend: pairs of a key's class and its text. */
export const legend = (keys, name = "") =>
  h("p", { class: `c7-legend${name}` }, keys.map(([key, text]) =>
    h("span", { class: `c7-key c7-key-${key}` }, text)));

/**
 * A drawing that follows the width, under a row of columns that pointer, tap and arrows reach.
 *
 * @param ui the figure's view; before it knows its width, both of STATIC_WIDTHS are drawn.
 * @param draw the inside of the drawing, given its width and its number of columns.
 * @param labels what each column says to who hears it.
 */
export function picture({ ui, height, label, draw, columnsAt, labels }) {
  if (!ui.width) {
    return h("div", { class: "c7-picture", style: `height:${height}px` },
      Object.entries(STATIC_WIDTHS).map(([name, width]) =>
        h("svg", {
          class: `c7-${name}`, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true",
          html: draw(width, columnsAt(width)),
        })));
  }
  return h(
    "div", { class: "c7-picture", style: `height:${height}px` },
    h("svg", {
      class: "c7-live-svg", "aria-hidden": "true", viewBox: `0 0 ${ui.width} ${height}`,
      html: draw(ui.width, ui.columns),
    }),
    h("div", { class: "c7-grid", role: "grid", "aria-label": label },
      h("div", { role: "row" }, labels.map((text, i) =>
        h("div", {
          role: "gridcell", tabindex: i === ui.active ? 0 : -1,
          "aria-selected": String(i === ui.active), "aria-label": text,
        })))),
  );
}

// What the book's column leaves a figure on a desk and on a phone: nothing moves on going live.
const STATIC_WIDTHS = { wide: 646, narrow: 328 };

/** What a reader does with a setting: pin it, go back to the start, take it along. */
export const actions = ({ ui, state }) => actionsOnce(Boolean(state.pin), ui.copy, ui.status);

const actionsOnce = remembered((isPinned, copied, status) => [
  h("div", { class: "c7-actions", role: "group", "aria-label": "Compare and keep" },
    button(isPinned ? "Unpin" : "Pin this setting", { action: "pin" }),
    button("Reset", { action: "reset" }),
    button(COPY, { action: "copy" }),
    button("Save the picture", { action: "save" })),
  h("div", { class: "c7-copies" }, copied && h("textarea", {
    class: "c7-copy", readonly: true, rows: 7, "aria-label": COPY,
  }, copied)),
  h("p", { class: "c7-status", role: "status" }, status),
]);

const COPY = "Copy the numbers";

/** What is only heard: the readouts, once a movement has ended. */
export const announcer = (ui) => h("p", { class: "c7-live", "aria-live": "polite" }, ui.spoken);
