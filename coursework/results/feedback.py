"""A student's page, and the sums on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2

from coursework.marking.marks import QuestionMark, Status

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters["short"] = "{:g}".format


class Total(NamedTuple):
    """Points so far, all points, and points that are not decided yet."""

    have: float
    most: int
    undecided: int


def feedback(student: str, assignment: str, questions: Sequence[QuestionMark]) -> str:
    """A student's page: points, statuses and messages. Shows no hidden test's input or result."""
    return _ENVIRONMENT.get_template("feedback.html").render(
        student=student,
        assignment=assignment,
        questions=questions,
        total=total(questions),
        graded=Status.GRADED,
    )


def total(questions: Sequence[QuestionMark]) -> Total:
    """The sums of a student's questions."""
    have = sum(q["points"] or 0 for q in questions)
    open_ = sum(q["max_points"] for q in questions if q["points"] is None)
    return Total(have, sum(q["max_points"] for q in questions), open_)
