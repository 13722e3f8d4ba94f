"""No number in the prose of a built page without something behind it.

A number stands behind one of these: a computation (glue), a citation or a row of the ledger in its
sentence, or a reason in tests/sections/. Formulas and code show where their numbers come from.
"""

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag

from tests.built import BOOK, ROOT, parsed
from tests.sections import by_section, gathered

from .conftest import notebook_pages

INPUTS = by_section("INPUTS")
"""By section: what the pages of one are given is not given to the others."""

SHOWS_ITSELF = (
    ".kicker, pre, code, .math, svg, script, style, .cell_input, .cell_output, .headerlink, .c7-how"
)
TASKS = ".c7-question, .exercise, .c7-predict"
"""Questions and exercises: their numbers are what the reader is given or chooses from."""
BLOCKS = "p, li, td, th, dt, dd, figcaption, caption"
# Names, and places in this book or in a paper: GPT-2, Llama-3.1-405B, sec. 5.4.3, tables S2, S3.
PLACE = re.compile(
    r"\b(?:Sections?|sec\.|tables?|Tables?|Figs?\.|fig\.|eqs?\.|equations?|Steps?|Exercise|app\.)"
    r"\s+[A-Z]?\d[\w.]*(?:(?:, | and | to )[A-Z]?\d[\w.]*)*"
    r"|^7\.[1-5] |\((?:19|20)\d\d\)"
)
NAME = re.compile(r"\b[A-Za-z][\w]*(?:[-.][\w.]+)*\d[\w.-]*|\bLlama[ -][\d.]+\w*(?:-\w+)*")
NUMBER = re.compile(r"(?<![\w.,⁻])\d+(?:,\d{3})*(?:\.\d+)?(?:\s×\s10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
SMALL = re.compile(r"\d|10")


def sentences(article: Tag) -> list[str]:
    """The prose, with a mark for whatever stands behind a number."""
    for element in article.select(f"{SHOWS_ITSELF}, {TASKS}"):
        element.decompose()
    for element in article.select(".pasted-text, .pasted-inline"):
        element.replace_with("⟦glue⟧")
    for element in article.select(".c7-claim"):
        element.replace_with("⟦row⟧")
    for element in article.select('a[href*="references.html#"]'):
        element.replace_with("⟦citation⟧")
    found = []
    for block in article.select(BLOCKS):
        if not block.select(BLOCKS):
            text = " ".join(block.get_text().split())
            text = re.sub(r"([.:!?]+)((?:\s*⟦row⟧)+)", r"\2\1", text)
            found += re.split(r"(?<=[.!?])\s+(?=[A-Z“⟦(])", text)
    return found


def typed_numbers(sentence: str) -> list[str]:
    """Numbers of a sentence that nothing stands behind."""
    if "⟦row⟧" in sentence or "⟦citation⟧" in sentence:
        return []
    bare = NAME.sub(" ", PLACE.sub(" ", sentence))
    return [number for number in NUMBER.findall(bare) if not SMALL.fullmatch(number)]


def article(name: str) -> Tag:
    path = BOOK / f"{name}.html"
    if not path.exists():
        pytest.fail(f"there is no built {path.relative_to(ROOT)}: run `make html` first")
    return parsed(name).article


@cache
def all_typed_numbers(name: str) -> list[tuple[str, str]]:
    return [
        (number, sentence)
        for sentence in sentences(article(name))
        for number in typed_numbers(sentence)
    ]


def section_of(page) -> str:
    return page.path.parent.name


def typed_on(page) -> list[tuple[str, str]]:
    return all_typed_numbers(str(page.path.relative_to(ROOT).with_suffix("")))


@pytest.mark.parametrize("page", notebook_pages(), ids=lambda page: page.name)
def test_every_number_in_the_prose_has_something_behind_it(page):
    given = INPUTS.get(section_of(page), {})
    assert [found for found in typed_on(page) if found[0] not in given] == []


@pytest.mark.parametrize("section", INPUTS)
def test_no_input_is_allowed_for_nothing(section):
    pages = [page for page in notebook_pages() if section_of(page) == section]
    used = {number for page in pages for number, _ in typed_on(page)}
    assert set(INPUTS[section]) - used == set()


CASES = [  # what a page may hold -> what the scan reports
    ("<p>It costs 172 TFLOP.</p>", ["172"]),
    ('<p>It costs <span class="pasted-text">172</span>.</p>', []),
    ("<p>It costs 172 <code>x</code>.</p>", ["172"]),
    ("<p>It costs 3.72 × 10⁻¹⁰ of them.</p>", ["3.72 × 10⁻¹⁰"]),
    ('<p>It took 14.8 days <a href="../references.html#id1">X</a>. Then 11.</p>', ["11"]),
    ('<p>It is 18.<sup class="c7-claim"><a>C01</a></sup> Also 19.</p>', ["19"]),
    ("<p>GPT-2, Llama-3.1-405B and FP8; tables S2, S3, sec. 5.4.3.</p>", []),
    ("<p>Two or 3 or 10 of them, but not 11.</p>", ["11"]),
    ('<p>About <span class="math">172</span> or <code>173</code>.</p>', []),
    ("<ul><li><p>63,937 bits</p></li></ul>", ["63,937"]),
    ('<div class="exercise"><p>Take 175 billion.</p></div>', []),
]


@pytest.mark.parametrize(("html", "reported"), CASES)
def test_the_scan_finds_what_it_should(html, reported):
    found = sentences(BeautifulSoup(f"<article>{html}</article>", "html.parser").article)
    assert [number for sentence in found for number in typed_numbers(sentence)] == reported


QUOTED = gathered("QUOTED")


@pytest.mark.parametrize(("name", "key"), [(n, key) for n, keys in QUOTED.items() for key in keys])
def test_a_quoted_figure_carries_its_citation_where_it_first_stands(name, key):
    page = next(page for page in notebook_pages() if page.name == name)
    used = [part for part in re.split(r"\n\s*\n", page.prose) if f"{{glue:text}}`{key}`" in part]
    assert "{cite:" in used[0], used[0]
