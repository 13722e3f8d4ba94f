"""The explorer's page as its tests use it: what it shows, beside what the package computes."""

from dataclasses import asdict
from math import log

from playwright.sync_api import Locator, Page, expect

from chapter7.quantities import parameters, significant, with_unit
from chapter7.widgets.explorer import STOPS, Setting, read
from chapter7.widgets.explorer.scales import scales

PAGE = "notebooks/bottleneck/see-it.html"
TITLE = "One token, to scale"
MENDED = "The address names no setting of this figure exactly; this is the nearest one."
COUNTED = {
    "heads": {"free": "free heads", "bare": "bare heads", "module": "modules"},
    "bits": {"ceiling": "ceiling bits", "residual": "residual bits"},
    "count": {"terms": "loss terms", "information": "new labels only"},
    "basis": {"activated": "activated parameters, ", "total": "all parameters, "},
}

# What the figure shows: its controls, its readouts, its areas, its point on the plane.
READ = """
const read = () => {
  const root = document.querySelector(".c7-explorer");
  const box = (name) => {
    const element = root.querySelector(`.c7-drawn ${name}`);
    return element && ["x", "y", "width", "height"].map((side) => +element.getAttribute(side));
  };
  const point = (name) => {
    const circle = root.querySelector(`.c7-plane.c7-drawn ${name}`);
    return circle && ["cx", "cy"].map((side) => +circle.getAttribute(side));
  };
  const high = (element) => element?.getBoundingClientRect().height ?? 0;
  const chosen = root.querySelector("[role=radio][data-trait=k][aria-checked=true]");
  return {
    size: Number(root.querySelector("input[data-trait=size]").value),
    k: Number(chosen.dataset.value),
    texts: Object.fromEntries([...root.querySelectorAll("[data-slot]")].map(
      (place) => [place.dataset.slot, place.textContent])),
    trunk: box(".c7-trunk"), unit: box(".c7-unit"),
    labels: [...root.querySelectorAll(".c7-drawn [data-label]")].map((label) => label.classList[0]),
    at: point(".c7-at"), other: point(".c7-at-other"), pinned: point(".c7-at-pin"),
    plane: root.querySelector(".c7-plane.c7-drawn").viewBox.baseVal.width,
    height: Math.round(high(root) - high(root.querySelector(".c7-counting"))), // but for the lists
  };
};
"""

# Sets controls as a hand does, by their events, and collects what the figure then shows. The lists
# of what is counted are unfolded where one of them is to be set.
SHOW = f"""
async (settings) => {{
  {READ}
  const root = document.querySelector(".c7-explorer");
  const fold = root.querySelector("[data-fold=counting]");
  const shown = [];
  for (const setting of settings) {{
    if (Object.keys(setting).length && fold.ariaExpanded === "false") fold.click();
    for (const [trait, value] of Object.entries(setting)) {{
      const control = root.querySelector(`:is(input, select)[data-trait=${{trait}}]`);
      if (!control) {{
        root.querySelector(`button[data-trait=${{trait}}][data-value="${{value}}"]`).click();
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
        "compute": with_unit(reading.flops_per_token / 1e9, "GFLOP"),
        "bits": with_unit(reading.bits_per_token, "bits"),
        "density": significant(reading.density),
    }


def counted(setting: Setting) -> str:
    """The line that says what is counted."""
    context = f"attention at {setting.context:,} tokens" if setting.context else "no attention"
    basis = COUNTED["basis"].get(setting.stop.basis, "")
    heads, bits, count = (
        COUNTED[name][getattr(setting, name)] for name in ("heads", "bits", "count")
    )
    return f"Counted: {basis}vocabulary {setting.vocab:,}, {heads}, {bits}, {context}, {count}."


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
    assert (shown["size"], shown["k"]) == (setting.size, setting.k)
    expected = numbers(setting)
    assert {name: texts[name] for name in expected} == expected, setting
    assert texts["size"].startswith(parameters(setting.stop.n_params))
    assert texts["counted"] == counted(setting)
    if pin:
        assert ratios(setting, pin) in texts["compare"]
    else:
        assert "compare" not in texts


def assert_shows(page: Page, setting: Setting, pin: Setting | None = None) -> None:
    """The figure stands at `setting`."""
    (shown,) = show(page, [None])
    check(shown, setting, pin)


def on_scale(name: str, value: float) -> float:
    """Where `value` stands on a logarithmic scale, from 0 to 1."""
    low, high = scales()[name]
    return log(value / low) / log(high / low)


def on_plane(setting: Setting) -> tuple[float, float]:
    """Where a setting stands on the plane: from the left, from the top."""
    n_params, density = setting.stop.n_params, read(setting).density
    return on_scale("size", n_params), 1 - on_scale("density", density)


def as_shares(point: list[float], width: float) -> tuple[float, float]:
    """A point of the drawing of the plane, so wide, as shares of the plane inside its margins."""
    left, right, top, below, height = 44, 6, 14, 24, 186
    return (point[0] - left) / (width - left - right), (point[1] - top) / (height - top - below)


def other_basis(setting: Setting) -> Setting | None:
    """The setting on the other count of its mixture of experts; None if it is dense."""
    for index, stop in enumerate(STOPS):
        if setting.stop.is_moe and stop.model == setting.stop.model and index != setting.size:
            return Setting(**{**asdict(setting), "size": index})
    return None


def control(page: Page, trait: str) -> Locator:
    """The slider or the list of a part of the setting; of `k`, the button that is chosen."""
    if trait == "k":
        return page.locator(".c7-explorer [data-trait=k][aria-checked=true]")
    return page.locator(f".c7-explorer :is(input, select)[data-trait={trait}]")


def stop(page: Page, name: str) -> Locator:
    """A model's button under the slider, by its name on a desk or on a phone."""
    return page.get_by_role("radio", name=name, exact=True)


def go_to(page: Page, name: str) -> None:
    """Presses a model's button and waits until the figure has come there."""
    stop(page, name).click()
    expect(stop(page, name)).to_have_attribute("aria-checked", "true", timeout=3_000)
    page.wait_for_timeout(60)


def column(page: Page, index: int) -> Locator:
    """A column, as a cell of the grid."""
    return page.locator(".c7-explorer [role=gridcell]").nth(index)


def action(page: Page, name: str) -> Locator:
    """One of the buttons that act: pin, reset, copy, save, next, leave."""
    return page.locator(f".c7-explorer [data-action={name}]")


def unfold(page: Page, name: str) -> None:
    """Opens one of the folds: counting, layers, numbers."""
    fold = page.locator(f".c7-explorer [data-fold={name}]")
    if fold.get_attribute("aria-expanded") == "false":
        fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")


def settled(page: Page) -> None:
    """Waits until a movement counts as ended."""
    page.wait_for_timeout(700)
