"""A built page in another language."""

import json
from copy import copy
from dataclasses import dataclass, field
from posixpath import dirname, relpath
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from babel import Locale
from babel.numbers import format_percent
from bs4 import BeautifulSoup

from website.translation.catalogues import Language
from website.translation.messages import (
    BadTranslation,
    foreign,
    is_message,
    localise_rest,
    messages,
    text_of,
)

SOURCE = "en"
"""The language that the book is written in."""
NOTICE = BeautifulSoup(
    '<p class="c7-translation" role="note">This page is a trial translation, and the '
    '<a hreflang="en">English page</a> may be ahead of it: <span class="c7-share"></span> of its '
    "texts are translated. Code and what it prints stay English.</p>",
    "html.parser",
).p
"""What a translated page says of itself; only such a page does, so it stands here."""
LINKS = (
    ("html", "data-present"),
    ("a", "href"),
    ("link", "href"),
    ("script", "src"),
    ("form", "action"),
    ("img", "src"),
)


@dataclass
class Made:
    """A translated page.

    html: the page. texts: how many different messages it has. missing: those without a translation,
    which are shown in English. faults: what is wrong with translations that could not be used.
    """

    html: str = ""
    texts: int = 0
    missing: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of its messages that are translated, rounded down to a hundredth."""
        done = self.texts - len(self.missing)
        return int(100 * done / self.texts) / 100 if self.texts else 1.0


def called(language: str) -> str:
    """The language's own name for itself."""
    return Locale.parse(language).get_display_name(language).title()


def address(page: str, language: str) -> str:
    """The name of the page in the language: the English one in the language's folder."""
    return f"{language}/{page}"


def translated(html: str, page: str, language: Language, home: str) -> Made:
    """The page in the language.

    Args:
        html: of the English page, whose name is `page`.
        home: the address of the book.
    """
    soup = BeautifulSoup(html, "html.parser")
    made = Made()
    soup.select_one(".whereabouts").insert_after(copy(NOTICE))
    put_words(soup, language, made)
    localise_rest(soup, language.name)
    mark_languages(soup, language.name)
    move_links(soup, page, language)
    name_itself(soup, page, language.name, home)
    describe_itself(soup, page, language.name, home)
    lead_back(soup, page, language, made)
    make_room(soup)
    made.html = str(soup)
    return made


def put_words(soup: BeautifulSoup, language: Language, made: Made) -> None:
    """Puts a translation in the place of each message; where there is none, English stays."""
    seen: dict[str, bool] = {}
    for message in messages(soup):
        if not is_message(message.text):  # numbers alone
            message.put(message.text, language.name)
            continue
        translation = language.words.get(message.text)
        if translation is not None:
            try:
                message.put(translation, language.name)
            except BadTranslation as fault:
                made.faults.append(str(fault))
                translation = None
        if translation is None:
            message.leave(SOURCE)
        seen[message.text] = translation is not None
    made.texts = len(seen)
    made.missing = [text for text, is_done in seen.items() if not is_done]


def mark_languages(soup: BeautifulSoup, language: str) -> None:
    """Says what is in which language: the page, and what stays English in it."""
    soup.html["lang"] = language
    for part in (*soup.select("article .highlight, .cite p, .cite pre"), *foreign(soup)):
        part["lang"] = SOURCE


def move_links(soup: BeautifulSoup, page: str, language: Language) -> None:
    """Lets the links lead from the page's new place to where they led, those to a page that is
    translated to its translation, and loads the scripts of the language."""
    here = address(page, language.name)
    for kind, name in LINKS:
        for element in soup.find_all(kind, {name: True}):
            parts = urlsplit(element[name])
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = urljoin(f"/{page}", parts.path).lstrip("/")
            in_language = moved(target, language)
            if kind == "a" and target.endswith(".html") and in_language == target:
                element.attrs.setdefault("hreflang", SOURCE)
            path = relpath(in_language, dirname(here))
            element[name] = urlunsplit(parts._replace(path=path))
    soup.html["data-content_root"] = relpath(".", dirname(here)) + "/"


def moved(target: str, language: Language) -> str:
    """What stands in the language in the place of a file of the book: of a page that is translated
    its translation, of a script the one with the language's words; else the file itself."""
    stem, _, ending = target.rpartition(".")
    if ending == "html" and language.has(stem):
        return address(target, language.name)
    folder, _, file = target.rpartition("/")
    return f"{folder}/{language.name}/{file}" if ending == "js" else target


def name_itself(soup: BeautifulSoup, page: str, language: str, home: str) -> None:
    """Gives the page its own address, where the English one gave that page's."""
    own = f"{home}{address(page, language)}.html"
    soup.select_one("link[rel=canonical]")["href"] = own
    if shown := soup.select_one("meta[property='og:url']"):
        shown["content"] = own
    if report := soup.select_one("a.report"):
        report["href"] = report["href"].replace(
            quote(f"Page: {page}\n", safe="").replace("%20", "+"),
            quote(f"Page: {address(page, language)}\n", safe="").replace("%20", "+"),
        )


def describe_itself(soup: BeautifulSoup, page: str, language: str, home: str) -> None:
    """Lets the structured data tell of the translation; the English page is its work."""
    own = f"{home}{address(page, language)}.html"
    for script in soup.select("script[type='application/ld+json']"):
        told = json.loads(script.string)
        told |= {
            "translationOfWork": {"@id": told["@id"]},
            "@id": own,
            "url": own,
            "name": soup.h1.find(string=True),
            "description": soup.select_one("meta[name=description]")["content"],
            "inLanguage": language,
        }
        script.string = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def lead_back(soup: BeautifulSoup, page: str, language: Language, made: Made) -> None:
    """Links the English page, at the top and where the languages stand, and says how much of it is
    translated."""
    english = relpath(f"{page}.html", dirname(address(page, language.name)))
    own = soup.select_one(f".languages a[hreflang={language.name}]")
    own["hreflang"] = own["lang"] = SOURCE
    own.string = called(SOURCE)
    for link in (own, *soup.select(".c7-translation a")):
        link["href"] = english
    share = format_percent(made.share, locale=language.name)
    soup.select_one(".c7-share").replace_with(share)


def make_room(soup: BeautifulSoup) -> None:
    """Gives the header's links the room of their new names, as theme/layout.html counts it."""
    header = soup.select_one("nav.sections")
    names = [text_of(link) for link in header.find_all(("a", "span"))]
    header["style"] = f"--links: {len(names)}; --letters: {len(''.join(names))}"
