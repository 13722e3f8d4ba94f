// The ledger's filter: the table is whole without it; with it, the controls appear.
const form = document.querySelector(".c7-ledger-controls");
const body = document.querySelector(".c7-ledger tbody");
const rows = [...body.rows];
const status = form.querySelector("[role=status]");
const verdicts = [...form.elements.verdict.options].map((option) => option.value);

const keys = {
  order: (row) => Number(row.dataset.order),
  section: (row) => [...form.elements.section.options].findIndex((o) => o.value === row.dataset.section),
  verdict: (row) => verdicts.indexOf(row.dataset.verdict),
  off: (row) => -Number(row.dataset.off),
};

let sorted = "order"; // as the page was built; rows move only when another order is asked for

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

// Whoever follows a link to a row sees that row, whatever the filter says.
function reveal() {
  const row = document.getElementById(location.hash.slice(1));
  if (!row?.hidden) return;
  form.reset();
  show();
  row.scrollIntoView();
}

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(show));
addEventListener("hashchange", reveal);
form.hidden = false;
show();
