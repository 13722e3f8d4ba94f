"""The explorer's tour: three predictions, by keyboard alone, and left at any moment."""

import re

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.explorer import PRESETS, Setting
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.tour import STEPS
from tests.browser.explorer import action, assert_shows, control, opened, settled, show

TITLES = [
    "1 of 3: a larger model",
    "2 of 3: more predictions",
    "3 of 3: from NTP to MTP on DeepSeek-V3",
]
RIGHT = [2, 0, 0]  # a tenth; it hardly moves; almost doubles
CAME = [  # what each movement comes to: compute, supervision, density
    # 68.98B / 6.738B = 10.24
    "Compute × 10.2, supervision × 1.00, density × 0.0977.",
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
    tab_to(page, "[data-action=tour]")
    press(page, "Enter")
    for index, ((start, end), came) in enumerate(zip(STEPS, CAME, strict=True)):
        expect(part(page, "title")).to_have_text(TITLES[index])
        expect(part(page, "title")).to_be_focused()
        expect(part(page, "ask")).to_have_text(re.compile(r"What becomes of the \w+\?$"))
        expect(action(page, "next")).to_be_hidden()  # first a prediction
        expect(part(page, "told")).to_have_text("")
        assert_shows(page, start)
        chosen = RIGHT[index] if index != 1 else 1
        choice = page.locator(f"[data-choice='{chosen}']").inner_text()
        tab_to(page, f"[data-choice='{chosen}']")
        press(page, "Enter")
        expect(part(page, "told")).to_be_focused()
        verdict = "Right." if index != 1 else "It came out otherwise."
        told = part(page, "told").inner_text()
        assert told.startswith(f"You said: “{choice}”. {verdict}")
        assert came in told
        assert_shows(page, end)
        expect(page.locator(f"[data-choice='{chosen}']")).to_have_attribute("aria-pressed", "true")
        expect(action(page, "next")).to_have_text("Next" if index < 2 else "Finish")
        tab_to(page, "[data-action=next]")
        press(page, "Enter")
    expect(page.locator(".c7-tour")).to_be_hidden()
    expect(action(page, "tour")).to_be_focused()
    assert_shows(page, START)


@pytest.mark.parametrize("moment", ["asked", "moving", "told"])
@pytest.mark.parametrize("way", ["Escape", "button"])
def test_the_tour_is_left_at_any_moment_and_gives_the_setting_back(page, site, moment, way):
    opened(page, site)
    own = Setting(20, 6, 256_000, "free", "residual", 8_192, "information")
    show(page, [own])
    action(page, "pin").click()
    settled(page)
    address = page.url
    action(page, "tour").click()
    if moment != "asked":
        page.locator("[data-choice='1']").click()
    if moment == "told":
        expect(action(page, "next")).to_be_visible()
    if way == "Escape":
        press(page, "Escape")
    else:
        action(page, "leave").click()
    expect(page.locator(".c7-tour")).to_be_hidden()
    expect(action(page, "tour")).to_be_focused()
    expect(page.locator(".c7-status")).to_have_text("The tour is over; your own setting is back.")
    settled(page)
    assert_shows(page, own, own)
    assert page.url == address


def test_the_tour_writes_no_address_and_a_second_choice_changes_nothing(page, site):
    opened(page, site)
    address = page.url
    action(page, "tour").click()
    page.locator("[data-choice='0']").click()
    page.locator("[data-choice='2']").click()
    expect(part(page, "told")).to_have_text(re.compile("otherwise"))
    settled(page)
    assert page.url == address


def test_the_back_button_ends_the_tour_at_the_setting_before(page, site):
    opened(page, site)
    for preset in ("GPT-2", "70B"):
        page.get_by_role("button", name=preset, exact=True).click()
        settled(page)
    action(page, "tour").click()
    assert_shows(page, STEPS[0][0])
    page.go_back()
    expect(page.locator(".c7-tour")).to_be_hidden()
    expect(page.locator(".c7-status")).to_have_text("The tour is over; this is the setting before.")
    expect(action(page, "tour")).to_be_focused()
    assert_shows(page, PRESETS["GPT-2"])


def test_a_link_within_the_page_leaves_the_tour_where_it_is(page, site):
    opened(page, site)
    page.get_by_role("button", name="GPT-2", exact=True).click()
    settled(page)
    action(page, "tour").click()
    page.get_by_role("navigation", name="On this page").get_by_role("link").first.click()
    page.wait_for_url(re.compile("#"))
    assert_shows(page, STEPS[0][0])
    page.go_back()
    page.wait_for_url(re.compile("^[^#]+$"))
    expect(part(page, "title")).to_be_visible()
    assert_shows(page, STEPS[0][0])


def test_the_tours_button_leads_back_to_the_open_question(page, site):
    opened(page, site)
    action(page, "tour").click()
    title = part(page, "title").inner_text()
    control(page, "k").focus()
    action(page, "tour").click()
    expect(part(page, "title")).to_have_text(title)
    expect(part(page, "title")).to_be_focused()


def test_the_panel_does_not_grow_while_the_tour_runs(page, site):
    opened(page, site)
    action(page, "tour").click()
    heights = set()
    for _ in STEPS:
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        page.locator("[data-choice='0']").click()
        expect(action(page, "next")).to_be_visible()
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        if action(page, "next").inner_text() == "Next":
            action(page, "next").click()
    assert len(heights) == 1


def test_sliders_stay_free_during_the_tour(page, site):
    opened(page, site)
    action(page, "tour").click()
    control(page, "k").focus()
    press(page, "End")
    (shown,) = show(page, [None])
    assert shown["texts"]["predictions"] == "k = 8"
    press(page, "Escape")
    assert_shows(page, START)
