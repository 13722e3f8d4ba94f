// A guided tour: before each movement the reader's own prediction, and after it what came of it. Its
// first question stands open in the figure from the start; the answer begins the tour.
import { isSame } from "./address.js";
import { button, roomy } from "./controls.js";
import { h, remembered } from "./dom.js";
import { fill } from "./format.js";

const LASTS = 1200; // ms of a movement
const LEFT = -1; // in place of a question's number, when the reader wants none
const OUTCOME = {
  right: "You said “{choice}”: right.",
  wrong: "You said “{choice}”: no.",
  left: "The tour is over; the setting stays.",
  gone: "The tour is over; this is the setting before.",
};

/**
 * The tour of a figure.
 *
 * @param steps (tables): each step { ask, choices, right, told, path }: its words, the index of the
 *   right choice, and the settings that the movement goes through.
 * @param outcome (tables, path): the values that `told` names.
 */
export function tour({ steps, outcome }) {
  const longest = (texts) => texts.reduce((a, b) => (b.length > a.length ? b : a));
  const stepsOf = remembered(steps);
  const longestText = (all) => longest(all.flatMap(({ ask, choices, told }, i) =>
    [counted(i, all) + ask, `${fill(OUTCOME.right, { choice: longest(choices) })} ${told}`]));
  const counted = (at, { length }) => `Predict, ${at + 1} of ${length}. `;
  const isAsked = ({ ui }) => ui.tour !== null && ui.tour.at !== LEFT;

  /** The open question, or in its place what came of the answer; once it is left, a way back. */
  const panel = ({ tables, state, ui: { tour: now } }) =>
    panelOnce(tables, Boolean(now), now?.at ?? 0, now?.chosen ?? null, now?.told ?? "", now?.hasMoved ?? false, isPast(tables, state, now));

  /** Whether the figure has been moved away from the setting that the answer speaks of. */
  function isPast(tables, state, now) {
    if (!now?.hasMoved) return false;
    const end = stepsOf(tables)[now.at].path.at(-1);
    return !isSame(Object.keys(end), end, state);
  }

  const panelOnce = remembered((tables, isBegun, at, chosen, told, hasMoved, past) => {
    const all = stepsOf(tables);
    return h("section", { class: "c7-tour c7-box", "aria-label": "Guided tour" },
      at === LEFT ? h("div", { class: "c7-actions" }, button("Ask me to predict", { action: "ask" })) : [
        roomy("c7-tour-text", () => longestText(all), { class: `c7-tour-${told ? "told" : "ask"}${past ? " c7-tour-past" : ""}`, tabindex: -1 },
          told || [h("b", null, counted(at, all)), h("span", null, all[at].ask)]),
        h("div", { class: "c7-tour-answer" },
          h("div", { class: "c7-tour-choices", role: "group", "aria-label": "Your prediction", hidden: Boolean(told) },
            all[at].choices.map((text, i) => button(text, { choice: i }, { pressed: i === chosen }))),
          h("button", { type: "button", "data-action": "next", hidden: !hasMoved }, at === all.length - 1 ? "Finish" : "Next"),
          h("button", { type: "button", "data-action": "leave", hidden: !isBegun, "aria-label": "Leave the tour" }, "Leave")),
      ]);
  });

  function next(view) {
    const { at } = view.ui.tour;
    if (at + 1 === stepsOf(view.tables).length) leave(view);
    else ask(view, at + 1);
  }

  function ask(view, at) {
    view.ui.tour = { at, chosen: null, told: "", hasMoved: false };
    view.redraw();
    view.part(".c7-tour-ask").focus();
  }

  /** Tells what becomes of a choice, then shows it: numbers that move before it would be read as the answer. */
  function choose(view, choice) {
    const now = (view.ui.tour ??= { at: 0, chosen: null, told: "", hasMoved: false });
    if (now.chosen !== null) return;
    const step = stepsOf(view.tables)[now.at];
    const verdict = fill(OUTCOME[choice === step.right ? "right" : "wrong"], { choice: step.choices[choice] });
    now.chosen = choice;
    now.told = `${verdict} ${fill(step.told, outcome(view.tables, step.path))}`;
    view.redraw();
    view.part(".c7-tour-told").focus({ preventScroll: true });
    view.travel(step.path, LASTS, () => {
      now.hasMoved = true;
      view.redraw();
    });
  }

  /** Ends the tour, at any moment, where the figure stands. */
  const leave = (view) => isAsked(view) && close(view, OUTCOME.left);

  /** Ends the tour where the address has led to another setting. */
  const goneBack = (view) => isAsked(view) && close(view, OUTCOME.gone);

  function close(view, text) {
    view.ui.tour = { at: LEFT };
    view.halt();
    view.announce(text);
    view.part("[data-action=ask]").focus();
  }

  return { panel, ask, next, choose, leave, goneBack };
}
