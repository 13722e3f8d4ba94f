"""The explorer's page as its tests use it."""

from dataclasses import asdict

from playwright.sync_api import Locator, Page, expect

from chapter7.widgets.explorer import Setting
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.texts import slots

PAGE = "notebooks/bottleneck/see-it.html"
SHOWN = [name for name in slots(START) if name != "summary"]  # the summary is spoken, not shown

# Sets controls as a hand does, by their events, and collects what the figure then shows.
SHOW = """
async ([settings, names]) => {
  const root = document.querySelector(".c7-explorer");
  const at = (name, side) => parseFloat(root.querySelector(name).getAttribute(side)) / 100;
  const frame = () => new Promise(requestAnimationFrame);
  const shown = [];
  for (const setting of settings) {
    for (const [trait, value] of Object.entries(setting)) {
      const control = root.querySelector(`:is(input, select)[data-trait=${trait}]`);
      if (!control) {
        root.querySelector(`button[data-trait=${trait}][data-value=${value}]`).click();
        continue;
      }
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await frame(); // asked for after the figure's own, and so called after it
    shown.push({
      texts: Object.fromEntries(
        names.map((name) => [name, root.querySelector(`[data-slot=${name}]`).textContent])),
      trunk: at(".c7-trunk", "width"),
      attending: at(".c7-attending", "x2"), flops: at(".c7-added", "x2"),
      density: at(".c7-level", "width"), knob: at(".c7-knob", "cx"),
      other: root.querySelector(".c7-other").hasAttribute("hidden") ? null : at(".c7-other", "cx"),
      segments: [...root.querySelectorAll(".c7-segment:not([hidden])")].map(
        (bar) => ["x", "width"].map((side) => parseFloat(bar.getAttribute(side)) / 100)),
      known: [...root.querySelectorAll(".c7-known span")]
        .map((mark) => Number(mark.style.getPropertyValue("--at"))),
      height: root.offsetHeight,
    });
  }
  return shown;
}
"""

# Random interactions, by events as a hand makes them, twenty in a frame.
MANY = """
async (count) => {
  const root = document.querySelector(".c7-explorer");
  let seed = 7;
  const draw = (n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
  const fire = (el, type, more) => el.dispatchEvent(new Event(type, { bubbles: true, ...more }));
  root.querySelector("details").open = true;
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


def opened(page: Page, site: str, query: str = "") -> Page:
    """The page with its figure live."""
    page.goto(f"{site}/{PAGE}{query}")
    page.wait_for_selector(".c7-explorer [role=gridcell]")
    return page


def show(page: Page, settings: list[Setting | None]) -> list[dict]:
    """What the figure shows at each setting; None leaves it as it stands."""
    return page.evaluate(SHOW, [[asdict(s) if s else {} for s in settings], SHOWN])


def assert_shows(page: Page, setting: Setting, pin: Setting | None = None) -> None:
    """The readouts are those of `setting`."""
    expected = slots(setting, pin)
    (shown,) = show(page, [None])
    assert shown["texts"] == {name: expected[name] for name in SHOWN}


def control(page: Page, trait: str) -> Locator:
    """The slider or the list of a part of the setting."""
    return page.locator(f".c7-explorer :is(input, select)[data-trait={trait}]")


def column(page: Page, index: int) -> Locator:
    """A column, as a cell of the grid."""
    return page.locator(".c7-explorer [role=gridcell]").nth(index)


def action(page: Page, name: str) -> Locator:
    """One of the buttons that act: tour, pin, reset, copy, save, next, leave."""
    return page.locator(f".c7-explorer [data-action={name}]")


def open_counting(page: Page) -> None:
    """Unfolds the switches of what is counted."""
    page.locator(".c7-counting summary").click()
    expect(page.locator(".c7-counting [data-trait=context]")).to_be_visible()


def settled(page: Page) -> None:
    """Waits until a movement counts as ended."""
    page.wait_for_timeout(700)
