"""The translated pages as they were built, beside the English ones that they were made from."""

import re
from xml.etree import ElementTree

import pytest
from babel.numbers import get_decimal_symbol
from bs4 import BeautifulSoup

from tests.built import BOOK, HOME, PAGES, TRANSLATED, parsed, read
from tests.pages.test_built import links, places
from website.translation import catalogues, messages, page
from website.translation.catalogues import Language
from website.translation.numbers import NUMBER

APART = "pre, script, style, .katex, .notranslate, .bibtex-citation, body [lang=en]"
"""What is in no language, or in English and says so."""


@pytest.fixture(params=TRANSLATED)
def name(request) -> str:
    """Each translated page, as `de/notebooks/...`."""
    return request.param


@pytest.fixture
def language(name) -> Language:
    return Language(name.split("/")[0])


@pytest.fixture
def english(name) -> str:
    """The name of the page that it was made from."""
    return name.partition("/")[2]


def test_there_is_a_translated_page():
    assert "de/notebooks/bottleneck/huge-pass-tiny-signal" in TRANSLATED


def heard_and_seen(name: str) -> set[str]:
    """Each piece of text that is shown or spoken, and is not English by its own word."""
    soup = parsed(name)
    for part in soup.select(APART):
        part.decompose()
    texts = {" ".join(text.split()) for text in soup.body.stripped_strings}
    texts |= {
        element[kind]
        for kind in messages.ATTRIBUTES
        for element in soup.body.select(f"[{kind}]")
        if not element.find_parent("svg")
    }
    return {text for text in texts if re.search(r"[a-z]{3}", text)}


def test_no_english_is_left_that_does_not_say_so(name, english, language):
    """What stands on both pages is what a translator left as it is: a name, a title."""
    kept = {piece for pair in language.words.items() for piece in set.intersection(*map(cut, pair))}
    both = heard_and_seen(name) & heard_and_seen(english)
    assert len(both) < 40
    assert {NUMBER.sub("", text).strip() for text in both} - kept == set()


def cut(text: str) -> set[str]:
    """The pieces of a message or of a translation between its marks, without numbers."""
    pieces = re.split(r"</?\d+>", re.sub(r"\{\d+\}", "", text))
    return {NUMBER.sub("", line).strip() for piece in pieces for line in piece.split("\n")}


def test_the_notice_says_which_share_is_translated(name, english, language):
    texts = {m.text for m in messages.messages(read(english)) if messages.is_message(m.text)}
    texts |= {message.text for message in messages.inside(page.NOTICE)}
    share = int(100 * len(texts & set(language.words)) / len(texts))
    assert f"{share}\u00a0%" in read(name).select_one(".c7-translation").get_text()
    assert share >= 90


def test_both_pages_name_both_and_the_english_one_for_all_others(name, english, language):
    for own in (name, english):
        soup = read(own)
        found = {
            link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate][hreflang]")
        }
        assert found == {
            "en": f"{HOME}{english}.html",
            "x-default": f"{HOME}{english}.html",
            language.name: f"{HOME}{name}.html",
        }
        assert soup.select_one("link[rel=canonical]")["href"] == f"{HOME}{own}.html"
        assert (
            soup.html["lang"]
            == soup.head.find("link", href=f"{HOME}{own}.html", hreflang=True)["hreflang"]
        )
    assert read(name).select_one(".languages a")["hreflang"] == "en"
    assert read(english).select_one(f".languages a[hreflang={language.name}]")["lang"] == "de"


def test_every_link_leads_to_a_file_and_a_place(name, english):
    targets = links(name)
    assert len(targets) >= len(links(english))
    assert [file for file, _ in targets if not (BOOK / file).is_file()] == []
    named = [(file, place) for file, place in targets if place and file.endswith(".html")]
    assert [target for target in named if target[1] not in places(target[0])] == []
    assert not (BOOK / name).with_suffix(".ipynb").exists()


def test_the_map_for_search_engines_has_each_beside_its_english_page(name, english, language):
    entries = ElementTree.parse(BOOK / "sitemap.xml").getroot()
    found = {
        entry.findtext("{*}loc"): {link.get("hreflang"): link.get("href") for link in entry[1:]}
        for entry in entries
        if entry.find("{*}link") is not None
    }
    pair = {"en": f"{HOME}{english}.html", language.name: f"{HOME}{name}.html"}
    assert [found[address] for address in pair.values()] == [pair, pair]


def test_the_search_finds_it(name):
    index = (BOOK / "searchindex.js").read_text(encoding="utf-8")
    assert f'"{name}"' in index


def test_the_numbers_of_the_english_page_are_there_as_the_language_writes_them(
    name, english, language
):
    """The digits are the same, in prose, figures and formulas; only their signs are others."""

    def shown(soup: BeautifulSoup, kind: str) -> list[str]:
        return [part.get_text() for part in soup.select(kind)]

    decimal = get_decimal_symbol(language.name)
    for kind in (".pasted-text", ".c7-figure text", ".katex-html", ".katex mn", ".c7-line"):
        before, after = shown(read(english), kind), shown(read(name), kind)
        assert len(before) == len(after)
        digits = [[re.sub(r"\D", "", text) for text in texts] for texts in (before, after)]
        assert digits[0] == digits[1] or kind == ".c7-figure text"
        assert sorted("".join(digits[0])) == sorted("".join(digits[1]))
        decimals = [[n for n in NUMBER.findall(text) if "." in n] for text in before]
        assert sum(text.count(decimal) for text in after) >= sum(map(len, decimals))
    assert [
        text for text in shown(read(name), ".pasted-text") if re.search(r"\d\.\d\b", text)
    ] == []


def test_translations_write_the_numbers_of_their_message(language):
    """What a translator typed: the numbers of the English text, with the language's signs."""
    for path in language.files:
        for entry in catalogues.read(path, language.name):
            if entry.id and catalogues.is_done(entry):
                numbers = [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", entry.id)]
                said = [re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,]*", entry.string)]
                assert sorted(numbers) == sorted(said), entry.id
                assert not re.search(r"\d\.\d{1,2}(?!\d)", without_names(entry.string)), entry.id


def without_names(text: str) -> str:
    """A text without numbers that are names: of models, sections and versions."""
    return re.sub(r"\b(Llama-3\.1|7\.\d|0\.1\.0|4\.0)", "", text)


@pytest.mark.parametrize("english", PAGES)
def test_every_page_can_be_translated(english):
    """Each message in the place of itself leaves a page as it was, to the last blank."""
    soup = BeautifulSoup((BOOK / f"{english}.html").read_text(encoding="utf-8"), "html.parser")
    before = " ".join(soup.get_text().split())
    found = messages.messages(soup)
    assert len(found) > 50
    for message in found:
        message.put(message.text, "en")
    assert " ".join(soup.get_text().split()) == before
