"""What a check of a coding exercise is: it takes the reader's function and answers in a few words.

A check runs the function on small inputs whose results were worked out by hand. It recognises the
mistakes that readers make by running each mistake on the same inputs. Nothing is raised: a blank
answer, a wrong type, and an answer that raises are told in words. Results are compared, and
differences worded, by `verdict`, as in the coursework.
"""

import copy
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chapter7.exercises.verdict import (
    Difference,
    Mistake,
    difference,
    encode,
    flat,
    recognised,
    shape_of,
    show,
    text_of,
)
from chapter7.quantities import significant

BLANK = "No answer yet. Replace the dots, end with `return`, and run both cells again."


@dataclass(frozen=True)
class Feedback:
    """What a check says; a notebook shows `text`.

    Args:
        kind: "right", "blank", "mistake" (one that has a name), "type", "shape", "error" or
            "wrong" (none of these).
        text: to the reader.
    """

    kind: str
    text: str

    def __repr__(self) -> str:
        return self.text

    @property
    def right(self) -> bool:
        """Whether the answer passed."""
        return self.kind == "right"


@dataclass(frozen=True)
class Exercise:
    """One coding exercise; calling it checks an answer.

    Args:
        name: of the function that the reader writes.
        cases: pairs of arguments and result, worked out by hand; results are numbers or rows.
        mistakes: at least three, told apart by the cases.
        praise: what a right answer is told.
        rel: tolerance, as `verdict.difference` takes it; single precision passes.
    """

    name: str
    cases: tuple[tuple[tuple[Any, ...], Any], ...]
    mistakes: tuple[Mistake, ...]
    praise: str
    rel: float = 1e-5

    def __call__(self, answer: Callable[..., Any]) -> Feedback:
        """Checks `answer`, the reader's function (the function itself, not its result)."""
        if not callable(answer):
            return Feedback(
                "type", f"Hand over the function itself: {self.name}, without brackets."
            )
        results = []
        for arguments, _ in self.cases:
            try:
                results.append(_run(answer, arguments))
            except NotImplementedError:
                return Feedback("blank", BLANK)
            except Exception as error:
                text = f"{self._call(arguments)} raised {type(error).__name__}: {text_of(error)}"
                return Feedback("error", text.rstrip(": ") + ".")
        if all(result is None or result is ... for result in results):
            return Feedback("blank", BLANK)
        return self._judge([encode(result) for result in results])

    def _judge(self, results: list[Any]) -> Feedback:
        expected = [encode(result) for _, result in self.cases]
        differences = [
            difference(want, got, self.rel) for want, got in zip(expected, results, strict=True)
        ]
        found = [(i, d) for i, d in enumerate(differences) if d is not None]
        if not found:
            return Feedback("right", f"Right. {self.praise}")
        for i, wrong in found:
            if wrong.kind == "type":
                return self._told(i, wrong)
        if hint := recognised(self._mistaken(), results, self.rel):
            return Feedback("mistake", hint)
        i, wrong = found[0]
        more = ""
        if wrong.kind == "wrong":
            more = f" It should be {show(expected[i])}.{_constant_factor(results, expected)}"
        return self._told(i, wrong, more)

    def _mistaken(self) -> list[tuple[list[Any], str]]:
        """What each mistake gives in all cases, and its hint."""
        return [
            ([encode(_run(mistake, arguments)) for arguments, _ in self.cases], mistake.hint)
            for mistake in self.mistakes
        ]

    def _told(self, case: int, wrong: Difference, more: str = "") -> Feedback:
        return Feedback(wrong.kind, f"{self._call(self.cases[case][0])} {wrong.text}.{more}")

    def _call(self, arguments: tuple[Any, ...]) -> str:
        return f"{self.name}({', '.join(show(encode(argument)) for argument in arguments)})"


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """The function's result on copies, so that no answer can spoil the next one's input."""
    import numpy as np  # here, since the coursework's marker, which reads no page, starts without

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*copy.deepcopy(arguments))


def _constant_factor(results: list[Any], expected: list[Any]) -> str:
    """A sentence, if every result is the same multiple of the right one."""
    pairs = list(zip(results, expected, strict=True))
    if any(shape_of(got) != shape_of(want) or not all(flat(want)) for got, want in pairs):
        return ""
    ratios = [g / w for got, want in pairs for g, w in zip(flat(got), flat(want), strict=True)]
    first = ratios[0]
    if not first or not math.isfinite(first):
        return ""
    if not all(math.isclose(ratio, first, rel_tol=1e-5) for ratio in ratios):
        return ""
    return f" Every result is {significant(first)} times what it should be."
