// The explorer: draws what explorer_tables.py computed. Looks up, adds and divides; knows no
// formula of the subject and no text. The same file runs in Jupyter and on the static page.

// ---- numbers as text: quantities.py, digit by digit ----

const PREFIXES = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const NO_BREAK = "\u202f";

/** Mantissa and power of ten at `digits` significant digits; a tie goes to the even digit. */
function scientific(value, digits) {
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
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

/** The numbers of a state: looked up, added, divided. */
export function read(tables, { size, k, vocab }) {
  const stop = tables.stops[size];
  const column = tables.vocabularies.findIndex((choice) => choice.size === vocab);
  const extra = (k - 1) * stop.extra[column];
  const perLabel = tables.vocabularies[column].bits;
  const flops = stop.trunk + extra;
  return {
    stop, extra, flops, perLabel,
    vocabulary: tables.vocabularies[column].text,
    trunk: stop.trunk,
    bits: k * perLabel,
    density: ((k * perLabel) / flops) * tables.giga,
    gain: (k * stop.trunk) / flops,
  };
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Every readout in words, by the name of the place where it stands. */
export function slots(tables, state) {
  const { texts } = tables;
  const { k } = state;
  const now = read(tables, state);
  const values = {
    k,
    count: k - 1,
    what: now.stop.what[k > 2 ? 1 : 0],
    size: now.stop.label,
    vocab: now.vocabulary,
    compute: withPrefix(now.flops, texts.unit_flops),
    trunk: withPrefix(now.trunk, texts.unit_flops),
    extra: k > 1 ? withPrefix(now.extra, texts.unit_flops) : "",
    percent: withUnit((100 * now.extra) / now.trunk, "%", 2),
    bits: withUnit(now.bits, texts.unit_bits),
    density: withUnit(now.density, texts.unit_density),
    gain: significant(now.gain),
  };
  return {
    size: now.stop.label,
    predictions: fill(texts.predictions, values),
    about: now.stop.about,
    caption: now.stop.caption,
    legend_extra: fill(k > 1 ? texts.legend_extra : texts.legend_no_extra, values),
    compute: values.compute,
    compute_note: fill(k > 1 ? texts.compute_more : texts.compute_one, values),
    bits: values.bits,
    bits_note: fill(k < 3 ? texts[`bits_${k}`] : texts.bits_more, values),
    density: values.density,
    density_note: fill(k > 1 ? texts.density_more : texts.density_one, values),
    summary: fill(texts.summary, values),
  };
}

/** What the position at `column` of `columns` computes and is asked, in words. */
export function positionSlots(tables, state, column, columns) {
  const { texts, words } = tables;
  const { k } = state;
  const now = read(tables, state);
  const asked = words.slice(column + 1, Math.min(column + 1 + k, columns));
  const missing = k - asked.length;
  const compute = withPrefix(now.flops, texts.unit_flops);
  const position = fill(texts.position, { i: column + 1, word: words[column], compute });
  if (!asked.length) return { position, asked: fill(one(texts, "nothing", k), { k }) };
  const quoted = asked.map((word) => fill(texts.quoted, { word }));
  const last = quoted.pop();
  const listed = quoted.length ? quoted.join(", ") + texts.and + last : last;
  const bits = withUnit(asked.length * now.perLabel, texts.unit_bits);
  const tail = missing ? fill(one(texts, "missing", missing), { k, missing }) : "";
  return { position, asked: fill(texts.asked, { words: listed, bits }) + tail };
}

const one = (texts, name, count) => texts[count === 1 ? `${name}_1` : `${name}_more`];

/** Where `value` stands on a scale, from 0 to 1; logarithmic unless the scale starts at 0. */
export function onScale([low, high], value) {
  return low === 0 ? value / high : Math.log(value / low) / Math.log(high / low);
}

// ---- the picture: explorer_page.py's, at the width that there is ----

const round = (value) => Math.floor(10 * value + 0.5) / 10;
const path = (name, d) => (d ? `<path class="${name}" d="${d}"></path>` : "");

/** The inside of the SVG: cells, extra predictions, arcs, words and marked targets. */
export function picture(tables, { k, cells }, width, columns, active) {
  const g = tables.drawing;
  const pitch = width / columns;
  const centre = (i) => round((i + 0.5) * pitch);
  const others = [...Array(columns).keys()].filter((i) => i !== active);
  const layers = [["", others], [" c7-hot", [active]]];
  const parts = [
    ...layers.map(([hot, list]) => path(`c7-cell${hot}`, cellPath(g, cells, pitch, list))),
    ...layers.map(([hot, list]) => path(`c7-extra${hot}`, extraPath(tables, k, pitch, list))),
  ];
  for (const [hot, list] of layers) {
    for (let offset = 1; offset <= k; offset += 1) {
      const depth = arcDepth(g, offset, k);
      const pattern = ((offset - 1) % g.patterns) + 1;
      const whole = list.filter((i) => i + offset < columns);
      const broken = list.filter((i) => i + offset >= columns);
      const end = (columns - 0.5 + g.edge) * pitch;
      parts.push(path(`c7-arc c7-o${pattern}${hot}`, arcPath(g, depth, whole, offset, centre)));
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

// ---- the live figure ----

const TRAITS = ["size", "k", "vocab"];
const ANNOUNCE_AFTER = 500; // ms without a change: readouts are told once a movement ends

// A notebook answers every key with a shortcut of its own, or by moving the focus to its selected
// cell: keys that are meant for a control stop here.
function keepKeys(el, signal) {
  el.dataset.lmSuppressShortcuts = "true";
  const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
  el.addEventListener("keydown", keep, { signal });
}

function render({ model, el }) {
  const root = adopt(model, el);
  const tables = model.get("tables");
  const view = { model, root, tables, active: tables.drawing.active, columns: 0, width: 0 };
  const listeners = new AbortController();
  let queued = false;
  let timer = 0;
  const refresh = () => {
    queued = false;
    showState(view);
    showPicture(view);
    clearTimeout(timer);
    timer = setTimeout(() => announce(view), ANNOUNCE_AFTER);
  };
  const changed = () => {
    if (!queued) queueMicrotask(refresh); // once for the several traits of a preset
    queued = true;
  };
  const resizes = new ResizeObserver(() => layOut(view));
  addGrid(view);
  listen(view, listeners.signal);
  keepKeys(el, listeners.signal);
  showState(view);
  layOut(view);
  resizes.observe(view.box);
  for (const trait of TRAITS) model.on(`change:${trait}`, changed);
  root.classList.remove("c7-static");
  return () => {
    for (const trait of TRAITS) model.off(`change:${trait}`, changed);
    listeners.abort();
    resizes.disconnect();
    clearTimeout(timer);
  };
}

/** The figure's element: the static page's, as it stands, or a new one. */
function adopt(model, el) {
  if (!el.querySelector(".c7-explorer")) el.innerHTML = model.get("markup");
  return el.querySelector(".c7-explorer");
}

const stateOf = ({ model }) => Object.fromEntries(TRAITS.map((trait) => [trait, model.get(trait)]));

function put(view, values) {
  for (const [trait, value] of Object.entries(values)) view.model.set(trait, value);
  view.model.save_changes();
}

/** Replaces the static drawings by one that follows the width, under a grid of columns. */
function addGrid(view) {
  view.box = view.root.querySelector(".c7-picture");
  view.box.innerHTML =
    '<svg class="c7-live-svg" aria-hidden="true"></svg>' +
    `<div class="c7-grid" role="grid" aria-label="${view.tables.texts.grid}">` +
    '<div role="row"></div></div>';
  view.svg = view.box.querySelector("svg");
  view.row = view.box.querySelector("[role=row]");
}

function listen(view, signal) {
  const { root, row, tables } = view;
  const on = (target, type, react) => target.addEventListener(type, react, { signal });
  on(root, "input", ({ target }) => {
    if (target.dataset.trait) put(view, { [target.dataset.trait]: Number(target.value) });
  });
  on(root, "click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.preset) put(view, tables.presets[button.dataset.preset]);
    if (button?.dataset.basis) chooseBasis(view, button.dataset.basis);
  });
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
  const size = view.model.get("size");
  const stop = view.tables.stops[size];
  if (stop.other !== null && stop.basis !== basis) put(view, { size: stop.other });
}

function activate(view, column) {
  if (column === view.active) return;
  view.active = column;
  showPicture(view);
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
  showPicture(view);
}

function showPicture(view) {
  const { tables, row, active, columns, width } = view;
  const state = stateOf(view);
  const { cells } = tables.stops[state.size];
  view.svg.innerHTML = picture(tables, { k: state.k, cells }, width, columns, active);
  [...row.children].forEach((cell, i) => {
    const { position, asked } = positionSlots(tables, state, i, columns);
    cell.tabIndex = i === active ? 0 : -1;
    cell.setAttribute("aria-selected", i === active);
    cell.setAttribute("aria-label", `${position} ${asked}`);
    if (i === active) write(view.root, { position, asked });
  });
}

function write(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = root.querySelector(`[data-slot="${name}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

function showState(view) {
  const { root, tables } = view;
  const state = stateOf(view);
  const texts = slots(tables, state);
  write(root, texts);
  showControls(root, tables, state, texts);
  showBars(root, tables, read(tables, state), state.k);
}

function showControls(root, tables, state, texts) {
  const spoken = { size: texts.size, k: texts.predictions };
  for (const input of root.querySelectorAll("[data-trait]")) {
    const value = state[input.dataset.trait];
    input.value = value;
    if (input.type !== "range") continue;
    input.style.setProperty("--at", (value - input.min) / (input.max - input.min));
    input.setAttribute("aria-valuetext", spoken[input.dataset.trait]);
  }
  for (const button of root.querySelectorAll("[data-preset]")) {
    const preset = tables.presets[button.dataset.preset];
    button.setAttribute("aria-pressed", TRAITS.every((trait) => preset[trait] === state[trait]));
  }
  const stop = tables.stops[state.size];
  for (const button of root.querySelectorAll("[data-basis]")) {
    button.setAttribute("aria-pressed", button.dataset.basis === stop.basis);
    button.disabled = stop.other === null;
  }
}

function showBars(root, { scales }, now, k) {
  const trunk = onScale(scales.compute, now.trunk);
  span(root.querySelector(".c7-trunk"), 0, trunk);
  span(root.querySelector(".c7-added"), trunk, onScale(scales.compute, now.flops));
  const segment = onScale(scales.bits, now.perLabel);
  root.querySelectorAll(".c7-segment").forEach((bar, j) => {
    span(bar, j * segment, (j + 1) * segment);
    bar.hidden = j >= k;
  });
  const level = onScale(scales.density, now.density);
  span(root.querySelector(".c7-level"), 0, level);
  span(root.querySelector(".c7-knob"), 0, level);
}

function span(bar, from, to) {
  bar.style.setProperty("--from", from.toFixed(4));
  bar.style.setProperty("--to", to.toFixed(4));
}

function announce(view) {
  view.root.querySelector(".c7-live").textContent = slots(view.tables, stateOf(view)).summary;
}

export default { render };
