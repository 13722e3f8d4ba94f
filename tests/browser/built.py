"""How to open a page of the built book."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page

PAPER = {"light": "rgb(252, 250, 245)", "dark": "rgb(18, 22, 28)"}
"""The colour that the pages lie on."""


def of_pages(names: Iterable[str]) -> list:
    """Pages as a test's parameters: all tests of one stay with the worker that visits it."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


# Scripts are deferred: when the page is loaded, its figures have drawn. Two frames show it.
QUIET = """
async () => {
  await document.fonts.ready;
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
}
"""


def settle(page: Page, address: str) -> None:
    """Opens the page and waits until its fonts are there and its figures are live."""
    page.goto(address)
    quiet(page)


def quiet(page: Page) -> None:
    """Waits until the page is drawn as it is to stay."""
    page.evaluate(QUIET)
