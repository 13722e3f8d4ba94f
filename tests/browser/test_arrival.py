"""A page that arrives slowly: what is there does not move when the rest comes."""

import re
import time
from collections.abc import Iterator

import pytest

from devtools import serve
from tests.browser.built import quiet
from tests.built import BOOK


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
