// What serving gains by drafts as more texts are decoded at once, one line a report; or what a round
// costs there. Looks reports up; knows no formula.
import { codec } from "../shared/address.js";
import {
  announcer, button, copies, head, list, options, picture, shown, slot, status, takeAlong,
} from "../shared/controls.js";
import { h } from "../shared/dom.js";
import { figure } from "../shared/figure.js";
import { round, significant } from "../shared/format.js";
import { circle, path, text } from "../shared/svg.js";

const TITLE = "The batch wall";
const LEAD = "Reported speed-ups with drafts, by how many texts are decoded at once. Choose a report; walk through the batches.";
const MEASURES = { gain: "times as fast", cost: "cost of a round" };
/** Of each measure its scale, ticks, and where it stands in a point. */
const SCALES = { gain: { from: 0.3, to: 2.4, ticks: [0.5, 1, 2], at: 1 }, cost: { from: 0.9, to: 6.5, ticks: [1, 2, 5], at: 2 } };
const HEIGHT = 292;
const TOP = 16; // pixels, where the scale ends
const BASE = 252; // where it begins
const FAINT = 4; // pixels: a point's radius; of the chosen report's, half as much again

const times = (value) => `${value.toFixed(2)} times`;
const passes = (value) => `${value.toFixed(2)} passes`;

/** The points of a report that the measure has: [batch, value]. */
export const points = (report, measure) =>
  report.points.map((point) => [point[0], point[SCALES[measure].at]]).filter(([, value]) => value !== null);

/** Which column a batch stands in: the nearest, on a logarithmic scale. */
export const columnOf = ({ batches }, batch) =>
  batches.reduce((best, one, i) =>
    Math.abs(Math.log(one / batch)) < Math.abs(Math.log(batches[best] / batch)) ? i : best, 0);

const said = (measure, value) => (measure === "gain" ? `${times(value)} as fast` : `a round costs ${passes(value)}`);

/** What the reports say near a column's batch. */
function columnText(tables, { measure }, at) {
  const near = tables.reports.flatMap((report) =>
    points(report, measure).filter(([batch]) => columnOf(tables, batch) === at)
      .map(([batch, value]) => `${report.name}, ${batch} at once: ${said(measure, value)}`));
  const batch = tables.batches[at];
  return near.length ? `${near.join("; ")}.` : `Near ${batch} at once: no report${measure === "cost" ? " that says how many tokens a pass gives" : ""}.`;
}

/** What a report says of itself. */
function reportText({ name, drafts, length, told }) {
  const drafted = drafts === null ? "drafts not said" : drafts === 1 ? "one draft a round" : `${drafts} drafts a round`;
  const gives = length === null ? "tokens per pass not said" : `${significant(length, 3)} tokens per pass`;
  return `${name}: ${drafted}, ${gives}. ${told}`;
}

function shownText(tables, { source, measure }) {
  const report = tables.reports[source];
  const values = points(report, measure).map(([batch, value]) => `${batch} at once, ${said(measure, value)}`);
  return `Shown: ${MEASURES[measure]}. ${reportText(report)} ${values.length ? `${values.join("; ")}.` : "What a round costs does not follow."}`;
}

const longest = (texts) => texts.reduce((best, one) => (one.length > best.length ? one : best), "");

function drawPoints(tables, state, width, active) {
  const { from, to, ticks } = SCALES[state.measure];
  const pitch = width / tables.batches.length;
  const x = (batch) => (Math.log2(batch) + 0.5) * pitch;
  const y = (value) => BASE - (BASE - TOP) * (Math.log(value / from) / Math.log(to / from));
  const unit = state.measure === "gain" ? " times" : " passes";
  const rules = ticks.map((value) =>
    path(`c7-rule${value === 1 ? " c7-even" : ""}`, `M0 ${round(y(value))}h${round(width)}`) +
    text("c7-tick", 0, y(value) - 5, `${value}${value === 1 && unit === " passes" ? " pass" : unit}`));
  const line = (report, isChosen) => {
    const all = points(report, state.measure);
    const d = all.map(([batch, value], i) => `${i ? "L" : "M"}${round(x(batch))} ${round(y(value))}`).join("");
    return path(`c7-line${isChosen ? " c7-chosen" : ""}`, all.length > 1 ? d : "") +
      all.map(([batch, value]) =>
        circle(`c7-point${isChosen ? " c7-chosen" : ""}${columnOf(tables, batch) === active ? " c7-hot" : ""}`, x(batch), y(value), isChosen ? 1.5 * FAINT : FAINT)).join("");
  };
  const chosen = tables.reports[state.source];
  const gives = state.measure === "cost" && chosen.length !== null
    ? path("c7-gives", `M0 ${round(y(chosen.length))}h${round(width)}`) +
      text("c7-given", width, y(chosen.length) - 6, `a round gives ${significant(chosen.length, 3)} tokens`, "end")
    : "";
  return [
    ...rules,
    ...tables.reports.filter((report) => report !== chosen).map((report) => line(report, false)),
    gives, line(chosen, true),
    ...tables.batches.map((batch, i) => text(`c7-tick${i === active ? " c7-hot" : ""}`, (i + 0.5) * pitch, BASE + 22, String(batch), "middle")),
    text("c7-tick", width, BASE + 40, "texts at once", "end"),
  ].join("");
}

function draw(view) {
  const { tables, state, ui } = view;
  const columns = tables.batches.map((_, at) => at);
  return h(
    "div", { class: "c7-panel c7-wall", role: "group", "aria-label": "Speed-up by drafts against batch, report by report" },
    head(TITLE, LEAD, ui.note),
    shown(shownText(tables, state)),
    h("div", { class: "c7-controls c7-box" },
      list("source", "Report", tables.reports.map(({ name }, i) => [i, name]), state.source),
      options("c7-measure", "What is drawn", Object.entries(MEASURES).map(([name, label]) =>
        ({ label, chosen: state.measure === name, data: { trait: "measure", value: name } })))),
    picture({
      ui,
      name: "c7-walls",
      rows: "Texts at once; the arrow keys move between them",
      heightOf: () => HEIGHT,
      draw: (width) => drawPoints(tables, state, width, ui.active),
      cells: columns.map((at) => columnText(tables, state, at)),
    }),
    slot("told", columnText(tables, state, ui.active), {
      room: () => longest(columns.map((at) => columnText(tables, { measure: "gain" }, at))),
    }),
    slot("report", reportText(tables.reports[state.source]), { room: () => longest(tables.reports.map(reportText)) }),
    h("div", { class: "c7-actions", role: "group", "aria-label": "Go back and keep" },
      button("Reset", { action: "reset" }), takeAlong()),
    copies(ui),
    status(ui),
    announcer(ui),
  );
}

export default figure({
  address: { prefix: "wall-", ...codec(["source", "measure"]) },
  unpack: (packed) => packed,
  draw,
  active: 5,
  columns: (tables) => tables.batches.length,
  summary: (tables, state) => shownText(tables, state),
  lines: ({ tables, state }) =>
    [TITLE, shownText(tables, state), ...tables.batches.map((_, at) => columnText(tables, state, at))].join("\n"),
  drawings: (root) => [{ svg: root.querySelector(".c7-walls"), above: 12, below: 4 }],
  file: "wall.svg",
  tour: null,
});
