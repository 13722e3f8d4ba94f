"""The EPUB, read as a file and compared with the website's pages."""

import json
import subprocess
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from chapter7.plots import PALETTE
from devtools import epubcheck
from tests.built import CONFIG, HOME, NOTEBOOKS, PAGES, TOC
from tests.forms.conftest import article

XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
OPF, OPS = "{http://www.idpf.org/2007/opf}", "{http://www.idpf.org/2007/ops}"
XLINK = "{http://www.w3.org/1999/xlink}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def of_class(page, name):
    return [e for e in page.iter() if name in e.get("class", "").split()]


def words(element):
    return " ".join("".join(element.itertext()).split())


def test_epubcheck_has_no_complaint(epub, tmp_path):
    checker = epubcheck.command()
    assert checker, epubcheck.HELP
    report = tmp_path / "report.json"
    subprocess.run([*checker, epub.path, "--json", report], capture_output=True, check=False)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [(m["ID"], m["message"], m["locations"][:3]) for m in found["messages"]] == []
    assert found["checker"]["nFatal"] == 0
    assert found["publication"]["ePubVersion"].startswith("3")


def test_pages_are_read_in_the_order_of_the_contents(epub):
    files = {i.get("id"): i.get("href") for i in epub.package.iter(f"{OPF}item")}
    spine = [files[i.get("idref")] for i in epub.package.iter(f"{OPF}itemref")]
    assert spine == ["cover.xhtml", "nav.xhtml", *(f"{name}.xhtml" for name in PAGES)]


def test_contents_have_sections_pages_and_their_headings(epub):
    toc, _ = epub.pages["nav.xhtml"].iter(f"{XHTML}nav")
    numbers = {s["folder"]: s["number"] for s in CONFIG["sphinx"]["config"]["chapter_sections"]}
    expected = []
    for part in TOC["parts"]:
        number = numbers.get(part["chapters"][0]["file"].rpartition("/")[0])
        expected.append(f"{number} {part['caption']}" if number else part["caption"])
    assert [words(span) for span in toc.iter(f"{XHTML}span")] == expected
    links = [a.get("href") for a in toc.iter(f"{XHTML}a")]
    assert [link for link in links if "#" not in link] == [f"{name}.xhtml" for name in PAGES]
    page = "notebooks/bottleneck/by-hand"
    titles = [h2.get_text().removesuffix("#") for h2 in article(page).select("h2")]
    below = [words(a) for a in toc.iter(f"{XHTML}a") if a.get("href").startswith(f"{page}.xhtml#")]
    assert below == titles


def test_every_link_and_picture_inside_is_there(epub):
    ids = {name: {e.get("id") for e in page.iter()} for name, page in epub.pages.items()}
    wrong, count = [], 0
    for name, page in epub.pages.items():
        for element in page.iter():
            link = element.get("href") or element.get("src") or element.get(f"{XLINK}href")
            parts = urlsplit(link or "")
            if not link or parts.scheme:
                continue
            count += 1
            to = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
            is_there = to in epub.files and (
                not parts.fragment or unquote(parts.fragment) in ids[to]
            )
            wrong += [] if is_there else [(name, link)]
    assert wrong == []
    assert count > 2500


def test_a_name_stands_once_on_a_page(epub):
    for name, page in epub.pages.items():
        ids = [e.get("id") for e in page.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), name


@pytest.mark.parametrize("name", PAGES)
def test_formulas_are_the_pages_as_mathml(epub, name):
    formulas = [a.text for a in epub.pages[f"{name}.xhtml"].iter(f"{MATHML}annotation")]
    on_the_site = [a.get_text() for a in article(name).select(".katex annotation")]
    assert sorted(formulas) == sorted(on_the_site)  # notes stand behind their text, not before
    assert not of_class(epub.pages[f"{name}.xhtml"], "katex-html")


@pytest.mark.parametrize("name", PAGES)
def test_figures_are_drawings_with_the_pages_words(epub, name):
    figures = [
        figure.find(f".//{SVG}svg") for figure in of_class(epub.pages[f"{name}.xhtml"], "c7-figure")
    ]
    drawn = article(name).select(".c7-figure > .c7-phone > svg")
    assert [f.get("aria-label") for f in figures] == [svg["aria-label"] for svg in drawn]
    for figure, svg in zip(figures, drawn, strict=True):
        texts = [text.get_text() for text in svg.find_all("text")]
        assert ["".join(text.itertext()) for text in figure.iter(f"{SVG}text")] == texts
        ground = figure[0]
        assert (ground.tag, ground.get("fill")) == (f"{SVG}rect", PALETTE["paper"])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_figure_that_moves_is_its_picture_with_an_address(epub, name):
    site = article(name)
    stills = of_class(epub.pages[f"{name}.xhtml"], "c7-still")
    assert len(stills) == len(site.select(".c7-widget"))
    for still in stills:
        (image,), (link,) = still.iter(f"{XHTML}img"), still.iter(f"{XHTML}a")
        assert len(image.get("alt")) > 60
        page, _, place = link.get("href").partition("#")
        assert page == f"{HOME}{name}.html"
        assert site.find(id=place).select_one(".c7-widget")


@pytest.mark.parametrize("name", PAGES)
def test_questions_fold_their_answers(epub, name):
    page = epub.pages[f"{name}.xhtml"]
    asked = of_class(page, "c7-question")
    forms = article(name).select("form.c7-question")
    assert [q.get("id") for q in asked] == [form["id"] for form in forms]
    for question, form in zip(asked, forms, strict=True):
        (fold,) = question.iter(f"{XHTML}details")
        assert fold.get("open") is None and words(fold[0]) == "Show the answer"
        assert len(list(fold.iter(f"{XHTML}li"))) == len(form.select(".c7-answers li"))
        (choices,) = of_class(question, "c7-options") or [[]]
        assert len(choices) == len(form.select(".c7-option"))
    for tag in ("form", "input", "button", "script"):
        assert page.find(f".//{XHTML}{tag}") is None


def test_notes_of_the_ledger_are_footnotes(epub):
    page = epub.pages["notebooks/bottleneck/supervisory-density.xhtml"]
    marks = [a for a in page.iter(f"{XHTML}a") if a.get(f"{OPS}type") == "noteref"]
    notes = [a.get("id") for a in page.iter(f"{XHTML}aside") if a.get(f"{OPS}type") == "footnote"]
    assert sorted(a.get("href") for a in marks) == sorted(f"#{name}" for name in notes)
    assert len(marks) == len(
        article("notebooks/bottleneck/supervisory-density").select(".c7-claim")
    )


def test_it_says_how_it_can_be_read(epub):
    found = {}
    for meta in epub.package.iter(f"{OPF}meta"):
        found.setdefault(meta.get("property"), []).append(meta.text)
    assert found["schema:accessMode"] == ["textual", "visual"]
    assert found["schema:accessModeSufficient"] == ["textual"]
    assert {"MathML", "alternativeText", "tableOfContents"} <= {
        *found["schema:accessibilityFeature"]
    }
    assert found["schema:accessibilityHazard"] == ["none"]
    assert "pictures" in found["schema:accessibilitySummary"][0]
    assert [e.text for e in epub.package.iter(f"{DUBLIN}language")] == ["en"]
    assert {page.get("lang") for page in epub.pages.values()} == {"en"}


def test_every_colour_is_one_that_old_readers_know(epub):
    for name, content in epub.files.items():
        if name.endswith((".xhtml", ".css")):
            assert b"var(--" not in content, name
    sheet = epub.files["styles.css"].decode()
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    assert ".c7-bit { fill: #0b7a4b; }" in light and ".c7-bit { fill: #3fbf86 }" in dark
    assert 'svg [fill="#1b2231"] { fill: #e9e6df }' in dark


def test_no_sentence_speaks_of_what_is_not_there(epub):
    for name, page in epub.pages.items():
        text = BeautifulSoup(epub.files[name], "html.parser").get_text()
        assert "came without them" not in text, name
        assert "Your choice is kept" not in text, name
        assert not of_class(page, "headerlink"), name
