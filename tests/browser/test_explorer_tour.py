"""The explorer's tour: three predictions, by keyboard alone, and left at any moment."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chapter7.widgets.explorer import STOPS, Setting
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.tour import STEPS
from tests.browser.explorer import action, assert_shows, control, opened, settled, show

LAST = len(STOPS) - 1
RIGHT = [1, 0, 0]  # it hardly moves; it hardly moves; almost doubles
CAME = [  # what each movement comes to
    # 37B / 75B = 0.493; 2 / (1 + 2.09B / 75B) = 1.95
    "Twice the size: density × 0.493. One token more: × 1.95. Together: × 0.960.",
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
    shown = START
    for index, (path, came) in enumerate(zip(STEPS, CAME, strict=True)):
        expect(part(page, "ask")).to_have_text(re.compile(rf"^Predict, {index + 1} of 3. .*\?$"))
        if index:
            expect(part(page, "ask")).to_be_focused()
        expect(action(page, "next")).to_be_hidden()  # first a prediction
        expect(part(page, "told")).to_have_count(0)
        assert_shows(page, shown)  # a question alone moves nothing
        chosen = RIGHT[index] if index != 1 else 1
        choice = page.locator(f"[data-choice='{chosen}']").inner_text()
        tab_to(page, f"[data-choice='{chosen}']")
        press(page, "Enter")
        expect(part(page, "told")).to_be_focused()
        told = part(page, "told").inner_text()
        assert told.startswith(f"You said “{choice}”: {'right' if index != 1 else 'no'}.")
        assert came in told
        shown = path[-1]
        expect(action(page, "next")).to_be_visible(timeout=8_000)
        assert_shows(page, shown)
        expect(action(page, "next")).to_have_text("Next" if index < 2 else "Finish")
        tab_to(page, "[data-action=next]")
        press(page, "Enter")
    assert_closed(page)
    assert_shows(page, shown)
    press(page, "Enter")  # on the way back, which has the focus
    expect(part(page, "ask")).to_have_text(re.compile("^Predict, 1 of 3. "))
    expect(part(page, "ask")).to_be_focused()
    assert_shows(page, shown)


def assert_closed(page: Page) -> None:
    """The tour is over: no question stands open, and the way back to it has the focus."""
    expect(part(page, "ask")).to_have_count(0)
    expect(page.locator("[data-choice]")).to_have_count(0)
    for name in ("next", "leave"):
        expect(action(page, name)).to_have_count(0)
    expect(action(page, "ask")).to_be_focused()


@pytest.mark.parametrize("moment", ["asked again", "moving", "told"])
@pytest.mark.parametrize("way", ["Escape", "button"])
def test_the_tour_is_left_at_any_moment_where_the_figure_stands(page, site, moment, way):
    opened(page, site)
    pin = Setting(20, 6, 256_000, "free", "residual", 8_192, "information")
    show(page, [pin])
    action(page, "pin").click()
    settled(page)
    page.locator("[data-choice='1']").click()
    if moment == "moving":
        page.wait_for_timeout(300)
    else:
        expect(action(page, "next")).to_be_visible(timeout=8_000)
    if moment == "asked again":
        action(page, "next").click()
    if way == "Escape":
        press(page, "Escape")
    else:
        action(page, "leave").click()
    assert_closed(page)
    expect(page.locator(".c7-status")).to_have_text("The tour is over; the setting stays.")
    if moment == "moving":
        left = show(page, [None])[0]["size"]
        settled(page)
        assert show(page, [None])[0]["size"] == left
    else:
        assert_shows(page, STEPS[0][-1], pin)


def test_the_verdict_is_told_before_any_number_moves(page, site):
    opened(page, site)
    page.evaluate(
        """() => {
          const density = document.querySelector(".c7-explorer [data-slot=density]");
          const before = density.textContent;
          window.told = new Promise((found) => new MutationObserver(() => {
            const { innerText } = document.querySelector(".c7-tour-text");
            if (density.textContent !== before) found(innerText);
          }).observe(density, { subtree: true, childList: true, characterData: true }));
          document.querySelector("[data-choice='0']").click();
        }"""
    )
    assert page.evaluate("window.told").startswith("You said “It halves”: no.")
    expect(part(page, "told")).to_be_focused()


def test_a_verdict_fades_where_the_figure_shows_another_setting(page, site):
    opened(page, site)
    past = page.locator(".c7-tour-past")
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    expect(past).to_have_count(0)
    page.locator("[data-trait=k][data-value='7']").click()
    expect(past).to_have_text(re.compile("^You said “It halves”: no."))
    page.locator("[data-trait=k][data-value='2']").click()
    expect(past).to_have_count(0)
    action(page, "pin").click()  # a pin is no other setting
    expect(past).to_have_count(0)


def test_the_address_holds_what_the_tour_shows(page, site):
    opened(page, site)
    page.locator("[data-choice='0']").click()
    expect(page.locator("[data-choice='2']")).to_be_hidden()  # there is no second choice
    expect(part(page, "told")).to_have_text(re.compile("^You said “It halves”: no."))
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    settled(page)
    assert "size=75000000000&k=2" in page.url
    page.locator("[data-trait=k][data-value='7']").click()
    settled(page)
    assert "size=75000000000&k=7" in page.url
    action(page, "reset").click()
    settled(page)
    assert "size=37000000000&k=1" in page.url


def test_the_back_button_ends_the_tour_at_the_setting_before(page, site):
    opened(page, site)
    for k in (2, 3):
        page.locator(f"[data-trait=k][data-value='{k}']").click()
        settled(page)
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    settled(page)
    page.go_back()
    assert_closed(page)
    expect(page.locator(".c7-status")).to_have_text("The tour is over; this is the setting before.")
    assert_shows(page, replace(START, k=3))


def test_a_link_within_the_page_leaves_the_tour_where_it_is(page, site):
    opened(page, site)
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible(timeout=8_000)
    settled(page)
    page.evaluate("location.hash = 'exercises'")
    page.wait_for_url(re.compile("#"))
    assert_shows(page, STEPS[0][-1])
    page.go_back()
    page.wait_for_url(re.compile("^[^#]+$"))
    expect(action(page, "next")).to_be_visible()
    assert_shows(page, STEPS[0][-1])


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_panel_does_not_grow_while_the_tour_runs(page, site, width):
    """What comes of an answer stands in the question's place: the picture stays where it is."""
    opened(page, site)
    page.set_viewport_size({"width": width, "height": 900})
    heights = set()
    for _ in STEPS:
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        page.locator("[data-choice='0']").click()
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        expect(action(page, "next")).to_be_visible(timeout=8_000)
        heights.add(page.locator(".c7-tour").evaluate("el => el.offsetHeight"))
        if action(page, "next").inner_text() == "Next":
            action(page, "next").click()
    assert len(heights) == 1


@pytest.mark.parametrize("hand", ["k", "size", "drag"])
def test_a_hand_ends_a_movement_and_keeps_what_it_set(page, site, hand):
    opened(page, site)
    page.locator("[data-choice='0']").click()
    page.wait_for_timeout(200)
    if hand == "k":
        page.locator("[data-trait=k][data-value='5']").click()
    elif hand == "size":
        control(page, "size").focus()
        press(page, "Home")
    else:
        box = control(page, "size").bounding_box()
        page.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
        page.mouse.down()
    (touched,) = show(page, [None])
    assert touched[hand if hand == "k" else "size"] == {"k": 5, "size": 0, "drag": LAST}[hand]
    expect(part(page, "told")).to_have_text(re.compile("× 0.960"))  # told all the same
    settled(page)
    settled(page)
    (after,) = show(page, [None])
    assert (after["size"], after["k"]) == (touched["size"], touched["k"])
    page.mouse.up()
    settled(page)
    assert f"size={STOPS[after['size']].n_params:.0f}&k={after['k']}" in page.url
