"""The schedule drawn by hand on its page: keys and pointer draw it; its nearest run is shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.schedule.schedule import LEVELS, PARTS, tables
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("schedule", "notebooks/loss_weight/the-scaffold.html", ready=".c7-drawn")
RUNS = {run["name"]: run for run in tables()["runs"]}


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
    FIGURE.opened(page, site, f"?{query}&schedule-shown=yes")
    expect(told(page)).to_contain_text("“steps 400 to 500”")
    expect(page.locator(".c7-schedule .c7-noted")).to_have_count(0)
    level(page, "to_500", "1").click()
    page.wait_for_url(re.compile("schedule-to_500=1"))
    FIGURE.opened(page, site, "?schedule-to_50=7")
    expect(page.locator(".c7-schedule .c7-noted")).to_have_count(1)


def test_axe_finds_nothing(figure):
    show(figure)
    FIGURE.assert_axe_finds_nothing(figure)


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 900})
    heights = {FIGURE.height(figure)}
    show(figure)
    for value in LEVELS:
        level(figure, "to_200", value).click()
        heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) == len(PARTS) * len(LEVELS) + 1 + 3
    assert min(min(size) for size in sizes) >= 40  # at 320 pixels a column is no wider
    assert min(high for _, high in sizes) >= 44


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("Draw λ over the training") and "Drawn: steps 0 to 50: 0" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert "Drawn: steps 0 to 50: 0" in root.inner_text()
