"""Marks as plain data: what the marker writes, and what the results are made of."""

from enum import StrEnum
from typing import TypedDict


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


class Marks(TypedDict):
    """One student's marks; `fingerprint` stands for all that they depend on."""

    student: str
    assignment: str
    seed: str | None
    fingerprint: str
    questions: list[QuestionMark]


def question_mark(question: dict, points: float | None, status: str, **more) -> QuestionMark:
    """The mark of a question of the sheet; `more` are its tests, answer or notes."""
    return QuestionMark(
        question=question["id"],
        title=question["title"],
        points=points,
        max_points=question["points"],
        status=status,
        **{"tests": [], "answer": "", "notes": [], **more},
    )
