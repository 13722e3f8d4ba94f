"""The form of what one assignment's subject brings to the submissions."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answers:
    """Answers to some of an assignment's questions, all others being right.

    Args:
        sources: {question: its cell}, the question as "q3".
        marks: {question: points} where that is not full, worked out by hand.
        says: texts that the feedback must hold.
        before: a cell of its own that runs before the first answer.
        local: whether a second call gives what the first one gave, as the marker's calls do.
    """

    sources: dict[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    before: str = ""
    local: bool = True


@dataclass(frozen=True)
class Subject:
    """What an assignment asks, and answers to it.

    Args:
        name: of the assignment.
        points: {question: points} of the seven that tests mark.
        target: a question that no other answer calls, which the general submissions answer.
        head: the first line of its function.
        right: an expression that answers it; `wrong`: one that does not.
        answers: {name of a submission: its answers}; two assignments may share a name.
    """

    name: str
    points: dict[str, int]
    target: str
    head: str
    right: str
    wrong: str
    answers: dict[str, Answers]


NONE = {f"q{n}": 0 for n in range(1, 8)}
"""Marks of who gets nothing but what is named beside it."""
