"""A page that arrives slowly: what is there does not move when the rest comes."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page

from devtools import serve
from tests.browser.built import of_pages, quiet
from tests.browser.watch import Watch, watched
from tests.built import BOOK, PAGES


def pieces(page: str) -> list[str]:
    """A page cut behind each item of its header and before each part of the rest."""
    header, rest = re.split(r'(?=<div class="frame)', page)
    items = re.split(r"(?<=</button>)|(?<=</a>)|(?<=</search>)", header)
    parts = re.split(r"(?=<(?:main|section|nav|footer)\b)", rest)
    return items + parts


class Slowly(serve.Quiet):
    """Brings a page in pieces, with time for a frame after each."""

    def copyfile(self, source, outputfile) -> None:
        """What the server calls to send a file."""
        data = source.read()
        if not self.path.endswith(".html"):
            outputfile.write(data)
            return
        for piece in pieces(data.decode()):
            outputfile.write(piece.encode())
            time.sleep(0.05)


SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    for (const { node } of entry.sources) window.shifts.push(node?.outerHTML?.slice(0, 80));
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="session")
def slow_pages(browser) -> Iterator[dict[int, tuple[Page, Watch]]]:
    """By its width: a page to which a server brings all slowly, and nothing from a cache."""
    with serve.running(str(BOOK), 0, Slowly) as address, ExitStack() as opened:
        pages = {}
        for width in (390, 1100, 1920):
            shape = {"viewport": {"width": width, "height": 844}}
            pages[width] = opened.enter_context(watched(browser, address, **shape))
            page = pages[width][0]
            page.add_init_script(SHIFTS)
            uncached = page.context.new_cdp_session(page)
            uncached.send("Network.enable")
            uncached.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield pages


def test_nothing_shifts_while_a_page_arrives_in_pieces(slow_pages, name):
    for page, watch in slow_pages.values():
        watch.complaints.clear()
        page.goto(f"{watch.allowed}/{name}.html", wait_until="commit")
    for page, _ in slow_pages.values():  # while one is waited for, the others arrive
        page.wait_for_load_state("load")
        quiet(page)
        page.wait_for_timeout(200)
    for width, (page, watch) in slow_pages.items():
        assert (width, page.evaluate("window.shifts"), watch.complaints) == (width, [], [])


WITH_FIGURES = [
    name
    for name in PAGES
    if (page := BOOK / f"{name}.html").exists() and 'class="c7-widget"' in page.read_text("utf-8")
]
SIZES = """() => [...document.querySelectorAll(".c7-widget > *")]
  .map((el) => [el.offsetWidth, el.offsetHeight])"""


@pytest.mark.parametrize("name", of_pages(WITH_FIGURES))
@pytest.mark.parametrize("width", [390, 1920])
def test_a_figure_has_its_size_before_its_script_comes(open_page, site, name, width):
    page = open_page(viewport={"width": width, "height": 844})
    held = []
    page.route("**/figure-*.js*", lambda route: held.append(route))
    page.goto(f"{site}/{name}.html", wait_until="commit")
    page.wait_for_selector(".foot", state="attached")
    page.evaluate("() => document.fonts.ready")
    still = page.evaluate(SIZES)
    for route in held:
        route.continue_()
    page.wait_for_function("() => !document.querySelector('.c7-widget .c7-static')")
    assert page.evaluate(SIZES) == still and held
