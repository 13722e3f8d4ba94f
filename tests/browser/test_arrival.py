"""A page that arrives slowly: what is there does not move when the rest comes."""

import re
import time
from collections.abc import Iterator

import pytest

from devtools import serve
from tests.browser.built import of_pages, quiet
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


@pytest.fixture(scope="module")
def slow_site() -> Iterator[str]:
    """The address of a server that brings each page slowly."""
    with serve.running(str(BOOK), 0, Slowly) as address:
        yield address


SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    for (const { node } of entry.sources) window.shifts.push(node?.outerHTML?.slice(0, 80));
}).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_shifts_while_a_page_arrives_in_pieces(open_page, slow_site, name):
    pages = {
        width: open_page(viewport={"width": width, "height": 844}, allowed=slow_site)
        for width in (390, 1100, 1920)
    }
    for page in pages.values():
        page.add_init_script(SHIFTS)
        page.goto(f"{slow_site}/{name}.html", wait_until="commit")
    for page in pages.values():  # while one is waited for, the others arrive
        page.wait_for_load_state("load")
        quiet(page)
        page.wait_for_timeout(200)
    assert {width: page.evaluate("window.shifts") for width, page in pages.items()} == {
        width: [] for width in pages
    }


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
