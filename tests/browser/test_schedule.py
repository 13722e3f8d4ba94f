"""The schedule drawn by hand on its page: keys and pointer draw it; its nearest run is shown."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from chapter7.widgets.schedule.schedule import LEVELS, PARTS, tables

PAGE = "notebooks/loss_weight/the-scaffold.html"
RUNS = {run["name"]: run for run in tables()["runs"]}


def opened(page: Page, site: str, query: str = "") -> Page:
    """The page with its figure live."""
    page.goto(f"{site}/{PAGE}{query}")
    page.wait_for_selector(".c7-schedule .c7-drawn")
    return page


@pytest.fixture
def figure(page: Page, site: str) -> Page:
    return opened(page, site)


def level(page: Page, part: str, value: str):
    return page.locator(f".c7-schedule [data-trait={part}][data-value='{value}']")


def told(page: Page):
    return page.locator(".c7-schedule [data-slot=told]")


def show(page: Page) -> None:
    page.locator(".c7-schedule [data-trait=shown]").click()


def test_drawn_by_pointer_and_shown_only_when_asked(figure):
    dots = figure.locator(".c7-schedule .c7-drawn .c7-run")
    level(figure, "to_50", "10").click()
    level(figure, "to_100", "10").click()
    expect(level(figure, "to_100", "10")).to_have_attribute("aria-checked", "true")
    expect(dots).to_have_count(0)
    expect(told(figure)).to_contain_text("Your guess first")
    show(figure)
    expect(told(figure)).to_contain_text("Measured just so, “cut at 100”")
    expect(dots).to_have_count(len(RUNS["cut at 100"]["gflop"]) + len(RUNS["next token"]["gflop"]))
    level(figure, "to_100", "0").click()
    expect(told(figure)).to_contain_text("Measured just so, “cut at 50”")
    show(figure)  # hides it again
    expect(dots).to_have_count(0)


def test_drawn_by_keys(figure):
    """One stop a column; up is more."""
    level(figure, "to_50", "0").focus()
    for _ in LEVELS[1:]:
        figure.keyboard.press("ArrowUp")
    expect(level(figure, "to_50", "10")).to_be_focused()
    figure.keyboard.press("Tab")
    expect(level(figure, "to_100", "0")).to_be_focused()
    figure.keyboard.press("Home")
    expect(level(figure, "to_100", "10")).to_have_attribute("aria-checked", "true")
    show(figure)
    expect(told(figure)).to_contain_text("“cut at 100”")


def test_a_link_leads_to_a_schedule_and_a_movement_into_the_link(page, site):
    chosen = {part: "10" if part == "to_500" else "0" for part in PARTS}
    query = "&".join(f"schedule-{part}={value}" for part, value in chosen.items())
    opened(page, site, f"?{query}&schedule-shown=yes")
    expect(told(page)).to_contain_text("“steps 400 to 500”")
    expect(page.locator(".c7-schedule .c7-noted")).to_have_count(0)
    level(page, "to_500", "1").click()
    page.wait_for_url(re.compile("schedule-to_500=1"))
    opened(page, site, "?schedule-to_50=7")
    expect(page.locator(".c7-schedule .c7-noted")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, site, scheme):
    page = opened(open_page(color_scheme=scheme), site)
    show(page)
    found = Axe().run(page, context=".c7-schedule").response
    assert [rule["id"] for rule in found["violations"]] == []
    assert len(found["passes"]) > 10


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 900})
    root = figure.locator(".c7-schedule")
    heights = {root.evaluate("el => el.offsetHeight")}
    show(figure)
    for value in LEVELS:
        level(figure, "to_200", value).click()
        figure.evaluate("() => new Promise(requestAnimationFrame)")
        heights.add(root.evaluate("el => el.offsetHeight"))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = root.locator("button").evaluate_all(
        "all => all.map((el) => [el.offsetWidth, el.offsetHeight])"
    )
    assert len(sizes) == len(PARTS) * len(LEVELS) + 1 + 3
    assert min(min(size) for size in sizes) >= 40  # at 320 pixels a column is no wider
    assert min(high for _, high in sizes) >= 44


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/{PAGE}")
    root = page.locator(".c7-schedule")
    assert "Drawn: steps 0 to 50: 0" in root.inner_text()
    for control in root.locator("button").all():
        expect(control).to_be_hidden()
