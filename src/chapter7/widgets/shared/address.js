// A figure's state as parameters of an address, and back. Where they stand, the host alone knows.

const LONGEST = 40; // characters of a value that is worth reading
const GLUE = "_"; // between the parts of a pin: needs no escape in an address

/** The choice nearest to what a text names, numbers above one by their ratio; else `fallback`. */
export function nearest(choices, text, fallback) {
  if (typeof choices[0] === "string") return choices.includes(text) ? text : fallback;
  const value = text && text.length <= LONGEST ? Number(text) : NaN;
  if (Number.isNaN(value)) return fallback;
  const far = choices.at(-1);
  const place = (number) => (far > 1 && number > 1 ? 1 + Math.log(number) : number);
  const at = Math.min(place(value), place(far));
  return choices.reduce((best, choice) =>
    Math.abs(place(choice) - at) < Math.abs(place(best) - at) ? choice : best,
  );
}

/** Whether two states are one, their pins apart. */
export const isSame = (parts, a, b) => parts.every((part) => a[part] === b[part]);

/** The state with each part that is none of its choices replaced by the nearest or the start's. */
export function valid(tables, state) {
  const part = (from, name) =>
    tables.choices[name].includes(from[name])
      ? from[name]
      : nearest(tables.choices[name], String(from[name]), tables.start[name]);
  const whole = (from) =>
    Object.fromEntries(Object.keys(tables.start).map((name) => [name, part(from, name)]));
  return { ...whole(state), pin: state.pin ? whole(state.pin) : null };
}

/**
 * The codec of a figure whose state has these parts.
 *
 * @param parts their names, in the order in which an address has them.
 * @param written for a part that an address names by something else than its value, what stands
 *   for each choice: a link outlives a change of a slider's stops.
 */
export function codec(parts, written = {}) {
  const textsOf = (tables, part) => written[part]?.(tables) ?? tables.choices[part];
  const textOf = (tables, state, part) =>
    String(textsOf(tables, part)[tables.choices[part].indexOf(state[part])]);
  const valueOf = (tables, part, text, fallback) => {
    const texts = textsOf(tables, part);
    const choices = tables.choices[part];
    return choices[texts.indexOf(nearest(texts, text, texts[choices.indexOf(fallback)]))];
  };

  /** A state and its pin as pairs of name and text. */
  function encode(tables, state) {
    const pairs = parts.map((part) => [part, textOf(tables, state, part)]);
    const { pin } = state;
    return pin ? [...pairs, ["pin", parts.map((part) => textOf(tables, pin, part)).join(GLUE)]] : pairs;
  }

  /**
   * The state nearest to what parameters name; `mended` if they do not name it exactly. A part that
   * they leave out is that of tables.linked, if there is one, in a figure that begins as all do.
   */
  function decode(tables, parameters, start) {
    const names = [...parts, "pin"];
    const given = [...parameters].filter(([name]) => names.includes(name));
    const isPlain = isSame(parts, start, tables.start);
    const missing = given.length && isPlain && tables.linked ? tables.linked : start;
    const state = Object.fromEntries(
      parts.map((part) => [part, valueOf(tables, part, parameters.get(part), missing[part])]),
    );
    if (!given.length) return { state: { ...state, pin: start.pin ?? null }, mended: false };
    state.pin = pinOf(tables, parameters.get("pin") ?? "", missing);
    const flat = (pairs) => JSON.stringify([...pairs].sort());
    return { state, mended: flat(given) !== flat(encode(tables, state)) };
  }

  function pinOf(tables, text, start) {
    const pinned = text.split(GLUE);
    const isPin =
      pinned.length === parts.length && pinned.every((part) => part) && Number(pinned[0]) > 0;
    if (!isPin) return null;
    return Object.fromEntries(
      parts.map((part, i) => [part, valueOf(tables, part, pinned[i], start[part])]),
    );
  }

  return { names: [...parts, "pin"], encode, decode };
}
