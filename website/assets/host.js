// Brings a page's figures of one kind to life: the script that Jupyter runs gets a small model. It
// also keeps each figure's state in the page's address. website/build/bundle.py makes one file of
// this and a figure's script.

const APART = 200; // ms between two entries of the history: browsers refuse a flood of them

/** Brings every figure `name` on the page to life with its script's export. */
export function host(name, figure) {
  document.querySelectorAll(`.c7-widget[data-module="${name}"]`).forEach((el, i) => {
    // The second of its kind on a page has names of its own in the address.
    const { prefix } = figure.address;
    bringToLife(el, figure, i ? `${prefix || `${name}-`}${i + 1}-` : prefix);
  });
}

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
function bringToLife(el, { render, address }, prefix) {
  const start = JSON.parse(el.dataset.state);
  const tables = address.unpack(start.tables);
  const found = () => address.decode(tables, own(location.search, prefix), start);
  const { state, mended } = found();
  const model = createModel({ ...start, ...state, mended });
  // The still figure stands until this script has run; the script then takes its elements over.
  render({ model, el, start });
  const now = () => Object.fromEntries(address.names.map((name) => [name, model.get(name)]));
  const text = (state) => JSON.stringify(address.encode(tables, state));
  const query = () => address.names.map((name) => own(location.search, prefix).getAll(name)).join();
  const keep = () => {
    if (text(now()) === text(found().state)) return; // where the address has led already
    const url = new URL(location);
    for (const name of address.names) url.searchParams.delete(prefix + name);
    for (const [name, value] of address.encode(tables, now())) url.searchParams.set(prefix + name, value);
    kept = performance.now();
    try {
      history.pushState(null, "", url);
      shown = query();
    } catch {
      // A browser that refuses (some do, from a disk): the figure works, its address stays.
    }
  };
  let kept = -APART;
  let waiting = 0;
  let shown = query();
  el.addEventListener("c7-settled", () => {
    clearTimeout(waiting);
    const wait = kept + APART - performance.now();
    if (wait > 0) waiting = setTimeout(keep, wait);
    else keep();
  });
  addEventListener("popstate", () => {
    if (query() === shown) return; // a link within the page, or another figure's movement
    shown = query();
    clearTimeout(waiting);
    for (const [name, value] of Object.entries(found().state)) model.set(name, value);
    el.dispatchEvent(new Event("c7-gone-back"));
  });
}

/** The parameters of an address whose names begin with `prefix`, without it. */
function own(search, prefix) {
  const pairs = [...new URLSearchParams(search)].filter(([name]) => name.startsWith(prefix));
  return new URLSearchParams(pairs.map(([name, value]) => [name.slice(prefix.length), value]));
}
