// Finds the words in scripts, and puts others in their place. Reads {files: [path], words: {message:
// translation}} as JSON and writes {path: {messages: [text], source}}: the words of each script, and
// the script with those that have a translation replaced. website/translation/scripts.py says what words are.
import { readFileSync } from "node:fs";
import { parse } from "../node_modules/acorn/dist/acorn.mjs";

const SAID = "said"; // the comment before a word that does not look like one: /* said */ "auto"
const MARK = /\{(\d+)\}/g;
const TAG = /(<[^>]*>)/;
// What is compared, named or looked up, and never read: where a text stands tells it.
const ASKS = new Set(
  ("querySelector querySelectorAll closest matches getElementById getAttribute setAttribute removeAttribute hasAttribute " +
    "addEventListener removeEventListener dispatchEvent on off matchMedia Event CustomEvent createElement createElementNS startsWith endsWith " +
    "includes split replace replaceAll RegExp Set Error RangeError TypeError getContext").split(" "),
);
const NAMED = new Set(["class", "className", "d", "style", "transform", "font", "points", "type", "href", "viewBox"]);
const KEYS = /^(Arrow\w+|Enter|Escape|Home|End|Tab|Page\w+|Infinity|NaN)$/;

/** Whether a text reads like words: several of them, or one with a capital or a stop. */
function isWords(text) {
  const plain = text.replace(MARK, " ").trim();
  if (text.startsWith("--")) return false; // a property of styles
  if (!/\p{L}{2}/u.test(plain) || KEYS.test(plain)) return false;
  const words = plain.split(/[\s\u202f\u00a0]+/);
  if (words.every((word) => /^[\w.:#[\]="-]*[-_.:#=][\w.:#[\]="-]*$/.test(word) && !/[.:]$/.test(word))) return false;
  const several = words.filter((word) => /^[“(‘]*\p{L}[\p{L}’-]*[.,:;?!”’)]*$/u.test(word)).length > 1;
  const alone = /^“?\p{Lu}\p{Ll}+[.,:;?!”]?$|\p{Ll}{2}[.?!:…]$/u.test(plain); // a capital or a stop
  const beside = /\{\d+\}[\s\u202f]\p{Ll}{2,}/u.test(text); // a number or a name, and a word
  return several || alone || beside;
}

/** The pieces of a text: what stands inside tags, and what is read between them. */
const pieces = (text) => text.split(TAG).map((piece) => (TAG.test(piece) || !isWords(piece) ? { piece } : split(piece)));

function split(piece) {
  const text = piece.trim();
  const at = piece.indexOf(text);
  return { text, before: piece.slice(0, at), after: piece.slice(at + text.length) };
}

/** What a text is put together of with plus signs. */
const leaves = (node) => (node.operator === "+" ? [...leaves(node.left), ...leaves(node.right)] : [node]);

const isLeaf = (node) => node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");

/** Whether a node is a text: all of its parts are written there, but for what templates fill in. */
const isText = (node) => leaves(node).every(isLeaf);

const expressions = (node) => leaves(node).flatMap((leaf) => leaf.expressions ?? []);

/** A text, with a mark for each expression in it. */
function textOf(node) {
  let count = 0;
  const text = (leaf) => leaf.quasis.map(({ value }, i) => (i ? `{${(count += 1)}}` : "") + value.cooked).join("");
  return leaves(node).map((leaf) => leaf.value ?? text(leaf)).join("");
}

/** Whether a text in this place is never read. */
function isAside(node, parent, key) {
  if (parent.type.startsWith("Import") || parent.type.startsWith("Export")) return true;
  if (parent.type === "Property") return key === "key" ? !parent.computed : NAMED.has(parent.key.name ?? parent.key.value);
  if (parent.type === "MemberExpression" || parent.type === "TaggedTemplateExpression") return true;
  if (parent.type === "BinaryExpression") return parent.operator !== "+";
  if (parent.type === "SwitchCase") return true;
  if (parent.type !== "CallExpression" && parent.type !== "NewExpression") return false;
  if (parent.arguments[0].value === "aria-label") return node !== parent.arguments[1];
  return ASKS.has(parent.callee.name ?? parent.callee.property?.name);
}

/** A script with what it says. */
function read(path, words) {
  const source = readFileSync(path, "utf8");
  const comments = [];
  const tree = parse(source, { ecmaVersion: "latest", sourceType: "module", onComment: comments });
  const said = new Set(comments.filter(({ value }) => value.trim() === SAID).map(({ end }) => end));
  const isSaid = ({ start }) => said.has(start) || said.has(start - 1);
  const messages = [];
  const edits = [];

  function walk(node, parent, key) {
    if (isText(node)) {
      const marked = isSaid(node);
      if (marked || !isAside(node, parent, key)) take(node, marked);
      for (const inside of expressions(node)) walk(inside, { type: "" }, "");
      return;
    }
    for (const [name, value] of Object.entries(node)) {
      for (const child of [value].flat()) if (child?.type) walk(child, node, name);
    }
  }

  function take(node, marked) {
    const parts = marked ? [split(textOf(node))] : pieces(textOf(node));
    const found = parts.filter(({ text }) => text);
    messages.push(...found.map(({ text }) => text));
    if (found.some(({ text }) => text in words)) {
      edits.push({ node, parts: parts.map((part) => ({ ...part, text: words[part.text] ?? part.text })) });
    }
  }

  /** The source from `start` to `end` with the edits in it; an edited text holds edited expressions. */
  function written(start, end) {
    let text = "";
    let at = start;
    for (const edit of edits.filter(({ node }) => node.start >= start && node.end <= end)) {
      if (edit.node.start < at) continue; // inside the one before
      text += source.slice(at, edit.node.start) + replaced(edit);
      at = edit.node.end;
    }
    return text + source.slice(at, end);
  }

  function replaced({ node, parts }) {
    const whole = parts.map(({ piece, text, before, after }) => piece ?? before + text + after).join("");
    if (node.type === "Literal") return JSON.stringify(whole);
    const escaped = whole.replace(/[`\\]|\$(?=\{)/g, "\\$&");
    return `\`${escaped.replace(MARK, (_, number) => {
      const { start, end } = expressions(node)[number - 1];
      return `\${${written(start, end)}}`;
    })}\``;
  }

  walk(tree, { type: "" }, "");
  edits.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end);
  return { messages, source: edits.length ? written(0, source.length) : source };
}

const { files, words } = JSON.parse(readFileSync(0, "utf8"));
const table = Object.assign(Object.create(null), words);
process.stdout.write(JSON.stringify(Object.fromEntries(files.map((path) => [path, read(path, table)]))));
