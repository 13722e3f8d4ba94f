"""The markup that this website changes, on a small book."""

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from website.extension import theme, translator

PAGES = {
    "index": """
Root
====

.. toctree::
   :caption: A part

   long
   short
""",
    "long": """
Long
====

One
---

==  ==
a   b
==  ==

Two
---

See [A1]_.

.. [A1] A book.
""",
    "short": """
Short
=====

Only
----
""",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> SphinxTestApp:
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text("html_theme = 'basic'")
    for name, text in PAGES.items():
        (folder / f"{name}.rst").write_text(text)
    app = SphinxTestApp(srcdir=folder)
    translator.setup(app)
    app.build()
    yield app
    app.cleanup()


def page(book, name) -> BeautifulSoup:
    return BeautifulSoup((book.outdir / f"{name}.html").read_text(), "html.parser")


def test_a_table_stands_in_a_box_that_scrolls(book):
    (table,) = page(book, "long").select(".body table")
    assert table.parent["class"] == ["wide"] and table.parent.name == "div"


def test_an_entry_of_a_bibliography_is_an_item_of_its_list(book):
    (entry,) = page(book, "long").select(".citation")
    assert entry["role"] == "listitem" and entry.parent["role"] == "list"


def test_the_contents_of_a_page_leave_out_its_title_and_a_lonely_heading(book):
    toc = BeautifulSoup(theme.page_toc(book, "long"), "html.parser")
    assert [(a.text, a["href"]) for a in toc.select("a")] == [("One", "#one"), ("Two", "#two")]
    assert theme.page_toc(book, "short") == ""


def test_the_map_of_the_chapter_marks_the_page_and_has_captions_that_are_no_headings(book):
    map_ = BeautifulSoup(theme.chapter_toc(book, "long"), "html.parser")
    links = [(a.text, a.get("aria-current")) for a in map_.select("a")]
    assert links == [("Long", "page"), ("Short", None)]
    (caption,) = map_.select("p.caption")
    assert caption.text.strip() == "A part" and not map_.select("[role=heading]")
