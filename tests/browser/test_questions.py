"""Every self-check question, answered as a reader would; verdicts come from the pages' sources."""

import importlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.built import of_pages, settle
from tests.browser.visit import amiss
from tests.browser.watch import watched
from tests.built import ROOT

SOURCES = {
    str(path.relative_to(ROOT).with_suffix("")): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").rglob("*.md"))
    if ":::{question}" in path.read_text(encoding="utf-8")
}
BLOCK = re.compile(r"^:::\{question\} .+?\n(.*?)^:::$", re.S | re.M)
MODULES = ("density", "exam", "planning", "published.models", "published.results", "sources")


@dataclass(frozen=True)
class Question:
    """A question as it is written: answers are (right, option or expression, feedback)."""

    name: str
    options: dict[str, str]
    answers: list[tuple[bool, str, str]]

    @property
    def numeric(self) -> bool:
        return "unit" in self.options

    @property
    def tolerance(self) -> float:
        text = self.options["tolerance"]
        return 0 if text == "exact" else float(text.rstrip("% ")) / 100


def read(body: str) -> Question:
    options = dict(re.findall(r"^:(\w+): (.+)$", body, re.M))
    answers = []
    for mark, text in re.findall(r"^- \[(.)\] (.*?)(?=^- \[|\Z)", body, re.S | re.M):
        said, _, feedback = " ".join(text.split()).partition(" | ")
        if mark == "x" and "answer" in options:
            said, feedback = options["answer"], said
        answers.append((mark == "x", said, feedback))
    return Question(options["name"], options, answers)


QUESTIONS = {page: [read(body) for body in BLOCK.findall(s)] for page, s in SOURCES.items()}


def value(expression: str) -> float:
    modules = [importlib.import_module(f"chapter7.{name}") for name in MODULES]
    scope = {module.__name__.rsplit(".", 1)[1]: module for module in modules}
    return float(eval(expression, {**scope, "math": math}))


def words(feedback: str) -> list[str]:
    """The stretches of plain text of a feedback, between formulas, roles and marks."""
    parts = re.split(r"\$[^$]*\$|\{[\w:]+\}`[^`]*`|[*`]|\]\([^)]*\)|\[", feedback)
    return [part for part in (one_line(part) for part in parts) if len(part) > 3]


def one_line(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("\u202f", " ").split())


def test_the_questions_are_read_and_there_are_enough_of_both_kinds():
    assert len(QUESTIONS) >= 6 and all(len(found) >= 3 for found in QUESTIONS.values())
    for found in QUESTIONS.values():
        assert {question.numeric for question in found} == {True, False}
        assert all(sum(right for right, _, _ in q.answers) == 1 for q in found)


@pytest.fixture(params=of_pages(SOURCES), scope="module")
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(browser, site, name) -> Iterator[Page]:
    """The page, opened once: the first test that uses it finds it as a reader does."""
    with watched(browser, site) as (page, watch):
        settle(page, f"{site}/{name}.html")
        yield page
    assert watch.complaints == []


def tab_to(page, form) -> None:
    """Goes on with the Tab key until the focus is in the form."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if form.evaluate("form => form.contains(document.activeElement)"):
            return
    pytest.fail("the Tab key does not lead into the question")


MARKS = {"Right.": "✓", "Not yet.": "✗", "The digits are right, the unit is not.": "✗"}


def assert_said(form, verdict: str, fragments: list[str]) -> None:
    said = one_line(form.get_by_role("status").inner_text())
    mark = MARKS.get(verdict, "?")
    assert said.startswith(mark) and said.removeprefix(mark).strip().startswith(verdict), said
    for fragment in fragments:
        assert fragment in said, (fragment, said)


def enter(page, text: str) -> None:
    """Puts a text in the field's place, as one from the clipboard is, and sends it."""
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def answer_choice(page, form, question: Question) -> None:
    page.keyboard.press("Enter")
    assert_said(form, "Not checked.", ["Nothing is chosen yet."])
    for i, (right, _, feedback) in enumerate(question.answers):
        page.keyboard.press("ArrowDown" if i else "Space")
        assert form.get_by_role("status").inner_text() == ""
        page.keyboard.press("Enter")
        assert_said(form, "Right." if right else "Not yet.", words(feedback))


def answer_number(page, form, question: Question) -> None:
    values = [(value(said), right, feedback) for right, said, feedback in question.answers]
    page.keyboard.type("-1.5", delay=0)  # key by key
    page.keyboard.press("Enter")
    assert_said(form, "Not yet.", ["-1.5", "that is too small."])
    for number, right, feedback in values:
        for text in (f"{number:.10g}", f"{number:.9e}".replace("e", " × 10^")):
            enter(page, text)
            assert_said(form, "Right." if right else "Not yet.", words(feedback))
    target = next(number for number, right, _ in values if right)
    unit, edge = question.options["unit"], question.tolerance
    for factor in (1 - 0.9 * edge, 1 + 0.9 * edge):
        enter(page, f"{target * factor:.10g} {unit}")
        assert_said(form, "Right.", [])
    known = [number for number, *_ in values]
    strange = next(
        target * factor
        for factor in (1.23, 1.37, 2.9)
        if all(abs(target * factor / number - 1) > 0.1 for number in known)
    )
    enter(page, f"{strange:.10g}")
    assert_said(form, "Not yet.", ["that is too large."])
    if edge:
        slips = {1e3: "1,000 times too large", 1e-6: "1,000,000 times too small"}
        for factor, said in slips.items():
            if all(abs(target * factor / number - 1) > 0.1 for number in known):
                enter(page, f"{target * factor:.10g}")
                assert_said(form, "The digits are right, the unit is not.", [said])
        enter(page, f"{target * 1e3:.10g}m")
        assert_said(form, "Right.", [])
    for text, said in (("0,5", "decimals with a point"), ("much", "not read"), ("", "Nothing")):
        enter(page, text or " ")
        assert_said(form, "Not checked.", [said, "1.5 × 10^3"])


def test_every_question_is_answered_right_and_wrong_with_the_keyboard(page, name):
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator("#check-yourself a.headerlink").first.focus()
    forms = page.locator("form.c7-question")
    assert forms.count() == len(QUESTIONS[name])
    for question in QUESTIONS[name]:
        form = page.locator(f"form#{question.name}")
        tab_to(page, form)
        (answer_number if question.numeric else answer_choice)(page, form, question)
        # The button does the same, by Space.
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Check"
        page.keyboard.press("Space")
        assert form.get_by_role("status").inner_text() != ""
    assert requests == []
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == stored


def test_a_question_is_a_named_group_of_named_controls(page, name):
    for question in QUESTIONS[name]:
        form = page.locator(f"form#{question.name}")
        group = form.get_by_role("group").first
        assert group.evaluate("group => group.tagName") == "FIELDSET"
        assert form.locator("legend").inner_text().endswith("?")
        if question.numeric:
            field = form.get_by_role("textbox", name=f"Your answer ({question.options['unit']};")
            assert field.count() == 1
            label = one_line(form.locator(".c7-entry label").inner_text())
            stated = question.options["tolerance"].replace("%", " %")
            assert label.endswith(
                "exact)" if not question.tolerance else f"within {stated} counts)"
            )
        else:
            radios = form.get_by_role("radio")
            assert radios.count() == len(question.answers)
            for radio, (_, said, _) in zip(radios.all(), question.answers, strict=True):
                label = one_line(radio.evaluate("radio => radio.labels[0].innerText"))
                assert all(fragment in label for fragment in words(said))


def test_without_scripts_the_answer_folds_out_and_nothing_dead_is_shown(plain, name):
    for question in QUESTIONS[name]:
        form = plain.questions[question.name]
        assert form["controls"] == form["closed"] == 0
        written = sorted(question.answers, key=lambda answer: not answer[0])
        for row, (right, said, feedback) in zip(form["answers"], written, strict=True):
            text = one_line(row)
            assert ("Right: " if right else "Wrong: ") in text
            shown = words(feedback) if question.numeric else words(said) + words(feedback)
            assert all(fragment in text for fragment in shown), text


def test_axe_finds_nothing_in_answered_questions(desk, name):
    """Axe looks at the whole page when its questions are answered."""
    assert desk.answered == len(QUESTIONS[name])
    assert desk.axe == {"light": [], "dark": []}


def test_fingers_find_their_targets_on_a_phone(touch, name):
    assert touch.targets > 3 * len(QUESTIONS[name])
    assert amiss(touch.cramped) == {}


def test_a_new_choice_takes_the_old_verdict_back_and_moves_nothing(page):
    radios = page.locator("form.c7-question:has(input[type=radio])").first
    status, height = radios.get_by_role("status"), "document.documentElement.scrollHeight"
    radios.locator("input").first.check()
    top = radios.evaluate("form => form.offsetTop")
    radios.locator(".c7-check").click()
    assert radios.evaluate("form => form.offsetTop") == top
    answered = page.evaluate(height)
    radios.locator("input").nth(1).check()
    assert status.inner_text() == "" and abs(page.evaluate(height) - answered) <= 1
