"""The built book in Firefox: each page narrow, wide and on paper; the questions; Back."""

import re
import unicodedata
from collections.abc import Iterator

import pypdfium2
import pytest

from chapter7 import ledger
from devtools import firefox
from tests.built import PAGES

LEDGER = "book/how-we-know"
SEE_IT = "notebooks/bottleneck/see-it"
BY_HAND = "notebooks/bottleneck/by-hand"
LONG = 3 * 29.7  # centimetres: a third of the sheets, and page breaks enough


@pytest.fixture(scope="module")
def firefox_tab() -> Iterator[firefox.Page]:
    path = firefox.executable()
    if path is None:
        pytest.fail(firefox.HELP)
    with firefox.running(path) as page:
        yield page


@pytest.fixture
def tab(firefox_tab) -> Iterator[firefox.Page]:
    """The tab; the test fails at its end if the console had an error or a warning."""
    firefox_tab.complaints.clear()
    firefox_tab.resize(1280)
    yield firefox_tab
    assert firefox_tab.complaints == []


# The words of the article that belong on paper: no control, no code, no formula, no note of the
# ledger, no hint at what a page keeps, no invitation to another page.
WORDS = """
(() => {
  const words = [];
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const apart = [".katex, .c7-widget, .c7-claim, .c7-how, .c7-kept, .c7-actions, svg, code, button",
                 "form, .c7-forms, [hidden], details.hide, .moved:not(:target)"].join();
  for (let text; (text = texts.nextNode()); ) {
    const { parentElement } = text;
    if (parentElement.closest("p, li, th, td, h1, h2, h3") && !parentElement.closest(apart))
      words.push(...text.data.toLowerCase().match(/[a-z]{4,}/g) ?? []);
  }
  return words;
})()
"""


def on_paper(tab: firefox.Page, height: float) -> str:
    """The text of the printed page: small letters, no ligatures, no words cut in two."""
    sheets = pypdfium2.PdfDocument(tab.print(height))
    text = "\n".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def lost(tab: firefox.Page, paper: str) -> list[str]:
    """The words of the page that are not on the paper."""
    words = tab.evaluate(WORDS)
    assert len(words) > 300
    return [word for word in words if word not in paper]


@pytest.mark.parametrize("name", [name for name in PAGES if name != LEDGER])
def test_a_page_fits_the_window_is_silent_and_is_whole_on_paper(tab, site, name):
    tab.goto(f"{site}/{name}.html")
    assert tab.evaluate("document.querySelector('.theme-button').classList.contains('works')")
    for width in (390, 1280):
        tab.resize(width)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert lost(tab, on_paper(tab, LONG)) == []


def test_the_ledger_is_whole_on_paper_from_a_phone_too(tab, site):
    tab.resize(390)
    tab.goto(f"{site}/{LEDGER}.html")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    paper = on_paper(tab, 29.7)
    assert lost(tab, paper) == []
    rows = [claim.id.lower() for claim in ledger.load()]
    assert [word for word in paper.split() if word in set(rows)] == rows


def reply(tab: firefox.Page, name: str) -> str:
    return tab.evaluate(f"document.querySelector('#{name} .c7-reply').innerText")


def focus(tab: firefox.Page, selector: str) -> None:
    tab.evaluate(f"document.querySelector('{selector}').focus()")


def test_questions_are_answered_by_keyboard(tab, site):
    tab.goto(f"{site}/{BY_HAND}.html")
    focus(tab, "#q-density-of-13b-entry")
    tab.press(*"0.5", "Enter")
    assert "Not yet." in reply(tab, "q-density-of-13b")
    tab.press("Backspace", "Backspace", "Backspace", *"0,2", "Enter")
    assert "Write decimals with a point." in reply(tab, "q-density-of-13b")
    tab.press("Backspace", "Backspace", *".2 bits / GFLOP", "Enter")
    assert "Right." in reply(tab, "q-density-of-13b")
    focus(tab, "form.c7-question input[type=radio]")
    name = tab.evaluate("document.activeElement.name")
    tab.press("Enter")
    assert "Nothing is chosen yet." in reply(tab, name)
    tab.press("ArrowDown", "Enter")
    assert re.search("Right.|Not yet.", reply(tab, name))
    tab.press("ArrowDown")
    assert reply(tab, name) == ""


def test_back_finds_the_ledger_and_the_figure_as_they_were_left(tab, site):
    tab.goto(f"{site}/{LEDGER}.html")
    focus(tab, "#c7-ledger-text")
    tab.press(*"optimizer", "Tab")
    shown = "[...document.querySelectorAll('.c7-ledger tbody tr:not([hidden])')].map((r) => r.id)"
    found = tab.evaluate(shown)
    assert "c21" in found and len(found) < 10
    tab.goto(f"{site}/{SEE_IT}.html")
    focus(tab, ".c7-explorer [data-trait=k]")
    tab.press("End")
    tab.evaluate("new Promise((done) => setTimeout(done, 500))")
    density = "document.querySelector('[data-slot=density]').textContent"
    left = tab.evaluate(density)
    tab.goto(f"{site}/{BY_HAND}.html")
    tab.back()
    assert tab.evaluate(density) == left and "k=8" in tab.evaluate("location.search")
    tab.back()
    tab.back()
    assert tab.evaluate(shown) == found
    tab.goto(tab.evaluate("location.href"))
    assert tab.evaluate(shown) == found
