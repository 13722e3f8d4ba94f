"""A page of the EPUB out of a few lines of the website's HTML."""

import pytest

from chapter7.plots import PALETTE
from website.forms.epub import colours, package, pages

SITE = "https://a.example/book/"
FORMULA = (
    '<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML">'
    '<mi>k</mi></math></span><span class="katex-html" aria-hidden="true">k</span></span>'
)


def body(html: str, name: str = "notebooks/section/page") -> str:
    text = pages.xhtml(name, "A page", html, "en", SITE)
    return text.partition('role="doc-chapter">')[2].removesuffix("</section></body></html>\n")


def test_a_page_says_its_title_its_language_and_where_its_styles_are():
    text = pages.xhtml("notebooks/section/page", "A < B", "<p>Text</p>", "en", SITE)
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html ')
    assert 'lang="en" xml:lang="en"' in text
    assert "<title>A &lt; B</title>" in text
    assert 'href="../../styles.css"' in text


def test_a_formula_is_its_mathml_and_the_text_behind_it_stays():
    assert body(f"<p>For {FORMULA}, twice.</p>") == (
        '<p>For <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>k</mi></math>, twice.</p>'
    )


def test_what_only_the_website_can_do_goes_and_the_text_around_it_stays():
    html = '<p>One<script>x()</script> two<a class="headerlink" href="#a">#</a> three</p>'
    assert body(html + '<p class="c7-kept">Kept.</p> four') == "<p>One two three</p> four"


def test_a_drawing_keeps_the_one_for_a_phone_in_colours_of_its_own():
    html = (
        '<div class="c7-figure"><div class="c7-desk"><svg/></div><div class="c7-phone" hidden="">'
        '<svg viewBox="0 0 344 200" style="a: b; background: var(--c7-paper, #fcfaf5)">'
        '<use fill="var(--c7-ink)" href="#x" style="fill: none; '
        'stroke: var(--c7-edge, #8b8f99)"/></svg></div></div>'
    )
    made = body(html)
    assert "c7-desk" not in made and "hidden" not in made
    ground = f'x="-8" y="-8" width="360" height="216" fill="{PALETTE["paper"]}"'
    assert 'viewBox="-8 -8 360 216" style="a: b" width="360" height="216"' in made
    assert (
        f'xmlns="http://www.w3.org/2000/svg"><rect {ground} /><use fill="{PALETTE["ink"]}" ' in made
    )
    assert f'stroke="{PALETTE["edge"]}" style="fill: none" xlink:href="#x"' in made


def test_a_question_is_a_text_whose_answers_fold():
    html = (
        '<form class="c7-question" id="q" data-answers="{}"><fieldset><legend>What?</legend>'
        '<label class="c7-option"><input type="radio"/><span>this</span></label>'
        '<label class="c7-option"><input type="radio"/><span>that</span></label></fieldset>'
        '<button class="c7-check">Check</button><div class="c7-reply"></div>'
        '<details class="c7-answers"><summary>Show the answer</summary><ul/></details></form>'
    )
    assert body(html) == (
        '<div class="c7-question" role="group" id="q"><div><p class="c7-asked">What?</p>'
        '<ul class="c7-options"><li><span>this</span></li><li><span>that</span></li></ul></div>'
        '<details class="c7-answers"><summary>Show the answer</summary><ul /></details></div>'
    )


def test_notes_follow_their_text_and_each_of_the_ledgers_is_a_footnote():
    html = (
        '<div class="c7-beside"><div class="c7-margin c7-how" role="note">'
        '<p id="how-1">First</p><p>goes on</p><p id="how-2">Second</p></div>'
        '<p>Text<sup class="c7-claim"><a href="#how-1">1</a></sup></p></div>'
    )
    made = body(html)
    assert made.index("Text") < made.index("First")
    assert 'href="#how-1" epub:type="noteref" role="doc-noteref"' in made
    first = '<aside id="how-1" epub:type="footnote" role="doc-footnote">'
    assert f'{first}<p>First</p><p>goes on</p></aside><aside id="how-2"' in made


def test_no_line_of_text_holds_a_block():
    assert body("<figure><span><div>A</div></span></figure>") == (
        "<figure><div><div>A</div></div></figure>"
    )
    assert (
        body("<p><b>n</b>: <ol><li>A</li></ol></p>") == "<div><b>n</b>: <ol><li>A</li></ol></div>"
    )


def test_a_link_to_what_only_the_website_has_is_whole():
    links = '<a href="other.html?present">A</a><a href="b.xhtml#c">B</a><a href="#d">C</a>'
    assert body(links) == (
        '<a href="https://a.example/book/notebooks/section/other.html?present">A</a>'
        '<a href="b.xhtml#c">B</a><a href="#d">C</a>'
    )


def test_what_is_not_xml_is_an_error_that_names_the_place():
    with pytest.raises(ValueError, match=r"see-it: mismatched tag.*'<section><p>a<br></p>"):
        pages.xhtml("see-it", "See it", "<p>a<br></p>", "en", SITE)


def test_the_dark_palette_has_every_colour():
    assert colours.dark().keys() == PALETTE.keys()
    assert colours.dark()["paper"] == "#12161c"


def test_a_file_of_the_package_says_what_a_reader_must_be_able_to_show(tmp_path):
    (tmp_path / "a.xhtml").write_text("<p><math></math><svg></svg></p>", encoding="utf-8")
    (tmp_path / "b.xhtml").write_text("<p></p>", encoding="utf-8")
    found = package.listed(tmp_path, ["b.xhtml"])
    assert [(item.href, item.properties) for item in found] == [
        ("b.xhtml", ""),
        ("a.xhtml", "mathml svg"),
    ]
