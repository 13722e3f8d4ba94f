"""Browsers that lack what the newest have: here Chromium without popovers and light-dark().

Safari 16 on an iPad or iPhone and Firefox 124 are such browsers.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.built import settle
from tests.built import BOOK, NOTEBOOKS, PAGES

PAGE = NOTEBOOKS[1]
LIGHT_PAPER = "rgb(252, 250, 245)"
LACKS = "delete HTMLElement.prototype.popover; delete Element.prototype.checkVisibility;"


def without_news(route) -> None:
    """Answers with the file as an older browser understands it."""
    response = route.fetch()
    text = (
        response.text().replace(":popover-open", ":not-known").replace("light-dark(", "not-known(")
    )
    route.fulfill(response=response, body=text.replace(" popover ", " "))


@pytest.fixture
def older(open_page):
    """Opens a page of a chosen shape in such a browser."""

    def opened(**options):
        page = open_page(**options)
        page.add_init_script(LACKS)
        for pattern in ("**/*.html", "**/*.html?*", "**/*.css?*"):
            page.route(pattern, without_news)
        return page

    return opened


PHONE = {"viewport": {"width": 390, "height": 844}}


def test_what_is_taken_away_here_is_what_the_book_uses():
    styles = (BOOK / "_static" / "book.css").read_text(encoding="utf-8")
    assert ":popover-open" in styles and "light-dark(" in styles
    assert " popover " in (BOOK / f"{PAGE}.html").read_text(encoding="utf-8")


def test_on_a_phone_a_menu_opens_and_closes_by_its_buttons_escape_and_a_tap(older, site):
    page = older(**PHONE)
    settle(page, f"{site}/{PAGE}.html")
    menu = "chapter-menu"
    links, button = page.locator(f"#{menu} a"), page.locator(f".top [popovertarget={menu}]")
    assert page.locator("h1").bounding_box()["y"] < 200
    closings = [
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator(f"#{menu} .close").click(),
        lambda: page.mouse.click(385, 700),
    ]
    for close in closings:
        expect(links.first).to_be_hidden()
        button.focus()
        page.keyboard.press("Enter")
        expect(links.first).to_be_in_viewport()
        assert page.evaluate("document.activeElement.className") == "close"
        close()
        expect(links.first).to_be_hidden()
    page.locator(f".top [popovertarget={menu}]").click()
    page.locator(f"#{menu} .headings a").last.click()
    expect(links.first).to_be_hidden()


def test_a_wide_window_needs_no_open_menu(older, site):
    page = older(**PHONE)
    settle(page, f"{site}/{PAGE}.html")
    page.locator(".top [popovertarget=chapter-menu]").click()
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(page.locator(".menu.open")).to_have_count(0)
    expect(page.locator("#chapter-menu .headings a").first).to_be_in_viewport()
    article = page.locator("article").bounding_box()
    assert page.locator("#chapter-menu").bounding_box()["width"] < article["x"]


def test_without_scripts_the_menus_stand_under_the_text_and_no_button_is_dead(older, site):
    page = older(**PHONE, java_script_enabled=False)
    page.goto(f"{site}/{PAGE}.html")
    bottom = page.locator("main").bounding_box()
    links = page.locator("#chapter-menu a")
    expect(links.first).to_be_visible()
    assert links.first.bounding_box()["y"] >= bottom["y"] + bottom["height"]
    assert page.locator("[popovertarget]:visible").count() == 0


@pytest.mark.parametrize("name", [PAGES[0], PAGE, "book/how-we-know"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_has_colours_and_fits(older, site, name, width):
    page = older(viewport={"width": width, "height": 844}, color_scheme="dark")
    settle(page, f"{site}/{name}.html")
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert page.evaluate(style.format("body", "backgroundColor")) == LIGHT_PAPER
    assert page.evaluate(style.format("body", "color")) == "rgb(27, 34, 49)"
    assert page.evaluate(style.format(".top", "backgroundColor")) == LIGHT_PAPER
    assert page.locator(".theme-button:visible").count() == 0  # it would do nothing
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_shortcut_leads_to_the_search(older, site):
    page = older()
    settle(page, f"{site}/{PAGES[0]}.html")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
