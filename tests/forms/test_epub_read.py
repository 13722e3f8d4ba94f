"""Pages of the EPUB as a browser's engine shows them, which most readers have inside."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.watch import watched

PAGES = (
    "nav",
    "notebooks/bottleneck/supervisory-density",
    "notebooks/parallel_heads/what-it-costs",
)

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "preload": False,
}
"""Nothing is read anew, which a disk refuses; and no rule for the landmarks of a website."""


@pytest.fixture(scope="module")
def unpacked(epub, tmp_path_factory):
    folder = tmp_path_factory.mktemp("epub")
    for name, content in epub.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_can_be_read(browser, unpacked, scheme):
    shape = {"color_scheme": scheme, "viewport": {"width": 420, "height": 800}}
    with watched(browser, allowed=unpacked.as_uri(), **shape) as (page, watch):
        for name in PAGES:
            page.goto(f"{(unpacked / name).as_uri()}.xhtml")
            assert page.evaluate("document.documentElement.scrollWidth") <= 420, name
            found = Axe().run(page, options=WCAG).response
            assert [
                (rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]
            ] == []
    assert watch.complaints == []
