"""The planner's figure on its page: what each setting shows is what the package computes."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7 import planning
from chapter7.widgets.planner import BATCHES, DRAFT_COSTS, MOST_DRAFTS, RIDGES, SHARES
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("planner", "notebooks/speculative_decoding/should-you.html")
ROOT = FIGURE.root


def slider(page: Page, part: str):
    return page.locator(f"{ROOT} input[data-trait={part}]")


def best(first: float, later: float, draft: float, batch: int, ridge: int) -> tuple[int, float]:
    """The number of drafts that gains most, and its speed-up."""
    gains = [
        planning.speed_up(
            [first * later**i for i in range(g)],
            verify=planning.roofline_verify(g, batch, ridge),
            draft=draft,
        )
        for g in range(1, MOST_DRAFTS + 1)
    ]
    most = max(gains)
    return next(g for g, gain in enumerate(gains, 1) if gain > most - 1e-9), most


def assert_shows(page: Page, *setting: float) -> None:
    g, gain = best(*setting)
    expect(page.locator(f"{ROOT} [data-slot=gain]")).to_have_text(f"{gain:.2f} times")
    bars = page.locator(f"{ROOT} .c7-drawn .c7-gain")
    expect(bars).to_have_count(MOST_DRAFTS)
    expect(bars.nth(g - 1)).to_have_class(re.compile("c7-best"))


def test_the_figure_begins_with_a_large_model_and_follows_the_keyboard(figure):
    assert_shows(figure, 0.85, 0.8, 0.044, 1, 300)
    slider(figure, "batch").focus()
    figure.keyboard.press("End")
    assert_shows(figure, 0.85, 0.8, 0.044, BATCHES[-1], 300)
    expect(slider(figure, "batch")).to_have_attribute("aria-valuetext", "512")
    slider(figure, "draft").focus()
    figure.keyboard.press("End")
    assert_shows(figure, 0.85, 0.8, DRAFT_COSTS[-1], BATCHES[-1], 300)
    slider(figure, "first").focus()
    figure.keyboard.press("Home")
    assert_shows(figure, SHARES[0], 0.8, DRAFT_COSTS[-1], BATCHES[-1], 300)
    slider(figure, "ridge").focus()
    figure.keyboard.press("End")
    assert_shows(figure, SHARES[0], 0.8, DRAFT_COSTS[-1], BATCHES[-1], RIDGES[-1])


def test_columns_are_read_by_pointer_and_arrows(figure):
    cells = figure.locator(f"{ROOT} [role=gridcell]")
    told = figure.locator(f"{ROOT} [data-slot=told]")
    expect(cells).to_have_count(MOST_DRAFTS)
    cells.nth(1).hover()
    # 1 + .85 + .68 tokens for 1.088 passes
    expect(told).to_have_text(
        "2 drafts: a round gives 2.53 tokens and costs 1.09 passes, 2.33 times as fast."
    )
    cells.nth(1).focus()
    figure.keyboard.press("End")
    expect(told).to_contain_text("8 drafts: a round gives 4.54 tokens")


def test_presets_the_pin_and_reset(figure):
    figure.locator(f"{ROOT} [data-action=pin]").click()
    figure.get_by_role("button", name="256 texts, a dense model").click()
    assert_shows(figure, 0.85, 0.8, 0.044, 256, 300)
    compare = figure.locator(f"{ROOT} [data-slot=compare]")
    expect(compare).to_contain_text("The pin, first draft kept 85")
    expect(compare).to_contain_text("Best with 8 drafts: 3.36 times as fast.")
    figure.locator(f"{ROOT} [data-action=reset]").click()
    assert_shows(figure, 0.85, 0.8, 0.044, 1, 300)


def test_a_link_leads_to_a_setting_and_a_movement_into_the_link(page, site):
    FIGURE.opened(page, site, "?planner-first=0.6&planner-batch=64&planner-draft=0.2")
    assert_shows(page, 0.6, 0.8, 0.2, 64, 300)
    page.get_by_role("button", name="a small model").click()
    page.wait_for_url(re.compile("planner-draft=0.5&planner-batch=1&"))
    page.go_back()
    assert_shows(page, 0.6, 0.8, 0.2, 64, 300)
    FIGURE.opened(page, site, "?planner-batch=3000")
    expect(page.locator(f"{ROOT} .c7-noted")).to_have_count(1)


def test_axe_finds_nothing(page, site):
    FIGURE.opened(page, site, "?planner-batch=256")
    page.locator(f"{ROOT} [data-action=pin]").click()
    FIGURE.assert_axe_finds_nothing(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for part, key in (("batch", "End"), ("draft", "End"), ("first", "Home"), ("draft", "Home")):
        slider(figure, part).focus()
        figure.keyboard.press(key)
        heights.add(FIGURE.height(figure))
    figure.locator(f"{ROOT} [data-action=pin]").click()
    heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure, ":is(button, input, [role=gridcell])")
    assert len(sizes) > 15
    assert min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= (32 if width == 320 else 40)


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("Should you? Your own numbers\nShown: first draft kept 85")
    assert text.count(" drafts: a round gives") == MOST_DRAFTS - 1


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert "Best with 8 drafts: 3.36 times as fast." in root.inner_text()
