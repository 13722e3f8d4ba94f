"""The ledger's domain, in small books: links there and back, what is stale, what is refused."""

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from chapter7.ledger import load
from website.extension import ledger as extension

ROW = {"section": "S", "statement": "said", "note": "told", "settled": "none"}
ROW |= {"verdict": "opinion", "reason": "open"}
CONF = 'extensions = ["myst_parser", "website.extension.ledger"]'
TREE = "# Start\n\n```{toctree}\nz\na\nledger\n```\n"


class Book:
    """A book of a few pages, and rows of its own, that Sphinx builds again where it must."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.write("conf.py", CONF)
        self.rows(C01=ROW, C02=ROW, C100=ROW)
        self.write("index.md", TREE)
        self.write("ledger.md", "# How\n\nSee {claim}`C01`.\n\n```{ledger}\n```\n")
        self.write("z.md", "# Zeta\n\nSo it is.{claim}`C01, C100`\n")
        self.write("a.md", "# Alpha\n\nAnd so.{claim}`C100`\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def rows(self, **rows: dict) -> None:
        listed = [{"id": name, **row} for name, row in rows.items()]
        self.write("rows.yaml", yaml.safe_dump(listed))

    def build(self, *, parallel: int = 0) -> str:
        """Builds, notes the pages that were read and written, and returns the warnings."""
        load.cache_clear()
        rows = {claim.id: claim for claim in load(self.folder)}
        self.monkeypatch.setattr(extension, "ROWS", rows)
        self.read, self.written = set(), set()
        app = SphinxTestApp(srcdir=self.folder, freshenv=bool(parallel), parallel=parallel)
        try:
            app.connect("source-read", lambda app, name, source: self.read.add(name))
            app.connect("html-page-context", lambda app, name, *_: self.written.add(name))
            app.build()
            return app.warning.getvalue()
        finally:
            app.cleanup()

    def page(self, name: str) -> BeautifulSoup:
        text = (self.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
        return BeautifulSoup(text, "html.parser")

    def files(self) -> dict[str, str]:
        """All pages as they were written."""
        written = (self.folder / "_build" / "html").glob("*.html")
        return {path.name: path.read_text(encoding="utf-8") for path in written}

    def links_back(self) -> dict[str, tuple[str, str]]:
        """The address and title that each row links back to."""
        links = {row["id"]: row.select_one("a.internal") for row in self.page("ledger")("tr")[1:]}
        return {name: (a["href"], a.text) for name, a in links.items() if a}


@pytest.fixture
def book(tmp_path, monkeypatch) -> Book:
    return Book(tmp_path, monkeypatch)


def test_a_row_links_back_to_the_first_page_in_the_order_of_the_contents(book):
    assert book.build() == ""
    # Not a, which comes first in the alphabet; and not the page that shows the ledger.
    assert book.links_back() == {
        "c01": ("z.html#claim-c01", "Zeta"),
        "c100": ("z.html#claim-c100", "Zeta"),
    }
    assert [row["id"] for row in book.page("ledger")("tr")[1:]] == ["c01", "c02", "c100"]
    for name in ("a", "z"):
        assert book.page(name).select_one("#claim-c100").find_parent("p")
        (link,) = [a for a in book.page(name).select(".c7-how a") if a.text == "C100"]
        assert link["href"] == "ledger.html#c100"


def test_a_mark_is_a_number_and_its_line_links_to_the_rows(book):
    assert book.build() == ""
    page = book.page("z")
    (mark,) = page.select(".c7-claim a")
    assert (mark.text, mark["aria-label"]) == ("1", "How we know, note 1")
    line = page.select_one(mark["href"])
    assert " ".join(line.text.split()) == "1 How we know: C01, C100"
    note = line.parent
    assert note["role"] == "note"
    assert note.find_previous_sibling("p").text.startswith("So it is.")


def test_a_part_of_the_text_has_one_note_with_the_lines_of_its_marks(book):
    text = "# Zeta\n\n- One.{claim}`C01`\n- Two.{claim}`C02, C100`\n\nThree.{claim}`C01`\n"
    book.write("z.md", text)
    assert book.build() == ""
    blocks = book.page("z").select("section > :is(ul, p, .c7-how)")
    assert [block.name for block in blocks] == ["ul", "div", "p", "div"]
    ids = [[line.get("id") for line in block("p")] for block in blocks[1::2]]
    assert ids == [["how-1", "how-2"], ["how-3"]]


@pytest.mark.parametrize(
    ("verdict", "stated", "value", "sentence"),
    [
        ("exact", "17 bits", "17.0 bits", "Checked: 17.0 bits."),
        ("rounded", "17 bits", "16.9 bits", "Checked: 16.9 bits."),
        ("exact", "", "", ""),
        ("wrong", "8 bits", "17 bits", "Often stated: 8 bits."),
        ("wrong unit", "8 kB", "8 B", "Often stated: 8 kB."),
        ("wrong", "", "4.5 points", ""),
        ("needs nuance", "2 times", "1.9 times", ""),
        ("opinion", "", "", ""),
    ],
)
def test_a_note_says_what_was_checked_or_is_often_stated(
    monkeypatch, verdict, stated, value, sentence
):
    for name, text in (("verdict", verdict), ("stated_text", stated), ("value_text", value)):
        monkeypatch.setattr(extension.ledger, name, lambda claim, text=text: text)
    assert extension.said(None) == sentence


def test_rows_that_say_nothing_share_a_line_and_all_keep_their_order(monkeypatch):
    said = {"C01": "", "C02": "Checked: 1.", "C03": "", "C04": ""}
    monkeypatch.setattr(extension, "ROWS", {name: name for name in said})
    monkeypatch.setattr(extension, "said", said.get)
    monkeypatch.setattr(extension.ledger, "verdict", lambda claim: "exact")
    mark = extension.ClaimMark(number=7, links=[(name, "#") for name in said])
    assert [line.astext() for line in extension.lines(mark)] == [
        "7 How we know: C01",
        "Checked: 1. C02",
        "How we know: C03, C04",
    ]


def test_a_second_link_on_a_page_has_no_id_of_its_own(book):
    book.write("a.md", "# Alpha\n\nOnce.{claim}`C02`\n\nTwice.{claim}`C02`\n")
    assert book.build() == ""
    marks = book.page("a").select(".c7-claim")
    assert [mark.get("id") for mark in marks] == ["claim-c02", None]


def test_pages_read_side_by_side_give_the_same_book(book):
    for number in range(8):  # Sphinx reads fewer than six pages one by one
        book.write(f"p{number}.md", f"---\norphan: true\n---\n# P{number}\n\nX.{{claim}}`C02`\n")
    assert book.build() == ""
    alone = book.files()
    assert book.links_back()["c02"] == ("p0.html#claim-c02", "P0")
    assert book.build(parallel=2) == ""
    assert book.files() == alone


def test_a_page_that_no_longer_states_a_row_is_no_longer_linked(book):
    assert book.build() == ""
    book.write("z.md", "# Zeta\n\nNothing.\n")
    assert book.build() == ""
    assert book.links_back() == {"c100": ("a.html#claim-c100", "Alpha")}
    assert book.read == {"z"} and {"z", "ledger"} <= book.written and "a" not in book.written


def test_a_new_title_reaches_the_ledger(book):
    assert book.build() == ""
    book.write("z.md", "# Omega\n\nSo it is.{claim}`C01, C100`\n")
    assert book.build() == ""
    assert book.links_back()["c01"] == ("z.html#claim-c01", "Omega")


def test_another_order_of_the_contents_reaches_the_ledger(book):
    assert book.build() == ""
    book.write("index.md", TREE.replace("z\na\n", "a\nz\n"))
    assert book.build() == ""
    assert book.links_back()["c100"] == ("a.html#claim-c100", "Alpha")


def test_a_page_that_is_gone_is_no_longer_linked(book):
    assert book.build() == ""
    (book.folder / "z.md").unlink()
    book.write("index.md", TREE.replace("z\n", ""))
    assert book.build() == ""
    assert book.links_back() == {"c100": ("a.html#claim-c100", "Alpha")}


def test_marks_follow_the_ledger_to_another_page(book):
    assert book.build() == ""
    book.write("ledger.md", "# How\n\nMoved.\n")
    book.write("index.md", TREE + "\n```{toctree}\nnew\n```\n")
    book.write("new.md", "# New\n\n```{ledger}\n```\n")
    assert book.build() == ""
    assert book.page("z").select_one(".c7-how a")["href"] == "new.html#c01"
    assert book.read == {"index", "ledger", "new"}


def test_nothing_is_read_or_written_again_where_nothing_has_changed(book):
    assert book.build() == ""
    assert book.build() == ""
    assert book.read == book.written == set()


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("{claim}`C77`", "the ledger has no row 'C77'"),
        ("{claim}`C01, , C02`", "the ledger has no row ''"),
        ("{claim}`c01`", "the ledger has no row 'c01'"),
        ("{claim}`C001`", "the ledger has no row 'C001'"),
        ("{computed}`C01`", "the ledger has no number for 'C01'"),
        ("{stated}`C77`", "the ledger has no number for 'C77'"),
    ],
)
def test_a_row_that_is_not_there_is_a_warning_with_file_and_line(book, role, message):
    book.write("a.md", f"# Alpha\n\nFirst.\n\nSecond\nthird {role}.\n")
    assert f"a.md:5: WARNING: {message}" in book.build()


def test_a_book_without_the_ledger_says_where_a_mark_leads_nowhere(book):
    book.write("ledger.md", "# How\n")
    warned = book.build()
    assert re.search(r"z\.md:3: WARNING: no page shows the ledger", warned)


def test_what_a_row_says_is_escaped(book):
    book.rows(C01={**ROW, "section": '<b>"x" & y'}, C100=ROW)
    assert book.build() == ""
    page = book.page("ledger")
    assert page.select_one("#c01")["data-section"] == '<b>"x" & y'
    assert page.select_one("#c01 th span").text == '<b>"x" & y'
    options = page.select("#c7-ledger-section option")
    assert [(o["value"], o.text.strip()) for o in options][1] == ('<b>"x" & y', '<b>"x" & y')
