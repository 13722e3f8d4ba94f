"""One thing of a page full screen, at an address that names it and sets it up."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from tests.browser.built import settle
from tests.browser.visit import CONTRAST, violations
from tests.browser.watch import PHONE
from tests.built import BOOK

PLAN = "book/course-plan.html"
NAMES = "notebooks/parallel_heads/what-a-head-can-know.html"
SET_UP = "strangers-partners=4&strangers-draw=0"
PROJECTOR = {"viewport": {"width": 1280, "height": 720}}
KINDS = ("figure", ".c7-widget", ".c7-predict", ".c7-question")
MENDED = "names no setting of this figure exactly"


def links() -> list[str]:
    """Every address of the course plan that presents something, from the plan's own folder."""
    html = (BOOK / PLAN).read_text(encoding="utf-8")
    found = BeautifulSoup(html, "html.parser").select('article a[href*="?present="]')
    return list(dict.fromkeys(link["href"] for link in found))


def presented(open_page, site: str, address: str, **shape):
    page = open_page(**{**PROJECTOR, **shape})
    settle(page, f"{site}/{address}")
    expect(page.locator("dialog.c7-present[open]")).to_be_visible()
    return page


def overflow(page) -> int:
    return page.locator("dialog").evaluate("el => el.scrollWidth - el.clientWidth")


def test_every_link_of_the_course_plan_opens_a_thing_that_is_set_up_as_it_says(open_page, site):
    page = open_page(**PROJECTOR)
    kinds = set()
    for link in links():
        settle(page, f"{site}/book/{link}")
        dialog = page.locator("dialog.c7-present[open]")
        expect(dialog).to_be_visible()
        thing = dialog.locator(".c7-stage > *")
        assert thing.count() == 1, link
        kinds |= {kind for kind in KINDS if thing.evaluate("(el, kind) => el.matches(kind)", kind)}
        assert MENDED not in dialog.inner_text(), link
        assert parse_qsl(urlsplit(page.url).query) == parse_qsl(urlsplit(link).query), link
        assert overflow(page) <= 0, link
        where = urlsplit(link).fragment
        assert page.locator(f'[id="{where}"]').count() == 1, link
    assert kinds == set(KINDS) and len(links()) > 25


@pytest.mark.parametrize("link", ["fig-strangers", f"fig-names&{SET_UP}"])
def test_it_is_as_large_as_a_projector_has_room_for(open_page, site, link):
    page = presented(open_page, site, f"{NAMES}?present={link}")
    box = page.locator(".c7-stage").bounding_box()
    assert box["height"] + box["y"] <= 720 and box["width"] + box["x"] <= 1280
    assert box["width"] > 1150 or box["height"] > 600


def test_escape_leaves_it_where_it_stands_on_the_page(open_page, site):
    page = open_page(**PROJECTOR)
    settle(page, f"{site}/{NAMES}?{SET_UP}")
    height = page.evaluate("document.documentElement.scrollHeight")
    page = presented(open_page, site, f"{NAMES}?present=fig-names&{SET_UP}")
    assert page.evaluate("document.activeElement.className") == "c7-present"
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert urlsplit(page.url).query == SET_UP
    figure = page.locator("#fig-names .c7-widget")
    expect(figure).to_be_focused()
    expect(figure).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.keyboard.press("Tab")
    expect(figure).not_to_have_attribute("tabindex", "-1")
    settle(page, page.url)
    expect(page.locator("dialog")).to_have_count(0)


def test_its_figure_is_moved_by_keys_and_its_address_keeps_up(open_page, site):
    page = presented(open_page, site, f"{NAMES}?present=fig-names&{SET_UP}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Leave")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**strangers-partners=5**")
    assert ("present", "fig-names") in parse_qsl(urlsplit(page.url).query)
    page.go_back()
    expect(page.locator("dialog .c7-strangers input")).to_have_value("4")


def test_back_and_forth_leave_and_open_it(open_page, site):
    page = open_page(**PROJECTOR)
    settle(page, f"{site}/{PLAN}")
    page.locator('article a[href*="present=fig-strangers"]').first.click()
    expect(page.locator("dialog.c7-present")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog")).to_have_count(0)
    assert urlsplit(page.url).path.endswith(PLAN)
    page.go_forward()
    expect(page.locator("dialog.c7-present")).to_be_visible()


def test_a_question_is_answered_in_it(open_page, site):
    page = presented(open_page, site, "notebooks/bottleneck/by-hand.html?present=q-two-bases")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("a share of all parameters").check()
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.locator(".c7-reply")).to_contain_text("Right.")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_figure_is_shown_without_its_tour_and_as_wide_as_it_was(open_page, site, width):
    page = open_page(viewport={"width": width, "height": 720})
    address = f"{site}/notebooks/bottleneck/see-it.html"
    settle(page, f"{address}?present=explorer")
    dialog = page.locator("dialog.c7-present[open]")
    expect(dialog.locator("[role=gridcell]").first).to_be_visible()
    expect(dialog.locator(".c7-tour-ask")).to_be_hidden()
    assert dialog.locator(".c7-tour").evaluate("el => el.offsetHeight") == 0
    assert dialog.locator(".c7-drawn.c7-areas").count() == 1
    page.keyboard.press("Escape")
    expect(page.locator(".c7-tour-ask")).to_be_visible()


@pytest.mark.parametrize("name", ["fig-strangers", "fig-names", "longer-heads", "q-what-is-left"])
def test_on_a_phone_it_fits_is_left_by_a_tap_and_axe_finds_nothing(open_page, site, name):
    shape = {**PHONE, "reduced_motion": "reduce"}
    page = presented(open_page, site, f"{NAMES}?present={name}", **shape)
    assert overflow(page) <= 0
    assert violations(page, context="dialog") == []
    page.emulate_media(color_scheme="dark")
    assert overflow(page) <= 0
    assert violations(page, CONTRAST, "dialog") == []
    button = page.get_by_role("button", name="Leave")
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= 44
    button.tap()
    expect(page.locator("dialog")).to_have_count(0)


def test_without_scripts_the_page_is_simply_the_page(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/{NAMES}?present=fig-names&{SET_UP}#fig-names")
    assert page.locator("dialog").count() == 0
    expect(page.locator("#fig-names")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["", "no-such-thing", "'\"]<b>"])
def test_a_name_of_nothing_leaves_the_page_as_it_is(open_page, site, name):
    page = open_page()
    settle(page, f"{site}/{NAMES}?present={name}")
    page.wait_for_function("document.querySelector('script[src*=present]')")
    expect(page.locator("dialog")).to_have_count(0)


def test_who_presents_nothing_loads_nothing_of_it(open_page, site):
    page = open_page()
    settle(page, f"{site}/{NAMES}")
    assert page.locator("script[src*=present]").count() == 0
