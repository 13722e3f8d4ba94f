// Elements as a tree of plain objects: written as HTML where there is no page yet, and brought up
// to date by what differs from the tree before where there is one. Knows no figure.

const VOID = new Set(["input"]);
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

/**
 * An element. `properties` are attributes (false, null: absent; true: present; a function: what it
 * gives, asked for only where HTML is written, and never again), `value` of a control, or `html`,
 * which stands for the children. `children` are elements and texts; null is left out.
 */
export function h(tag, properties, ...children) {
  const there = [];
  for (const child of children) {
    for (const one of Array.isArray(child) ? child.flat() : [child]) if (!isAbsent(one)) there.push(one);
  }
  return { tag, properties: properties ?? NONE, children: there };
}

const NONE = {};

/** A function that keeps its last result for as long as its arguments stay the same. */
export function remembered(compute) {
  let last = [];
  let result;
  return (...given) => {
    if (given.length !== last.length || given.some((value, i) => value !== last[i])) {
      result = compute(...given);
      last = given;
    }
    return result;
  };
}

/** The tree as HTML. */
export function toHtml(tree) {
  if (typeof tree === "string") return escaped(tree);
  const { tag, properties } = tree;
  const attributes = Object.entries(properties)
    .filter(([name]) => name !== "html" && !(tag === "select" && name === "value"))
    .map(([name, value]) => attributeText(name, value))
    .join("");
  if (VOID.has(tag)) return `<${tag}${attributes}>`;
  const inside = properties.html ?? withChoice(tree).map(toHtml).join("");
  return `<${tag}${attributes}>${inside}</${tag}>`;
}

function attributeText(name, value) {
  if (isAbsent(value)) return "";
  if (typeof value === "function") return attributeText(name, value());
  return value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`;
}

const isAbsent = (value) => value === false || value === null || value === undefined;

/** The children; of a list, the chosen option says so. */
function withChoice({ tag, properties, children }) {
  if (tag !== "select") return children;
  return children.map((option) => {
    const selected = option.properties.value === properties.value;
    return { ...option, properties: { ...option.properties, selected } };
  });
}

/** Whether `node` is built as the tree is: same elements at the same places. */
export function fits(node, tree) {
  if (typeof tree === "string") return node.nodeType === Node.TEXT_NODE;
  if (node.localName !== tree.tag) return false;
  if ("html" in tree.properties || isText(tree)) return true;
  return (
    node.childNodes.length === tree.children.length &&
    tree.children.every((child, i) => fits(node.childNodes[i], child))
  );
}

const isText = ({ children }) => children.length === 1 && typeof children[0] === "string";

/** Brings `node`, which shows the tree `old`, to show `fresh`, by what differs alone. */
export function patch(node, old, fresh) {
  if (old === fresh) return;
  patchProperties(node, old.properties, fresh.properties);
  if ("html" in fresh.properties) return;
  if (isText(old) && isText(fresh)) {
    if (old.children[0] !== fresh.children[0]) writeText(node, fresh.children[0]);
  } else if (isLike(old.children, fresh.children)) {
    fresh.children.forEach((child, i) => {
      if (typeof child !== "string") patch(node.childNodes[i], old.children[i], child);
    });
  } else {
    node.innerHTML = withChoice(fresh).map(toHtml).join("");
  }
}

function patchProperties(node, old, fresh) {
  if (old === fresh) return;
  for (const name in fresh) {
    // A hand may have moved a control: what it shows is compared, not what it was told last.
    if (name === "value" && "value" in node) {
      if (node.value !== String(fresh.value)) node.value = fresh.value;
    } else if (name === "html") {
      if (old.html !== fresh.html) node.innerHTML = fresh.html;
    } else if (old[name] !== fresh[name] && typeof fresh[name] !== "function") {
      if (isAbsent(fresh[name])) node.removeAttribute(name);
      else node.setAttribute(name, fresh[name] === true ? "" : fresh[name]);
    }
  }
  for (const name in old) {
    if (!(name in fresh) && name !== "html") node.removeAttribute(name);
  }
}

/** Writes into the text node that is there: cheaper than another one. */
function writeText(node, text) {
  if (node.firstChild && text) node.firstChild.data = text;
  else node.textContent = text;
}

const isLike = (old, fresh) =>
  old.length === fresh.length &&
  old.every((child, i) => (typeof child === "string" ? child === fresh[i] : child.tag === fresh[i].tag));
