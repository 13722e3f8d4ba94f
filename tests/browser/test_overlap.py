"""The overlap figure on its page: hands move q, drafts are thrown, and the words follow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figures import MovingFigure

FIGURE = MovingFigure(
    "overlap", "notebooks/speculative_decoding/why-it-is-exact.html", ready=".c7-drawn"
)
NARROW = "\u202f"


def slot(page: Page, name: str):
    return page.locator(f".c7-overlap [data-slot={name}]")


def slider(page: Page, part: str):
    return page.locator(f".c7-overlap input[data-trait={part}]")


def test_q_follows_the_keyboard_and_the_shared_area_with_it(figure):
    expect(slot(figure, "alpha")).to_contain_text(f"Shared area: 70{NARROW}%")
    slider(figure, "q0").focus()
    figure.keyboard.press("End")  # 20, 8, 2, 4, 2 of 36: shared .45 .2222 .0556 .1 0
    expect(slot(figure, "alpha")).to_contain_text(f"Shared area: 83{NARROW}%")
    expect(slider(figure, "q0")).to_have_attribute("aria-valuetext", f"56{NARROW}%")
    figure.locator(".c7-overlap [data-preset='1']").click()
    expect(slot(figure, "alpha")).to_contain_text(f"Shared area: 100{NARROW}%")
    figure.locator(".c7-overlap [data-action=reset]").click()
    expect(slot(figure, "alpha")).to_contain_text(f"Shared area: 70{NARROW}%")


def test_drafts_are_thrown_under_the_rule_and_under_another(figure):
    told = slot(figure, "told")
    expect(told).to_contain_text("Of 1,000 drafts")
    expect(told).to_contain_text("in the long run exactly p")
    throw = figure.locator(".c7-overlap [data-throw='1']")
    throw.click()
    expect(told).to_contain_text("Of 2,000 drafts")
    laws = figure.locator(".c7-overlap .c7-laws [role=radio]")
    laws.nth(0).focus()
    figure.keyboard.press("ArrowRight")
    expect(told).to_contain_text("in the long run off by 24.0 points")
    for _ in range(8):
        throw.click()
    expect(throw).to_be_disabled()
    expect(told).to_contain_text("Of 10,000 drafts")
    figure.locator(".c7-overlap [data-throw='0']").click()
    expect(told).to_contain_text("Throw some drafts.")
    expect(figure.locator(".c7-overlap .c7-drawn .c7-came")).to_have_count(0)


def test_a_link_leads_to_a_setting_and_a_movement_into_the_link(page, site):
    query = "?overlap-q0=1&overlap-q1=0&overlap-q2=0&overlap-q3=0&overlap-q4=0"
    FIGURE.opened(page, site, f"{query}&overlap-law=plausible&overlap-throws=3")
    expect(slot(page, "alpha")).to_contain_text(f"Shared area: 45{NARROW}%")
    expect(slot(page, "told")).to_contain_text("Of 3,000 drafts")
    expect(page.locator(".c7-overlap .c7-noted")).to_have_count(0)
    slider(page, "q1").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("overlap-q1=1&"))
    page.go_back()
    expect(slot(page, "alpha")).to_contain_text(f"Shared area: 45{NARROW}%")


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    root = figure.locator(".c7-overlap")
    heights = set()
    for law in root.locator(".c7-laws [role=radio]").all():
        law.click()
        heights.add(FIGURE.height(figure))
    slider(figure, "q2").fill("0")
    heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) == 5 + 4 + 4 + 2 + 3  # sliders, drafts, rules, throws; reset, copy, save
    assert min(min(size) for size in sizes) >= 44


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("The shared area is the acceptance")
    assert f"len: p 30{NARROW}%, q 40{NARROW}%" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert f"Shared area: 70{NARROW}%" in root.inner_text()
    expect(root.locator(".c7-wide .c7-shared")).to_have_count(5)
