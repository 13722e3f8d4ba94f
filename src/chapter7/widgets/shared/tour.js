// A guided tour: before each movement the reader's own prediction, and after it what came of it. Its
// first question stands open in the figure from the start; the answer begins the tour.
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
 * @param steps (tables): each step { ask, choices, right, told, path }: its words, the index of the
 *   right choice, and the settings that the movement goes through.
 * @param outcome (tables, path): the values that `told` names.
 */
export function tour({ steps, outcome }) {
  const longest = (texts) => texts.reduce((a, b) => (b.length > a.length ? b : a));
  const stepsOf = remembered(steps);
  const longestAsk = (all) => longest(all.map((step, i) => counted(i, all) + step.ask));
  const longestTold = (all) =>
    longest(all.map((one) => `${fill(OUTCOME.wrong, { choice: longest(one.choices) })}${one.told}`));
  const counted = (at, { length }) => `Predict, ${at + 1} of ${length}. `;

  /** The open question, or what came of the answer. */
  const panel = ({ tables, ui: { tour: now } }) =>
    panelOnce(tables, Boolean(now), now?.at ?? 0, now?.chosen ?? null, now?.told ?? "");

  const panelOnce = remembered((tables, isOpen, at, chosen, told) => {
    const all = stepsOf(tables);
    const step = all[at];
    return h(
      "section", { class: "c7-tour c7-box", "aria-label": "Guided tour", "data-open": String(isOpen) },
      roomy("c7-tour-question", () => longestAsk(all), { class: "c7-tour-ask", tabindex: -1 },
        [h("b", null, counted(at, all)), h("span", null, step.ask)]),
      h("div", { class: "c7-tour-answer" },
        h("div", { class: "c7-tour-choices", role: "group", "aria-label": "Your prediction", hidden: Boolean(told) },
          step.choices.map((text, i) => button(text, { choice: i }, { pressed: i === chosen }))),
        roomy("c7-tour-text", () => longestTold(all), { class: "c7-tour-told", tabindex: -1 }, told)),
      h("div", { class: "c7-tour-buttons", hidden: !isOpen },
        h("button", { type: "button", "data-action": "next", hidden: !told },
          at === all.length - 1 ? "Finish" : "Next"),
        button("Leave the tour", { action: "leave" })),
    );
  });

  function next(view) {
    const { at } = view.ui.tour;
    if (at + 1 === stepsOf(view.tables).length) return leave(view);
    ask(view, at + 1);
    view.part(".c7-tour-ask").focus();
  }

  function ask(view, at) {
    view.ui.tour = { ...view.ui.tour, at, chosen: null, told: "" };
    view.share(stepsOf(view.tables)[at].path[0]);
    view.redraw();
  }

  function choose(view, choice) {
    if (!view.ui.tour) {
      view.ui.tour = { kept: view.state() };
      ask(view, 0);
    }
    const now = view.ui.tour;
    if (now.chosen !== null) return;
    now.chosen = choice;
    view.redraw();
    const step = stepsOf(view.tables)[now.at];
    view.travel(step.path, LASTS, () => {
      const verdict = fill(OUTCOME[choice === step.right ? "right" : "wrong"], { choice: step.choices[choice] });
      now.told = `${verdict} ${fill(step.told, outcome(view.tables, step.path))}`;
      view.redraw();
      view.part(".c7-tour-told").focus();
    });
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
    view.halt();
    view.ui.tour = null;
    view.announce(text);
    view.part(".c7-tour-ask").focus();
  }

  return { panel, next, choose, leave, goneBack };
}
