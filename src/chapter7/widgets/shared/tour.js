// A guided tour: before each movement the reader's own prediction, and after it what came of it.
import { button, roomy } from "./controls.js";
import { h, remembered } from "./dom.js";
import { fill } from "./format.js";

const LASTS = 1200; // ms of a movement
const OUTCOME = {
  right: "You said: “{choice}”. Right.",
  wrong: "You said: “{choice}”. It came out otherwise.",
  left: "The tour is over; your own setting is back.",
  gone: "The tour is over; this is the setting before.",
};

/**
 * The tour of a figure.
 *
 * @param steps each { title, ask, choices, right, told, from, to }: its words, the index of the
 *   right choice, and the two ends of the movement.
 * @param outcome (tables, step): the values that `told` names.
 * @param moving the parts of the state that move by whole steps; the rest is there at once.
 */
export function tour({ steps, outcome, moving }) {
  const longest = (texts) => texts.reduce((a, b) => (b.length > a.length ? b : a));
  const stepsOf = remembered(steps);
  const longestAsk = (all) => longest(all.map(({ ask }) => ask));
  const longestTold = (all) =>
    longest(all.map((one) => `${fill(OUTCOME.wrong, { choice: longest(one.choices) })}${one.told}`));

  /** The panel; hidden until the tour is open. */
  const panel = ({ tables, ui: { tour: now } }) =>
    panelOnce(tables, now?.at ?? null, now?.chosen ?? null, now?.told ?? "");

  const panelOnce = remembered((tables, at, chosen, told) => {
    const all = stepsOf(tables);
    const step = at === null ? null : all[at];
    return h(
      "section", { class: "c7-tour", "aria-label": "Guided tour", hidden: !step },
      h("p", { class: "c7-tour-title", tabindex: -1 }, step?.title ?? ""),
      roomy("c7-tour-text", () => longestAsk(all), { class: "c7-tour-ask" }, step?.ask ?? ""),
      h("div", { class: "c7-tour-choices", role: "group", "aria-label": "Your prediction" },
        step?.choices.map((text, i) => button(text, { choice: i }, { pressed: i === chosen }))),
      roomy("c7-tour-text", () => longestTold(all), { class: "c7-tour-told", tabindex: -1 }, told),
      h("div", { class: "c7-tour-buttons" },
        h("button", { type: "button", "data-action": "next", hidden: !told },
          at === all.length - 1 ? "Finish" : "Next"),
        button("Leave the tour", { action: "leave" })),
    );
  });

  function open(view) {
    if (!view.ui.tour) {
      view.ui.tour = { at: -1, kept: view.state() };
      next(view);
    }
    view.part(".c7-tour-title").focus();
    view.part(".c7-tour").scrollIntoView({ block: "start" });
  }

  function next(view) {
    const { at, kept } = view.ui.tour;
    const step = stepsOf(view.tables)[at + 1];
    if (!step) return leave(view);
    view.ui.tour = { at: at + 1, kept, chosen: null, told: "" };
    view.share(step.from);
    view.redraw();
    view.part(".c7-tour-title").focus();
  }

  function choose(view, choice) {
    const now = view.ui.tour;
    if (!now || now.chosen !== null) return;
    now.chosen = choice;
    view.redraw();
    const step = stepsOf(view.tables)[now.at];
    move(view, step, () => {
      const verdict = fill(OUTCOME[choice === step.right ? "right" : "wrong"], { choice: step.choices[choice] });
      now.told = `${verdict} ${fill(step.told, outcome(view.tables, step))}`;
      view.redraw();
      view.part(".c7-tour-told").focus();
    });
  }

  function move(view, { from, to }, done) {
    const now = view.ui.tour;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const frame = (time) => {
      if (view.ui.tour !== now) return;
      const share = isStill ? 1 : Math.max(0, Math.min(1, (time - start) / LASTS));
      view.share(between(moving, from, to, share));
      if (share < 1) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  }

  /** Ends the tour, at any moment: the reader's own setting comes back. */
  function leave(view) {
    const { kept } = view.ui.tour;
    close(view, OUTCOME.left);
    view.moveTo(kept);
  }

  /** Ends the tour where the address has led to another setting. */
  const goneBack = (view) => view.ui.tour && close(view, OUTCOME.gone);

  function close(view, text) {
    view.ui.tour = null;
    view.announce(text);
    view.part("[data-action=tour]").focus();
  }

  return { panel, open, next, choose, leave, goneBack };
}

/** The state at a share of the way: `moving` parts in whole steps, everything else at once. */
export function between(moving, from, to, share) {
  const at = (name) => Math.round(from[name] + share * (to[name] - from[name]));
  return { ...to, ...Object.fromEntries(moving.map((name) => [name, at(name)])) };
}
