"""The visible checks as a student's notebook runs them, here in this process."""

import pytest

from chapter7.exercises import verdict
from coursework.authoring import assignment


@pytest.fixture(scope="module", params=assignment.NAMES)
def case(request):
    sheet = assignment.make_sheet(request.param, "a")
    return request.param, sheet, assignment.solution(request.param)


def test_a_solution_passes_every_test(case):
    _, sheet, solved = case
    assert set(verdict.results(sheet, solved).values()) == {True}


def test_a_named_mistake_is_told_by_its_hint(case):
    name, sheet, solved = case
    for question in assignment.tests_of(name).QUESTIONS:
        tests = [t for t in sheet["tests"] if t["question"] == question.id]
        for mistake in question.mistakes:
            names = solved | {question.name: mistake.wrong}
            told = [verdict.verdict(test, verdict.reply_of(test, names)) for test in tests]
            assert (False, mistake.hint) in told, mistake.name


@pytest.mark.parametrize(
    ("right", "due"),
    [(1.5, "a number was"), ([1, 2], "numbers were"), ({"dict": [["a", 1]]}, "a dictionary was")],
)
def test_what_was_due_is_said(right, due):
    told = verdict.difference(right, None, 1e-4)
    assert told == verdict.Difference("type", f"gave nothing, where {due} due")


def test_a_visible_check_names_its_call(capsys, monkeypatch):
    test = {"question": "q", "name": "f", "args": [[1, 2], 3], "expected": 6, "rel": 1e-4}
    sheet = {"tests": [test | {"mistakes": [[5, "You left out the 1."]]}]}

    def said(**names):
        monkeypatch.setattr(verdict, "_notebook", lambda: names)
        verdict.check("q", sheet=sheet)
        return capsys.readouterr().out.removeprefix("q, check 1 of 1: ").rstrip("\n")

    assert said(f=lambda a, b: sum(a) + b) == "right"
    call = "The call was f([1, 2], 3)."
    assert said(f=lambda a, b: 0) == f"It gave 0, which is not right. {call}"
    assert said(f=lambda a, b: a[1] + b) == f"You left out the 1. {call}"
    assert said() == "f is not defined."


def test_what_is_not_answered_is_said(case):
    _, sheet, _ = case

    def raises(*_):
        raise NotImplementedError

    for test in (t for t in sheet["tests"] if "args" in t):
        missing = verdict.verdict(test, verdict.reply_of(test, {}))
        assert missing == (False, f"{test['name']} is not defined.")
        blank = verdict.reply_of(test, {test["name"]: raises})
        assert verdict.verdict(test, blank) == (False, "This is not answered yet.")
