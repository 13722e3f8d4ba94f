// Self-check questions: reads what was entered, looks it up in the table that the form carries and says
// what stands there. website/extension/questions.py writes the form; no formula lives here.

const PREFIXES = { "": 0, k: 3, K: 3, M: 6, G: 9, B: 9, T: 12, P: 15, E: 18, m: -3, "µ": -6, "μ": -6, u: -6, n: -9 };
const WORDS = { thousand: 3, million: 6, billion: 9, trillion: 12 };
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const ENGLISH = "en-GB"; // a form of another language names it in its data
const SIX = { maximumSignificantDigits: 6 };

const GROUPED = "[1-9]\\d{0,2}(?<gap>[ ,_'])\\d{3}(?:\\k<gap>\\d{3})*(?![ ,_']?\\d)(?:\\.\\d+)?";
const PLAIN = "\\d+(?:\\.\\d*)?|\\.\\d+";
const POWER = "10\\s*(?:\\^|\\*\\*)\\s*[({]?([+-]?\\d+)[)}]?";
const BARE_POWER = new RegExp(`^([+-]?)\\s*${POWER}`);
const NUMBER = new RegExp(
  `^([+-]?)\\s*(${GROUPED}|${PLAIN})(?:\\s*[eE]\\s?([+-]?\\d+)|\\s*[×xX*·]\\s*${POWER})?(?:\\s*/\\s*(${PLAIN}))?`,
);

// What looks alike, and what it is read as; in this order.
const ALIKE = [
  [/[\p{Cf}\uFE00-\uFE0F]/gu, ""], // zero-width spaces, joiners, marks of direction: pasted, and not seen
  [/[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `^${raised.normalize("NFKC")}`],
  [/[\p{Nd}！-～]/gu, (wide) => wide.normalize("NFKC")], // full-width, and the bold digits of formulas
  [/[\p{Pd}−]/gu, "-"],
  [/[‘’ʼ´`′]/g, "'"],
  [/[✕✖⨯⋅∙•‧・∗]|\\(?:times|cdot)/g, "×"],
  [/^\s*[=≈~]/, ""],
  [/^(\s*-?\s*)(\p{No})/u, (_, before, fraction) => before + fraction.normalize("NFKC")],
  [/[÷∕⁄]/g, "/"], // the last is the stroke of ½, taken apart in the line before
  [/\s+/g, " "], // of every width
];

/** The sign between whole and decimals in a language. */
const pointOf = (language) => (1.5).toLocaleString(language)[1];

/** A number with the signs of English, typed with those of a language; and the other way round. */
function turned(text, language) {
  const point = pointOf(language);
  return point === "." ? text : text.replace(/[.,]/g, (sign) => (sign === point ? "." : sign === "." ? "," : "."));
}

/** The typed text with one kind of digit, minus, space, separator, product and exponent. */
function plain(text) {
  return ALIKE.reduce((typed, [alike, usual]) => typed.replace(alike, usual), text).trim();
}

/** A unit as it is compared: no plural, no hyphen, and "per" and the power -1 as a slash without spaces. */
function bare(unit) {
  return unit
    .replace(/\s*(?:\/|\bper\b)\s*/gi, "/")
    .replace(/[\s·×]*?(\p{L}+) ?\^ ?-1(?!\d)/gu, "/$1")
    .replace(/(\p{L})-(?=\p{L})/gu, "$1 ")
    .replace(/(\p{L}{2,}?)s(?!\p{L})/giu, "$1")
    .replace(/(\p{L})\.$/u, "$1")
    .trim();
}

/** The power of ten that the words after a number stand for; undefined if they are another unit. */
function powerOf(rest, units) {
  const word = rest.match(/^(thousand|million|billion|trillion)\b/i);
  const named = word ? WORDS[word[0].toLowerCase()] : 0;
  const left = bare(word ? rest.slice(word[0].length) : rest);
  for (const unit of ["", ...units.map(bare)]) {
    if (!left.toLowerCase().endsWith(unit.toLowerCase())) continue;
    const prefix = left.slice(0, left.length - unit.length).trim();
    if (Object.hasOwn(PREFIXES, prefix)) return named + PREFIXES[prefix];
  }
  return undefined;
}

/**
 * Reads a number as people write it, with SI prefixes and the unit if they add it.
 *
 * `language` tells which sign is the decimal point. Returns { value }, or { trouble } with "empty", "comma"
 * (then also { typed }), "number" or "unit" (then also { rest }).
 */
export function readNumber(text, units = [], language = ENGLISH) {
  const typed = plain(turned(text, language));
  if (!typed) return { trouble: "empty" };
  const power = typed.match(BARE_POWER);
  const match = power ?? typed.match(NUMBER);
  const rest = match ? typed.slice(match[0].length).trim() : typed;
  if (/^[\d ,_']*,\d/.test(rest) || /^[+-]?,\d/.test(typed)) return { trouble: "comma", typed: turned(typed, language) };
  if (!match || /^[.,+^*×xX·/'-]?\s*\p{N}|^[.,+^*]/u.test(rest)) return { trouble: "number" };
  const added = powerOf(rest, units);
  if (added === undefined) return { trouble: "unit", rest };
  const [, sign, mantissa, , exponent, raised, divisor] = power ? [, power[1], "1", , power[2]] : match;
  const digits = mantissa.replace(/[ ,_']/g, "");
  const value = Number(`${sign}${digits}e${Number(exponent ?? raised ?? 0) + added}`) / Number(divisor ?? 1);
  return Number.isFinite(value) ? { value } : { trouble: "number" };
}

/** The first row of the table that lies within the tolerance of its own value. */
export function lookUp(value, table, tolerance) {
  return table.find((row) => Math.abs(value - row.value) <= tolerance * Math.abs(row.value));
}

/** A number as a reader would write it. */
export function written(value, language = ENGLISH) {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    return value.toLocaleString(language, SIX);
  }
  const [digits, power] = value.toExponential().split("e");
  const raised = [...String(Number(power))].map((c) => (c === "-" ? "⁻" : SUPERSCRIPT[c])).join("");
  return `${Number(digits).toLocaleString(language, SIX)} × 10${raised}`;
}

const TROUBLE = {
  empty: () => "Nothing is entered yet.",
  comma: ({ typed }) => `In “${typed}” the comma does not separate thousands. Write decimals with a point.`,
  number: () => "This is not read as one number.",
  unit: (read, unit) => `“${read.rest}” is another unit; the answer is asked in ${unit}.`,
};
const ACCEPTED = "You can write 1,500, 1.5e3, 1.5 × 10^3 or 1.5k.";

/** What to say to a number: { verdict, answer } or { verdict, text }. */
export function judgeNumber(text, data) {
  const { language = ENGLISH } = data;
  const read = readNumber(text, data.units, language);
  if (read.trouble) {
    return { verdict: "unread", text: `${TROUBLE[read.trouble](read, data.unit)} ${ACCEPTED}` };
  }
  const row = lookUp(read.value, data.table, data.tolerance);
  const comma = plain(turned(text, language)).includes(",") ? " (the comma separates thousands)" : "";
  const entered = `${written(read.value, language)} ${data.unit}${comma}`;
  if (row?.factor) {
    return { verdict: "unit", text: `${entered}: that is ${row.factor}. Follow the unit through once more.` };
  }
  if (row) return { verdict: data.right[row.answer] ? "right" : "wrong", answer: row.answer };
  const right = data.table.find((candidate) => data.right[candidate.answer]).value;
  const isLarge = read.value > right;
  return { verdict: "wrong", text: isLarge ? `${entered}: that is too large.` : `${entered}: that is too small.` };
}

/** What to say to a choice; `chosen` is the index of an option, undefined for none. */
export function judgeChoice(chosen, data) {
  if (chosen === undefined) return { verdict: "unread", text: "Nothing is chosen yet." };
  return { verdict: data.right[chosen] ? "right" : "wrong", answer: chosen };
}

const SAID = {
  right: ["✓", "Right."],
  wrong: ["✗", "Not yet."],
  unit: ["✗", "The digits are right, the unit is not."],
  unread: ["?", "Not checked."],
};

/** The feedback of an answer, copied from where it stands in the page. */
function feedback(form, answer) {
  const copy = form.querySelector(`[data-answer="${answer}"] .c7-feedback`).cloneNode(true);
  for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
  return copy;
}

function announce(form, { verdict, answer, text }) {
  const [mark, word] = SAID[verdict];
  const symbol = Object.assign(document.createElement("span"), { className: "c7-mark", textContent: mark });
  symbol.setAttribute("aria-hidden", "true");
  const strong = Object.assign(document.createElement("strong"), { textContent: word });
  const status = form.querySelector(".c7-reply");
  status.dataset.verdict = verdict;
  status.style.minHeight = "";
  status.replaceChildren(symbol, strong, " ", text ?? feedback(form, answer));
  form.querySelector("input[type=text]")?.setAttribute("aria-invalid", String(verdict === "unread"));
}

/** A verdict on an older answer goes; its place stays until the next one, so that nothing below moves. */
function withdraw(form) {
  const status = form.querySelector(".c7-reply");
  status.style.minHeight = `${status.offsetHeight}px`;
  status.replaceChildren();
  delete status.dataset.verdict;
}

/** Lets a form answer, until `signal` says that it is gone. */
export function mount(form, signal) {
  const data = JSON.parse(form.dataset.answers);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("input[type=text]");
    const chosen = form.querySelector("input:checked")?.value;
    announce(form, field ? judgeNumber(field.value, data) : judgeChoice(chosen, data));
  });
  form.addEventListener("input", () => withdraw(form));
  // In a window of another width the place would be of the wrong height.
  addEventListener("resize", () => (form.querySelector(".c7-reply").style.minHeight = ""), { signal });
}
