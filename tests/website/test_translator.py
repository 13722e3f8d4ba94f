"""The markup that this website changes, on a small book."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from website.extension import sections, theme, translator

CONF = """
extensions = ["website.extension.questions", "website.extension.sections"]
html_theme = "basic"
chapter_sections = [
    {"number": "9.1", "short": "S", "title": "T", "folder": "part", "about": "A."},
    {"number": "9.2", "short": "N", "title": "Next", "folder": "next", "about": "B."},
]
"""
PAGES = {
    "index": """
Root
====

.. sections::

.. toctree::
   :caption: A part

   part/long
   part/short
""",
    "part/long": """
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
    "part/short": """
Short
=====

Only
----
""",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> SphinxTestApp:
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text(CONF)
    (folder / "part").mkdir()
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
    (table,) = page(book, "part/long").select(".body table")
    assert table.parent["class"] == ["wide"] and table.parent.name == "div"


def test_an_entry_of_a_bibliography_is_an_item_of_its_list(book):
    (entry,) = page(book, "part/long").select(".citation")
    assert entry["role"] == "listitem" and entry.parent["role"] == "list"


def test_the_contents_of_a_page_leave_out_its_title_and_a_lonely_heading(book):
    (part,) = theme.parts(book, "part/long")
    toc = BeautifulSoup(part["links"], "html.parser")
    links = [(a.text, a["href"]) for a in toc.select(".current .headings a")]
    assert links == [("One", "#one"), ("Two", "#two")]
    assert ".headings" not in theme.parts(book, "part/short")[0]["links"]


def test_the_map_of_the_chapter_marks_the_page_and_has_captions_that_are_no_headings(book):
    (part,) = theme.parts(book, "part/long")
    links = BeautifulSoup(part["links"], "html.parser").select(".toctree-l1 > a")
    assert [(a.text, a.get("aria-current")) for a in links] == [("Long", "page"), ("Short", None)]
    assert (part["title"], part["here"]) == ("9.1 A part", True)
    assert not theme.parts(book, "index")[0]["here"]


def test_the_kicker_says_where_a_page_stands_in_its_section(book):
    kickers = {name: theme.kicker(book, name) for name in PAGES}
    assert list(kickers.values()) == ["", "9.1, page 1 of 2", "9.1, page 2 of 2"]


def test_a_section_without_pages_is_named_on_the_opening_page_and_is_no_link(book):
    named = [(link["name"], link["address"]) for link in sections.links(book, "index")]
    assert named == [("9.1 S", "part/long.html"), ("9.2 N", None)]
    (only,) = sections.links(book, "part/short")
    assert (only["address"], only["here"]) == ("long.html", True)


def test_the_list_of_sections_links_to_those_that_have_pages(book):
    first, second = page(book, "index").select(".c7-sections > li")
    assert first.select_one("a")["href"] == "part/long.html"
    assert [line.text for line in first("p")] == ["9.1 T", "A."]
    assert [line.text for line in second("p")] == ["9.2 Next", "To come. B."]
    assert not second.select("a")


def test_a_section_that_is_not_described_whole_is_refused(book):
    config = SimpleNamespace(chapter_sections=[{"number": "9.3"}])
    with pytest.raises(ValueError, match=r"not \('number',\)"):
        sections.check(book, config)
