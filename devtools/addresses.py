"""The addresses that readers may have kept, and whether a built book still answers each.

website/addresses.yaml lists them: each page of what was published, and the places on it that a link
can name. `make release` adds those of the new version; nothing is taken away. What stands no more
in the book has to have a line in website/moved.yaml.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, SoupStrainer

ROOT = Path(__file__).parent.parent
KNOWN = ROOT / "website" / "addresses.yaml"
MOVED = ROOT / "website" / "moved.yaml"
FOLDERS = ("book", "notebooks")
PLACE = re.compile(r"(claim|ex|fig|q)-[\w-]+|[clm]\d+")
"""Places without a visible link to themselves: statements, exercises, figures, questions, rows."""
OF_THE_PACKAGE = re.compile(r"(module-)?chapter7[.-]")
"""Its functions come and go with its versions; they are named by their page."""
PASSING = {
    "added",
    "changed",
    "deprecated",
    "fixed",
    "removed",
    "security",
    "since-the-last-version",
}
"""Headings of what is not released yet, on the page of changes."""
HEAD = """\
# Every page and place whose address a reader may have kept. `make release` adds to it; nothing is
# taken away. What moves needs a line in moved.yaml: tests/pages/test_addresses.py looks.
"""

Addresses = dict[str, list[str]]


def articles(site: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    """The text of each page of the built book in `site`, by the page's name, in order.

    A page without any only leads to another one, and is left out.
    """
    for page in sorted(page for folder in FOLDERS for page in (site / folder).rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        article = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer("article"))
        if article.article is not None:
            yield page.relative_to(site).with_suffix("").as_posix(), article


def offered(site: Path) -> Addresses:
    """The pages of the built book in `site`, and the places on each that it offers, in order."""
    return {name: places(article) for name, article in articles(site)}


def places(article: BeautifulSoup) -> list[str]:
    """The places that a page offers."""
    linked = {link["href"].removeprefix("#") for link in article.select("a.headerlink")}
    kept = linked | {name for name in named(article) if PLACE.fullmatch(name)}
    return sorted(name for name in kept - PASSING if not OF_THE_PACKAGE.match(name))


def named(article: BeautifulSoup) -> set[str]:
    """All places on a page that a link can name, but for those that lead on."""
    return {element["id"] for element in article.select("[id]:not(.moved)")}


def read(path: Path = KNOWN) -> Addresses:
    """The addresses that readers may have kept."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def joined(known: Addresses, new: Addresses) -> Addresses:
    """Both, in order."""
    names = sorted(known.keys() | new.keys())
    return {name: sorted({*known.get(name, ()), *new.get(name, ())}) for name in names}


def write(addresses: Addresses, path: Path = KNOWN) -> None:
    """Writes the list."""
    text = yaml.safe_dump(addresses, default_flow_style=None, width=110, allow_unicode=True)
    path.write_text(HEAD + text, encoding="utf-8")


def moves(path: Path = MOVED) -> dict[str, str | dict[str, str]]:
    """What moved.yaml says: of a whole page its new name, of places their new addresses."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def lost(known: Addresses, site: Path, moved: Mapping[str, str | Mapping[str, str]]) -> list[str]:
    """The known addresses that the built book in `site` neither has nor leads on from."""
    present = {name: named(article) for name, article in articles(site)}

    def stands(page: str, place: str | None, seen: tuple = ()) -> bool:
        if (page, place) in seen:
            return False  # led in a circle
        target = moved.get(page)
        if isinstance(target, str):
            return stands(target, place, (*seen, (page, place)))
        if page in present and (place is None or place in present[page]):
            return True
        if not target or place not in target:
            return False
        new, _, there = target[place].partition("#")
        return stands(new, there or None, (*seen, (page, place)))

    addresses = [(page, place) for page, listed in known.items() for place in (None, *listed)]
    return [
        page if place is None else f"{page}#{place}"
        for page, place in addresses
        if not stands(page, place)
    ]
