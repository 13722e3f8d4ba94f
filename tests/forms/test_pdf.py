"""The PDF against the pages that it was made of, read by libraries that had no part in it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pypdf
import pypdfium2
import pytest
from bs4 import Tag

from tests.built import CONFIG, HOME, NOTEBOOKS, PAGES, TOC, parsed

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
SIDE, FOOT, LETTER = 18 * MM, 24 * MM, 15 * MM
"""The margins at the sides, the lower one, and what a printer may leave out of US Letter."""
LINE = 12  # points
SOLUTIONS = "Solutions and answers"
SECTIONS = {each["folder"]: each for each in CONFIG["sphinx"]["config"]["chapter_sections"]}


class Entry(NamedTuple):
    """A line of the outline: how deep, its words, its sheet (the cover is 1), its height there."""

    level: int
    title: str
    sheet: int
    top: float


class Pdf:
    """The file, as two libraries read it."""

    def __init__(self, path) -> None:
        self.path = path
        self.reader = pypdf.PdfReader(path)
        self.shown = pypdfium2.PdfDocument(path)
        self.root = self.reader.trailer["/Root"]
        number = self.reader.get_destination_page_number
        self.places = {
            name.removeprefix("/"): (1 + number(place), float(place["/Top"]))
            for name, place in self.reader.named_destinations.items()
        }
        self.outline = list(self._entries(self.reader.outline, 0))
        self.links = defaultdict(set)  # sheet -> where its links lead
        for sheet, page in enumerate(self.reader.pages, 1):
            for note in page.get("/Annots", ()):
                note = note.get_object()
                target = note["/Dest"].removeprefix("/") if "/Dest" in note else note["/A"]["/URI"]
                self.links[sheet].add(target)

    def _entries(self, found: list, level: int) -> Iterator[Entry]:
        for item in found:
            if isinstance(item, list):
                yield from self._entries(item, level + 1)
            else:
                sheet = 1 + self.reader.get_destination_page_number(item)
                yield Entry(level, words(item.title), sheet, float(item.top))

    @cache  # noqa: B019
    def page(self, sheet: int) -> pypdfium2.PdfTextPage:
        return self.shown[sheet - 1].get_textpage()

    @cache  # noqa: B019
    def text(self, sheet: int) -> str:
        """The words of a sheet, without spaces: formulas are set without them."""
        return squeezed(self.page(sheet).get_text_bounded())

    def elements(self) -> Iterator[dict]:
        """Each element of the tree of tags."""
        waiting = [self.root["/StructTreeRoot"]]
        while waiting:
            node = waiting.pop().get_object()
            if isinstance(node, list):
                waiting += [child for child in node if not isinstance(child, int)]
            elif isinstance(node, dict):
                yield node
                if "/K" in node and not isinstance(node["/K"], int):
                    waiting.append(node["/K"])


@pytest.fixture(scope="module")
def pdf(pdf_file) -> Pdf:
    return Pdf(pdf_file)


@pytest.fixture(scope="module")
def tags(pdf) -> dict[str, list[dict]]:
    """The elements by what they are."""
    found = defaultdict(list)
    for element in pdf.elements():
        found[element.get("/S")].append(element)
    return found


@cache
def article(name: str) -> Tag:
    """A page of the website, without what nobody sees."""
    found = parsed(name).article
    for unseen in found.select(".katex-mathml, .headerlink, [hidden]"):
        unseen.decompose()
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Without spaces, hyphens, which pdfium tells by the line's end, and what has no width."""
    return re.sub(r"[\s\-\u00ad\u200b\u2060\ufffe\x02]", "", text)


def headings(name: str) -> list[tuple[int, str]]:
    """The headings of a page: level and words."""
    found = article(name).find_all(re.compile("^h[1-6]$"))
    return [(int(heading.name[1]), words(heading.get_text())) for heading in found]


def place(name: str, id_: str) -> str:
    """How the PDF names a place of a page."""
    return f"{name.replace('/', '-')}--{id_}"


def titles() -> Iterator[tuple[int, str]]:
    """What the outline must say, from the website's pages and its map; answers have no headings."""
    yield 0, "Contents"
    yield from ((level - 1, title) for level, title in headings(TOC["root"]))
    for part in TOC["parts"]:
        names = [chapter["file"] for chapter in part["chapters"]]
        section = SECTIONS.get(names[0].rpartition("/")[0])
        yield 0, f"{section['number']} {part['caption']}" if section else part["caption"]
        for name in names:
            yield from headings(name)
        solved = [name for name in names if article(name).select(".solution, .c7-answers")]
        if solved:
            yield 1, SOLUTIONS
        for name in solved:
            yield 2, headings(name)[0][1]
            for solution in article(name).select(".solution"):
                yield 3, words(exercise(solution).select_one(".admonition-title").get_text())
            if article(name).select(".c7-answers"):
                yield 3, "Check yourself"


def exercise(solution: Tag) -> Tag:
    """What a solution solves: the exercise before it."""
    return solution.find_previous(class_="exercise")


def test_the_outline_is_every_heading_of_every_page_in_order(pdf):
    found = [(entry.level, squeezed(entry.title)) for entry in pdf.outline]
    assert found == [(level, squeezed(title)) for level, title in titles()]


def test_a_heading_stands_where_the_outline_says(pdf):
    assert [e for e in pdf.outline if squeezed(e.title) not in pdf.text(e.sheet)] == []


def pages(pdf: Pdf) -> Iterator[tuple[Entry, Entry]]:
    """Of the outline, what begins sheets of its own: a section's entry and the page's."""
    section = None
    for entry in pdf.outline:
        section = entry if entry.level == 0 else section
        if entry.level == 1 and section.title != headings(TOC["root"])[0][1]:
            yield section, entry


def test_the_contents_name_the_sheets_on_which_pages_begin(pdf):
    printed = pdf.text(2) + pdf.text(3)
    for entry in dict.fromkeys(entry for both in pages(pdf) for entry in both):
        _, found, printed = printed.partition(f"{squeezed(entry.title)}{entry.sheet}")
        assert found, entry
    assert len(list(pages(pdf))) > len(PAGES)


def test_each_sheet_says_its_number_its_section_and_its_page(pdf):
    begun = {entry.sheet: (section, entry) for section, entry in pages(pdf)}
    said = None
    for sheet in range(2, len(pdf.reader.pages) + 1):
        said = begun.get(sheet, said)
        foot = pdf.page(sheet).get_text_bounded(0, 0, WIDTH, FOOT).split()
        head = squeezed(pdf.page(sheet).get_text_bounded(0, HEIGHT - 22 * MM, WIDTH, HEIGHT))
        assert foot == [str(sheet)]
        if said:
            assert head == squeezed("".join(entry.title for entry in said))


def test_each_link_leads_to_a_place_in_the_text_or_to_an_address(pdf):
    targets = set().union(*pdf.links.values())
    inside = {target for target in targets if not target.startswith(("http://", "https://"))}
    assert inside - pdf.places.keys() == set()
    off = {n: p for n, p in pdf.places.items() if not LETTER < p[1] <= HEIGHT - LETTER}
    assert off == {}
    assert len(inside) > 1000


def test_links_lead_to_what_they_name(pdf):
    """Figures, rows of the ledger, terms: what stands at a place is what the page has there.

    A row below a table's head that is repeated stands up to a line higher than Chromium says.
    """
    found = 0
    for name in PAGES:
        for element in article(name).select("figure[id], .c7-ledger tr[id], dl.glossary dt[id]"):
            target = place(name, element["id"])
            if target not in pdf.places:  # no link leads there
                continue
            says = element.select_one(".caption-number, th a") or element
            sheet, top = pdf.places[target]
            below = pdf.page(sheet).get_text_bounded(0, FOOT, WIDTH, top + LINE)
            assert squeezed(says.get_text()) in squeezed(below), target
            found += 1
    assert found > 100


def test_a_link_to_a_heading_leads_to_its_height(pdf):
    entries = {(squeezed(entry.title), entry.sheet): entry for entry in pdf.outline}
    found = 0
    for name in PAGES:
        for heading in article(name).select("section[id] > :is(h1, h2, h3, h4)"):
            target = place(name, heading.parent["id"])
            if target in pdf.places:
                sheet, top = pdf.places[target]
                entry = entries[squeezed(heading.get_text()), sheet]
                assert -2 < top - entry.top < 30, (target, top, entry)
                found += 1
    assert found >= len(PAGES)


def test_solutions_stand_at_the_end_of_their_section_and_lead_back(pdf):
    sections = [e.sheet for e in pdf.outline if e.level == 0]
    ends = dict(pairwise([*sections, len(pdf.reader.pages) + 1]))
    moved = {e.sheet for e in pdf.outline if e.title == SOLUTIONS and e.level == 1}
    found = 0
    for name in PAGES:
        asked = [(s["id"], exercise(s)["id"]) for s in article(name).select(".solution")]
        asked += [
            (f"{form['id']}-answer", form["id"]) for form in article(name).select(".c7-question")
        ]
        for solution, question in asked:
            solved, _ = pdf.places[place(name, solution)]
            posed, _ = pdf.places[place(name, question)]
            begins = max(sheet for sheet in sections if sheet <= posed)
            (at,) = (sheet for sheet in moved if begins <= sheet < ends[begins])
            assert posed < at <= solved < ends[begins]
            assert f"page{solved}" in pdf.text(posed) + pdf.text(posed + 1)
            assert place(name, solution) in pdf.links[posed] | pdf.links[posed + 1]
            assert place(name, question) in pdf.links[solved] | pdf.links[solved + 1]
            found += 1
    assert found >= 3 * len(NOTEBOOKS)


def test_a_figure_that_moves_says_where(pdf):
    said = set().union(*pdf.links.values())
    for name in PAGES:
        for figure in article(name).select(".c7-widget"):
            target = f"{HOME}{name}.html#{figure.find_parent(id=True)['id']}"
            assert target in said


def test_nothing_stands_outside_the_margins(pdf):
    out = []
    for sheet in range(1, len(pdf.reader.pages) + 1):
        page = pdf.page(sheet)
        for number in range(page.count_rects()):
            left, bottom, right, top = page.get_rect(number)
            inside = left > SIDE - 2 and right < WIDTH - SIDE + 2
            if not (inside and bottom > LETTER and top < HEIGHT - LETTER):
                out.append((sheet, page.get_text_bounded(left, bottom, right, top)))
    assert out == []


def test_no_heading_is_alone_at_the_foot_of_a_sheet(pdf):
    alone = []
    for entry in pdf.outline:
        below = pdf.page(entry.sheet).get_text_bounded(0, FOOT, WIDTH, entry.top + 2)
        rest = squeezed(below).partition(squeezed(entry.title))[2]
        if len(rest) < 10:
            alone.append((entry, rest))
    assert alone == []


def pixels(resources: dict) -> Iterator[str]:
    """The pictures made of pixels among what a sheet draws with, in its patterns, too."""
    for kind in ("/XObject", "/Pattern"):
        for name, drawn in resources.get(kind, {}).items():
            if drawn.get_object().get("/Subtype") == "/Image":
                yield name
            yield from pixels(drawn.get_object().get("/Resources", {}))


def test_figures_are_lines_and_words(pdf):
    assert [name for name in PAGES if article(name).select("img")] == []
    assert [name for page in pdf.reader.pages for name in pixels(page["/Resources"])] == []


def test_fonts_are_in_the_file(pdf):
    fonts = {}
    for page in pdf.reader.pages:
        fonts |= page["/Resources"].get("/Font", {})
    assert fonts
    for font in (found.get_object() for found in fonts.values()):
        if font["/Subtype"] == "/Type3":
            assert font["/CharProcs"]
        else:
            (descendant,) = font["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]
            assert "/ToUnicode" in font


def test_tags_say_what_is_what(pdf, tags):
    assert pdf.root["/MarkInfo"]["/Marked"]
    assert pdf.root["/Lang"] == "en"
    levels = [f"/H{1 + level}" for level, _ in titles()]
    for level in set(levels):
        assert len(tags[level]) == levels.count(level)


def test_each_figure_has_its_words(tags):
    said = {words(element.get("/Alt", "")) for element in tags["/Figure"]}
    drawn = {
        words(drawing["aria-label"])
        for name in PAGES
        for drawing in article(name).select(".c7-figure .c7-desk > svg")
    }
    assert len(drawn) > 40
    assert drawn - said == set()


def test_each_formula_has_its_words(tags):
    formulas = [formula for name in PAGES for formula in article(name).select(".katex")]
    shown = [f for f in formulas if not f.find_parent(class_=["c7-kept", "c7-entry"])]
    assert len(tags["/Formula"]) >= len(shown)
    assert all(element["/Alt"].strip("\u2060 ") for element in tags["/Formula"])
    assert "T equals 4096" in {element["/Alt"] for element in tags["/Formula"]}


def test_tables_have_heads(tags):
    tables = sum(len(article(name).select("table:has(th)")) for name in PAGES)
    assert len(tags["/Table"]) == tables
    assert len(tags["/TH"]) > 2 * tables


def test_it_says_what_it_is_and_who_wrote_it(pdf):
    said = pdf.reader.metadata
    assert said.title == "Multi-Token Prediction: an interactive textbook chapter"
    assert said.author == "The Chapter 7 authors"
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.reader.xmp_metadata.dc_language == ["en"]
