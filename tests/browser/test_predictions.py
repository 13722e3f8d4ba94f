"""A choice before a result, kept and told again; and the page's one switch for its code."""

import pytest
from playwright.sync_api import expect

from tests.browser.built import settle
from tests.built import BOOK, NOTEBOOKS


@pytest.fixture(scope="module")
def name() -> str:
    """The first page that asks for a prediction."""
    return next(
        name
        for name in NOTEBOOKS
        if "c7-predict" in (BOOK / f"{name}.html").read_text(encoding="utf-8")
    )


def test_a_choice_is_kept_told_beside_the_result_and_taken_back(page, site, name):
    settle(page, f"{site}/{name}.html")
    box = page.locator(".c7-predict").first
    key = box.get_attribute("data-predict")
    said = page.locator(f'.c7-predicted[data-predict="{key}"] .c7-said').first
    expect(said).to_be_hidden()
    choices = box.get_by_role("button")
    assert 2 <= choices.count() <= 4
    words = choices.nth(1).inner_text().removeprefix("✓ ").strip()
    choices.nth(1).focus()
    page.keyboard.press("Enter")
    expect(choices.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(said).to_contain_text(f"You said: {words}")
    choices.nth(0).click()
    expect(choices.nth(1)).to_have_attribute("aria-pressed", "false")
    first = choices.nth(0).text_content().strip()
    expect(said).to_contain_text(first)
    settle(page, f"{site}/{name}.html")
    expect(box.get_by_role("button", pressed=True)).to_have_count(1)
    expect(said).to_contain_text(first)
    box.get_by_role("button", pressed=True).click()
    expect(said).to_be_hidden()
    settle(page, f"{site}/{name}.html")
    expect(box.get_by_role("button", pressed=True)).to_have_count(0)


def test_the_choices_have_their_form_before_the_script_comes(page, site, name):
    def places() -> list[dict]:
        lines = page.locator(".c7-choices").first.locator("li > *")
        return lines.evaluate_all("all => all.map((el) => el.getBoundingClientRect().toJSON())")

    page.route("**/predictions.js*", lambda route: route.fulfill(body=""))
    settle(page, f"{site}/{name}.html")
    before = places()
    page.unroute("**/predictions.js*")
    settle(page, f"{site}/{name}.html")
    assert page.locator(".c7-choices button").count() > 0
    assert places() == before


def test_without_scripts_the_choices_are_a_list(open_page, site, name):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/{name}.html")
    assert page.locator(".c7-predict button").count() == 0
    line = page.locator(".c7-choices > li > p").first
    expect(line).to_be_visible()
    assert line.evaluate("el => getComputedStyle(el).borderTopStyle") == "none"
    expect(page.locator(".c7-kept").first).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_switch_shows_the_code_and_prints_it(open_page, site, name, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{site}/{name}.html")
    code = page.locator(".c7-code").first
    expect(code).to_be_hidden()
    page.get_by_label("Show all code").check()
    expect(code).to_be_visible()
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_label("Show all code").uncheck()
    expect(code).to_be_hidden()


def test_the_switch_is_remembered_on_the_next_page(page, site, name):
    settle(page, f"{site}/{name}.html")
    page.get_by_label("Show all code").check()
    settle(page, f"{site}/{NOTEBOOKS[-1]}.html")
    expect(page.get_by_label("Show all code")).to_be_checked()
    expect(page.locator(".c7-code").first).to_be_visible()
