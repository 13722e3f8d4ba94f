"""Exercises and their solutions in the built book."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "huge-pass-tiny-signal": 1,
    "supervisory-density": 1,
    "by-hand": 1,
    "see-it": 0,
    "count-and-compute": 2,
    "at-scale": 0,
}
"""Every page with exercises, and how many of them are to be coded."""


@pytest.fixture(params=PAGES)
def name(request) -> str:
    return request.param


def address(site: str, name: str) -> str:
    return f"{site}/notebooks/bottleneck/{name}.html"


def test_each_exercise_is_followed_by_its_solution_folded_away(page, site, name):
    page.goto(address(site, name))
    blocks = page.locator("#exercises > :is(div.exercise, details.solution)")
    kinds = blocks.evaluate_all("blocks => blocks.map(b => b.tagName)")
    assert len(kinds) >= 6 and kinds == ["DIV", "DETAILS"] * (len(kinds) // 2)
    numbers = page.locator("#exercises div.exercise .caption-number").all_inner_texts()
    titles = page.locator("#exercises details.solution > summary").all_inner_texts()
    assert [f"Solution to {number.strip()}" for number in numbers] == [t.strip() for t in titles]
    assert page.locator("#exercises details.solution[open]").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_solutions_open_by_keyboard_with_scripts_and_without(open_page, site, name, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(address(site, name))
    for solution in page.locator("#exercises details.solution").all():
        body = solution.locator(".sd-summary-content")
        assert not body.is_visible()
        solution.locator("summary").press("Enter")
        assert body.is_visible() and body.inner_text().strip()


def test_a_check_asks_for_an_answer_and_accepts_the_solution(page, site, name):
    page.goto(address(site, name))
    asked = page.locator("#exercises div.exercise .cell_output").all_inner_texts()
    assert len(asked) == PAGES[name]
    assert all(text.strip().startswith("No answer yet.") for text in asked)
    outputs = page.locator("#exercises details.solution .cell_output").all_text_contents()
    assert sum(text.strip().startswith("Right. ") for text in outputs) == PAGES[name]


def test_no_id_stands_twice(page, site, name):
    page.goto(address(site, name))
    ids = page.locator("article [id]").evaluate_all("all => all.map(e => e.id)")
    assert [one for one in set(ids) if ids.count(one) > 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_solutions_pass_axe(open_page, site, name, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address(site, name))
    page.evaluate("document.querySelectorAll('details.solution').forEach(d => { d.open = true })")
    violations = Axe().run(page, context="#exercises").response["violations"]
    assert [v["id"] for v in violations] == []
