"""What the built pages say of themselves, and where they lead: read as files, without a browser."""

import itertools
import json
from collections import Counter
from functools import cache
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from devtools import words
from tests.built import (
    BOOK,
    CONFIG,
    HOME,
    NAME,
    NOTEBOOKS,
    OWNER,
    PAGES,
    REPOSITORY,
    ROOT,
    TOC,
    TRANSLATED,
    read,
)

MOST_WORDS = 6_500
"""Of a section before its exercises: forty minutes."""
RAW = ("np.float64", "np.int64", "Traceback", "<chapter7", "tensor(")


@pytest.fixture(params=PAGES)
def name(request) -> str:
    return request.param


@pytest.fixture
def page(name) -> BeautifulSoup:
    return read(name)


@pytest.fixture(params=NOTEBOOKS)
def notebook(request) -> str:
    return request.param


def heading(page: BeautifulSoup) -> str:
    """The first heading, without the link to itself."""
    return page.h1.find(string=True)


def meta(page: BeautifulSoup) -> dict[str, str]:
    """What the page tells search engines and previews."""
    tags = page.select("meta[content]")
    return {tag.get("property") or tag.get("name"): tag["content"] for tag in tags}


def links(name: str) -> list[tuple[str, str]]:
    """The links of a page into this book: the file, seen from the book's folder, and the place."""
    targets = [link["href"] for link in read(name).select("a[href]")]
    found = [urlsplit(urljoin(f"{name}.html", target)) for target in targets]
    return [(url.path, unquote(url.fragment)) for url in found if not url.scheme]


@cache
def places(file: str) -> set[str]:
    """The places in a page that a link can name."""
    return {element["id"] for element in read(file.removesuffix(".html")).select("[id]")}


def test_every_link_inside_the_book_leads_to_a_file_and_a_place_in_it(name):
    targets = links(name)
    assert len(targets) > len(PAGES)
    assert [file for file, _ in targets if not (BOOK / file).is_file()] == []
    named = [(file, place) for file, place in targets if place and file.endswith(".html")]
    assert [target for target in named if target[1] not in places(target[0])] == []


def test_each_section_that_has_pages_shows_a_picture_on_the_opening_page():
    sections = read(TOC["root"]).select(".c7-sections > li")
    drawn = [bool(section.select_one("svg[aria-hidden]")) for section in sections]
    assert drawn == [bool(section.a) for section in sections] and sum(drawn) >= 2


def test_links_lead_from_the_opening_page_to_every_other():
    seen, queue = set(), [f"{TOC['root']}.html"]
    while queue:
        file = queue.pop()
        if file not in seen and file.endswith(".html"):
            seen.add(file)
            queue += [target for target, _ in links(file.removesuffix(".html"))]
    assert {f"{name}.html" for name in PAGES} <= seen


def test_the_ledger_links_back_to_every_statement():
    stated = {place for name in NOTEBOOKS for place in places(f"{name}.html")}
    statements = {place for place in stated if place.startswith("claim-")}
    back = {place for _, place in links("book/how-we-know")}
    assert len(statements) > 50
    assert statements == {place for place in back if place.startswith("claim-")}


def test_no_id_stands_twice(page):
    count = Counter(element["id"] for element in page.select("[id]"))
    assert [name for name, n in count.items() if n > 1] == []


def test_every_page_has_one_h1_and_headings_in_order(page):
    levels = [int(heading.name[1]) for heading in page.select("article :is(h1, h2, h3, h4)")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels


def test_no_page_names_the_machine_it_was_built_on():
    built = list(BOOK.rglob("*.html"))
    assert len(built) >= len(PAGES)
    assert [p.name for p in built if str(ROOT) in p.read_text(encoding="utf-8")] == []


def test_a_page_describes_itself(name, page):
    said = meta(page)
    assert page.title.string.startswith(heading(page)) and said["og:title"] == heading(page)
    assert 60 <= len(said["description"]) <= 180 and said["description"].endswith(".")
    assert said["og:description"] == said["description"]
    assert said["og:url"] == page.select_one("link[rel=canonical]")["href"]
    assert said["og:url"] == f"{HOME}{name}.html"
    assert len(said["og:image:alt"].split()) >= 15


def test_titles_and_descriptions_are_unlike_each_other():
    titles = {read(name).title.string for name in PAGES}
    descriptions = {meta(read(name))["description"] for name in PAGES}
    assert len(titles) == len(descriptions) == len(PAGES)


def test_the_card_of_the_preview_is_a_picture_of_the_size_that_is_asked_for(page):
    data = (BOOK / meta(page)["og:image"].removeprefix(HOME)).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(data[i : i + 4]) for i in (16, 20)] == [1200, 630]


def test_every_page_has_a_card_of_its_own():
    assert len({meta(read(name))["og:image"] for name in PAGES}) == len(PAGES)
    drawn = {path.read_bytes() for path in (BOOK / "_static" / "cards").rglob("*.png")}
    assert len(drawn) == len(PAGES) - 1  # the opening page has the chapter's


def structured(name: str) -> dict:
    """What a page tells catalogues."""
    (script,) = read(name).select("script[type='application/ld+json']")
    return json.loads(script.string)


def test_catalogues_are_told_what_a_page_is(name, page):
    said = structured(name)
    kinds = {True: "LearningResource", False: "WebPage"}
    wanted = ["Book", "LearningResource"] if name == TOC["root"] else kinds[name in NOTEBOOKS]
    assert said["@context"] == "https://schema.org" and said["@type"] == wanted
    assert said["url"] == page.select_one("link[rel=canonical]")["href"]
    assert said["name"] == heading(page) and said["description"] == meta(page)["description"]
    assert said["license"] == page.select_one("a[rel=license]")["href"]
    assert said["author"] == [{"@type": "Organization", "name": CONFIG["author"]}]
    assert said["inLanguage"] == page.html["lang"]
    day = page.select_one(".version time")
    assert said.get("dateModified") == (day["datetime"] if day else None)
    assert f"ersion {said['version']}" in page.select_one(".version").text


def test_the_book_and_its_pages_name_each_other():
    book = structured(TOC["root"])
    parts = {structured(name)["@id"]: structured(name)["isPartOf"]["@id"] for name in NOTEBOOKS}
    assert [part["@id"] for part in book["hasPart"]] == list(parts)
    assert set(parts.values()) == {book["@id"]}


def test_robots_are_told_where_the_map_is():
    lines = (BOOK / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert f"Sitemap: {HOME}sitemap.xml" in lines and (BOOK / "sitemap.xml").is_file()
    assert not [line for line in lines if line.startswith("Disallow")]


def test_the_map_for_search_engines_lists_each_page_once():
    tree = ElementTree.parse(BOOK / "sitemap.xml")
    found = sorted(element.text for element in tree.iter() if element.tag.endswith("loc"))
    assert found == sorted(f"{HOME}{page}.html" for page in [*PAGES, *TRANSLATED])


def test_a_mistake_is_reported_with_the_pages_name(name, page):
    link = page.find("a", string="Report a mistake on this page")["href"]
    assert link.startswith(f"{REPOSITORY}/issues/new?")
    fields = parse_qs(urlsplit(link).query)
    assert heading(page) in fields["title"][0]
    assert name in fields["body"][0]


def test_a_notebook_page_has_a_described_figure_and_no_raw_output(notebook):
    figures = read(notebook).select("article figure")
    assert figures
    for figure in figures:
        assert len(figure.select_one("svg[role=img]")["aria-label"].split()) >= 15
        assert figure.figcaption.get_text().strip()
    outputs = " ".join(out.get_text() for out in read(notebook).select("article .cell_output"))
    assert [raw for raw in RAW if raw in outputs] == []


def test_a_notebook_page_offers_itself_as_ipynb_on_binder_and_in_colab(notebook):
    file = next(file for file, _ in links(notebook) if file.endswith(".ipynb"))
    made = BOOK.parent / f"{notebook}.ipynb"  # tests/pages/test_notebooks.py reads it
    assert (BOOK / file).read_bytes() == made.read_bytes()
    binder = read(notebook).select_one("a[href^='https://mybinder.org']")["href"]
    path = f"{notebook.removeprefix('notebooks/')}.ipynb"
    on_branch = f"{OWNER}/{NAME}/notebooks?urlpath=lab/tree/{path}"
    assert binder == f"https://mybinder.org/v2/gh/{on_branch}"
    colab = read(notebook).select_one("a[href^='https://colab.research.google.com']")["href"]
    assert colab == f"https://colab.research.google.com/github/{OWNER}/{NAME}/blob/notebooks/{path}"


def test_each_exercise_is_followed_by_its_solution_folded_away(notebook):
    exercises = read(notebook).select_one("#exercises")
    blocks = exercises.select("#exercises > :is(div.exercise, details.solution)")
    kinds = [block.name for block in blocks]
    assert len(kinds) >= 6 and kinds == ["div", "details"] * (len(kinds) // 2)
    numbers = exercises.select("div.exercise .caption-number")
    titles = exercises.select("details.solution > summary")
    wanted = [f"Solution to {number.get_text().strip()}" for number in numbers]
    assert [title.get_text().strip() for title in titles] == wanted
    assert not exercises.select("details.solution[open]")


def test_a_check_asks_for_an_answer_and_accepts_the_solution(notebook):
    coded = (ROOT / f"{notebook}.md").read_text(encoding="utf-8").count("{exercise-start}")
    asked = read(notebook).select("#exercises div.exercise .cell_output")
    assert len(asked) == coded
    assert all("c7-unanswered" in output["class"] for output in asked)
    assert all(output.get_text().strip().startswith("No answer yet.") for output in asked)
    solved = read(notebook).select("#exercises details.solution .cell_output")
    assert sum(output.get_text().strip().startswith("Right. ") for output in solved) == coded


def test_there_are_exercises_to_be_coded():
    texts = [(ROOT / f"{name}.md").read_text(encoding="utf-8") for name in NOTEBOOKS]
    assert sum(text.count("{exercise-start}") for text in texts) >= 5


def test_a_section_is_read_in_forty_minutes():
    read = words.sections(BOOK)
    assert "bottleneck" in read
    assert {
        name: n for name, pages in read.items() if (n := sum(pages.values())) > MOST_WORDS
    } == {}
