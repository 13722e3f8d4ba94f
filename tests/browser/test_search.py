"""The search: words that programs know by other meanings, and numbers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.built import settle

RESULTS = "#search-results"
NONE = "did not match any documents"


def titles(page) -> list[str]:
    """The titles of the pages found, once the search has ended."""
    expect(page.locator(f"{RESULTS} h2")).to_have_text("Search Results")
    return page.locator(f"{RESULTS} li > a").all_inner_texts()


@pytest.mark.parametrize(
    "word",
    [
        "constructor",
        "__proto__",
        "hasOwnProperty",
        "toString",
        "valueOf",
        "constructor __proto__",
        "__proto__ constructor prototype",
    ],
)
def test_a_word_that_every_object_knows_is_a_word_like_others(page, site, word):
    settle(page, f"{site}/search.html?q={word}")
    assert titles(page) == []
    expect(page.locator(RESULTS)).to_contain_text(NONE)


def test_a_page_must_contain_such_a_word_too(page, site):
    settle(page, f"{site}/search.html?q=prequential")
    assert titles(page) != []
    settle(page, f"{site}/search.html?q=prequential constructor")
    assert titles(page) == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("4096", "By hand"),
        ("0.372", "By hand"),
        ("372", "By hand"),  # the end of 0.372, as the end of a word
        ("50,257", "By hand"),
        ("50257", "By hand"),
        ("50{,}257", "By hand"),
        ("671 billion", "By hand"),
        ("2404.19737", "References"),
    ],
)
def test_numbers_are_found(page, site, query, title):
    settle(page, f"{site}/search.html?q={query}")
    assert title in titles(page)


@pytest.mark.parametrize("number", ["0.372", "50,257"])
def test_each_hit_holds_the_number_and_shows_it_where_it_stands(page, site, number):
    settle(page, f"{site}/search.html?q={number}")
    found = titles(page)
    contexts = page.locator(f"{RESULTS} .context")
    expect(contexts).to_have_count(len(found))
    shown = contexts.all_inner_texts()
    assert sum(number in text for text in shown) >= 1
    for link in page.locator(f"{RESULTS} li > a").evaluate_all("all => all.map((a) => a.href)"):
        plain = re.sub(r"(?<=\d)(?:,|_|\{,\})(?=\d)", "", page.request.get(link).text())
        assert number.replace(",", "") in plain, link


def test_a_number_that_no_page_holds_is_not_found(page, site):
    settle(page, f"{site}/search.html?q=98765432")
    assert titles(page) == []


def test_the_page_says_how_numbers_are_found(page, site):
    settle(page, f"{site}/search.html")
    field = page.get_by_label("Words that a page must all contain")
    hint = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(hint).to_contain_text("Numbers are found too")


def test_a_search_needs_no_storage(open_page, site):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused') } })"
    )
    settle(page, f"{site}/search.html?q=prequential")
    assert titles(page) != []
