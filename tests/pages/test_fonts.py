"""The fonts and styles of the built pages: all that a page needs, and of formulas no more."""

import base64
import html
import io
import re
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from tests.built import BOOK, parsed, read
from website.build import bundle

FILES = sorted(path.relative_to(BOOK).with_suffix("").as_posix() for path in BOOK.rglob("*.html"))
SHEETS = sorted(path.name for path in (BOOK / "_static").glob("maths*"))
FACE = re.compile(r"@font-face\{[^}]*\}")
SOURCE = bundle.FONT / "files" / "source-sans-3-latin-wght-normal.woff2"


@cache
def formulas(sheet: str) -> list:
    """The formulas of the pages that load a style sheet."""
    loading = [name for name in FILES if f"_static/{sheet}?v=" in text_of(name)]
    return [formula for name in loading for formula in read(name).select(".katex")]


def text_of(name: str) -> str:
    return (BOOK / f"{name}.html").read_text(encoding="utf-8")


def drawn(sheet: str) -> set[str]:
    """The characters that these formulas draw."""
    parts = [part for formula in formulas(sheet) for part in formula.select(".katex-html")]
    return set("".join(part.get_text() for part in parts))


def fonts(sheet: str) -> list[TTFont]:
    """The fonts that stand in a style sheet."""
    data = re.findall(r"base64,([\w+/=]+)", (BOOK / "_static" / sheet).read_text(encoding="utf-8"))
    return [TTFont(io.BytesIO(base64.b64decode(font))) for font in data]


def test_there_are_style_sheets_of_formulas():
    assert len(SHEETS) >= 4


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_styles_of_formulas_hold_nothing_that_their_pages_do_not_use(sheet):
    rules = FACE.sub("", (BOOK / "_static" / sheet).read_text(encoding="utf-8"))
    used = {
        name
        for formula in formulas(sheet)
        for element in (formula, formula.parent, *formula.find_all(True))
        for name in element.get("class", [])
    }
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", rules))
    assert selectors
    for selector in ",".join(selectors).split(","):
        assert set(re.findall(r"\.([a-zA-Z][\w-]*)", selector)) <= used, selector


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_fonts_of_formulas_hold_what_is_drawn_and_nothing_else(sheet):
    held = [set(map(chr, font.getBestCmap() or ())) for font in fonts(sheet)]
    assert set.union(*held) <= drawn(sheet)
    assert not {lost for lost in drawn(sheet) - set.union(*held) if lost.isprintable()}


@pytest.mark.parametrize("name", FILES)
def test_the_text_fonts_hold_every_character_that_their_source_has(name):
    """One that is missing is added to bundle.CHARACTERS; it costs every page some 80 bytes."""
    has = set(map(chr, TTFont(SOURCE).getBestCmap())) - set("¹²³")
    text = parsed(name)
    for formula in text.select(".katex, script, style"):
        formula.decompose()
    assert set(html.unescape(text.get_text())) & has <= set(bundle.CHARACTERS)
