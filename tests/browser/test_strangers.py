"""The figure of names that exist nowhere, on its page: slider, draws, link, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figures import MovingFigure

FIGURE = MovingFigure(
    "strangers", "notebooks/parallel_heads/what-a-head-can-know.html", ".c7-drawn"
)
ROOT = FIGURE.root


def slider(page: Page):
    return page.locator(f"{ROOT} input[data-trait=partners]")


def assert_shows(page: Page, w: int) -> None:
    """The closed form's share, as many pairs shaded, and marks that say the same as the words."""
    share = f"{100 * (1 - w / 8):.1f}\u202f%"
    expect(page.locator(f"{ROOT} [data-slot=closed]")).to_have_text(share)
    expect(page.locator(f"{ROOT} .c7-drawn .c7-there")).to_have_count(8 * w)
    nowhere = page.locator(f"{ROOT} .c7-drawn .c7-drawn-stranger").count()
    assert nowhere + page.locator(f"{ROOT} .c7-drawn .c7-drawn-there").count() == 16
    expect(page.locator(f"{ROOT} [data-slot=told]")).to_contain_text(
        f"Of 16 names {nowhere} exist nowhere."
    )


def test_the_keyboard_ties_and_unties_the_words(figure):
    assert_shows(figure, 2)
    slider(figure).focus()
    figure.keyboard.press("ArrowRight")
    assert_shows(figure, 3)
    expect(slider(figure)).to_have_attribute("aria-valuetext", "3 of 8, TC 1.42\u202fbits")
    expect(figure.locator(f"{ROOT} [data-slot=parallel]")).to_have_text("not tried")
    figure.keyboard.press("End")
    assert_shows(figure, 8)
    expect(figure.locator(f"{ROOT} [data-slot=told]")).not_to_contain_text("×")


def test_names_are_drawn_again_and_a_link_keeps_them(page, site):
    FIGURE.opened(page, site, "?strangers-partners=1&strangers-draw=3")
    told = page.locator(f"{ROOT} [data-slot=told]")
    before = told.inner_text()
    page.get_by_role("button", name="Draw again").click()
    page.wait_for_url(re.compile("strangers-partners=1&strangers-draw=0"))
    assert told.inner_text() != before
    assert_shows(page, 1)
    page.go_back()
    expect(told).to_have_text(before)
    page.locator(f"{ROOT} [data-action=reset]").click()
    assert_shows(page, 2)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_below_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for key in ("Home", "ArrowRight", "ArrowRight", "End"):
        slider(figure).press(key)
        heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) >= 5 and min(min(size) for size in sizes) >= 44


def test_on_a_phone_the_slider_and_the_picture_share_a_screen(phone, site):
    FIGURE.opened(phone, site)
    top = slider(phone).evaluate("el => el.getBoundingClientRect().top")
    picture = phone.locator(f"{ROOT} .c7-drawn").first
    assert picture.evaluate("el => el.getBoundingClientRect().bottom") - top < 700


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("Two heads write names\nShown: partners of each first word 2 of 8")
    assert "Closed form: 75.0\u202f%" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert "Shown: partners of each first word 2 of 8, TC 2.00\u202fbits." in root.inner_text()
