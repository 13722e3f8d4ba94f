// Numbers as text: chapter7.quantities, digit by digit.

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

/** A whole number with thousands separators: 129,280. */
export const grouped = (whole) => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");

export function significant(value, digits = 3) {
  if (value === 0) return "0";
  const [mantissa, power] = scientific(value, digits);
  if (power < -3 || power >= 7) {
    return `${mantissa} × 10${String(power).replace(/./g, (letter) => SUPERSCRIPT[letter])}`;
  }
  const sign = mantissa.startsWith("-") ? "-" : "";
  const all = mantissa.replace(/[-.]/g, "");
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${all}`;
  const whole = grouped(all.slice(0, power + 1).padEnd(power + 1, "0"));
  const rest = all.slice(power + 1);
  return sign + whole + (rest ? `.${rest}` : "");
}

export const withUnit = (value, unit, digits = 3) => significant(value, digits) + NO_BREAK + unit;

export function withPrefix(value, unit, digits = 3) {
  const power = scientific(value, digits)[1];
  const index = Math.min(Math.floor(power / 3), PREFIXES.length - 1);
  return withUnit(value / Number(`1e${3 * index}`), PREFIXES[index] + unit, digits);
}

/** A parameter count as the field writes it: 124M, 6.74B, 2T. */
export function parameters(value, digits = 3) {
  const [, number, letter] = withPrefix(value, "", digits)
    .replace(NO_BREAK, "")
    .replace("G", "B")
    .match(/^(.*?)([A-Za-z]?)$/);
  return (number.includes(".") ? number.replace(/\.?0+$/, "") : number) + letter;
}

/** A template with its {names} replaced by values. */
export const fill = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Where `value` stands on a scale, from 0 to 1; logarithmic unless the scale starts at 0. */
export function onScale([low, high], value) {
  return low === 0 ? value / high : Math.log(value / low) / Math.log(high / low);
}

/** To a tenth of a pixel. */
export const round = (value) => Math.floor(10 * value + 0.5) / 10;

/** A share of the width, as SVG writes it. */
export const percent = (share) => `${Math.floor(10_000 * share + 0.5) / 100}%`;
