"""One HTML document of all built pages, in the order of the contents.

A page is left as the website has it, but for what a book asks: its ids get the page's name in
front, so that each is of one page alone; links lead to these or to the website; its headings move
below its section's; answers and solutions move to the section's end; what needs a hand goes.
"""

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import jinja2
import yaml
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from website.extension import dated, templates
from website.extension.spoken import in_words
from website.forms import ROOT
from website.forms.pdf import hatches, styles

PARSER = "html.parser"
NEEDS_A_HAND = (
    "[hidden], script, noscript, button, .c7-code, .headerlink, .kicker, .moved, .c7-kept, "
    ".c7-actions, .c7-forms, .c7-phone, .c7-entry, .c7-reply, .c7-controls, .c7-tour, .c7-copies, "
    ".c7-status, .c7-live, .toctree-wrapper, .sd-summary-state-marker, .katex-mathml"
)
"""What answers a hand, a script or a narrow screen, or leads elsewhere on the website."""
FORMULA = "\u2060"
"""In front of a formula's words: tells it from a figure, and is neither seen nor said."""
PLAIN = {
    "details": "div",
    "summary": "p",
    "form": "div",
    "fieldset": "div",
    "legend": "p",
    "label": "div",
}
"""What stands on paper for an element that folds or is filled in."""
NAMES_OTHERS = ("aria-describedby", "aria-labelledby", "for", "headers")
"""Attributes that hold ids, without a mark in front."""
FULL = ("book/api", "book/references")
"""Pages without notes in the margin, whose text takes it."""
HEADINGS = re.compile("^h[1-6]$")


@dataclass
class Sheet:
    """A page of the website: its name, its address there, its article, made ready for paper."""

    name: str
    address: str
    article: Tag

    @property
    def key(self) -> str:
        """What stands in front of its ids, and names its sheets of paper."""
        return key(self.name)

    @property
    def heading(self) -> Tag:
        """Its title."""
        return self.article.find(HEADINGS)

    @property
    def place(self) -> str:
        """The id of its title."""
        return self.heading["id"]

    @property
    def title(self) -> str:
        """The words of its title."""
        return " ".join(self.heading.get_text().split())


@dataclass
class Part:
    """A section: its title, what it is about, its pages, and what was moved to its end."""

    title: str
    about: str
    sheets: list[Sheet]
    solutions: list[tuple[Sheet, list[Tag], list[Tag]]] = field(default_factory=list)
    """For each page that has any: its solutions of exercises, its answers to questions."""

    @property
    def key(self) -> str:
        """The id of its heading."""
        return f"{self.sheets[0].key}-section"

    @property
    def solutions_key(self) -> str:
        """The id of the heading of its solutions."""
        return f"{self.sheets[0].key}-solutions-of-section"


def key(name: str) -> str:
    """A page's name as an id."""
    return name.replace("/", "-")


def document(book: Path) -> str:
    """The document. An element of `data-place` is to hold the number of the sheet with that id."""
    toc, config = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("_toc.yml", "_config.yml")
    )
    about = dated.about(ROOT)
    opening = read(book, toc["root"])
    parts = [part(book, listed, config) for listed in toc["parts"]]
    sheets = [opening, *(sheet for each in parts for sheet in each.sheets)]
    places = {sheet.name: sheet.place for sheet in sheets}
    for sheet in sheets:
        relink(sheet, places)
    for each in parts:
        finish(each)
    return template().render(
        authors=", ".join(dated.names(about)),
        book_title=about["title"],
        config=config,
        full=FULL,
        opening=opening,
        parts=parts,
        styles=styles.of(book),
        version=dated.version(ROOT, dated.History(ROOT).tags()),
    )


def template() -> jinja2.Template:
    """The template; `html` puts a part of a page into it as it stands, `css` a text into styles."""
    made = templates.environment(Path(__file__).parent)
    made.filters |= {"css": css_string, "html": lambda tag: Markup(str(tag))}
    return made.get_template("book.html.j2")


def css_string(text: str) -> Markup:
    """A text as a style sheet holds it."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return Markup(f'"{quoted}"')


def part(book: Path, listed: dict, config: dict) -> Part:
    """A part of _toc.yml, with the number and the words that _config.yml has for it."""
    sheets = [read(book, chapter["file"]) for chapter in listed["chapters"]]
    folder = posixpath.dirname(sheets[0].name)
    said = next(
        (s for s in config["sphinx"]["config"]["chapter_sections"] if s["folder"] == folder), {}
    )
    title = f"{said.get('number', '')} {listed['caption']}".strip()
    return Part(title, said.get("about", ""), sheets)


def read(book: Path, name: str) -> Sheet:
    """A built page, as far as that can be done without knowing the others."""
    text = (book / f"{name}.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, PARSER)
    address = page.find("link", rel="canonical")["href"]
    sheet = Sheet(name, address, page.article)
    say_formulas(sheet)
    show_address(sheet)
    simplify(sheet)
    for drawing in sheet.article.select("svg:has(pattern)"):
        hatches.draw(drawing)
    own_ids(sheet)
    return sheet


def say_formulas(sheet: Sheet) -> None:
    """Gives each formula its words, as a picture has them: a PDF of Chromium's has no MathML."""
    for formula in sheet.article.select(".katex"):
        formula["role"] = "img"
        formula["aria-label"] = FORMULA + in_words(ElementTree.fromstring(str(formula.math)))
        del formula.select_one(".katex-html")["aria-hidden"]


def show_address(sheet: Sheet) -> None:
    """Says below each figure that moves where it does."""
    for figure in sheet.article.select(".c7-widget"):
        place = figure.find_parent(id=True)["id"]
        address = f"{sheet.address}#{place}"
        line = f'<p class="c7-moves">It moves at <a href="{address}">{address}</a></p>'
        figure.append(BeautifulSoup(line, PARSER))


def simplify(sheet: Sheet) -> None:
    """Takes out what needs a hand, and makes plain elements of what folds or is filled in."""
    for element in sheet.article.select(NEEDS_A_HAND):
        element.decompose()
    for cell in sheet.article.select(".cell:not(:has(pre, svg))"):
        if not cell.get_text(strip=True):
            cell.decompose()  # between a heading and its figure it would be a place to break
    for options in sheet.article.select("fieldset:has(.c7-option)"):
        list_options(options)
    for element in sheet.article.find_all(list(PLAIN)):
        element["class"] = [*element.get("class", []), f"c7-was-{element.name}"]
        element.name = PLAIN[element.name]
    for name in ("data-state", "data-answers"):
        for element in sheet.article.select(f"[{name}]"):
            del element[name]


def list_options(fieldset: Tag) -> None:
    """Makes a list of the options of a question."""
    options = fieldset.select(".c7-option")
    listed = Tag(name="ul", attrs={"class": "c7-listed"})
    options[0].insert_before(listed)
    for option in options:
        option.input.decompose()
        option.name = "li"
        listed.append(option)


def own_ids(sheet: Sheet) -> None:
    """Puts the page's name in front of its ids, and a section's id on its heading."""
    for section in sheet.article.select("section[id]"):
        if heading := section.find(HEADINGS, recursive=False):
            heading["id"] = section.attrs.pop("id")

    def owned(match: re.Match) -> str:
        return f"{match[1]}{sheet.key}--{match[2]}"

    for element in sheet.article.find_all(True):
        for name, value in element.attrs.items():
            if name == "id":
                element[name] = f"{sheet.key}--{value}"
            elif name in NAMES_OTHERS:
                element[name] = " ".join(f"{sheet.key}--{word}" for word in value.split())
            elif name in ("href", "xlink:href") and value.startswith("#"):
                element[name] = re.sub("(#)(.+)", owned, value)
            elif isinstance(value, str) and "url(#" in value:
                element[name] = re.sub(r"(url\(#)([^)]+)", owned, value)


def relink(sheet: Sheet, places: dict[str, str]) -> None:
    """Leads links to other pages to their places in the document, or to the website."""
    for link in sheet.article.select("a[href]:not([href^='#'])"):
        path, _, place = link["href"].partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        name = posixpath.normpath(posixpath.join(posixpath.dirname(sheet.name), path))
        name = name.removesuffix(".html")
        if name in places:
            link["href"] = f"#{key(name)}--{place}" if place else f"#{places[name]}"
        else:
            link["href"] = urljoin(sheet.address, link["href"])


def finish(each: Part) -> None:
    """Moves headings below the section's own, and solutions and answers to the section's end."""
    for sheet in each.sheets:
        for heading in sheet.article.find_all(HEADINGS):
            heading.name = f"h{min(int(heading.name[1]) + 1, 6)}"
        solutions = [moved_solution(found) for found in sheet.article.select(".solution")]
        answers = [moved_answer(found) for found in sheet.article.select(".c7-answers")]
        if solutions or answers:
            each.solutions.append((sheet, solutions, answers))


def moved_solution(found: Tag) -> Tag:
    """A solution without its fold; a link to it stands in its place, and one back in it."""
    number = found.select_one(".sd-summary-text").get_text().removeprefix("Solution to ").strip()
    article = found.find_parent("article")
    names = article.select(".exercise > .admonition-title")
    title = next(n for n in names if n.span.get_text().strip() == number)
    found.replace_with(pointer("Solution", found["id"]))
    body = found.select_one(".sd-card-body")
    heading = Tag(name="h4", attrs={"id": found["id"]})
    heading.extend(BeautifulSoup(title.decode_contents(), PARSER).contents)
    moved = Tag(name="div", attrs={"class": "c7-moved"})
    moved.extend([heading, pointer("The exercise", title.parent["id"]), *list(body.children)])
    return moved


def moved_answer(found: Tag) -> Tag:
    """The answers to a question, below what was asked; links lead from each to the other."""
    question = found.find_parent(class_="c7-question")
    asked = question.select_one(".c7-was-legend")
    place = f"{question['id']}-answer"
    found.replace_with(pointer("Answer", place))
    moved = Tag(name="div", attrs={"class": "c7-moved c7-answers", "id": place})
    prompt = BeautifulSoup(str(asked), PARSER).p
    moved.extend([prompt, pointer("The question", question["id"]), found.ul])
    return moved


def pointer(words: str, place: str) -> Tag:
    """A line that leads to a place and says on which sheet of paper that is."""
    number = f'<span data-place="{place}">000</span>'
    line = f'<p class="c7-pointer"><a href="#{place}">{words}: page {number}</a></p>'
    return BeautifulSoup(line, PARSER).p
