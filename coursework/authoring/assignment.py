"""An assignment as it was authored, its solution and tests; and the sheet of its tests."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from chapter7.exercises import Exercise, Mistake
from chapter7.exercises.verdict import decode, difference, encode, gradient_of
from coursework.authoring.sheet import Plain, Sheet, SheetQuestion, SheetTest

if TYPE_CHECKING:  # each is imported when it is needed: a marker needs neither
    from nbformat import NotebookNode
    from numpy.random import Generator

ASSIGNMENTS = Path(__file__).parents[1] / "assignments"
NAMES = tuple(sorted(p.parent.name for p in ASSIGNMENTS.glob("*/tests.py")))
SOLUTION = re.compile(r"^([ ]*)### BEGIN SOLUTION\n.*?^[ ]*### END SOLUTION\n?", re.S | re.M)
STUB_CODE = "{0}# YOUR CODE HERE\n{0}raise NotImplementedError()\n"
STUB_TEXT = "YOUR ANSWER HERE"


@dataclass(frozen=True)
class Case:
    """One visible test: a call, and what it must give, worked out by hand.

    Args:
        args: of the call; () with `value` set reads the variable.
        expected: a number, a list, an array, a truth value or a dictionary.
        points: of the test.
        gradient: whether the gradient with respect to the first argument is compared instead.
        form: only the keys and kinds are compared.
    """

    args: tuple[Any, ...]
    expected: Any
    points: int = 1
    gradient: bool = False
    form: bool = False


@dataclass(frozen=True)
class Question:
    """One question. A text question has no tests: a person marks it.

    Args:
        id: the grade id of its cell.
        title: a few words.
        points: in all.
        name: the function or variable that the answer defines; "" for a text.
        visible: tests that students have.
        draw: generator of numpy -> the arguments of one hidden test; None: the variable itself.
        hidden: points of each hidden test.
        mistakes: known ones; a function takes what the answer takes.
        hint: what a failed hidden test says where no mistake is recognised.
        gradient: whether the last hidden test compares gradients.
        value: whether the answer is a variable, which no hidden test calls.
    """

    id: str
    title: str
    points: int
    name: str = ""
    visible: tuple[Case, ...] = ()
    draw: Callable[[Generator], tuple[Any, ...]] | None = None
    hidden: tuple[int, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    hint: str = "A hidden test gives another result."
    gradient: bool = False
    value: bool = False


def known(exercise: Exercise, name: str) -> Mistake:
    """The mistake of that name that one of the chapter's exercises knows, with its hint."""
    return next(mistake for mistake in exercise.mistakes if mistake.name == name)


def load(name: str) -> NotebookNode:
    """The notebook of an assignment, read from its text. Raises: ValueError: no such assignment."""
    if name not in NAMES:
        raise ValueError(f"the assignments are {', '.join(NAMES)}, got {name!r}")
    import jupytext

    return jupytext.read(ASSIGNMENTS / name / f"{name}.md")


def tests_of(name: str) -> ModuleType:
    """The module that declares an assignment's questions and tests."""
    return importlib.import_module(f"coursework.assignments.{name}.tests")


def grade_id(cell: NotebookNode) -> str:
    """The cell's grade id, or ""."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def without_solutions(source: str, kind: str = "code") -> str:
    """The released text of a cell."""
    if kind == "code":
        return SOLUTION.sub(lambda match: STUB_CODE.format(match[1]), source).rstrip("\n")
    return SOLUTION.sub(STUB_TEXT + "\n", source).rstrip("\n")


def solution(name: str) -> dict[str, Any]:
    """The variables of the solved notebook: the source of every hidden test's expected value."""
    names = {"__name__": "solution"}
    for cell in load(name).cells:
        if cell.cell_type == "code" and not is_check(cell) and grade_id(cell) != f"{name}-checks":
            exec(compile(cell.source, f"{name}: {grade_id(cell)}", "exec"), names)
    return names


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell runs a question's visible checks."""
    return grade_id(cell).startswith("check-")


def make_sheet(name: str, seed: str | None = None) -> Sheet:
    """Everything that marking needs, as plain data.

    Args:
        name: of the assignment.
        seed: text that the hidden tests' inputs are drawn from; None: the visible tests alone.
    Returns: {"name", "seed", "asks_for", "setup", "warm", "released", "stubs", "questions",
        "tests"}; "seed" only tells one seed from another.
    """
    module, book = tests_of(name), load(name)
    stubs = {grade_id(c): without_solutions(c.source, _kind(c)) for c in book.cells}
    tests = [row for q in module.QUESTIONS for row in _visible_rows(q, module.REL)]
    if seed is not None:
        solved = solution(name)
        tests += [row for q in module.QUESTIONS for row in _hidden_rows(q, module, solved, seed)]
    names = {stubs[q.id].strip(): q.name for q in module.QUESTIONS if q.name}
    return {
        "name": name,
        "seed": None if seed is None else hashlib.sha256(seed.encode()).hexdigest()[:12],
        "asks_for": {other: asked_for(other) for other in NAMES},
        "setup": stubs[f"{name}-setup"],
        "warm": module.WARM,
        "released": [without_solutions(c.source, _kind(c)).strip() for c in book.cells],
        "stubs": names,
        "questions": [_question_row(q, stubs[q.id]) for q in module.QUESTIONS],
        "tests": tests,
    }


def asked_for(name: str) -> list[str]:
    """The functions that an assignment asks for: what tells its notebook from another's."""
    cells = [without_solutions(c.source) for c in load(name).cells if c.cell_type == "code"]
    return [found for source in cells for found in re.findall(r"^def (\w+)", source, re.M)]


def _kind(cell: NotebookNode) -> str:
    return "code" if cell.cell_type == "code" else "text"


def _question_row(question: Question, stub: str) -> SheetQuestion:
    kind = "code" if question.name else "text"
    row = {"id": question.id, "title": question.title, "points": question.points}
    return row | {"kind": kind, "name": question.name, "stub": stub}


def _visible_rows(question: Question, rel: float) -> Iterator[SheetTest]:
    for number, case in enumerate(question.visible, start=1):
        yield _row(question, f"{question.id}-v{number}", rel, case, visible=True)


def _hidden_rows(
    question: Question, module: ModuleType, solved: dict[str, Any], seed: str
) -> Iterator[SheetTest]:
    for number, points in enumerate(question.hidden, start=1):
        name = f"{question.id}-h{number}"
        gradient = question.gradient and number == len(question.hidden)
        if question.value:
            case = Case((), solved[question.name], points)
        else:
            args = question.draw(generator(seed, name))
            case = Case(args, _call(solved[question.name], args, gradient), points, gradient)
        yield _row(question, name, module.REL, case, visible=False)


def generator(seed: str, name: str) -> Generator:
    """A NumPy generator that depends on the seed and on what it is for."""
    import numpy as np

    digest = hashlib.sha256(f"{seed}\n{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def _call(function: Callable[..., Any], args: tuple[Any, ...], gradient: bool) -> Any:
    fresh = [decode(encode(arg)) for arg in args]
    return gradient_of(function, fresh) if gradient else function(*fresh)


def _row(question: Question, name: str, rel: float, case: Case, *, visible: bool) -> SheetTest:
    row = {
        "id": name,
        "question": question.id,
        "visible": visible,
        "points": case.points,
        "name": question.name,
        "expected": encode(case.expected),
        "rel": rel,
        "mistakes": _mistakes(question, case, rel),
        "hint": question.hint,
    }
    if not question.value:
        row["args"] = [encode(arg) for arg in case.args]
    return row | {key: True for key in ("gradient", "form") if getattr(case, key)}


def _mistakes(question: Question, case: Case, rel: float) -> list[list[Plain]]:
    """What each known mistake gives for this call, where that is not what is right."""
    if case.form or case.gradient:
        return []
    found = []
    for mistake in question.mistakes:
        value = encode(_call(mistake, case.args, False))
        if difference(encode(case.expected), value, rel) is not None:
            found.append([value, mistake.hint])
    return found


def seed_from_environment() -> str:
    """The instructor's seed. Raises: ValueError: COURSE_SEED is not set."""
    seed = os.environ.get("COURSE_SEED", "")
    if not seed:
        raise ValueError(
            "set COURSE_SEED to a text of your own that students do not know: the hidden tests' "
            "inputs are drawn from it, and the same seed draws the same tests"
        )
    return seed


def dump(data: Any) -> str:
    """JSON text of a sheet."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)
