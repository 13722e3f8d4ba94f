"""The stepper on its page: steps by button, slider and keyboard, and what each shows."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.stepper.stepper import DECODED
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure(
    "stepper", "notebooks/speculative_decoding/draft-and-verify.html", ready=".c7-drawn"
)
ROUNDS = DECODED["modules"][0]["rounds"]


def slot(page: Page, name: str):
    return page.locator(f".c7-stepper [data-slot={name}]")


def go(page: Page, by: int):
    return page.locator(f".c7-stepper [data-go='{by}']")


def counted(n: int) -> str:
    tokens = sum(one["kept"] + 1 for one in ROUNDS[:n])
    return f"{n} passes of the model: {tokens} tokens with drafts, {n} without."


def test_a_round_is_drafted_and_then_checked(figure):
    expect(slot(figure, "count")).to_have_text(counted(4))
    expect(figure.locator(".c7-stepper .c7-refused")).to_have_count(1)
    expect(figure.locator(".c7-stepper .c7-kept")).to_have_count(ROUNDS[3]["kept"])
    expect(go(figure, 1)).to_have_text("Draft")
    go(figure, 1).click()
    expect(figure.locator(".c7-stepper .c7-chip")).to_have_count(len(ROUNDS[4]["drafted"]))
    expect(slot(figure, "told")).to_contain_text("Nobody has looked at it yet.")
    expect(figure.locator(".c7-stepper .c7-drawn .c7-p")).to_have_count(0)
    expect(go(figure, 1)).to_have_text("Check")
    go(figure, 1).click()
    expect(slot(figure, "count")).to_have_text(counted(5))
    go(figure, -1).click()
    go(figure, -1).click()
    expect(slot(figure, "count")).to_have_text(counted(4))


def test_on_paper_the_kept_tokens_stand_too(figure):
    figure.emulate_media(media="print")
    kept = figure.locator(".c7-tape .c7-kept")
    expect(kept).to_have_count(ROUNDS[3]["kept"])
    expect(kept.first).to_be_visible()


def test_it_follows_the_keyboard_to_both_ends(figure):
    slider = figure.locator(".c7-stepper input[data-trait=step]")
    slider.focus()
    figure.keyboard.press("Home")
    expect(slot(figure, "told")).to_contain_text("Next: a draft.")
    expect(go(figure, -1)).to_be_disabled()
    figure.keyboard.press("ArrowRight")
    expect(figure.locator(".c7-stepper .c7-chip")).to_have_count(3)
    figure.keyboard.press("End")
    expect(slot(figure, "count")).to_have_text(counted(len(ROUNDS)))
    expect(go(figure, 1)).to_have_text("Begin again")
    go(figure, 1).click()
    expect(slot(figure, "told")).to_contain_text("Next: a draft.")


def test_who_drafts_is_chosen_and_reset_goes_back(figure):
    writers = figure.locator(".c7-stepper .c7-writers [role=radio]")
    writers.nth(0).focus()
    figure.keyboard.press("ArrowRight")
    heads = DECODED["parallel heads"][0]["rounds"]
    tokens = sum(one["kept"] + 1 for one in heads[:4])
    expect(slot(figure, "count")).to_contain_text(f"{tokens} tokens with drafts")
    figure.locator(".c7-stepper [data-action=reset]").click()
    expect(slot(figure, "count")).to_have_text(counted(4))


def test_it_plays_and_pauses(figure):
    play = figure.locator(".c7-stepper [data-play]")
    play.click()
    expect(play).to_have_text("Pause")
    figure.wait_for_function("+document.querySelector('.c7-stepper input').value >= 9")
    play.click()
    expect(play).to_have_text("Play")


def test_who_wants_less_motion_is_at_the_end_at_once(open_page, site):
    page = FIGURE.opened(open_page(reduced_motion="reduce"), site)
    page.locator(".c7-stepper [data-play]").click()
    expect(slot(page, "count")).to_have_text(counted(len(ROUNDS)))


def test_a_link_leads_to_a_step_and_a_movement_into_the_link(page, site):
    FIGURE.opened(page, site, "?stepper-writer=modules&stepper-text=0&stepper-step=2")
    expect(slot(page, "count")).to_have_text(counted(1))
    expect(page.locator(".c7-stepper .c7-noted")).to_have_count(0)
    go(page, 1).click()
    page.wait_for_url(re.compile("stepper-step=3"))
    page.go_back()
    expect(slot(page, "count")).to_have_text(counted(1))


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    root = figure.locator(".c7-stepper")
    heights = set()
    for step in range(0, 2 * len(ROUNDS) + 1, 3):
        figure.locator(".c7-stepper input[data-trait=step]").fill(str(step))
        heights.add(FIGURE.height(figure))
        tape = root.locator(".c7-tape").evaluate(
            "el => el.getBoundingClientRect().bottom - "
            "el.firstElementChild.lastElementChild.getBoundingClientRect().bottom"
        )
        assert tape >= 0, (step, width)
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) == 3 + 1 + 2 + 2 + 3  # hands, slider, writers, texts; reset, copy, save
    assert min(min(size) for size in sizes) >= 44


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("Draft, check, keep") and counted(4) in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    assert counted(4) in root.inner_text()
