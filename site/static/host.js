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

// The static figure stands until its module has loaded; the module then takes its elements over.
for (const el of document.querySelectorAll(".c7-widget")) {
  import(new URL(`${el.dataset.module}.js`, import.meta.url)).then(({ default: figure }) =>
    figure.render({ model: createModel(JSON.parse(el.dataset.state)), el }),
  );
}
