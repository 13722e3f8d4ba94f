// Shapes as SVG text. Lengths in pixels, to a tenth.
import { round } from "./format.js";

export const rect = (name, x, y, width, height) =>
  `<rect class="${name}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"></rect>`;

export const path = (name, d) => (d ? `<path class="${name}" d="${d}"></path>` : "");

export const circle = (name, x, y, radius) =>
  `<circle class="${name}" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"></circle>`;

/** A text; `anchor` is what stands at x: its start, middle or end. */
export const text = (name, x, y, content, anchor = "start") =>
  `<text class="${name}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${content}</text>`;

/** Slanted lines inside a rectangle, `step` apart. */
export function hatch(x, y, width, height, step) {
  let d = "";
  for (let c = step; c < width + height; c += step) {
    const over = Math.max(0, c - height);
    const down = Math.max(0, c - width);
    d += `M${round(x + over)} ${round(y + c - over)}L${round(x + c - down)} ${round(y + down)}`;
  }
  return d;
}
