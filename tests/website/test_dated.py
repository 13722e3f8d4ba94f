"""Version and day of the last change on each page, whatever git can tell."""

import datetime
import subprocess

import pytest
from bs4 import BeautifulSoup

from tests.website.small_book import SmallBook, git
from website.extension import dated
from website.extension.dated import Change, History

FIRST, SECOND = datetime.date(2026, 2, 3), datetime.date(2026, 5, 17)


@pytest.fixture
def checkout(tmp_path):
    """A repository of two commits: the first writes `a` and `b`, the second changes `a`."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    for name in ("a", "b", "ü ä"):
        (folder / name).write_text("one")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=one", day=str(FIRST))
    (folder / "a").write_text("two")
    git(folder, "commit", "--quiet", "--all", "--message=two", day=str(SECOND))
    return folder


def test_a_day_is_that_of_the_last_commit_of_any_of_the_files(checkout):
    history = History(checkout)
    assert history.change(["a"]) == Change(SECOND)
    assert history.change(["b"]) == Change(FIRST)
    assert history.change(["b", "a"]) == Change(SECOND)
    assert history.change(["ü ä"]) == Change(FIRST)
    assert history.change(["unknown"]) == Change(None)


def test_what_is_not_committed_is_said(checkout):
    (checkout / "b").write_text("another")
    (checkout / "new folder").mkdir()
    (checkout / "new folder" / "c").write_text("new")
    history = History(checkout)
    assert history.change(["b"]) == Change(FIRST, committed=False)
    assert history.change(["new folder/c"]) == Change(None, committed=False)
    assert history.change(["a"]) == Change(SECOND)


def test_a_shallow_clone_tells_no_day_that_lies_before_its_end(checkout, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{checkout}", str(clone))
    assert History(clone).change(["a"]) == History(clone).change(["b"]) == Change(None)
    (clone / "b").write_text("three")
    git(clone, "commit", "--quiet", "--all", "--message=three", day="2026-06-01")
    assert History(clone).change(["b"]) == Change(datetime.date(2026, 6, 1))


def test_a_copy_inside_another_checkout_has_no_history(checkout):
    copy = checkout / "copy"
    copy.mkdir()
    (copy / "a").write_text("one")
    assert not History(copy).is_checkout
    assert History(copy).change(["a"]) == Change(None) and History(copy).tags() == {}


def test_without_git_no_day_is_told(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(FileNotFoundError):
        subprocess.run(["git"], check=False)
    assert History(checkout).change(["a"]) == Change(None)


def test_the_version_says_whether_it_is_a_draft_and_what_came_after_it(checkout):
    (checkout / "CITATION.cff").write_text("version: 1.2.0\n")
    assert dated.version(checkout, {}) == "Draft of version 1.2.0"
    assert dated.version(checkout, {"v1.2.0": True}) == "Draft of version 1.2.0"
    (checkout / "CITATION.cff").write_text("version: 1.2.0\ndate-released: 2026-02-03\n")
    assert dated.version(checkout, {}) == "Version 1.2.0"  # a clone without tags
    git(checkout, "tag", "v1.2.0")
    assert dated.version(checkout, History(checkout).tags()) == "Version 1.2.0"
    git(checkout, "commit", "--quiet", "--allow-empty", "--message=later")
    later = "Version 1.2.0 with later changes"
    assert dated.version(checkout, History(checkout).tags()) == later


def test_authors_are_people_and_groups():
    people = {"given-names": "Ada", "name-particle": "of", "family-names": "Lovelace"}
    cff = {"authors": [people, {"name": "The authors"}]}
    assert dated.names(cff) == ["Ada of Lovelace", "The authors"]


def foot(book: SmallBook, page: str) -> str:
    """What the foot of a page says of its version."""
    html = (book.site / f"{page}.html").read_text(encoding="utf-8")
    return " ".join(BeautifulSoup(html, "html.parser").select_one(".version").text.split())


def test_a_build_that_goes_on_shows_what_git_knows_now(tmp_path):
    pages = {"book/index": "# The book\n\nText.\n", "book/one": "# One\n\nA sentence.\n"}
    book = SmallBook(tmp_path, pages)
    book.build()
    assert foot(book, "book/one") == "Draft of version 0.1.0"
    book.commit("Both", "2026-02-03")
    book.edit("book/one.md", "A sentence", "Another one")
    book.build()
    assert "last changed on 3 February 2026" in foot(book, "book/index")
    assert "This page differs from the last commit." in foot(book, "book/one")
    book.commit("One", "2026-05-17")
    book.build()  # no page has changed since the last build
    assert "last changed on 3 February 2026" in foot(book, "book/index")
    assert "last changed on 17 May 2026" in foot(book, "book/one")
