"""How pages become one document for paper: small pages made here, without a build."""

import pytest
from bs4 import BeautifulSoup

from website.forms.pdf import assembled, finished, hatches, printed
from website.forms.pdf.styles import SCALE

ADDRESS = "https://owner.github.io/name/notebooks/first/one.html"


def sheet(html: str, name: str = "notebooks/first/one") -> assembled.Sheet:
    """A page with this article."""
    page = BeautifulSoup(f"<article>{html}</article>", "html.parser")
    return assembled.Sheet(name, ADDRESS, page.article)


def test_an_id_and_what_names_it_are_of_one_page_alone():
    page = sheet(
        '<section id="top"><h1>Title</h1><a href="#fig">x</a><svg aria-labelledby="a b">'
        '<path clip-path="url(#c)" style="fill: url(#h)"/><use href="#m"/></svg></section>'
    )
    assembled.own_ids(page)
    key = "notebooks-first-one--"
    assert page.place == f"{key}top"
    assert "id" not in page.article.section.attrs
    assert page.article.a["href"] == f"#{key}fig"
    assert page.article.svg["aria-labelledby"] == f"{key}a {key}b"
    assert page.article.path["clip-path"] == f"url(#{key}c)"
    assert page.article.path["style"] == f"fill: url(#{key}h)"
    assert page.article.use["href"] == f"#{key}m"


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        ("two.html", "#notebooks-first-two--start"),
        ("two.html#fig-1", "#notebooks-first-two--fig-1"),
        ("../../book/glossary.html#term-bit", "#book-glossary--term-bit"),
        ("../../genindex.html", "https://owner.github.io/name/genindex.html"),
        ("one.ipynb", "https://owner.github.io/name/notebooks/first/one.ipynb"),
        ("https://arxiv.org/abs/1", "https://arxiv.org/abs/1"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("#here", "#here"),
    ],
)
def test_a_link_leads_into_the_document_or_to_the_website(given, leads):
    page = sheet(f'<a href="{given}">x</a>')
    places = {
        "notebooks/first/two": "notebooks-first-two--start",
        "book/glossary": "book-glossary--g",
    }
    assembled.relink(page, places)
    assert page.article.a["href"] == leads


def test_a_question_is_a_list_and_its_answers_stand_at_the_sections_end():
    page = sheet(
        '<section id="s"><h1>Page</h1><form class="c7-question" id="q">'
        "<fieldset><legend>Why?</legend>"
        '<label class="c7-option"><input type="radio"/><span>one</span></label>'
        '<label class="c7-option"><input type="radio"/><span>two</span></label></fieldset>'
        '<button>Check</button><details class="c7-answers"><summary>Show</summary>'
        "<ul><li>Right: two.</li></ul></details></form></section>"
    )
    assembled.simplify(page)
    assembled.own_ids(page)
    part = assembled.Part("7.1 First", "", [page])
    assembled.finish(part)
    key = "notebooks-first-one--q"
    assert [option.get_text() for option in page.article.select("ul.c7-listed > li")] == [
        "one",
        "two",
    ]
    assert page.article.find(["form", "fieldset", "legend", "label", "input", "button"]) is None
    assert "Right" not in page.article.get_text()
    assert page.article.find("a", href=f"#{key}-answer").get_text() == "Answer: page 000"
    ((of, solutions, (answer,)),) = part.solutions
    assert (of, solutions) == (page, [])
    assert answer["id"] == f"{key}-answer"
    assert answer.find("a", href=f"#{key}").get_text() == "The question: page 000"
    assert "Why?" in answer.get_text() and "Right: two." in answer.get_text()
    assert page.article.h2.get_text() == "Page"  # below its section's


def test_a_formula_keeps_its_picture_and_gets_words():
    page = sheet(
        '<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML">'
        "<semantics><mfrac><mi>a</mi><mi>b</mi></mfrac></semantics></math></span>"
        '<span class="katex-html" aria-hidden="true">ab</span></span>'
    )
    assembled.say_formulas(page)
    assembled.simplify(page)
    formula = page.article.select_one(".katex")
    assert formula["aria-label"] == assembled.FORMULA + "a over b"
    assert str(formula.span) == '<span class="katex-html">ab</span>'


@pytest.mark.parametrize(
    ("numbers", "tiles"),
    [([10, 60], [0]), ([10, 80], [0, 72]), ([-1, 0], [-72, 0]), ([150, 217], [144, 216])],
)
def test_tiles_cover_what_is_hatched(numbers, tiles):
    assert hatches.covering(numbers, 72) == tiles


def test_a_hatched_area_is_lines_within_its_outline():
    drawing = BeautifulSoup(
        '<svg><pattern id="h" width="72" height="72"><path d="M 0 0 L 72 72"/></pattern>'
        '<path d="M 10 10 L 100 10 L 100 60 z" style="fill: url(#h); stroke: red"/></svg>',
        "html.parser",
    ).svg
    hatches.draw(drawing)
    assert "url(#h)" not in str(drawing) and drawing.pattern is None
    lines = drawing.select("g[clip-path] > g[transform]")
    assert [line["transform"] for line in lines] == ["translate(0 0)", "translate(72 0)"]
    assert drawing.clippath.path["d"] == "M 10 10 L 100 10 L 100 60 z"
    assert drawing.find_all("path")[-1]["style"] == "fill: none; stroke: red"


def test_a_hatched_area_with_curves_is_refused():
    drawing = BeautifulSoup(
        '<svg><pattern id="h" width="9" height="9"></pattern>'
        '<path d="M 0 0 C 1 1 2 2 3 3 z" style="fill: url(#h)"/></svg>',
        "html.parser",
    ).svg
    with pytest.raises(ValueError, match="straight lines, not by 'M 0 0 C"):
        hatches.draw(drawing)


def test_numbers_are_filled_in_by_place():
    text = '<b data-place="a">000</b> <b data-place="b">000</b>'
    filled = printed.fill(text, {"a": 7, "b": 123, "c": 9})
    assert filled == '<b data-place="a">7</b> <b data-place="b">123</b>'
    with pytest.raises(RuntimeError, match="not in the print: b"):
        printed.fill(text, {"a": 7})


def test_a_style_sheet_holds_any_title():
    assert assembled.css_string('a "b" \\ c') == '"a \\"b\\" \\\\ c"'


def test_a_place_is_mended_by_margin_and_scale():
    """A4 is 841.89 points high: its top stays at the margin of 27 mm, 76.54 points."""
    assert finished.mended(841.89) == pytest.approx(841.89 - 76.54, abs=0.01)
    assert finished.mended(741.89) == pytest.approx(841.89 - 76.54 - 100 * SCALE, abs=0.01)


def test_a_desk_fits_between_the_margins():
    assert pytest.approx(174 / 25.4 * 96) == SCALE * 904


def test_a_document_that_asks_for_another_file_is_refused(browser, tmp_path):
    with pytest.raises(RuntimeError, match=r"asks for file:.*/other\.png"):
        printed.printed(browser, '<img src="other.png">', tmp_path / "book.html")
