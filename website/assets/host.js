// Brings the figures of a static page to life: the script that Jupyter runs gets a small model.
// It also keeps a figure's state in the page's address.
import explorer from "../../src/chapter7/widgets/explorer.js";

const FIGURES = { explorer };
const APART = 200; // ms between two entries of the history: browsers refuse a flood of them

function createModel(state) {
  const listeners = {};
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const react of [...(listeners[`change:${name}`] ?? [])]) react();
    },
    on: (event, react) => (listeners[event] ??= new Set()).add(react),
    off: (event, react) => listeners[event]?.delete(react),
    save_changes() {},
  };
}

// The state stands in the query, not in the fragment: the fragment names a place on the page, and a
// link may want both. Browsers let a page change its own query also when it was opened from a disk.
function bringToLife(el) {
  const { render, address } = FIGURES[el.dataset.module];
  const start = JSON.parse(el.dataset.state);
  const tables = address.unpack(start.tables);
  const found = () => address.decode(tables, new URLSearchParams(location.search), start);
  const { state, mended } = found();
  const model = createModel({ ...start, ...state, mended });
  render({ model, el });
  const now = () => Object.fromEntries(address.names.map((name) => [name, model.get(name)]));
  const text = (state) => JSON.stringify(address.encode(tables, state));
  const keep = () => {
    if (text(now()) === text(found().state)) return; // where the address has led already
    const url = new URL(location);
    for (const name of address.names) url.searchParams.delete(name);
    for (const [name, value] of address.encode(tables, now())) url.searchParams.set(name, value);
    kept = performance.now();
    try {
      history.pushState(null, "", url);
      query = location.search;
    } catch {
      // A browser that refuses (some do, from a disk): the figure works, its address stays.
    }
  };
  let kept = -APART;
  let waiting = 0;
  let query = location.search;
  el.addEventListener("c7-settled", () => {
    clearTimeout(waiting);
    const wait = kept + APART - performance.now();
    if (wait > 0) waiting = setTimeout(keep, wait);
    else keep();
  });
  addEventListener("popstate", () => {
    if (location.search === query) return; // a link within the page
    query = location.search;
    clearTimeout(waiting);
    for (const [name, value] of Object.entries(found().state)) model.set(name, value);
    el.dispatchEvent(new Event("c7-gone-back"));
  });
}

// The static figure stands until this script has run; the script then takes its elements over.
document.querySelectorAll(".c7-widget").forEach(bringToLife);
