// Every sentence of the explorer that holds a value, and the tour's words.
import { remembered } from "../shared/dom.js";
import { fill, grouped, parameters, significant, withUnit } from "../shared/format.js";
import { markDensity, otherBasis, ratio, read } from "./numbers.js";

export const WORDS = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"];
export const CELLS_DRAWN = 12;
export const GFLOP = "GFLOP"; // the one unit of compute here: a square of it is as large as a bit's
export const BITS = "bits";
export const DENSITY = "bits per GFLOP";
/** What is left of a name where room is short. */
export const SHORT = {
  "Llama-2-7B": "7B", "Llama-2-70B": "70B", "DeepSeek-V3": "V3", "Llama-3.1-405B": "405B",
};
const HEADS = {
  free: ["free head", "free heads"],
  bare: ["bare head", "bare heads"],
  module: ["module", "modules"],
};
const BASES = { activated: "activated parameters", total: "all parameters" };
const COUNTED = {
  bits: { ceiling: "ceiling bits", residual: "residual bits" },
  count: { terms: "loss terms", information: "new labels only" },
};
const TEXTS = {
  about_between: "Not a published model: width {width} and {layers} layers are interpolated.",
  about_dense: "{name} is dense: a token meets all of its {params} parameters. Width {width}.",
  about_activated: "{name}: a token meets {activated} of its {total} parameters. Those are counted. Width {width}.",
  about_total: "{name}: a token meets {activated} of its {total} parameters. All are counted; of a " +
    "module, all it stores and shares.",
  fit: "Chinchilla’s fit (Hoffmann et al. 2022, eq. 10) for a dense {params} model after {tokens} " +
    "tokens, {per_param} a parameter",
  fit_within: ".",
  fit_beyond: "; extrapolated beyond {largest_fitted}.",
  fit_moe: "; no mixture of experts was fitted.",
  why_ceiling: "At most log₂ {vocab} bits for each token, however large the model.",
  why_residual: "The bits that real text leaves, by Chinchilla’s fit: fewer, the larger the model.",
  why_more: "{gain} times the density at one token, {price}. Targets overlap: no new labels.",
  why_new: "{gain} times the density at one token: a token asked for again tells nothing new.",
  compute_one: "the trunk, its one output head included",
  compute_trunk: "trunk {trunk}",
  compute_attention: " + attention {attention}",
  compute_free: " + {count} {what}, taken as nothing",
  compute_extra: " + {count} {what} {extra} (+{percent})",
  bits_note_ceiling: "ceiling, {times}log₂ {vocab}: {asked}",
  bits_note_residual: "residual by Chinchilla’s fit, {times}{each}: {asked}",
  asked_1: "one label",
  asked_2: "the same labels, asked twice",
  asked_more: "the same labels, asked {k} times",
  asked_new: "one new label, asked for in {k} terms",
  both_activated: "By all {other_count}: {other}.",
  both_total: "By the {other_count} activated: {other}.",
  both_dense: "Activated and total are one count here.",
  summary: "{size}, k = {k}: {compute}, {bits}, {density}",
  shown: "Shown: {size}, k = {k}, vocabulary {vocab}. Counted: {counted}.",
  heads_free: "The slogan: a further prediction costs nothing. Its pass through an output head is " +
    "left out.",
  heads_bare: "One d × V output matrix for each further prediction.",
  heads_module: "{name}’s own module: a block with experts,{tail}",
  heads_module_moe: "DeepSeek’s design with {name}’s own block: experts,{tail} Our construction.",
  heads_module_dense: "DeepSeek’s design at this width: a dense block of 12d² (Kaplan et al. 2020, " +
    "eq. 2.1),{tail} Our construction.",
  tail: " a projection of 2d to d, a pass through the shared head.",
  bits_ceiling: "log₂ V for each label. Only uniform labels reach it.",
  bits_residual: "{fit} In its own tokens, whatever V. Every term is taken as the next token’s; a " +
    "parallel head’s are larger.",
  context_off: "Weights only: the context cancels. Attention would weigh as much as the trunk’s " +
    "weights at {level} tokens.",
  context_on: "Causal scores and sums: 2LTd forward (Kaplan et al. 2020, eq. 2.2), d = {channels}, " +
    "and twice that backward. That is {share} of the trunk’s weights; T no longer cancels, and " +
    "they are level at {level} tokens.",
  count_terms: "Each of the k targets is a term of the loss. They overlap with those of the next " +
    "positions: k times the loss terms, not k times the information.",
  count_information: "A token is new only once: k adds terms, no new label.",
  position: "Position {i}, “{word}”: {compute} in {layers} layers{drawn}",
  drawn: " ({cells} drawn)",
  asked_ceiling: "is asked for {words}: at most {bits}.",
  asked_residual: "is asked for {words}: {bits} by the fit.",
  new_ceiling: "is asked for {words}; only the first is new: at most {bits}.",
  new_residual: "is asked for {words}; only the first is new: {bits} by the fit.",
  missing_1: " One target lies past the sentence’s end.",
  missing_more: " {missing} targets lie past the sentence’s end.",
  nothing_1: "is asked for nothing: its target lies past the sentence’s end.",
  nothing_more: "is asked for nothing: all of its {k} targets lie past the sentence’s end.",
  plane: "Density against parameters counted, both axes logarithmic. A line falls tenfold for each " +
    "tenfold in size while only weights are counted. The setting shown: {size}, {density}. Models " +
    "at k = 1, each with its own vocabulary: {marks}.",
  pin_ratio: "Against the pin, {size}, k = {k}: compute × {compute}, supervision × {bits}, density × " +
    "{density}.",
  pin_other: " Counted differently there.",
  lines: "{shown}\n{about}\nCompute per token: {compute} ({compute_note})\n" +
    "Supervision per token: {bits} ({bits_note})\nDensity: {density} ({bits} / {compute})\n{both}",
};

/** Compute in the unit of the picture. */
const inGiga = (tables, flops) => withUnit(flops / tables.giga, GFLOP);

/** A size as its slider says it: the count and whose it is; only whose size, where the vocabulary is not the model's. */
export function sizeText({ n, name, basis, activated, total, vocab: own }, vocab) {
  if (basis === "activated") return `${parameters(n)} activated of ${parameters(total)}`;
  if (basis === "total") return `${parameters(n)} total, ${parameters(activated)} activated`;
  return !name ? parameters(n) : vocab === own ? `${parameters(n)} · ${name}` : `${parameters(n)}, ${name}’s size`;
}

/** A model as the second drawing names it: GPT-2 ’19. */
export const markName = ({ name, year, basis }) =>
  `${name} ’${year % 100}${basis === "dense" ? "" : `, ${basis}`}`;

/** Every readout in words, by the name of the place where it stands. */
export function slots(tables, state, pin = null) {
  const { k, heads, bits, context } = state;
  const values = valuesOf(tables, state);
  const told = (name) => fill(TEXTS[name], values);
  const { stop, other } = values;
  return {
    size: values.size,
    about: told(`about_${stop.basis}`),
    compute: values.compute,
    compute_note: computeParts(state).map(told).join(""),
    bits: values.bits,
    bits_note: told(`bits_note_${bits}`),
    density: values.density,
    why: told(k === 1 ? `why_${bits}` : state.count === "terms" ? "why_more" : "why_new"),
    both: told(other ? `both_${stop.basis}` : "both_dense"),
    summary: told("summary"),
    shown: told("shown"),
    counted: `Counted: ${stop.other === null ? "" : `${values.basis}, `}vocabulary ${values.vocab}, ${values.counted}.`,
    heads_why: told(heads === "module" ? moduleText(tables, stop) : `heads_${heads}`),
    bits_why: told(`bits_${bits}`),
    context_why: told(context ? "context_on" : "context_off"),
    count_why: told(`count_${state.count}`),
    ...(pin && { compare: compare(tables, state, pin) }),
  };
}

function valuesOf(tables, state) {
  const { k, heads, vocab } = state;
  const now = read(tables, state);
  const { stop } = now;
  const other = otherBasis(tables, state);
  const extra = withUnit((100 * now.extra) / (now.trunk + now.attention), "%", 2);
  return {
    stop,
    name: stop.name,
    tail: TEXTS.tail,
    params: parameters(stop.n),
    activated: stop.activated && parameters(stop.activated),
    total: stop.total && parameters(stop.total),
    width: grouped(stop.width),
    channels: grouped(stop.channels),
    layers: stop.layers,
    k,
    count: k - 1,
    what: HEADS[heads][k > 2 ? 1 : 0],
    size: sizeText(stop, vocab),
    vocab: grouped(vocab),
    compute: inGiga(tables, now.flops),
    trunk: inGiga(tables, now.trunk),
    attention: now.attention && inGiga(tables, now.attention),
    extra: now.extra && inGiga(tables, now.extra),
    bits: withUnit(now.bits, BITS),
    each: withUnit(now.label, BITS),
    times: k > 1 && state.count === "terms" ? `${k} × ` : "",
    asked: fill(TEXTS[`asked_${terms(state)}`], { k }),
    density: withUnit(now.density, DENSITY),
    gain: significant(now.gain),
    percent: extra,
    share: withUnit((100 * now.attention) / now.trunk, "%", 2),
    level: significant(now.trunk / stop.attention, 2),
    fit: fitText(tables, stop),
    counted: counted(state),
    price: heads === "free" ? "each head taken as free" : `for ${extra} more compute`,
    basis: BASES[stop.basis],
    other_count: other && parameters(tables.stops[other.size].n),
    other: other && withUnit(read(tables, other).density, DENSITY),
  };
}

function fitText({ fit }, stop) {
  const reach = stop.other !== null ? "moe" : stop.n > fit.largest ? "beyond" : "within";
  return fill(TEXTS.fit + TEXTS[`fit_${reach}`], {
    params: parameters(stop.n),
    tokens: parameters(fit.tokens_per_param * stop.n),
    per_param: fit.tokens_per_param,
    largest_fitted: parameters(fit.largest),
  });
}

function moduleText({ module_of: designer }, { name, other }) {
  if (other === null) return "heads_module_dense";
  return name === designer ? "heads_module" : "heads_module_moe";
}

function computeParts({ k, heads, context }) {
  if (k === 1 && !context) return ["compute_one"];
  const extra = heads === "free" ? "compute_free" : "compute_extra";
  return ["compute_trunk", ...(context ? ["compute_attention"] : []), ...(k > 1 ? [extra] : [])];
}

function terms({ k, count }) {
  if (k === 1) return "1";
  if (count === "information") return "new";
  return k === 2 ? "2" : "more";
}

/** What is counted, in a line: modules, ceiling bits, no attention, loss terms. */
export function counted({ heads, bits, context, count }) {
  const attention = context ? `attention at ${grouped(context)} tokens` : "no attention";
  return [HEADS[heads][1], COUNTED.bits[bits], attention, COUNTED.count[count]].join(", ");
}

/** The present numbers over the pinned ones. */
function compare(tables, state, pin) {
  const values = ratiosInWords(tables, state, pin);
  const size = sizeText(tables.stops[pin.size], pin.vocab);
  const tail = counted(pin) === counted(state) ? "" : TEXTS.pin_other;
  return fill(TEXTS.pin_ratio, { size, k: pin.k, ...values }) + tail;
}

/** How many times the compute, the bits and the density became, in words. */
export const ratiosInWords = (tables, after, before) =>
  Object.fromEntries(
    Object.entries(ratio(read(tables, after), read(tables, before)))
      .map(([name, value]) => [name, significant(value)]),
  );

/** What the position at `column` of `columns` computes and is asked; `isOpen`, whether its layers are shown. */
export function positionSlots(tables, state, column, columns, isOpen = true) {
  const { k, bits, count } = state;
  const now = read(tables, state);
  const asked = WORDS.slice(column + 1, Math.min(column + 1 + k, columns));
  const missing = k - asked.length;
  const { layers } = now.stop;
  const drawn = isOpen && layers > CELLS_DRAWN ? fill(TEXTS.drawn, { cells: CELLS_DRAWN }) : "";
  const compute = inGiga(tables, now.flops);
  const position = fill(TEXTS.position, { i: column + 1, word: WORDS[column], compute, layers, drawn });
  if (!asked.length) return { position, asked: fill(TEXTS[`nothing_${oneOrMore(k)}`], { k }) };
  const onlyNew = count === "information";
  const told = TEXTS[`${onlyNew && asked.length > 1 ? "new" : "asked"}_${bits}`];
  const worth = withUnit((onlyNew ? 1 : asked.length) * now.label, BITS);
  const tail = missing ? fill(TEXTS[`missing_${oneOrMore(missing)}`], { k, missing }) : "";
  return { position, asked: fill(told, { words: listed(asked), bits: worth }) + tail };
}

const oneOrMore = (number) => (number === 1 ? "1" : "more");

function listed(words) {
  const quoted = words.map((word) => `“${word}”`);
  const last = quoted.pop();
  return quoted.length ? `${quoted.join(", ")} and ${last}` : last;
}

/** What the second drawing shows. */
export const planeText = (tables, { bits, context }, { size, density }) =>
  fill(TEXTS.plane, { size, density, marks: marksText(tables, bits, context) });

const marksText = remembered((tables, bits, context) =>
  tables.marks
    .filter(({ name }) => name)
    .map((mark) => `${markName(mark)} ${withUnit(markDensity(tables, mark, { bits, context }), DENSITY)}`)
    .join(", "));

/** The numbers as lines of text, to be read below the picture and to be taken along. */
export function lines(tables, state) {
  const texts = slots(tables, state, state.pin);
  return [fill(TEXTS.lines, texts), ...(state.pin ? [texts.compare] : [])].join("\n");
}

/** The longest text of each place: where the figure keeps room for it, nothing below ever moves. */
export function longestTexts(tables) {
  const { choices, stops } = tables;
  const longest = {};
  const keep = (texts) => {
    for (const [name, text] of Object.entries(texts)) {
      if (text.length > (longest[name]?.length ?? -1)) longest[name] = text;
    }
  };
  const widest = { bits: "residual", context: choices.context.at(-1), vocab: choices.vocab.at(-1) };
  const size = stops.findIndex(({ basis }) => basis === "total");
  for (const heads of choices.heads) {
    for (const count of choices.count) {
      for (const k of choices.k) {
        const state = { ...widest, size, heads, count, k };
        const pin = { ...state, size: stops[size].other };
        for (const one of [state, pin]) keep(slots(tables, one, pin));
        for (let i = 0; i < WORDS.length; i += 1) keep(positionSlots(tables, state, i, WORDS.length));
      }
    }
  }
  return longest;
}

/** The tour: each step's words; its movement stands in Python's tables. */
export const TOUR = [
  {
    ask: "Double DeepSeek-V3, and ask each position for two tokens, not one. What becomes of the density (bits per GFLOP)?",
    choices: ["It halves", "It hardly moves", "It doubles"],
    right: 1,
    told: "Twice the size: density × {first}. One token more: × {last}. Together: × {density}. " +
      "Even k = 8 undoes no more than three doublings; this slider has fourteen.",
  },
  {
    ask: "Llama-2-70B is asked for four tokens, with bare heads. What becomes of its compute?",
    choices: ["Hardly moves", "Doubles", "Fourfold"],
    right: 0,
    told: "Supervision × {bits}, compute × {compute}, density × {density}. The trunk runs once. " +
      "These are loss terms, not new labels.",
  },
  {
    ask: "DeepSeek-V3 is asked for two tokens, with its real module. What becomes of the density?",
    choices: ["Almost doubles", "Doubles", "Falls"],
    right: 0,
    told: "Density × {density}: supervision × {bits} at a price of compute × {compute}. Not one layer " +
      "of the trunk changes.",
  },
];

/** What a path of the tour comes to: its ratios from end to end, and of density in its first and last leg. */
export function outcomeInWords(tables, path) {
  const density = (leg) => ratiosInWords(tables, path.at(leg), path.at(leg - 1)).density;
  return { ...ratiosInWords(tables, path.at(-1), path[0]), first: density(1), last: density(-1) };
}
