// What a reader takes along: the numbers as text, the picture as one SVG.
import { round } from "./format.js";

/** Puts `text` on the clipboard. Where no way is open, `byHand` shows it, to be copied by hand. */
export async function copyText(text, { done, byHand }) {
  try {
    await navigator.clipboard.writeText(text);
    done();
  } catch {
    const area = byHand(); // no permission, or a page that is no secure context
    area.focus();
    area.select();
    if (document.execCommand("copy")) done();
  }
}

/** Offers `svg` as a file. */
export function saveFile(svg, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const SVG = "http://www.w3.org/2000/svg";
const LOOKS = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "paint-order", "vector-effect", "font-family", "font-size", "font-weight", "text-anchor",
];
const MARGIN = 20;
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

/**
 * Drawings with their numbers as one SVG that needs no style sheet: colours as they are now.
 *
 * @param root the figure's element.
 * @param text the title and the numbers, a line each.
 * @param drawings what is drawn between and after them: { svg, above, below }, lengths in pixels; the first stands under the title, the rest after the numbers.
 */
export function standalone(root, text, drawings) {
  const sheet = document.createElementNS(SVG, "svg");
  const looks = getComputedStyle(root);
  const width = drawings[0].svg.clientWidth;
  let y = MARGIN;
  const add = (name, attributes, content = "") => {
    const element = sheet.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = content;
  };
  const write = (line, size, weight = 400) => {
    for (const part of wrapped(line, Math.floor((width / LETTER) * (14 / size)))) {
      y += size * 1.45;
      add("text", {
        x: MARGIN, y: round(y), fill: looks.color,
        "font-family": looks.fontFamily, "font-size": size, "font-weight": weight,
      }, part);
    }
  };
  const draw = ({ svg, above = 0, below = 0 }) => {
    y += above;
    const height = svg.clientHeight;
    const copied = withLooks(svg);
    const box = { x: MARGIN, y: round(y), width: svg.clientWidth, height, overflow: "visible" };
    for (const [key, value] of Object.entries(box)) copied.setAttribute(key, value);
    sheet.append(copied);
    y += height + below;
  };
  const [title, ...numbers] = text.split("\n");
  const [first, ...rest] = drawings;
  add("rect", { width: "100%", height: "100%", fill: looks.backgroundColor });
  write(title, 19, 650);
  draw(first);
  for (const line of numbers) write(line, 14);
  rest.forEach(draw);
  const [wide, high] = [width + 2 * MARGIN, Math.ceil(y + MARGIN)];
  for (const [name, value] of [["viewBox", `0 0 ${wide} ${high}`], ["width", wide], ["height", high]]) {
    sheet.setAttribute(name, value);
  }
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
