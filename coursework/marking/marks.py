"""Marks as plain data: what the marker writes, and what the results are made of."""

from enum import StrEnum
from typing import TypedDict

from coursework.authoring.sheet import SheetQuestion


class Status(StrEnum):
    """What became of a question; a detail may follow, behind a colon."""

    GRADED = "graded"
    TIMED_OUT = "timed out"
    AWAITING = "awaiting a hand-given mark"
    UNREADABLE = "unreadable"
    NEEDS_A_PERSON = "needs a person"

    def because(self, detail: str) -> str:
        """The status with its detail, as tables and pages show it."""
        return f"{self}: {detail}"


class TestMark(TypedDict):
    """One test; `points` are 0 where it did not pass."""

    id: str
    visible: bool
    passed: bool
    points: int
    max_points: int
    message: str
    timed_out: bool


class QuestionMark(TypedDict):
    """One question; `points` are None where no mark can be given yet."""

    question: str
    title: str
    points: float | None
    max_points: int
    status: str
    tests: list[TestMark]
    answer: str
    notes: list[str]


class WorkMarks(TypedDict):
    """The marks of a submission; `fingerprint` stands for all that they depend on."""

    assignment: str
    seed: str | None
    fingerprint: str
    questions: list[QuestionMark]


class Marks(WorkMarks):
    """One student's marks."""

    student: str


class HandGiven(TypedDict):
    """A mark that a person gave; `read` stands for what that person saw."""

    student: str
    question: str
    points: float
    comment: str
    read: str


def question_mark(
    question: SheetQuestion,
    points: float | None,
    status: str,
    *,
    tests: list[TestMark] | None = None,
    answer: str = "",
    notes: list[str] | None = None,
) -> QuestionMark:
    """The mark of a question of the sheet."""
    return QuestionMark(
        question=question["id"],
        title=question["title"],
        points=points,
        max_points=question["points"],
        status=status,
        tests=tests or [],
        answer=answer,
        notes=notes or [],
    )
