"""Errata and changes: the changelog as data, as a page and as a feed."""

import datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import feedparser
import pytest

from tests.built import ROOT
from website import changelog
from website.changelog import ChangelogError, Correction
from website.extension import changes

TEXT = """# Changelog

Words before.

## [Unreleased]

### Added

- More, on [One](book/one.md#place).

### Corrected

- 2026-05-17, [One](book/one.md), C17, C26: It said two.
  It is three.

### Fixed

- A thing.

## [0.2.0] - 2026-02-03

### Corrected

- 2026-01-02, [By hand](notebooks/bottleneck/by-hand.md), C14: Old.

## [0.1.0] - unreleased

First.
"""


def test_a_changelog_is_read():
    latest, second, first = changelog.read(TEXT)
    assert [latest.name, second.name, first.name] == ["Unreleased", "0.2.0", "0.1.0"]
    assert [latest.day, second.day, first.day] == [None, datetime.date(2026, 2, 3), None]
    added = "### Added\n\n- More, on [One](book/one.md#place)."
    assert latest.text == f"{added}\n\n### Fixed\n\n- A thing." and second.text == ""
    (entry,) = latest.corrections
    said = "It said two. It is three."
    day = datetime.date(2026, 5, 17)
    assert entry == Correction(day, "One", "book/one", ("C17", "C26"), said)
    assert entry.anchor == "corrected-2026-05-17-one-c17-c26"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("## [0.2.0] - 2026-02-03", "## 0.2.0", "'## 0.2.0', is not"),
        ("2026-02-03", "2026-13-03", "'2026-13-03' is no day"),
        ("2026-02-03", "yesterday", "'yesterday' is no day"),
        ("- 2026-05-17, [One]", "- [One]", "line 13.*is no correction; the form:"),
        ("2026-05-17, [One]", "2026-05-41, [One]", "'2026-05-41' is no day"),
        (", C17, C26:", ":", "is no correction"),
        ("(book/one.md), C17", "(book/one.html), C17", "is no correction"),
        ("  It is three.", "It is three.", "belongs to no correction"),
        ("## [0.1.0] - unreleased", "## [0.2.0] - 2026-02-01", "version-0-2-0 stands twice"),
    ],
)
def test_a_changelog_of_another_form_is_refused(old, new, words):
    assert old in TEXT
    with pytest.raises(ChangelogError, match=words):
        changelog.read(TEXT.replace(old, new, 1))


def book(folder, text: str = TEXT) -> SimpleNamespace:
    """What of Sphinx the page and the feed ask."""
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    (folder / "CITATION.cff").write_text("authors: [{name: A & B}]\n", encoding="utf-8")
    config = SimpleNamespace(html_baseurl="https://example.org/b/", html_title="The <book>")
    builder = SimpleNamespace(get_target_uri=lambda name: f"{name}.html")
    found = {"book/changes", "book/one", "notebooks/bottleneck/by-hand"}
    env = SimpleNamespace(found_docs=found, note_dependency=lambda path: None)
    return SimpleNamespace(srcdir=folder, config=config, builder=builder, env=env)


def test_the_page_lists_corrections_first_and_then_versions(tmp_path):
    source = ["<!-- corrections -->\n\n<!-- versions -->\n"]
    changes.fill(book(tmp_path), "book/changes", source)
    first, second, *rest = source[0].splitlines()
    place = "{#corrected-2026-05-17-one-c17-c26}"
    rows = "{ref}`C17 <ledger-c17>`, {ref}`C26 <ledger-c26>`"
    assert (
        first == f"- [2026-05-17]{place}, [One](../book/one.md), {rows}: It said two. It is three."
    )
    assert "(../notebooks/bottleneck/by-hand.md), {ref}`C14" in second
    assert [line for line in rest if line.startswith("## ")] == [
        "## Since the last version",
        "## Version 0.2.0",
        "## Version 0.1.0",
    ]
    assert "- More, on [One](../book/one.md#place)." in rest
    kept = "[This version as it was](https://example.org/b/v/0.2.0/)"
    assert f"Released on 2026-02-03. {kept}" in rest and "A draft, not released." in rest
    assert "<!--" not in source[0] and "Corrected" not in source[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("book/one.md)", "book/gone.md)", "no page: book/gone"), ("C17", "C999", "no row: C999")],
)
def test_a_correction_names_a_page_and_rows_that_exist(tmp_path, old, new, words):
    with pytest.raises(ChangelogError, match=words):
        changes.read(book(tmp_path, TEXT.replace(old, new)))


def test_a_reader_takes_the_feed(tmp_path):
    app = book(tmp_path)
    feed = feedparser.parse(ElementTree.tostring(changes.feed(app, changes.read(app))))
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.title == "The <book>: errata and changes" and feed.feed.author == "A & B"
    assert feed.feed.updated == "2026-05-17T00:00:00Z"
    told = [(entry.title, entry.updated[:10]) for entry in feed.entries]
    assert told == [
        ("Corrected: One", "2026-05-17"),
        ("Version 0.2.0", "2026-02-03"),
        ("Corrected: By hand", "2026-01-02"),
    ]
    page = "https://example.org/b/book/changes.html"
    assert feed.entries[1].link == feed.entries[1].id == f"{page}#version-0-2-0"
    text = feed.entries[0].content[0].value
    assert '<a href="https://example.org/b/book/how-we-know.html#c26">C26</a>' in text
    assert '<a href="https://example.org/b/book/one.html">One</a>' in text


def test_a_feed_with_nothing_to_tell_is_valid_too(tmp_path):
    app = book(tmp_path, "# Changelog\n\n## [Unreleased]\n")
    feed = feedparser.parse(ElementTree.tostring(changes.feed(app, changes.read(app))))
    assert not feed.bozo and feed.entries == [] and feed.feed.updated


def test_what_is_corrected_has_its_form():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert sum(len(version.corrections) for version in changelog.read(text)) >= 2
