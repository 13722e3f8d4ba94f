"""The loss weight's dials on their page: what each setting shows is what the record holds."""

import re
from statistics import mean

import pytest
from playwright.sync_api import Page, expect

from chapter7.lab import load_record
from chapter7.widgets.loss_weight.loss_weight import WEIGHTS
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("loss_weight", "notebooks/loss_weight/two-tasks.html", "input")
RECORD = load_record("loss_weight")
NARROW = "\u202f"


def slider(page: Page):
    return page.locator(".c7-loss_weight input[data-trait=weight]")


def told(page: Page):
    return page.locator(".c7-loss_weight [data-slot=told]")


def option(page: Page, part: str, value: str):
    return page.locator(f".c7-loss_weight [data-trait={part}][data-value='{value}']")


def accepted(variant: str) -> str:
    """Mean over the seeds, as the record's runs have it."""
    runs = [run["found"]["acceptance"] for run in RECORD.runs if run["variant"] == variant]
    return f"drafts accepted {100 * mean(runs):.1f}{NARROW}%"


def assert_shows(page: Page, variant: str, weight: str) -> None:
    expect(told(page)).to_contain_text(f"{weight}: next token")
    expect(told(page)).to_contain_text(accepted(variant))


def test_the_weight_follows_the_keyboard(figure):
    assert_shows(figure, "plays sequential D=1 lambda=0.3", "weight 0.3")
    slider(figure).focus()
    figure.keyboard.press("ArrowRight")
    assert_shows(figure, "plays sequential D=1 lambda=1", "weight 1")
    figure.keyboard.press("Home")
    assert_shows(figure, "plays sequential D=1 detached", "detached")
    expect(slider(figure)).to_have_attribute("aria-valuetext", "detached")
    expect(told(figure)).to_contain_text(f"next token +0.000{NARROW}bits")
    figure.keyboard.press("End")
    assert_shows(figure, "plays sequential D=1 lambda=10", "weight 10")


def test_task_kind_and_depth_are_chosen_and_look_ahead_has_a_dial_more(figure):
    names = figure.locator(".c7-loss_weight .c7-drawn .c7-strong")
    expect(names).to_have_count(5)
    option(figure, "kind", "parallel").click()
    option(figure, "depth", "3").click()
    assert_shows(figure, "plays parallel D=3 lambda=0.3", "weight 0.3")
    option(figure, "task", "look-ahead").click()
    assert_shows(figure, "look-ahead parallel D=3 lambda=0.3", "weight 0.3")
    expect(names).to_have_count(6)
    expect(told(figure)).to_contain_text("first answer right")
    figure.locator(".c7-loss_weight [data-action=reset]").click()
    assert_shows(figure, "plays sequential D=1 lambda=0.3", "weight 0.3")


def test_every_run_is_a_ring_and_the_chosen_weight_is_marked(figure):
    drawn = figure.locator(".c7-loss_weight .c7-drawn")
    seeds = {run["seed"] for run in RECORD.runs}
    expect(drawn.locator(".c7-seed")).to_have_count(5 * len(WEIGHTS) * len(seeds))
    expect(drawn.locator(".c7-now")).to_have_count(5)
    at = [
        drawn.locator(f".c7-now .{name}").first.get_attribute("cx")
        for name in ("c7-seed", "c7-mean")
    ]
    cursor = drawn.locator(".c7-cursor").first.get_attribute("d")
    assert at[0] == at[1] and cursor.startswith(f"M{at[0]} ")


def test_a_link_leads_to_a_setting_and_a_movement_into_the_link(page, site):
    rest = "&lambda-task=code&lambda-kind=parallel&lambda-depth=1&k=7"
    for weight in ("0.1", "10"):
        FIGURE.opened(page, site, f"?lambda-weight={weight}{rest}")
        assert_shows(page, f"code parallel D=1 lambda={weight}", f"weight {weight}")
        expect(page.locator(".c7-loss_weight .c7-noted")).to_have_count(0)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("lambda-weight=3&"))
    assert "k=7" in page.url  # another figure's
    FIGURE.opened(page, site, "?lambda-weight=0.2&lambda-task=code")
    expect(page.locator(".c7-loss_weight .c7-noted")).to_have_count(1)
    assert_shows(page, "code sequential D=1 lambda=0.3", "weight 0.3")


def test_axe_finds_nothing(figure):
    option(figure, "task", "look-ahead").click()
    FIGURE.assert_axe_finds_nothing(figure)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_turning_the_weight_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    slider(figure).focus()
    for key in ("Home", "ArrowRight", "End"):
        figure.keyboard.press(key)
        heights.add(FIGURE.height(figure))
    option(figure, "kind", "parallel").click()
    heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) > 10
    assert min(height for _, height in sizes) >= 44
    assert min(wide for wide, _ in sizes) >= 40


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert "Shown: plays, one sequential module, weight 0.3" in text
    share = accepted("plays sequential D=1 lambda=0.3").removeprefix("drafts accepted ")
    assert f"Second token accepted: {share}" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert accepted("plays sequential D=1 lambda=0.3") in root.inner_text()
