"""The ledger's filter in the page's address: kept, found again, mended."""

import pytest
from playwright.sync_api import expect

from chapter7 import ledger

PAGE = "book/how-we-know.html"
FORM = "form.c7-ledger-controls"
ROWS = len(ledger.load())


@pytest.fixture
def opened(page, site):
    """Opens the ledger with a query and a fragment."""

    def at(rest: str = ""):
        page.goto(f"{site}/{PAGE}{rest}")
        page.locator(FORM).wait_for()
        return page

    return at


def shown(page) -> list[str]:
    return page.locator(".c7-ledger tbody tr:visible").evaluate_all("rows => rows.map(r => r.id)")


def controls(page) -> list[str]:
    names = "['section', 'verdict', 'sort', 'text'].map((name) => form.elements[name].value)"
    return page.locator(FORM).evaluate(f"form => {names}")


def test_the_filter_is_found_again_behind_another_page(opened):
    page = opened()
    page.get_by_label("Verdict", exact=True).select_option("wrong")
    page.get_by_label("Sort by", exact=True).select_option("off")
    page.get_by_label("Text", exact=True).press_sequentially("8-bit & 5%")
    page.get_by_label("Text", exact=True).fill("gpu")
    left = controls(page), shown(page)
    assert 0 < len(left[1]) < ROWS
    assert page.evaluate("location.search") == "?verdict=wrong&sort=off&text=gpu"
    page.locator(".home").click()
    page.locator("h1").wait_for()
    page.go_back()
    expect(page.locator(FORM)).to_be_visible()
    assert (controls(page), shown(page)) == left
    page.reload()
    page.locator(FORM).wait_for()
    assert (controls(page), shown(page)) == left


def test_back_undoes_one_choice_and_what_was_typed_at_once(opened):
    page = opened()
    page.get_by_label("Section", exact=True).select_option("Table")
    page.get_by_label("Text", exact=True).press_sequentially("flop")
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("")
    assert page.evaluate("location.search") == "" and len(shown(page)) == ROWS
    for expected in (["Table", "", "order", "flop"], ["Table", "", "order", ""]):
        page.go_back()
        expect(page.get_by_label("Text", exact=True)).to_have_value(expected[3])
        assert controls(page) == expected
    page.go_back()
    expect(page.get_by_role("status")).to_have_text(f"{ROWS} of {ROWS} rows")
    page.go_forward()
    expect(page.get_by_label("Section", exact=True)).to_have_value("Table")


@pytest.mark.parametrize(
    "query",
    [
        "?sort=constructor",
        "?sort=__proto__&verdict=toString",
        "?section=nowhere&verdict=&sort=",
        "?verdict=Wrong",
        "?utm_source=mail",
        "?%F0%9F%92%A9",
    ],
)
def test_what_an_address_names_wrongly_is_as_at_first(opened, query):
    page = opened(query)
    assert controls(page) == ["", "", "order", ""] and len(shown(page)) == ROWS
    page.get_by_label("Sort by", exact=True).select_option("verdict")
    assert "sort=verdict" in page.evaluate("location.search")


def test_a_text_of_any_kind_comes_through_the_address(opened):
    page = opened()
    text = "<b>&verdict=wrong#c34 % é"
    page.get_by_label("Text", exact=True).fill(text)
    page.reload()
    expect(page.get_by_label("Text", exact=True)).to_have_value(text)
    assert shown(page) == []


def test_a_link_to_a_row_wins_over_the_filter_in_its_address(opened):
    page = opened("?verdict=opinion#c34")
    expect(page.locator("#c34")).to_be_in_viewport()
    assert page.evaluate("location.search + location.hash") == "#c34"
    assert len(shown(page)) == ROWS
