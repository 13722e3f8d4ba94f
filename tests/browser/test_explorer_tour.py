"""The explorer's tour: three predictions, by keyboard alone, and left at any moment."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.explorer import Setting
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.tour import STEPS
from tests.browser.explorer import action, assert_shows, control, opened, settled, show

RIGHT = [2, 0, 0]  # they cancel; it hardly moves; almost doubles
CAME = [  # what each movement comes to
    # 37B / 75B = 0.493; 2 / (1 + 2.09B / 75B) = 1.95
    "Twice the size: density × 0.493. One token more: × 1.95. Together × 0.960.",
    # 3 x 8192 x 32,000 / 68.98B = 1.14 %
    "Supervision × 4.00, compute × 1.01, density × 3.95.",
    # a module of 9.69 over 222 GFLOP
    "Density × 1.92: supervision × 2.00 at a price of compute × 1.04.",
]


def part(page: Page, name: str):
    return page.locator(f".c7-tour-{name}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Tabs on until the focus is on `selector`."""
    for _ in range(40):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {selector}")


@pytest.mark.parametrize("reduced", ["reduce", "no-preference"])
def test_the_tour_by_keyboard_alone(open_page, site, reduced):
    page = opened(open_page(reduced_motion=reduced), site)
    for index, (path, came) in enumerate(zip(STEPS, CAME, strict=True)):
        expect(part(page, "ask")).to_have_text(re.compile(rf"^Predict, {index + 1} of 3. .*\?$"))
        if index:
            expect(part(page, "ask")).to_be_focused()
        expect(action(page, "next")).to_be_hidden()  # first a prediction
        expect(part(page, "told")).to_have_text("")
        assert_shows(page, path[0])
        chosen = RIGHT[index] if index != 1 else 1
        choice = page.locator(f"[data-choice='{chosen}']").inner_text()
        tab_to(page, f"[data-choice='{chosen}']")
        press(page, "Enter")
        expect(part(page, "told")).to_be_focused(timeout=8_000)
        verdict = "Right." if index != 1 else "It came out otherwise."
        told = part(page, "told").inner_text()
        assert told.startswith(f"You said: “{choice}”. {verdict}")
        assert came in told
        assert_shows(page, path[-1])
        expect(action(page, "next")).to_have_text("Next" if index < 2 else "Finish")
        tab_to(page, "[data-action=next]")
        press(page, "Enter")
    assert_closed(page)
    assert_shows(page, START)


def assert_closed(page: Page) -> None:
    """The tour is over: its first question stands open again, and has the focus."""
    expect(part(page, "ask")).to_have_text(re.compile("^Predict, 1 of 3. "))
    expect(part(page, "ask")).to_be_focused()
    expect(page.locator("[data-choice='0']")).to_be_visible()
    for name in ("next", "leave"):
        expect(action(page, name)).to_be_hidden()


@pytest.mark.parametrize("moment", ["asked again", "moving", "told"])
@pytest.mark.parametrize("way", ["Escape", "button"])
def test_the_tour_is_left_at_any_moment_and_gives_the_setting_back(page, site, moment, way):
    opened(page, site)
    own = Setting(20, 6, 256_000, "free", "residual", 8_192, "information")
    show(page, [own])
    action(page, "pin").click()
    settled(page)
    address = page.url
    page.locator("[data-choice='1']").click()
    if moment != "moving":
        expect(action(page, "next")).to_be_visible(timeout=8_000)
    if moment == "asked again":
        action(page, "next").click()
    if way == "Escape":
        press(page, "Escape")
    else:
        action(page, "leave").click()
    assert_closed(page)
    expect(page.locator(".c7-status")).to_have_text("The tour is over; your own setting is back.")
    settled(page)
    assert_shows(page, own, own)
    assert page.url == address


def test_the_tour_writes_no_address_and_a_second_choice_changes_nothing(page, site):
    opened(page, site)
    address = page.url
    page.locator("[data-choice='0']").click()
    page.locator("[data-choice='2']").click()
    expect(part(page, "told")).to_have_text(re.compile("otherwise"), timeout=8_000)
    settled(page)
    assert page.url == address


def test_the_back_button_ends_the_tour_at_the_setting_before(page, site):
    opened(page, site)
    for k in (2, 3):
        page.locator(f"[data-trait=k][data-value='{k}']").click()
        settled(page)
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    page.go_back()
    assert_closed(page)
    expect(page.locator(".c7-status")).to_have_text("The tour is over; this is the setting before.")
    assert_shows(page, replace(START, k=2))


def test_a_link_within_the_page_leaves_the_tour_where_it_is(page, site):
    opened(page, site)
    page.locator("[data-trait=k][data-value='2']").click()
    settled(page)
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    page.evaluate("location.hash = 'exercises'")
    page.wait_for_url(re.compile("#"))
    assert_shows(page, STEPS[0][-1])
    page.go_back()
    page.wait_for_url(re.compile("^[^#]+$"))
    expect(action(page, "next")).to_be_visible()
    assert_shows(page, STEPS[0][-1])


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_panel_does_not_grow_while_the_tour_runs(page, site, width):
    opened(page, site)
    page.set_viewport_size({"width": width, "height": 900})
    heights = set()
    for step in range(len(STEPS)):
        if width > 600 or step:  # on a phone the outcome gets its room with the first answer
            heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        page.locator("[data-choice='0']").click()
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        expect(action(page, "next")).to_be_visible(timeout=8_000)
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        if action(page, "next").inner_text() == "Next":
            action(page, "next").click()
    assert len(heights) == 1


def test_controls_stay_free_during_the_tour(page, site):
    opened(page, site)
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    control(page, "k").focus()
    press(page, "End")
    (shown,) = show(page, [None])
    assert shown["k"] == 8
    press(page, "Escape")
    assert_shows(page, START)


def test_a_hand_during_a_movement_does_not_keep_the_outcome_back(page, site):
    opened(page, site)
    page.locator("[data-choice='0']").click()
    page.locator("[data-trait=k][data-value='5']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    assert_shows(page, STEPS[0][-1])
