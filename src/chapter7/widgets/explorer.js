// The explorer: draws what the modules of explorer/ computed. Looks up, adds, multiplies and
// divides their terms; knows no formula of the subject and no text. The same file runs in Jupyter
// and on the static page. Sections: numbers as text; from a state to numbers and texts; the
// address; the two drawings; the live figure; the tour; what a reader takes along.

// ---- numbers as text: quantities.py, digit by digit ----

const PREFIXES = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const NO_BREAK = "\u202f";

/** Mantissa and power of ten at `digits` significant digits; a tie goes to the even digit. */
function scientific(value, digits) {
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  // Only what ends in a five at one digit more can be a tie.
  if (!/5e/.test(value.toExponential(digits))) return [mantissa, Number(power)];
  const [exact, exactPower] = value.toExponential(Math.min(100, digits + 60)).split("e");
  const isTie = /^50*$/.test(exact.replace(/[-.]/g, "").slice(digits));
  const down = exact.replace(/[-.]/g, "").slice(0, digits);
  if (!isTie || down.at(-1) % 2) return [mantissa, Number(power)];
  const sign = value < 0 ? "-" : "";
  return [sign + down[0] + (digits > 1 ? `.${down.slice(1)}` : ""), Number(exactPower)];
}

export function significant(value, digits = 3) {
  if (value === 0) return "0";
  const [mantissa, power] = scientific(value, digits);
  if (power < -3 || power >= 7) {
    return `${mantissa} × 10${String(power).replace(/./g, (c) => SUPERSCRIPT[c])}`;
  }
  const sign = mantissa.startsWith("-") ? "-" : "";
  const all = mantissa.replace(/[-.]/g, "");
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${all}`;
  const whole = all.slice(0, power + 1).padEnd(power + 1, "0").replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = all.slice(power + 1);
  return sign + whole + (rest ? `.${rest}` : "");
}

export const withUnit = (value, unit, digits = 3) => significant(value, digits) + NO_BREAK + unit;

export function withPrefix(value, unit, digits = 3) {
  const power = scientific(value, digits)[1];
  const index = Math.min(Math.floor(power / 3), PREFIXES.length - 1);
  return withUnit(value / Number(`1e${3 * index}`), PREFIXES[index] + unit, digits);
}

// ---- from a state to numbers and texts ----

/** The parts of a state, in the order in which an address names them. */
export const PARTS = ["size", "k", "vocab", "heads", "bits", "context", "count"];

/** Python's tables with the stops' columns as rows, and the sizes as choices. */
export function unpack(packed) {
  const columns = Object.entries(packed.stops);
  const stops = packed.stops.n.map((_, i) => {
    const stop = Object.fromEntries(columns.map(([name, values]) => [name, values[i]]));
    stop.label ??= stop.count;
    return stop;
  });
  return { ...packed, stops, choices: { size: [...stops.keys()], ...packed.choices } };
}

/** The numbers of a state: looked up, added, multiplied, divided. */
export function read(tables, state) {
  const { k, vocab, context } = state;
  const stop = tables.stops[state.size];
  const vocabulary = tables.vocabularies.find(({ size }) => size === vocab);
  const times = tables.heads[state.heads];
  const attention = stop.attention * context;
  const extra =
    (k - 1) * (times.row * stop.row * vocab + times.block * (stop.block + stop.layer * context));
  const flops = stop.trunk + attention + extra;
  const label = state.bits === "ceiling" ? vocabulary.bits : stop.residual;
  const labels = state.count === "terms" ? k : 1;
  const bits = labels * label;
  return {
    stop, attention, extra, flops, label, bits,
    vocabulary: vocabulary.text,
    trunk: stop.trunk,
    density: (bits / flops) * tables.giga,
    gain: (labels * (stop.trunk + attention)) / flops,
  };
}

/** The density of a known model at k = 1, its bits and its context counted as in the state. */
export const markDensity = (tables, mark, { bits, context }) =>
  (mark[bits] / (mark.trunk + mark.attention * context)) * tables.giga;

/** How many times the compute, the bits and the density of one reading are another's. */
export const ratio = (after, before) => ({
  compute: after.flops / before.flops,
  bits: after.bits / before.bits,
  density: after.density / before.density,
});

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const same = (a, b) => PARTS.every((part) => a[part] === b[part]);

/** Every readout in words, by the name of the place where it stands. */
export function slots(tables, state, pin = null) {
  const { texts } = tables;
  const { k, heads, bits, context, count } = state;
  const now = read(tables, state);
  const { stop } = now;
  const other = otherBasis(tables, state);
  const values = {
    ...stop,
    k,
    count: k - 1,
    what: texts.what[heads][k > 2 ? 1 : 0],
    size: stop.label,
    vocab: now.vocabulary,
    compute: withPrefix(now.flops, texts.unit_flops),
    trunk: withPrefix(now.trunk, texts.unit_flops),
    attention: now.attention && withPrefix(now.attention, texts.unit_flops),
    extra: now.extra && withPrefix(now.extra, texts.unit_flops),
    bits: withUnit(now.bits, texts.unit_bits),
    each: withUnit(now.label, texts.unit_bits),
    density: withUnit(now.density, texts.unit_density),
    gain: significant(now.gain),
    percent: withUnit((100 * now.extra) / (now.trunk + now.attention), "%", 2),
    share: withUnit((100 * now.attention) / now.trunk, "%", 2),
    level: significant(now.trunk / stop.attention, 2),
    fit: fill(texts.fit, stop) + texts[stop.reach],
    counted: counted(tables, state),
    other_count: other && tables.stops[other.size].count,
    other: other && withUnit(read(tables, other).density, texts.unit_density),
  };
  const told = (name) => fill(texts[name], values);
  const terms = k === 1 ? 1 : count === "information" ? "new" : k === 2 ? 2 : "more";
  return {
    size: stop.label,
    predictions: told("predictions"),
    about: stop.about ?? fill(texts.between, stop),
    caption: fill(Number(stop.cells) < Number(stop.layers) ? texts.caption_some : texts.caption_all, stop),
    legend_extra: told(k > 1 ? "legend_extra" : "legend_no_extra"),
    compute: values.compute,
    compute_note: computeParts(state).map(told).join(""),
    bits: values.bits,
    bits_note: told(`bits_${bits}_${terms}`),
    density: values.density,
    density_note: told(k > 1 ? "density_more" : "density_one"),
    both: told(other ? `both_${stop.basis}` : "both_dense"),
    summary: told("summary"),
    shown: told("shown"),
    counted: values.counted,
    heads_why: told(heads === "module" && !other ? "heads_dense_module" : `heads_${heads}`),
    bits_why: told(`bits_${bits}`),
    context_why: told(context ? "context_on" : "context_off"),
    count_why: told(`count_${count}`),
    compare: compare(tables, state, pin),
  };
}

function computeParts({ k, heads, context }) {
  if (k === 1 && !context) return ["compute_one"];
  const extra = heads === "free" ? "compute_free" : "compute_extra";
  return ["compute_trunk", ...(context ? ["compute_attention"] : []), ...(k > 1 ? [extra] : [])];
}

/** The same state on the other count of its mixture of experts; null if the model is dense. */
export function otherBasis(tables, state) {
  const other = tables.stops[state.size].other ?? null;
  return other === null ? null : { ...state, size: other };
}

/** What is counted, in a line. */
export function counted({ texts, contexts }, { heads, bits, context, count }) {
  return fill(texts.counted, {
    heads_label: texts.heads_label[heads],
    bits_label: texts.bits_label[bits],
    context_label: context
      ? fill(texts.context_label, { context: contexts[context] })
      : texts.no_context_label,
    count_label: texts.count_label[count],
  });
}

/** The present numbers over the pinned ones, in words. */
export function compare(tables, state, pin) {
  const { texts } = tables;
  if (!pin) return texts.pin_none;
  const values = inWords(ratio(read(tables, state), read(tables, pin)));
  const size = tables.stops[pin.size].label;
  const tail = counted(tables, pin) === counted(tables, state) ? "" : texts.pin_other;
  return fill(texts.pin_ratio, { size, k: pin.k, ...values }) + tail;
}

const inWords = (numbers) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, significant(value)]));

/** What the position at `column` of `columns` computes and is asked, in words. */
export function positionSlots(tables, state, column, columns) {
  const { texts, words } = tables;
  const { k, bits, count } = state;
  const now = read(tables, state);
  const asked = words.slice(column + 1, Math.min(column + 1 + k, columns));
  const missing = k - asked.length;
  const compute = withPrefix(now.flops, texts.unit_flops);
  const position = fill(texts.position, { i: column + 1, word: words[column], compute });
  if (!asked.length) return { position, asked: fill(one(texts, "nothing", k), { k }) };
  const onlyNew = count === "information";
  const told = texts[`${onlyNew && asked.length > 1 ? "new" : "asked"}_${bits}`];
  const worth = withUnit((onlyNew ? 1 : asked.length) * now.label, texts.unit_bits);
  const quoted = asked.map((word) => fill(texts.quoted, { word }));
  const last = quoted.pop();
  const listed = quoted.length ? quoted.join(", ") + texts.and + last : last;
  const tail = missing ? fill(one(texts, "missing", missing), { k, missing }) : "";
  return { position, asked: fill(told, { words: listed, bits: worth }) + tail };
}

const one = (texts, name, count) => texts[count === 1 ? `${name}_1` : `${name}_more`];

/** What the second drawing shows, in words. */
export function planeText(tables, state) {
  const { texts } = tables;
  const unit = (value) => withUnit(value, texts.unit_density);
  const marks = tables.marks
    .filter(({ name }) => name)
    .map((mark) => fill(texts.mark, { name: mark.name, density: unit(markDensity(tables, mark, state)) }));
  const now = read(tables, state);
  return fill(texts.plane, {
    size: now.stop.label, density: unit(now.density), marks: marks.join(", "),
  });
}

/** The numbers as lines of text, to be taken along. */
export function exported(tables, state, pin, title) {
  const texts = slots(tables, state, pin);
  return fill(tables.texts.export, { title, ...texts }) + (pin ? `\n${texts.compare}` : "");
}

/** Where `value` stands on a scale, from 0 to 1; logarithmic unless the scale starts at 0. */
export function onScale([low, high], value) {
  return low === 0 ? value / high : Math.log(value / low) / Math.log(high / low);
}

/** The published model within `pull` stops, for a pointer; else the stop itself. */
export function snap(tables, size) {
  const near = [...tables.stops.keys()]
    .filter((i) => tables.stops[i].basis && Math.abs(i - size) <= tables.pull)
    .sort((a, b) => Math.abs(a - size) - Math.abs(b - size));
  return near[0] ?? size;
}

// ---- the address: a state as parameters and back; host.js alone knows where they stand ----

const LONGEST = 40; // characters of a value that is worth reading
const GLUE = "_"; // between the parts of a pin: needs no escape in an address

/** The choice nearest to what a text names; `fallback` where it names nothing. */
export function nearest(choices, text, fallback) {
  if (typeof choices[0] === "string") return choices.includes(text) ? text : fallback;
  const value = text && text.length <= LONGEST ? Number(text) : NaN;
  if (Number.isNaN(value)) return fallback;
  const low = (number) => Math.log(Math.max(number, 1));
  const at = Math.min(low(value), low(choices.at(-1)));
  return choices.reduce((best, choice) =>
    Math.abs(low(choice) - at) < Math.abs(low(best) - at) ? choice : best,
  );
}

const partText = (tables, state, part) =>
  String(part === "size" ? tables.stops[state.size].n : state[part]);

function partFrom(tables, part, text, fallback) {
  if (part !== "size") return nearest(tables.choices[part], text, fallback);
  const sizes = tables.stops.map(({ n }) => n);
  return sizes.indexOf(nearest(sizes, text, sizes[fallback]));
}

/** A state and its pin as pairs of name and text. Sizes stand as parameter counts: a link
 *  outlives a change of the slider's stops. */
export function encode(tables, state) {
  const pairs = PARTS.map((part) => [part, partText(tables, state, part)]);
  const { pin } = state;
  return pin ? [...pairs, ["pin", PARTS.map((part) => partText(tables, pin, part)).join(GLUE)]] : pairs;
}

/** The state nearest to what parameters name; `mended` if they do not name it exactly. */
export function decode(tables, parameters, start) {
  const parts = [...PARTS, "pin"];
  const given = [...parameters].filter(([name]) => parts.includes(name));
  const state = Object.fromEntries(
    PARTS.map((part) => [part, partFrom(tables, part, parameters.get(part), start[part])]),
  );
  const pinned = (parameters.get("pin") ?? "").split(GLUE);
  const isPin = pinned.length === PARTS.length && pinned.every((text) => text) && Number(pinned[0]) > 0;
  state.pin = isPin
    ? Object.fromEntries(PARTS.map((part, i) => [part, partFrom(tables, part, pinned[i], start[part])]))
    : null;
  if (!given.length) return { state: { ...state, pin: start.pin ?? null }, mended: false };
  const flat = (pairs) => JSON.stringify([...pairs].sort());
  return { state, mended: flat(given) !== flat(encode(tables, state)) };
}

/** The state with each part that is none of its choices replaced by the nearest or the start's. */
export function valid(tables, state) {
  const part = (from, name) =>
    tables.choices[name].includes(from[name])
      ? from[name]
      : nearest(tables.choices[name], String(from[name]), tables.start[name]);
  const whole = (from) => Object.fromEntries(PARTS.map((name) => [name, part(from, name)]));
  return { ...whole(state), pin: state.pin ? whole(state.pin) : null };
}

// ---- the picture: drawing.py's, at the width that there is ----

const round = (value) => Math.floor(10 * value + 0.5) / 10;
const path = (name, d) => (d ? `<path class="${name}" d="${d}"></path>` : "");

/** The inside of the SVG: cells, extra predictions, arcs, words and marked targets. */
export function picture(tables, state, width, columns, active) {
  const { k, heads, count } = state;
  const { cells } = tables.stops[state.size];
  const g = tables.drawing;
  const pitch = width / columns;
  const centre = (i) => round((i + 0.5) * pitch);
  const others = [...Array(columns).keys()].filter((i) => i !== active);
  const layers = [["", others], [" c7-hot", [active]]];
  const parts = [
    ...layers.map(([hot, list]) => path(`c7-cell${hot}`, cellPath(g, cells, pitch, list))),
    ...layers.map(([hot, list]) => path(`c7-extra c7-${heads}${hot}`, extraPath(tables, k, pitch, list))),
  ];
  for (const [hot, list] of layers) {
    for (let offset = 1; offset <= k; offset += 1) {
      const depth = arcDepth(g, offset, k);
      const pattern = ((offset - 1) % g.patterns) + 1;
      const whole = list.filter((i) => i + offset < columns);
      const broken = list.filter((i) => i + offset >= columns);
      const end = (columns - 0.5 + g.edge) * pitch;
      const again = count === "information" && offset > 1 ? " c7-again" : "";
      parts.push(path(`c7-arc c7-o${pattern}${hot}${again}`, arcPath(g, depth, whole, offset, centre)));
      parts.push(path(`c7-broken${hot}`, brokenPath(g, depth, broken, end, centre)));
      if (hot && broken.length) parts.push(path("c7-cross", crossPath(g, depth, end)));
    }
  }
  for (let i = 0; i < columns; i += 1) parts.push(word(tables, i, i - active, k, centre));
  for (let j = 1; j <= k && active + j < columns; j += 1) parts.push(dot(g, j, centre(active + j)));
  return parts.join("");
}

function cellPath(g, cells, pitch, columns) {
  const gap = g.gap * pitch;
  let d = "";
  for (const i of columns) {
    for (let r = 0; r < cells; r += 1) {
      const top = g.rows_top + g.row * (g.rows - 1 - r);
      d += `M${round(i * pitch + gap / 2)} ${top}h${round(pitch - gap)}v${g.cell}h${round(gap - pitch)}z`;
    }
  }
  return d;
}

function extraPath({ drawing: g, predictions }, k, pitch, columns) {
  const gap = g.gap * pitch;
  const width = (pitch - gap) / (predictions - 1);
  const across = round(width - 1);
  let d = "";
  for (const i of columns) {
    for (let j = 0; j < k - 1; j += 1) {
      d += `M${round(i * pitch + gap / 2 + j * width)} ${g.slot_top}h${across}v${g.slot}`;
      d += `h${round(1 - width)}zv${g.slot}l${across} ${-g.slot}`;
    }
  }
  return d;
}

function arcDepth(g, offset, k) {
  const step = Math.min(g.step, (g.deepest - g.shallowest) / Math.max(1, k - 1));
  return g.shallowest + step * (offset - 1);
}

function arcPath(g, depth, columns, offset, centre) {
  const bend = round(g.arc + (depth * 4) / 3);
  return columns
    .map((i) => [centre(i), centre(i + offset)])
    .map(([from, to]) => `M${from} ${g.arc}C${from} ${bend} ${to} ${bend} ${to} ${g.arc}`)
    .join("");
}

function brokenPath(g, depth, columns, end, centre) {
  const low = round(g.arc + depth);
  return columns
    .map((i) => `M${centre(i)} ${g.arc}Q${centre(i)} ${low} ${round(end)} ${low}`)
    .join("");
}

const crossPath = (g, depth, end) =>
  `M${round(end - 3)} ${round(g.arc + depth - 3)}l6 6m0 -6l-6 6`;

function word({ drawing: g, words }, column, ahead, k, centre) {
  const role = ahead === 0 ? " c7-hot" : ahead > 0 && ahead <= k ? " c7-target" : "";
  return `<text class="c7-word${role}" x="${centre(column)}" y="${g.word}">${words[column]}</text>`;
}

const dot = (g, offset, at) =>
  `<circle class="c7-dot" cx="${at}" cy="${g.arc}" r="7"></circle>` +
  `<text class="c7-offset" x="${at}" y="${g.arc + 3.5}">${offset}</text>`;

// The second drawing is laid out by its shares of the width: only paths and points follow a state.

const percent = (share) => `${Math.floor(10_000 * share + 0.5) / 100}%`;

const onPlane = ({ scales }, n, density) => [
  onScale(scales.size, n), 1 - onScale(scales.density, density),
];

/** Density against size at a state: a path through the dense stops. */
export function planeLine(tables, state) {
  const { across, plane } = tables.drawing;
  const points = [];
  tables.stops.forEach((stop, size) => {
    if (stop.other !== null) return;
    const [x, y] = onPlane(tables, stop.n, read(tables, { ...state, size }).density);
    points.push(`${round(across * x)} ${round(plane * y)}`);
  });
  return `M${points.join("L")}`;
}

/** The line that only N and V move: k = 1, without attention. */
export const plainLine = (tables, state) => planeLine(tables, { ...state, k: 1, context: 0 });

/** A curve that joins two points of the plane, above the straight line between them. */
function bow({ across, plane, bow: off }, [x0, y0], [x1, y1]) {
  const middle = `${round((across * (x0 + x1)) / 2)} ${round((plane * (y0 + y1)) / 2 - 2 * off)}`;
  return `M${round(across * x0)} ${round(plane * y0)}Q${middle} ${round(across * x1)} ${round(plane * y1)}`;
}

// ---- the live figure ----

const SHARED = [...PARTS, "pin"];
const SETTLED_AFTER = 500; // ms without a change: then a movement has ended

// A notebook answers every key with a shortcut of its own, or by moving the focus to its selected
// cell: keys that are meant for a control stop here.
function keepKeys(el, signal) {
  el.dataset.lmSuppressShortcuts = "true";
  const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
  el.addEventListener("keydown", keep, { signal });
}

function render({ model, el }) {
  const root = adopt(model, el);
  const tables = unpack(model.get("tables"));
  const view = { model, root, tables, active: tables.drawing.active, columns: 0, width: 0 };
  const listeners = new AbortController();
  let queued = 0;
  const changed = () => {
    queued ||= requestAnimationFrame(() => {
      queued = 0;
      show(view);
    });
    settleSoon(view);
  };
  const resizes = new ResizeObserver(() => layOut(view));
  gather(view);
  listen(view, listeners.signal);
  keepKeys(el, listeners.signal);
  const goneBack = () => view.tour && closeTour(view, tables.texts.tour_gone);
  el.addEventListener("c7-gone-back", goneBack, { signal: listeners.signal });
  layOut(view);
  show(view);
  describe(view);
  if (model.get("mended")) note(view, tables.texts.mended);
  resizes.observe(view.box);
  for (const name of SHARED) model.on(`change:${name}`, changed);
  root.classList.remove("c7-static");
  return () => {
    for (const name of SHARED) model.off(`change:${name}`, changed);
    listeners.abort();
    resizes.disconnect();
    cancelAnimationFrame(queued);
    clearTimeout(view.timer);
    view.tour = null;
  };
}

/** The figure's element: the static page's, as it stands, or a new one. */
function adopt(model, el) {
  if (!el.querySelector(".c7-explorer")) el.innerHTML = model.get("markup");
  return el.querySelector(".c7-explorer");
}

/** Finds the elements that follow the state, once; replaces the static columns by a grid over one
 *  drawing that follows the width. */
function gather(view) {
  const { root, tables } = view;
  const all = (selector) => [...root.querySelectorAll(selector)];
  view.box = root.querySelector(".c7-picture");
  view.box.innerHTML =
    '<svg class="c7-live-svg" aria-hidden="true"></svg>' +
    `<div class="c7-grid" role="grid" aria-label="${tables.texts.grid}"><div role="row"></div></div>`;
  view.svg = view.box.firstChild;
  view.row = root.querySelector("[role=row]");
  view.plane = root.querySelector(".c7-plane");
  const places = all("[data-slot]").map((place) => [place.dataset.slot, place]);
  const ofColumn = ([slot]) => slot === "position" || slot === "asked";
  view.places = places.filter((place) => !ofColumn(place));
  view.columnPlaces = places.filter(ofColumn);
  view.sliders = all("input");
  view.lists = all("select");
  view.buttons = all("button[data-trait]");
  view.presets = all("[data-preset]");
  view.bases = all("[data-basis]");
  view.pinButton = root.querySelector("[data-action=pin]");
  view.bars = Object.fromEntries(
    ["trunk", "attending", "added", "level", "other", "knob", "segment", "pin-at"].map((name) => [
      name, all(`.c7-bar .c7-${name}`),
    ]),
  );
  view.known = all(".c7-known span");
  view.marks = all(".c7-mark");
  view.points = Object.fromEntries(
    ["plain", "pinned", "now", "join", "at", "at-other", "at-pin"].map((name) => [
      name, view.plane.querySelector(`.c7-${name}`),
    ]),
  );
}

/** The shared state, as the figure can show it. */
function stateOf({ model, tables }) {
  return valid(tables, Object.fromEntries(SHARED.map((name) => [name, model.get(name)])));
}

function put({ model }, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/** A movement that ends where it begins: the press of a button. */
function step(view, values) {
  if (view.timer) settle(view);
  put(view, values);
  settle(view);
}

function settleSoon(view) {
  clearTimeout(view.timer);
  view.timer = setTimeout(() => view.held || settle(view), SETTLED_AFTER);
}

/** A movement has ended: readouts are told, and a page may keep the state. */
function settle(view) {
  clearTimeout(view.timer);
  view.timer = 0;
  const state = stateOf(view);
  view.root.querySelector(".c7-live").textContent = slots(view.tables, state).summary;
  if (view.lead && isShown(view, state)) note(view, view.lead);
  describe(view);
  if (!view.tour) view.root.dispatchEvent(new CustomEvent("c7-settled", { bubbles: true }));
}

/** A note in the place of the lead, which is there at once and moves nothing. */
function note(view, text) {
  const place = view.root.querySelector(".c7-lead");
  view.lead ??= place.textContent;
  place.classList.toggle("c7-noted", text !== view.lead);
  write(place, text);
}

const say = (view, text) => (view.root.querySelector(".c7-status").textContent = text);

const BY_ACTION = {
  pin: (view) => {
    const { pin, ...state } = stateOf(view);
    step(view, { pin: pin ? null : state });
  },
  reset: (view) => step(view, { ...view.tables.start, pin: null }),
  copy: (view) => copy(view),
  save: (view) => save(view),
  tour: (view) => openTour(view),
  next: (view) => view.tour && nextStep(view),
  leave: (view) => view.tour && leaveTour(view),
};

function listen(view, signal) {
  const { root, row, tables } = view;
  const on = (target, type, react) => target.addEventListener(type, react, { signal });
  on(root, "input", ({ target }) => {
    const { trait } = target.dataset;
    if (!trait) return;
    if (trait === "size" && view.held) target.value = snap(tables, Number(target.value));
    (target.type === "range" ? put : step)(view, { [trait]: Number(target.value) });
  });
  on(root, "pointerdown", ({ target }) => (view.held = target.type === "range"));
  for (const type of ["pointerup", "pointercancel"]) {
    on(window, type, () => {
      if (view.held) settleSoon(view);
      view.held = false;
    });
  }
  on(root, "click", ({ target }) => {
    const { preset, basis, trait, value, action, choice } = target.closest("button")?.dataset ?? {};
    if (preset) step(view, tables.presets[preset]);
    if (basis) chooseBasis(view, basis);
    if (trait) step(view, { [trait]: value });
    if (choice) choose(view, Number(choice));
    if (action) {
      say(view, "");
      BY_ACTION[action](view);
    }
  });
  on(root, "keydown", ({ key }) => key === "Escape" && view.tour && leaveTour(view));
  const column = (event) => event.target.closest("[role=gridcell]");
  for (const type of ["pointerover", "focusin", "click"]) {
    on(row, type, (event) => column(event) && activate(view, [...row.children].indexOf(column(event))));
  }
  on(row, "keydown", (event) => {
    const { active, columns } = view;
    const to = { ArrowLeft: active - 1, ArrowRight: active + 1, Home: 0, End: columns - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    row.children[Math.max(0, Math.min(columns - 1, to))].focus();
  });
}

function chooseBasis(view, basis) {
  const state = stateOf(view);
  const other = otherBasis(view.tables, state);
  if (other && view.tables.stops[state.size].basis !== basis) step(view, { size: other.size });
}

function activate(view, column) {
  if (column === view.active) return;
  view.active = column;
  const state = stateOf(view);
  showPicture(view, state);
  showPosition(view, state);
}

/** Lays the columns out anew for the width that there is. */
function layOut(view) {
  const { drawing } = view.tables;
  const width = view.box.clientWidth;
  if (!width || width === view.width) return;
  view.width = width;
  const columns = width >= drawing.wide_from ? drawing.columns_wide : drawing.columns_narrow;
  if (columns !== view.columns) {
    view.columns = columns;
    view.active = Math.min(view.active, columns - 1);
    view.row.innerHTML = '<div role="gridcell" tabindex="-1"></div>'.repeat(columns);
  }
  view.svg.setAttribute("viewBox", `0 0 ${width} ${drawing.height}`);
  const state = stateOf(view);
  showPicture(view, state);
  showPosition(view, state);
  describe(view);
}

function show(view) {
  const { tables } = view;
  const state = stateOf(view);
  const texts = slots(tables, state, state.pin);
  for (const [slot, place] of view.places) write(place, texts[slot]);
  showControls(view, state, texts);
  showBars(view, state);
  showPicture(view, state);
  showPosition(view, state);
  showPlane(view, state);
  if (!isShown(view, state)) note(view, tables.texts.refused);
}

/** Whether the shared state is one that the figure can show as it stands. */
const isShown = ({ model }, state) => PARTS.every((part) => model.get(part) === state[part]);

/** Writes into the text node that is there: cheaper than another one. */
function write(place, text) {
  const node = place.firstChild;
  if (node?.data === text) return;
  if (node) node.data = text;
  else place.textContent = text;
}

function showControls(view, state, texts) {
  const { root, tables } = view;
  const spoken = { size: texts.size, k: texts.predictions };
  for (const slider of view.sliders) {
    const { trait } = slider.dataset;
    const choices = tables.choices[trait];
    if (slider.valueAsNumber !== state[trait]) slider.valueAsNumber = state[trait];
    const at = (state[trait] - choices[0]) / (choices.length - 1);
    slider.style.setProperty("--at", at.toFixed(4));
    set(slider, "aria-valuetext", spoken[trait]);
  }
  for (const list of view.lists) {
    const value = String(state[list.dataset.trait]);
    if (list.value !== value) list.value = value;
  }
  for (const button of view.buttons) {
    set(button, "aria-pressed", state[button.dataset.trait] === button.dataset.value);
  }
  for (const button of view.presets) {
    set(button, "aria-pressed", same(tables.presets[button.dataset.preset], state));
  }
  const stop = tables.stops[state.size];
  for (const button of view.bases) {
    set(button, "aria-pressed", button.dataset.basis === stop.basis);
    button.disabled = stop.other === null;
  }
  set(root, "data-pinned", Boolean(state.pin));
  write(view.pinButton, state.pin ? tables.texts.unpin : tables.texts.pin);
}

/** Sets an attribute where it is another: what stays as it is costs nothing. */
function set(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function showBars({ bars, tables }, state) {
  const { scales } = tables;
  const now = read(tables, state);
  const { trunk, attending, added, segment, level, knob, other } = bars;
  const ends = [now.trunk, now.trunk + now.attention, now.flops];
  const [weights, attention, all] = ends.map((flops) => percent(onScale(scales.compute, flops)));
  set(trunk[0], "width", weights);
  attending[0].toggleAttribute("hidden", !now.attention); // dots of no length would be one dot
  span(attending[0], weights, attention);
  span(added[0], attention, all);
  const one = onScale(scales.bits, now.label);
  segment.forEach((bar, j) => {
    set(bar, "x", percent(j * one));
    set(bar, "width", percent(one));
    bar.toggleAttribute("hidden", j >= state.k);
    bar.classList.toggle("c7-again", j > 0 && state.count === "information");
  });
  const density = percent(onScale(scales.density, now.density));
  set(level[0], "width", density);
  set(knob[0], "cx", density);
  const onOther = otherBasis(tables, state);
  other[0].toggleAttribute("hidden", !onOther);
  if (onOther) set(other[0], "cx", percent(onScale(scales.density, read(tables, onOther).density)));
  showPin(bars["pin-at"], tables, state.pin);
}

/** Where the pinned setting stands on each bar. */
function showPin(lines, tables, pin) {
  const pinned = pin && read(tables, pin);
  const { compute, bits, density } = tables.scales;
  [[compute, "flops"], [bits, "bits"], [density, "density"]].forEach(([scale, name], i) => {
    lines[i].toggleAttribute("hidden", !pinned);
    if (!pinned) return;
    const at = percent(onScale(scale, pinned[name]));
    span(lines[i], at, at);
  });
}

function span(line, from, to) {
  set(line, "x1", from);
  set(line, "x2", to);
}

function showPicture(view, state) {
  const { tables, active, columns, width } = view;
  const { k, heads, count, size } = state;
  const key = [k, heads, count, tables.stops[size].cells, active, columns, width].join();
  if (key === view.pictured || !width) return;
  view.pictured = key;
  view.svg.innerHTML = picture(tables, state, width, columns, active);
}

function showPosition({ tables, columnPlaces, row, active, columns }, state) {
  if (!columns) return;
  const texts = positionSlots(tables, state, active, columns);
  for (const [slot, place] of columnPlaces) write(place, texts[slot]);
  [...row.children].forEach((cell, i) => {
    if (cell.tabIndex !== (i === active ? 0 : -1)) cell.tabIndex = i === active ? 0 : -1;
    set(cell, "aria-selected", i === active);
  });
  label(row.children[active], texts);
}

const label = (cell, { position, asked }) => set(cell, "aria-label", `${position} ${asked}`);

/** What is only heard, not seen: brought up to date once a movement has ended. */
function describe({ tables, plane, row, columns, ...view }) {
  const state = stateOf({ tables, ...view });
  [...row.children].forEach((cell, i) => label(cell, positionSlots(tables, state, i, columns)));
  set(plane, "aria-label", planeText(tables, state));
}

function showPlane(view, state) {
  const { tables, points } = view;
  const { size, pin, ...rest } = state;
  const key = Object.values(rest).join();
  if (key !== view.planeKey) {
    view.planeKey = key; // the size alone moves no line and no mark
    points.now.setAttribute("d", planeLine(tables, state));
    points.plain.setAttribute("d", plainLine(tables, state));
    showMarks(view, state);
  }
  set(points.pinned, "d", pin ? planeLine(tables, pin) : "");
  place(tables, points.at, state);
  place(tables, points["at-other"], otherBasis(tables, state));
  place(tables, points["at-pin"], pin);
}

/** The known models, on the meter and on the plane. */
function showMarks({ tables, marks, known, points }, state) {
  const { drawing } = tables;
  const at = tables.marks.map((mark) => onPlane(tables, mark.n, markDensity(tables, mark, state)));
  at.forEach(([, y], i) => known[i].style.setProperty("--at", (1 - y).toFixed(4)));
  marks.forEach((mark, i) => set(mark, "transform", `translate(0 ${round(drawing.plane * at[i][1])})`));
  set(points.join, "d", bow(drawing, ...at.filter((_, i) => tables.marks[i].moe)));
}

function place(tables, circle, state) {
  circle.style.display = state ? "" : "none";
  if (!state) return;
  const [x, y] = onPlane(tables, tables.stops[state.size].n, read(tables, state).density);
  set(circle, "cx", percent(x));
  set(circle, "cy", round(tables.drawing.plane * y));
}

// ---- the tour: a prediction, a movement, and what came of it ----

const LASTS = 1200; // ms of a movement

/** The state at a share of the way: the sliders move, everything else is there at once. */
export const between = (from, to, share) => {
  const at = (name) => Math.round(from[name] + share * (to[name] - from[name]));
  return { ...to, size: at("size"), k: at("k") };
};

const tourPart = (view, name) => view.root.querySelector(`.c7-tour-${name}`);

function openTour(view) {
  const panel = view.root.querySelector(".c7-tour");
  if (view.tour) {
    tourPart(view, "title").focus();
  } else {
    view.tour = { at: -1, kept: stateOf(view) };
    panel.hidden = false;
    nextStep(view);
  }
  panel.scrollIntoView({ block: "start" });
}

function nextStep(view) {
  const { tables, tour, root } = view;
  tour.at += 1;
  const now = tables.tour[tour.at];
  if (!now) return leaveTour(view);
  tour.chosen = null;
  put(view, now.from);
  tourPart(view, "title").textContent = now.title;
  tourPart(view, "ask").textContent = now.ask;
  tourPart(view, "told").textContent = "";
  tourPart(view, "choices").innerHTML = now.choices
    .map((text, i) => `<button type="button" data-choice="${i}" aria-pressed="false">${text}</button>`)
    .join("");
  const next = root.querySelector("[data-action=next]");
  next.hidden = true;
  next.textContent = tables.texts[tour.at === tables.tour.length - 1 ? "tour_end" : "tour_next"];
  tourPart(view, "title").focus();
}

function choose(view, choice) {
  const { tour, tables } = view;
  if (!tour || tour.chosen !== null) return;
  tour.chosen = choice;
  tourPart(view, "choices").children[choice].setAttribute("aria-pressed", true);
  move(view, tables.tour[tour.at], () => tell(view));
}

function move(view, { from, to }, done) {
  const { tour } = view;
  const at = tour.at;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const start = performance.now();
  const frame = (now) => {
    if (view.tour !== tour || tour.at !== at) return;
    const share = still ? 1 : Math.max(0, Math.min(1, (now - start) / LASTS));
    put(view, between(from, to, share));
    if (share < 1) requestAnimationFrame(frame);
    else done();
  };
  requestAnimationFrame(frame);
}

function tell(view) {
  const { tour, tables, root } = view;
  const now = tables.tour[tour.at];
  const verdict = tables.texts[tour.chosen === now.right ? "tour_right" : "tour_wrong"];
  const ratios = inWords(ratio(read(tables, now.to), read(tables, now.from)));
  const told = tourPart(view, "told");
  told.textContent =
    `${fill(verdict, { choice: now.choices[tour.chosen] })} ${fill(now.told, ratios)}`;
  root.querySelector("[data-action=next]").hidden = false;
  told.focus();
}

/** Ends the tour, at any moment: the reader's own setting comes back. */
function leaveTour(view) {
  const { kept } = view.tour;
  closeTour(view, view.tables.texts.tour_left);
  step(view, kept);
}

function closeTour(view, text) {
  view.root.querySelector(".c7-tour").hidden = true;
  view.tour = null;
  say(view, text);
  view.root.querySelector("[data-action=tour]").focus();
}

// ---- what a reader takes along: numbers as text, the picture as SVG ----

const titleOf = ({ root }) => root.querySelector(".c7-title").textContent;

async function copy(view) {
  const { root, tables } = view;
  const state = stateOf(view);
  const text = exported(tables, state, state.pin, titleOf(view));
  root.querySelector(".c7-copy")?.remove();
  try {
    await navigator.clipboard.writeText(text);
    say(view, tables.texts.copied);
  } catch {
    copyByHand(view, text); // no permission, or a page that is no secure context
  }
}

function copyByHand(view, text) {
  const { root, tables } = view;
  const button = root.querySelector("[data-action=copy]");
  const area = document.createElement("textarea");
  Object.assign(area, { className: "c7-copy", value: text, readOnly: true, rows: 7 });
  area.setAttribute("aria-label", button.textContent);
  root.querySelector(".c7-actions").after(area);
  area.select();
  if (document.execCommand("copy")) {
    area.remove();
    button.focus();
    say(view, tables.texts.copied);
  } else {
    say(view, tables.texts.copy_by_hand);
  }
}

function save(view) {
  const { texts } = view.tables;
  const blob = new Blob([standalone(view)], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = texts.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(view, fill(texts.saved, { file: texts.file }));
}

const SVG = "http://www.w3.org/2000/svg";
const LOOKS = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "paint-order", "vector-effect", "font-family", "font-size", "font-weight", "text-anchor",
];
const MARGIN = 20;
const AXIS = 50; // left of the plane, for the numbers of its axis
const LETTER = 7.2; // the widest that a letter of 14 pixels is on average

/** A text as lines of at most `most` characters. */
export function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (longer.length > most && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The picture with its numbers as one SVG that needs no style sheet: colours as they are now. */
function standalone(view) {
  const { tables, root, width, plane } = view;
  const { drawing } = tables;
  const state = stateOf(view);
  const sheet = document.createElementNS(SVG, "svg");
  const looks = getComputedStyle(root);
  let y = MARGIN;
  const add = (name, attributes, text = "") => {
    const element = sheet.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
  };
  const lines = (text, size, weight = 400) => {
    for (const line of wrapped(text, Math.floor((width / LETTER) * (14 / size)))) {
      y += size * 1.45;
      add("text", {
        x: MARGIN, y: round(y), fill: looks.color,
        "font-family": looks.fontFamily, "font-size": size, "font-weight": weight,
      }, line);
    }
  };
  const drawn = (svg, x, height, below) => {
    const copied = withLooks(svg);
    const box = { x, y: round(y), width: svg.clientWidth, height, overflow: "visible" };
    for (const [key, value] of Object.entries(box)) copied.setAttribute(key, value);
    sheet.append(copied);
    y += height + below;
  };
  add("rect", { width: "100%", height: "100%", fill: looks.backgroundColor });
  const [title, ...numbers] = exported(tables, state, state.pin, titleOf(view)).split("\n");
  lines(title, 19, 650);
  y += 12;
  drawn(view.svg, MARGIN, drawing.height, 4);
  for (const line of numbers) lines(line, 14);
  y += 28;
  drawn(plane, MARGIN + AXIS, drawing.plane, 40);
  sheet.setAttribute("viewBox", `0 0 ${width + 2 * MARGIN} ${Math.ceil(y)}`);
  return new XMLSerializer().serializeToString(sheet);
}

/** A copy of a drawing whose elements carry their colours, lines and fonts themselves. */
function withLooks(svg) {
  const copied = svg.cloneNode(true);
  const originals = svg.querySelectorAll("*");
  copied.querySelectorAll("*").forEach((element, i) => {
    const looks = getComputedStyle(originals[i]);
    if (looks.display === "none") element.remove();
    for (const name of LOOKS) element.setAttribute(name, looks.getPropertyValue(name));
    element.removeAttribute("class");
    element.removeAttribute("style");
  });
  for (const name of ["class", "role", "aria-hidden", "aria-label"]) copied.removeAttribute(name);
  return copied;
}

export default { render, address: { names: SHARED, encode, decode, unpack } };
