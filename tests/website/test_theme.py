"""The parts of the website's theme that need no browser."""

import re
from urllib.parse import parse_qs, urlsplit

from docutils import nodes
from docutils.utils import new_document
from fontTools.ttLib import TTFont

from website.build import bundle
from website.extension import theme

FACE = "@font-face{font-family:%s;font-style:%s;font-weight:%s;src:url(x)}"
UPRIGHT = FACE % ("KaTeX_Main", "normal", 400)
SLANTED = FACE % ("KaTeX_Main", "italic", 400)
BOLD = FACE % ("KaTeX_Main", "normal", 700)
MATHS = FACE % ("KaTeX_Math", "italic", 400)  # its letters are slanted by nature


def test_a_face_that_no_rule_asks_for_is_left_out():
    faces = UPRIGHT + SLANTED + BOLD + MATHS
    plain = (
        ".katex{font-family:KaTeX_Main}.katex .mathnormal{font-family:KaTeX_Math;font-style:italic}"
    )
    assert bundle.without_unused_faces(faces + plain) == UPRIGHT + MATHS + plain
    bold = plain + ".katex .mathbf{font-weight:700}"
    assert bundle.without_unused_faces(faces + bold) == UPRIGHT + BOLD + MATHS + bold
    for rule in (
        ".katex .textit{font-style:italic}",
        ".a{font-family:KaTeX_Main;font-style:italic}",
    ):
        assert bundle.without_unused_faces(faces + plain + rule).startswith(
            UPRIGHT + SLANTED + MATHS
        )


def test_the_characters_of_formulas_are_those_that_are_drawn(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.html").write_text(
        'Text <span class="katex"><span class="katex-mathml">xyz</span><span class="katex-html">'
        '<span class="mord mathnormal mtight">a<span>ρ</span></span>=<span>max</span></span></span>'
        " more <span>text</span>",
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<span class="katex-html">1</span>2', encoding="utf-8")
    assert bundle.formula_characters(tmp_path) == ("aρ", "1=amx")


def test_a_report_carries_the_page_whatever_stands_in_its_title():
    link = theme.report_link("https://example.org/r", "book/a", "Bits &amp; <em>“FLOPs”</em> #1?")
    fields = parse_qs(urlsplit(link).query)
    assert fields["title"] == ["Mistake on “Bits & “FLOPs” #1?”"]
    assert fields["body"][0].startswith("Page: book/a\n")


def test_a_description_is_read_as_its_author_wrote_it():
    page = new_document("page")
    assert theme.description(page) == ""
    page += nodes.meta(name="viewport", content="width=device-width")
    assert theme.description(page) == ""
    page += nodes.meta(name="description", content="A & B: “x”.")
    assert theme.description(page) == "A & B: “x”."


def test_the_text_fonts_hold_what_pages_and_scripts_say(tmp_path):
    site = tmp_path / "site"
    (site / "deep").mkdir(parents=True)
    (site / "a.html").write_text("<p>caf&eacute; 10⁻¹²</p>", encoding="utf-8")
    (site / "deep" / "b.html").write_text("ø λ", encoding="utf-8")
    text = bundle.text_characters(site)
    assert set("éøλ aZ9~⁻×") <= set(text)  # × is in a script
    assert not set("¹²³") & set(text)
    bundle.cut_text_fonts(site, tmp_path / "out")
    for font in (TTFont(tmp_path / "out" / name) for name in bundle.FACES):
        assert set(map(ord, "éøaZ9~×")) <= set(font.getBestCmap())
        assert not set(map(ord, "ß²")) & set(font.getBestCmap())
        assert "fvar" not in font  # of several weights it would be printed as outlines
    styles = (tmp_path / "out" / "font.css").read_text(encoding="utf-8")
    assert set(re.findall(r'url\("(.*?)"\)', styles)) == set(bundle.FACES)
