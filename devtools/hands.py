"""Random hands on the explorer, for its tests and its measurements."""

MANY = """
async (count) => {
  const root = document.querySelector(".c7-explorer");
  let seed = 7;
  const draw = (n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
  const fire = (el, type, more) => el.dispatchEvent(new Event(type, { bubbles: true, ...more }));
  root.querySelector("[data-fold=counting]").click();
  let done = 0;
  while (done < count) {
    const controls = [...root.querySelectorAll(
      "button:not([data-action=copy], [data-action=save]), input, select, [role=gridcell]")]
      .filter((el) => el.checkVisibility() && !el.disabled);
    for (let i = 0; i < 20; i += 1) {
      const el = controls[draw(controls.length)];
      if (el.matches("input")) {
        el.value = Number(el.min) + draw(el.max - el.min + 1);
        fire(el, "input");
      } else if (el.matches("select")) {
        el.selectedIndex = draw(el.options.length);
        fire(el, "input");
      } else if (el.matches("[role=gridcell]")) {
        fire(el, draw(2) ? "pointerover" : "click");
      } else if (draw(40) === 0) {
        el.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      } else {
        el.click();
      }
      done += 1;
    }
    await new Promise(requestAnimationFrame);
  }
  root.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  return [done, root.querySelectorAll("*").length];
}
"""
"""Interactions by events as a hand makes them, twenty in a frame.

Takes how many; returns [how many, elements of the figure afterwards].
"""
