"""Pages that moved as a whole."""

from types import SimpleNamespace

import pytest

from website.extension import moved


def book(folder, text: str) -> SimpleNamespace:
    """What of Sphinx is asked."""
    (folder / "website").mkdir()
    (folder / "website" / "moved.yaml").write_text(text, encoding="utf-8")
    return SimpleNamespace(srcdir=folder, env=SimpleNamespace(found_docs={"book/a", "book/b"}))


def test_pages_and_places_are_told_apart(tmp_path):
    text = "book/old: book/a\nbook/b:\n  place: book/a#place\n"
    assert moved.pages(book(tmp_path, text)) == {"book/old": "book/a"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_nothing_need_have_moved(tmp_path, text):
    assert moved.pages(book(tmp_path, text)) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("book/a: book/b", "book/a is a page of the book, and cannot have moved"),
        ("book/old: book/gone", "book/old leads to book/gone, which is no page"),
    ],
)
def test_a_page_moves_from_nowhere_to_somewhere(tmp_path, text, words):
    with pytest.raises(ValueError, match=words):
        moved.pages(book(tmp_path, text))
