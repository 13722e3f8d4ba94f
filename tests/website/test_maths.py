"""The formulas' styles and fonts: a style sheet holds what the pages that load it show."""

import re

from fontTools.ttLib import TTFont

from website.build import maths

FACE = "@font-face{font-family:%s;font-style:%s;font-weight:%s;src:url(x)}"
UPRIGHT = FACE % ("KaTeX_Main", "normal", 400)
SLANTED = FACE % ("KaTeX_Main", "italic", 400)
BOLD = FACE % ("KaTeX_Main", "normal", 700)
MATHS = FACE % ("KaTeX_Math", "italic", 400)  # its letters are slanted by nature
PAGE = '<link href="../_static/{}.css?v=0a"><p>Text</p><span class="katex">{}</span>'
DRAWN = '<span class="katex-mathml">x</span><span class="katex-html">{}</span>'
VARIABLE = '<span class="mord mathnormal">a</span><span class="mrel">=</span>'
BOLD_ONE = '<span class="mord mathbf">1</span>'


def test_a_face_that_no_rule_asks_for_is_left_out():
    faces = UPRIGHT + SLANTED + BOLD + MATHS
    plain = (
        ".katex{font-family:KaTeX_Main}.katex .mathnormal{font-family:KaTeX_Math;font-style:italic}"
    )
    assert maths.without_unused_faces(faces + plain) == UPRIGHT + MATHS + plain
    bold = plain + ".katex .mathbf{font-weight:700}"
    assert maths.without_unused_faces(faces + bold) == UPRIGHT + BOLD + MATHS + bold
    for rule in (
        ".katex .textit{font-style:italic}",
        ".a{font-family:KaTeX_Main;font-style:italic}",
    ):
        assert maths.without_unused_faces(faces + plain + rule).startswith(
            UPRIGHT + SLANTED + MATHS
        )


def test_a_formula_is_made_of_its_own_elements_and_of_the_characters_that_are_drawn():
    formulas = maths.Formulas()
    formulas.feed(
        '<p class="text">Text <span class="katex-display"><span class="katex">'
        '<span class="katex-mathml"><math>xyz</math></span><span class="katex-html">'
        '<span class="mord mathnormal mtight">a<span>ρ</span></span>=<span>max</span>'
        '<svg class="hide-tail"><path/></svg></span></span></span> more <span>text</span></p>'
    )
    assert (formulas.letters, formulas.others) == (set("aρ"), set("=max"))
    assert formulas.words == {
        *("span", "svg", "path", "katex-display", "katex", "katex-mathml", "katex-html"),
        *("mord", "mathnormal", "mtight", "hide-tail"),
    }


def written(site, **pages) -> dict:
    """What `cut` makes for these pages, each of a style sheet and of what its formula draws: the
    styles, and the characters of each font."""
    folder = site / str(len(pages))
    (folder / "in").mkdir(parents=True)
    for name, (sheet, drawn) in pages.items():
        text = PAGE.format(sheet, DRAWN.format(drawn)) if sheet else "<p>Text</p>"
        (folder / "in" / f"{name}.html").write_text(text, encoding="utf-8")
    made = maths.cut(folder, folder / "out")
    assert sorted(made) == sorted({f"{sheet}.css" for sheet, _ in pages.values() if sheet})
    return {
        name: (sheet.read_bytes(), {font.name: font.read_bytes() for font in fonts(sheet)})
        for name, sheet in made.items()
    }


def fonts(sheet) -> list:
    return sorted((sheet.parent / "fonts").iterdir())


def test_a_page_of_another_style_sheet_makes_none_heavier(tmp_path):
    alone = written(tmp_path, one=("maths-a", VARIABLE))
    beside = written(tmp_path, one=("maths-a", VARIABLE), two=("maths-b", BOLD_ONE), none=("", ""))
    assert beside["maths-a.css"] == alone["maths-a.css"]
    assert list(alone["maths-a.css"][1]) == ["KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2"]
    assert b".mathnormal" in alone["maths-a.css"][0] and b".mathbf" not in alone["maths-a.css"][0]
    assert b".mathbf" in beside["maths-b.css"][0] and b".mathnormal" not in beside["maths-b.css"][0]


def test_pages_of_one_style_sheet_share_what_each_needs(tmp_path):
    made = written(tmp_path, one=("maths-a", VARIABLE), two=("maths-a", BOLD_ONE))
    styles, cut = made["maths-a.css"]
    assert set(re.findall(rb"\.math\w+", styles)) == {b".mathnormal", b".mathbf"}
    assert "KaTeX_Main-Bold.woff2" in cut
    letters = TTFont(tmp_path / "2" / "out" / "maths-a" / "fonts" / "KaTeX_Math-Italic.woff2")
    assert set(letters.getBestCmap()) == {ord("a")}
    others = TTFont(tmp_path / "2" / "out" / "maths-a" / "fonts" / "KaTeX_Main-Regular.woff2")
    assert set(others.getBestCmap()) == {ord("1"), ord("=")}


def test_a_site_without_formulas_needs_no_styles_for_them(tmp_path):
    assert written(tmp_path, none=("", "")) == {}


def test_a_font_of_spaces_alone_is_left_out_since_browsers_refuse_it(tmp_path):
    space = '<span class="mord mathnormal">a</span><span class="mspace">\u200b</span>'
    styles, cut = written(tmp_path, one=("maths-a", space))["maths-a.css"]
    assert list(cut) == ["KaTeX_Math-Italic.woff2"]
    assert b"KaTeX_Math-Italic" in styles and b"KaTeX_Main-Regular" not in styles
