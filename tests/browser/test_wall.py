"""The batch wall on its page: what each choice shows is what was reported."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.published import serving
from chapter7.widgets.wall import BATCHES
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("wall", "notebooks/speculative_decoding/what-it-is-worth.html")
ROOT = FIGURE.root


def source(page: Page):
    return page.locator(f"{ROOT} select[data-trait=source]")


def chosen(page: Page):
    return page.locator(f"{ROOT} .c7-drawn circle.c7-chosen")


@pytest.mark.parametrize("place", range(len(serving.BATCHES)))
def test_each_report_is_drawn_out(figure, place):
    source(figure).select_option(str(place))
    report = serving.BATCHES[place]
    expect(chosen(figure)).to_have_count(len(report.speed_up))
    expect(figure.locator(f"{ROOT} [data-slot=report]")).to_contain_text(report.told)


def test_a_round_that_costs_what_it_gives_gains_nothing(figure):
    figure.get_by_role("radio", name="cost of a round").click()
    gives = figure.locator(f"{ROOT} .c7-drawn .c7-gives")
    line = float(re.search(r"M0 ([\d.]+)h", gives.get_attribute("d"))[1])
    heights = chosen(figure).evaluate_all("all => all.map((el) => Number(el.getAttribute('cy')))")
    assert heights[-1] == pytest.approx(line, abs=0.2)  # at 256
    assert heights == sorted(heights, reverse=True)  # costs grow


def test_columns_are_read_by_pointer_and_arrows(figure):
    cells = figure.locator(f"{ROOT} [role=gridcell]")
    told = figure.locator(f"{ROOT} [data-slot=told]")
    expect(cells).to_have_count(len(BATCHES))
    cells.nth(7).hover()
    expect(told).to_contain_text("DeepSeek-R1 on Gaudi, 128 at once: 1.35 times as fast")
    cells.nth(7).focus()
    figure.keyboard.press("ArrowRight")
    expect(told).to_contain_text("256 at once: 1.00 times as fast")
    figure.keyboard.press("Home")
    expect(told).to_contain_text("Qwen3.5-0.8B on one GPU, 1 at once: 0.37 times as fast")


def test_a_link_leads_to_a_choice_and_a_choice_into_the_link(page, site):
    FIGURE.opened(page, site, "?wall-source=5&wall-measure=cost")
    expect(source(page)).to_have_value("5")
    expect(page.get_by_role("radio", name="cost of a round")).to_have_attribute(
        "aria-checked", "true"
    )
    page.get_by_role("radio", name="times as fast").click()
    page.wait_for_url(re.compile("wall-source=5&wall-measure=gain"))
    FIGURE.opened(page, site, "?wall-measure=speed")
    expect(page.locator(f"{ROOT} .c7-noted")).to_have_count(1)


def test_axe_finds_nothing(page, site):
    FIGURE.opened(page, site, "?wall-measure=cost")
    FIGURE.assert_axe_finds_nothing(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for place in range(len(serving.BATCHES)):
        source(figure).select_option(str(place))
        for measure in ("cost of a round", "times as fast"):
            figure.get_by_role("radio", name=measure).click()
            for column in (0, 5):
                figure.locator(f"{ROOT} [role=gridcell]").nth(column).focus()
                heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure, ":is(button, select, [role=gridcell])")
    assert len(sizes) > 12
    assert min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= (30 if width == 320 else 36)


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("The batch wall\nShown: times as fast. DeepSeek-R1 on Gaudi")


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert "128 at once, 1.35 times as fast" in root.inner_text()
