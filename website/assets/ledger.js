// The ledger's filter: the table is whole without it; with it, the controls appear. Its state stands in the
// page's address, so that it is found again by Back, and a link can carry it.
const form = document.querySelector(".c7-ledger-controls");
const body = document.querySelector(".c7-ledger tbody");
const rows = [...body.rows];
const status = form.querySelector("[role=status]");
const options = (name) => [...form.elements[name].options].map((option) => option.value);

const keys = {
  order: (row) => Number(row.dataset.order),
  section: (row) => options("section").indexOf(row.dataset.section),
  verdict: (row) => options("verdict").indexOf(row.dataset.verdict),
  off: (row) => -Number(row.dataset.off),
};
const NAMES = ["section", "verdict", "sort", "text"];
const DEFAULTS = { section: "", verdict: "", sort: "order", text: "" };

let sorted = "order"; // as the page was built; rows move only when another order is asked for
let query = location.search;
let typing = false; // whether the text field made the present entry of the history

function show() {
  const { section, verdict, sort, text } = form.elements;
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const content = row.textContent.toLowerCase();
    row.hidden =
      (section.value !== "" && row.dataset.section !== section.value) ||
      (verdict.value !== "" && row.dataset.verdict !== verdict.value) ||
      !words.every((word) => content.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  if (sort.value !== sorted) {
    const key = keys[sort.value];
    body.append(...[...rows].sort((a, b) => key(a) - key(b) || keys.order(a) - keys.order(b)));
    sorted = sort.value;
  }
  status.textContent = `${shown} of ${rows.length} rows`;
}

/** Sets the controls as the address says; what it does not name, or names wrongly, is as at first. */
function read() {
  const parameters = new URLSearchParams(location.search);
  for (const name of NAMES) {
    const value = parameters.get(name) ?? DEFAULTS[name];
    const known = name === "text" || options(name).includes(value);
    form.elements[name].value = known ? value : DEFAULTS[name];
  }
  show();
}

/**
 * Writes the controls into the address: as a new entry of the history, or in place of the present one, as
 * what is typed letter by letter.
 */
function keep({ instead = false, typed = false } = {}) {
  const url = new URL(location);
  for (const name of NAMES) {
    const { value } = form.elements[name];
    if (value === DEFAULTS[name]) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.search === location.search) return;
  try {
    if (instead || (typed && typing)) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    query = location.search;
    typing = typed;
  } catch {} // a browser that refuses (some do, from a disk): the filter works, its address stays
}

/** Whoever follows a link to a row sees that row, whatever the filter says. */
function reveal() {
  const row = document.getElementById(location.hash.slice(1));
  if (!row?.hidden) return;
  form.reset();
  show();
  keep({ instead: true });
  row.scrollIntoView();
}

form.addEventListener("input", ({ target }) => {
  show();
  keep({ typed: target.name === "text" });
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () =>
  setTimeout(() => {
    show();
    keep();
  }),
);
addEventListener("hashchange", reveal);
addEventListener("popstate", () => {
  if (location.search === query) return; // a link within the page
  query = location.search;
  typing = false;
  read();
});
form.hidden = false;
read();
reveal();
