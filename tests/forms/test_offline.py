"""The website out of its zip, opened from a disk: no network, a figure moves, the search finds."""

import re

import pytest
from playwright.sync_api import expect

from devtools import firefox
from tests.browser.built import settle
from tests.browser.watch import watched
from tests.built import BOOK, PAGES

FIGURE = "notebooks/bottleneck/supervisory-density.html"
SLIDER = ".c7-entropy input[data-trait=k]"
FLOORS = ".c7-entropy .c7-drawn .c7-floor"
FOUND = """
new Promise((done) => {
  const look = () => {
    const links = [...document.querySelectorAll("#search-results li > a")];
    if (links.length) done(links.map((link) => link.textContent));
    else setTimeout(look, 20);
  };
  look();
})
"""


def test_it_holds_every_page_and_notebook_as_they_are(offline):
    for name in PAGES:
        page = offline / f"{name}.html"
        assert page.read_bytes() == (BOOK / f"{name}.html").read_bytes()
    notebooks = {p.relative_to(BOOK) for p in BOOK.rglob("*.ipynb")}
    assert {p.relative_to(offline) for p in offline.rglob("*.ipynb")} == notebooks
    assert "came without them" in (offline / "book" / "how-to-use.html").read_text()


def test_chromium_reads_it_from_a_disk(browser, offline):
    address = offline.as_uri()
    with watched(browser, allowed=address) as (page, watch):
        page.goto(f"{address}/index.html")  # leads on to the opening page
        page.wait_for_url(re.compile("book/index.html$"))
        expect(page.locator("h1")).to_be_visible()
        settle(page, f"{address}/{FIGURE}")
        expect(page.locator(FLOORS)).to_have_count(4)
        page.locator(SLIDER).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(FLOORS)).to_have_count(5)
        settle(page, f"{address}/search.html?q=prequential")
        found = page.locator("#search-results li > a").first
        found.click()
        page.wait_for_url(lambda url: "search.html" not in url)
        expect(page.locator("article")).to_contain_text("prequential")
    assert watch.complaints == []


def test_firefox_reads_it_from_a_disk(offline):
    path = firefox.executable()
    if path is None:
        pytest.fail(firefox.HELP)
    with firefox.running(path) as tab:
        tab.goto(f"{offline.as_uri()}/{FIGURE}")
        count = f"document.querySelectorAll('{FLOORS}').length"
        assert tab.evaluate(count) == 4
        tab.evaluate(f"document.querySelector('{SLIDER}').focus()")
        tab.press("ArrowDown")
        assert tab.evaluate(f"new Promise(requestAnimationFrame).then(() => {count})") == 3
        tab.goto(f"{offline.as_uri()}/search.html?q=prequential")
        assert tab.evaluate(FOUND) != []
        assert tab.complaints == []
