"""The addresses of what a page loads, and the text's fonts."""

import hashlib
import re
import time

import pytest
from fontTools.ttLib import TTFont

from website.build import bundle


def site(folder, **written):
    """Two pages at different depths, and the files that they load."""
    (folder / "_static").mkdir()
    (folder / "deep").mkdir()
    for name, content in written.items():
        (folder / "_static" / f"{name}.css").write_text(content, encoding="utf-8")
    (folder / "a.html").write_text('<link href="_static/one.css?v="><p>?v=</p>', encoding="utf-8")
    deep = '<link href="../_static/one.css?v="><link href="../_static/two.css?v=0a">'
    (folder / "deep" / "b.html").write_text(deep, encoding="utf-8")


def test_an_address_carries_the_content_that_was_written(tmp_path):
    site(tmp_path, one="p{}", two="q{}")
    bundle.stamp(tmp_path)
    one, two = (hashlib.sha256(text).hexdigest()[:8] for text in (b"p{}", b"q{}"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page == f'<link href="_static/one.css?v={one}"><p>?v=</p>'
    page = (tmp_path / "deep" / "b.html").read_text(encoding="utf-8")
    links = [f'<link href="../_static/{name}.css?v=' for name in ("one", "two")]
    assert page == f'{links[0]}{one}">{links[1]}{two}">'


def test_a_new_glyph_changes_the_address_of_its_file_and_no_other(tmp_path):
    site(tmp_path, one="a", two="b")
    bundle.stamp(tmp_path)
    before = (tmp_path / "deep" / "b.html").read_text(encoding="utf-8").split("link")
    (tmp_path / "_static" / "two.css").write_text("b and a new glyph", encoding="utf-8")
    bundle.stamp(tmp_path)
    after = (tmp_path / "deep" / "b.html").read_text(encoding="utf-8").split("link")
    assert [x == y for x, y in zip(before, after, strict=True)] == [True, True, False]


def test_a_page_whose_files_have_not_changed_is_not_written(tmp_path):
    site(tmp_path, one="a", two="b")
    bundle.stamp(tmp_path)
    times = [page.stat().st_mtime_ns for page in tmp_path.rglob("*.html")]
    bundle.stamp(tmp_path)
    assert times == [page.stat().st_mtime_ns for page in tmp_path.rglob("*.html")]


@pytest.fixture(scope="module")
def styles(tmp_path_factory):
    """The text's styles, beside the fonts that were cut for them."""
    return bundle.cut_text_fonts(tmp_path_factory.mktemp("fonts") / "out")


def test_the_text_fonts_hold_what_any_page_may_say(styles):
    for font in (TTFont(styles.with_name(name)) for name in bundle.FACES):
        assert set(map(ord, "éøßÄ„aZ9~×’")) <= set(font.getBestCmap())
        assert not set(map(ord, "þ²³¹")) & set(font.getBestCmap())
        assert "fvar" not in font  # of several weights it would be printed as outlines
    named = re.findall(r'url\("(.*?)"\)', styles.read_text(encoding="utf-8"))
    assert set(named) == set(bundle.FACES)


def test_two_builds_cut_the_same_fonts(styles, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1e9)  # a font may carry when it was made
    again = bundle.cut_text_fonts(tmp_path / "again")
    for name in bundle.FACES:
        assert again.with_name(name).read_bytes() == styles.with_name(name).read_bytes()


def test_what_an_earlier_build_made_of_another_section_is_removed(tmp_path):
    for name in ("maths-a.css", "maths-b.css", "figure-b.js", "font.css", "maths.css"):
        (tmp_path / name).touch()
    bundle.remove_all_but(["maths-a.css", "font.css"], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["font.css", "maths-a.css"]
