"""The explorer's page as its tests use it: what it shows, beside what the package computes."""

from dataclasses import asdict
from math import log

from playwright.sync_api import Locator, Page, expect

from chapter7.quantities import parameters, significant, with_prefix, with_unit
from chapter7.widgets.explorer import STOPS, Setting, read
from chapter7.widgets.explorer.scales import scales

PAGE = "notebooks/bottleneck/see-it.html"
TITLE = "One position’s bargain"
MENDED = "The address names no setting of this figure exactly; this is the nearest one."

# What the figure shows: its controls, its readouts, its bars.
READ = """
const read = () => {
  const root = document.querySelector(".c7-explorer");
  const at = (name, side) => parseFloat(root.querySelector(name).getAttribute(side)) / 100;
  const chosen = {};
  for (const control of root.querySelectorAll(":is(input, select)[data-trait]"))
    chosen[control.dataset.trait] = Number(control.value);
  for (const button of root.querySelectorAll("button[data-trait][aria-pressed=true]"))
    chosen[button.dataset.trait] = button.dataset.value;
  return {
    chosen,
    texts: Object.fromEntries([...root.querySelectorAll("[data-slot]")].map(
      (place) => [place.dataset.slot, place.textContent])),
    trunk: at(".c7-trunk", "width"),
    attending: at(".c7-attending", "x2"), flops: at(".c7-added", "x2"),
    density: at(".c7-level", "width"), knob: at(".c7-knob", "cx"),
    other: root.querySelector(".c7-other").hasAttribute("hidden") ? null : at(".c7-other", "cx"),
    segments: [...root.querySelectorAll(".c7-segment:not([hidden])")].map(
      (bar) => ["x", "width"].map((side) => parseFloat(bar.getAttribute(side)) / 100)),
    known: [...root.querySelectorAll(".c7-known span")]
      .map((mark) => Number(mark.style.getPropertyValue("--at"))),
    height: root.offsetHeight,
  };
};
"""

# Sets controls as a hand does, by their events, and collects what the figure then shows.
SHOW = f"""
async (settings) => {{
  {READ}
  const root = document.querySelector(".c7-explorer");
  const shown = [];
  for (const setting of settings) {{
    for (const [trait, value] of Object.entries(setting)) {{
      const control = root.querySelector(`:is(input, select)[data-trait=${{trait}}]`);
      if (!control) {{
        root.querySelector(`button[data-trait=${{trait}}][data-value=${{value}}]`).click();
        continue;
      }}
      control.value = value;
      control.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}
    await new Promise(requestAnimationFrame); // asked for after the figure's own
    shown.push(read());
  }}
  return shown;
}}
"""


def opened(page: Page, site: str, query: str = "") -> Page:
    """The page with its figure live."""
    page.goto(f"{site}/{PAGE}{query}")
    page.wait_for_selector(".c7-explorer [role=gridcell]")
    return page


def show(page: Page, settings: list[Setting | None]) -> list[dict]:
    """What the figure shows at each setting; None leaves it as it stands."""
    return page.evaluate(SHOW, [asdict(s) if s else {} for s in settings])


def numbers(setting: Setting) -> dict[str, str]:
    """The readouts that are numbers, by their places, as the package computes and writes them."""
    reading = read(setting)
    return {
        "predictions": f"k = {setting.k}",
        "compute": with_prefix(reading.flops_per_token, "FLOP"),
        "bits": with_unit(reading.bits_per_token, "bits"),
        "density": with_unit(reading.density, "bits per GFLOP"),
    }


def ratios(setting: Setting, pin: Setting) -> str:
    """How the comparison with a pin begins to end."""
    now, before = read(setting), read(pin)
    compute, bits, density = (
        significant(getattr(now, name) / getattr(before, name))
        for name in ("flops_per_token", "bits_per_token", "density")
    )
    return f"k = {pin.k}: compute × {compute}, supervision × {bits}, density × {density}."


def check(shown: dict, setting: Setting, pin: Setting | None = None) -> None:
    """What is shown is `setting`, in controls and numbers, compared with `pin`."""
    texts = shown["texts"]
    assert shown["chosen"] == asdict(setting)
    expected = numbers(setting)
    assert {name: texts[name] for name in expected} == expected, setting
    assert texts["size"].startswith(parameters(setting.stop.n_params))
    assert f"vocabulary {setting.vocab:,}." in texts["shown"]
    if pin:
        assert ratios(setting, pin) in texts["compare"]
    else:
        assert texts["compare"] == "Pin a setting to compare the next one with it."


def assert_shows(page: Page, setting: Setting, pin: Setting | None = None) -> None:
    """The figure stands at `setting`."""
    (shown,) = show(page, [None])
    check(shown, setting, pin)


def on_scale(name: str, value: float) -> float:
    """Where `value` stands on a scale, from 0 to 1; logarithmic unless the scale starts at 0."""
    low, high = scales()[name]
    return value / high if low == 0 else log(value / low) / log(high / low)


def on_plane(setting: Setting) -> tuple[float, float]:
    """Where a setting stands on the plane: from the left, from the top."""
    n_params, density = setting.stop.n_params, read(setting).density
    return on_scale("size", n_params), 1 - on_scale("density", density)


def other_basis(setting: Setting) -> Setting | None:
    """The setting on the other count of its mixture of experts; None if it is dense."""
    for index, stop in enumerate(STOPS):
        if setting.stop.is_moe and stop.model == setting.stop.model and index != setting.size:
            return Setting(**{**asdict(setting), "size": index})
    return None


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
