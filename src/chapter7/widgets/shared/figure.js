// The life of a figure: from the shared state to elements, from hands to the shared state. The same
// in Jupyter, on a page of the website, and at build time, where it makes the still picture.
import { isSame, valid } from "./address.js";
import { fits, patch, toHtml } from "./dom.js";
import { keepKeys } from "./keys.js";
import { copyText, saveFile, standalone } from "./take.js";

const SETTLED_AFTER = 500; // ms without a change: then a movement has ended
const PAINTED_AFTER = 50; // ms after a press: its frame need not wait for the address and what is heard
const SAID = {
  mended: "The address names no setting of this figure exactly; this is the nearest one.",
  refused: "A value outside its choices was set; the nearest one is shown.",
  copied: "The numbers are copied.",
  copyByHand: "Copy the selected text with Ctrl+C or ⌘C.",
};

/**
 * A figure out of what is its own.
 *
 * @param spec.address the codec of its state (address.js), and `prefix`, what its parameters'
 *   names begin with in an address that it shares with other figures.
 * @param spec.unpack from Python's tables to those that the script looks up in.
 * @param spec.draw (view): the figure as a tree, out of view.tables, view.state and view.ui. `ui` is
 *   what only this view knows: width, columns, active (column), chosen (the
 *   column that `active` goes back to when the pointer goes), heard (the state at the end of
 *   the last movement), travels (whether it is on its way), note, spoken, status, copy, tour, folds
 *   (what is opened, by name).
 * @param spec.columns (tables, state, width): columns of its picture.
 * @param spec.drawn (root, before, now): after a change is on the page; if given.
 * @param spec.summary (tables, state): the readouts in a line, to be heard.
 * @param spec.lines (view): what a reader copies, the title first.
 * @param spec.drawings (root): what a reader saves (take.js); spec.file, as what.
 * @param spec.presses by name of a data attribute, or of a list that is no part of the state: (view,
 *   value), the state that it leads to.
 * @param spec.moving the parts of the state that move by whole steps.
 * @param spec.glides by name of a data attribute: (view, value), the parts of the state that move to
 *   there from where they are; or a path of two, from where to where; null ends what is on its way.
 *   spec.lasts (from, to), in ms; spec.pace, the way as a function of the time, both shares: slower and
 *   slower, if not given.
 * @param spec.pull (tables, part, value): where a pointer that holds a slider is drawn to.
 * @param spec.tour its tour (tour.js); null for none.
 */
export function figure(spec) {
  return {
    render: ({ model, el, start }) => bringToLife(spec, model, el, start),
    still: (state) => toHtml(drawn(spec, restingView(spec, state))),
    address: { ...spec.address, unpack: spec.unpack },
  };
}

/** The root's class says that no script has taken it over. */
function drawn(spec, view) {
  const tree = spec.draw(view);
  const name = view.ui.width === null ? `${tree.properties.class} c7-static` : tree.properties.class;
  const pinned = String(Boolean(view.state.pin));
  return { ...tree, properties: { ...tree.properties, class: name, "data-pinned": pinned } };
}

/** A view that nobody has touched, before its width is known. */
function restingView(spec, given) {
  const tables = spec.unpack(given.tables);
  const state = valid(tables, given);
  const ui = {
    width: null, columns: 0, active: spec.active, chosen: spec.active, heard: state,
    travels: false, note: null, spoken: "", status: "", copy: null, tour: null, folds: {},
  };
  return { tables, state, ui };
}

function bringToLife(spec, model, el, start) {
  const { names } = spec.address;
  const pace = spec.pace ?? eased;
  const given = () => Object.fromEntries(["tables", ...names].map((name) => [name, model.get(name)]));
  const resting = restingView(spec, start ?? given());
  const { tables, ui } = resting;
  let tree = drawn(spec, resting);
  // The page's still figure, if it is this one, or a new one.
  if (!el.firstElementChild || !fits(el.firstElementChild, tree)) el.innerHTML = toHtml(tree);
  const root = el.firstElementChild;
  const box = root.querySelector(".c7-box");
  const listeners = new AbortController();
  let queued = 0;
  let timer = 0;
  let travelling = null;
  let before = resting.state;

  const state = () => valid(tables, Object.fromEntries(names.map((name) => [name, model.get(name)])));
  const isShown = (now) => isSame(Object.keys(tables.start), now, given());

  function redraw() {
    cancelAnimationFrame(queued); // this drawing shows what that one would
    queued = 0;
    const now = state();
    if (!isShown(now)) ui.note = SAID.refused;
    if (ui.width) {
      ui.columns = spec.columns(tables, now, ui.width);
      ui.active = Math.min(ui.active, ui.columns - 1);
      ui.chosen = Math.min(ui.chosen, ui.columns - 1);
    }
    const fresh = drawn(spec, { tables, state: now, ui });
    patch(root, tree, fresh);
    tree = fresh;
    spec.drawn?.(root, before, now);
    before = now;
  }

  /** Sets traits of the shared state. */
  function share(values) {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  }

  /** A movement that ends where it begins: the press of a button. */
  function moveTo(values) {
    if (timer) settle();
    share(values);
    redraw();
    clearTimeout(timer);
    timer = setTimeout(settle, PAINTED_AFTER);
  }

  /**
   * Moves by whole steps along `path`, states one after another, `lasts` ms each; then `done`, which
   * hears whether it came there: a hand ends it. Who wants less motion is there at once.
   */
  function travel(path, lasts, done) {
    halt();
    const mine = (travelling = { moves: path[0], done });
    ui.travels = true;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const frame = (time) => {
      if (travelling !== mine) return;
      const passed = isStill ? path.length - 1 : Math.max(0, (time - start) / lasts);
      const leg = Math.min(Math.floor(passed), path.length - 2);
      const isThere = passed >= path.length - 1;
      share(between(spec.moving, path[leg], path[leg + 1], pace(Math.min(1, passed - leg))));
      if (!isThere) return requestAnimationFrame(frame);
      travelling = null;
      ui.travels = false;
      settleSoon();
      done(true);
    };
    requestAnimationFrame(frame);
  }

  /** Ends what is on its way, if it moves `part`; without one, whatever it moves. */
  function halt(part = null) {
    if (!travelling || (part && !(part in travelling.moves))) return;
    const { done } = travelling;
    travelling = null;
    ui.travels = false;
    settleSoon();
    done(false);
  }

  function settleSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => view.held || travelling || settle(), SETTLED_AFTER);
  }

  /** A movement has ended: readouts are told, and a page may keep the state. */
  function settle() {
    clearTimeout(timer);
    timer = 0;
    ui.heard = state();
    ui.spoken = spec.summary(tables, ui.heard);
    if (isShown(ui.heard)) ui.note = null;
    redraw();
    root.dispatchEvent(new CustomEvent("c7-settled", { bubbles: true }));
  }

  function announce(text) {
    ui.status = text;
    redraw();
  }

  function layOut() {
    const width = box.clientWidth;
    if (!width || width === ui.width) return;
    ui.width = width;
    redraw();
  }

  function changed() {
    queued ||= requestAnimationFrame(redraw);
    settleSoon();
  }

  const part = (selector) => root.querySelector(selector);
  const view = {
    spec, tables, ui, root, part, state, redraw, share, moveTo, settleSoon, announce, travel, halt, held: false,
  };
  const resizes = new ResizeObserver(layOut);
  listen(view, listeners.signal);
  keepKeys(el, listeners.signal);
  el.addEventListener("c7-gone-back", () => {
    halt();
    spec.tour?.goneBack(view);
  }, { signal: listeners.signal });
  if (model.get("mended")) ui.note = SAID.mended;
  ui.width = box.clientWidth || 0;
  ui.heard = state();
  redraw();
  resizes.observe(box);
  for (const name of names) model.on(`change:${name}`, changed);
  return () => {
    for (const name of names) model.off(`change:${name}`, changed);
    listeners.abort();
    resizes.disconnect();
    travelling = null;
    cancelAnimationFrame(queued);
    clearTimeout(timer);
  };
}

const eased = (share) => 1 - (1 - share) ** 3;

/** The state at a share of the way: `moving` parts in whole steps, the rest at once. */
export function between(moving, from, to, share) {
  const steps = moving.filter((name) => name in to)
    .map((name) => [name, Math.round(from[name] + share * (to[name] - from[name]))]);
  return { ...to, ...Object.fromEntries(steps) };
}

const BY_ACTION = {
  pin(view) {
    const { pin, ...state } = view.state();
    view.moveTo({ pin: pin ? null : state });
  },
  reset(view) {
    select(view, view.spec.active);
    view.moveTo({ ...view.tables.start, pin: null });
  },
  copy: (view) => copy(view),
  save(view) {
    const { spec, root } = view;
    saveFile(standalone(root, spec.lines(withState(view)), spec.drawings(root)), spec.file);
    view.announce(`The picture is saved as ${spec.file}.`);
  },
  next: (view) => view.spec.tour.next(view),
  leave: (view) => view.spec.tour?.leave(view),
  ask: (view) => view.spec.tour.ask(view, 0),
};

const withState = (view) => ({ tables: view.tables, ui: view.ui, state: view.state() });

function copy(view) {
  const text = view.spec.lines(withState(view));
  const isByHand = () => view.part(".c7-copy") !== null;
  view.ui.copy = null;
  copyText(text, {
    byHand() {
      view.ui.copy = text;
      view.announce(SAID.copyByHand);
      return view.part(".c7-copy");
    },
    done() {
      const wasByHand = isByHand();
      view.ui.copy = null;
      view.announce(SAID.copied);
      if (wasByHand) view.part("[data-action=copy]").focus();
    },
  });
}

function listen(view, signal) {
  const { root, spec, tables } = view;
  const on = (target, type, react) => target.addEventListener(type, react, { signal });
  on(root, "input", ({ target }) => {
    const { trait } = target.dataset;
    if (!trait) return;
    const { value } = target; // before what is on its way, and drawn, is ended
    view.halt(trait);
    if (target.type !== "range") return setPart(view, trait, value);
    target.value = view.held && spec.pull ? spec.pull(tables, trait, Number(value)) : value;
    view.share({ [trait]: Number(target.value) });
  });
  on(root, "pointerdown", ({ target }) => {
    view.held = target.type === "range";
    if (view.held) view.halt(target.dataset.trait);
  });
  for (const type of ["pointerup", "pointercancel"]) {
    on(window, type, () => {
      if (view.held) view.settleSoon();
      view.held = false;
    });
  }
  on(root, "click", ({ target }) => press(view, target.closest("button")?.dataset ?? {}));
  on(root, "keydown", ({ key }) => key === "Escape" && BY_ACTION.leave(view));
  on(root, "keydown", choose);
  const columnOf = ({ target }) => {
    const cell = target.closest("[role=gridcell]");
    return cell ? [...cell.parentNode.children].indexOf(cell) : -1;
  };
  // A mouse looks at a column, and leaves the chosen one chosen; a press and the keys choose.
  on(root, "pointerover", (event) => {
    const at = columnOf(event);
    if (event.pointerType === "mouse") activate(view, at < 0 ? view.ui.chosen : at);
  });
  on(root, "pointerleave", () => activate(view, view.ui.chosen));
  for (const type of ["focusin", "click"]) {
    on(root, type, (event) => {
      const at = columnOf(event);
      if (at >= 0) select(view, at);
    });
  }
  on(root, "keydown", (event) => {
    const at = columnOf(event);
    if (at >= 0) walk(view, event, at);
  });
}

/** Sets a part of the state, or what leads to another state, to what a control says. */
function setPart(view, name, text) {
  const { presses = {} } = view.spec;
  const isNumber = typeof view.tables.start[name] === "number";
  view.halt(presses[name] ? null : name);
  const state = presses[name]
    ? presses[name]({ tables: view.tables, state: view.state() }, text)
    : { [name]: isNumber ? Number(text) : text };
  if (state) view.moveTo(state);
}

function press(view, data) {
  const { trait, value, action, choice, fold } = data;
  if (action) view.halt();
  if (trait) setPart(view, trait, value);
  if (choice) view.spec.tour.choose(view, Number(choice));
  if (fold) {
    view.ui.folds[fold] = view.part(`[data-fold=${fold}]`).getAttribute("aria-expanded") !== "true";
    view.redraw();
    if (view.ui.folds[fold]) show(view, fold);
  }
  for (const name of Object.keys(view.spec.presses ?? {})) if (name in data) setPart(view, name, data[name]);
  for (const [name, lead] of Object.entries(view.spec.glides ?? {})) {
    if (name in data) glide(view, lead(withState(view), data[name]));
  }
  if (action) {
    if (view.ui.status) view.announce(""); // what is said twice is heard twice
    BY_ACTION[action](view);
  }
}

/** Brings what is unfolded into view; if it holds controls, as far as the readout that they change stays there. */
function show(view, fold) {
  const opened = view.part(`[data-folded=${fold}]`);
  opened?.scrollIntoView({ block: "nearest" });
  if (opened?.querySelector("select")) view.part("[role=meter]").scrollIntoView({ block: "nearest" });
}

function glide(view, led) {
  if (!led) {
    view.halt();
    return view.redraw();
  }
  const now = view.state();
  const here = (values) => Object.fromEntries(Object.keys(values).map((name) => [name, now[name]]));
  const [from, to] = Array.isArray(led) ? led : [here(led), led];
  view.travel([from, to], view.spec.lasts(from, to), (isThere) => isThere && view.moveTo(to));
}

/** From one of `options` to another by keys, as among radio buttons: to move is to choose. */
function choose(event) {
  const radio = event.target.closest("[role=radio]");
  const all = radio && [...radio.parentNode.children];
  const at = radio && all.indexOf(radio);
  const to = radio && {
    ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: -1,
  }[event.key];
  if (typeof to !== "number") return;
  event.preventDefault();
  const next = all.at(to === all.length ? 0 : to);
  next.focus();
  next.click();
}

function activate(view, column) {
  if (column === view.ui.active) return;
  view.ui.active = column;
  view.redraw();
}

function select(view, column) {
  if (column === view.ui.chosen) return activate(view, column);
  view.ui.chosen = view.ui.active = column;
  view.redraw();
}

/** From a column to another by keys. */
function walk(view, event, at) {
  const last = view.ui.columns - 1;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  view.root.querySelectorAll("[role=gridcell]")[Math.max(0, Math.min(last, to))].focus();
}
