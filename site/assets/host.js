import explorer from "../../src/chapter7/widgets/explorer.js";

const FIGURES = { explorer };

// Brings the figures of a static page to life: the ES module that Jupyter runs gets a small model.

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

// The static figure stands until this runs; the figure's script then takes its elements over.
for (const el of document.querySelectorAll(".c7-widget")) {
  FIGURES[el.dataset.module].render({ model: createModel(JSON.parse(el.dataset.state)), el });
}
