"""What a check of a coding exercise is: it takes the reader's function and answers in a few words.

A check runs the function on small inputs whose results were worked out by hand. It recognises the
mistakes that readers make by running each mistake on the same inputs. Nothing is raised: a blank
answer, a wrong type, and an answer that raises are told in words.
"""

import copy
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from chapter7.quantities import significant

BLANK = "No answer yet. Replace the dots, end with `return`, and run both cells again."
TOLERANCE = 1e-5
"""Relative; single precision passes."""


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
class Mistake:
    """A mistake with a name, a function that makes it, and the hint it earns."""

    name: str
    make: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One coding exercise; calling it checks an answer.

    Args:
        name: of the function that the reader writes.
        cases: pairs of arguments and result, worked out by hand; results are numbers or rows.
        mistakes: at least three, told apart by the cases.
        praise: what a right answer is told.
    """

    name: str
    cases: tuple[tuple[tuple[Any, ...], Any], ...]
    mistakes: tuple[Mistake, ...]
    praise: str

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
                text = f"{self._call(arguments)} raised {type(error).__name__}: {error}"
                return Feedback("error", text.rstrip(": ") + ".")
        if all(result is None or result is ... for result in results):
            return Feedback("blank", BLANK)
        return self._judge(results)

    def _judge(self, results: list[Any]) -> Feedback:
        arrays = [_as_array(result) for result in results]
        for result, array, (arguments, expected) in zip(results, arrays, self.cases, strict=True):
            if array is None:
                wanted = "a number" if np.ndim(expected) == 0 else "rows of whole numbers"
                text = f"{self._call(arguments)} gave {_kind(result)}, where {wanted} was due."
                return Feedback("type", text)
        expected = [np.asarray(result, dtype=float) for _, result in self.cases]
        if _same(arrays, expected):
            return Feedback("right", f"Right. {self.praise}")
        for mistake in self.mistakes:
            made = [_as_array(_run(mistake.make, arguments)) for arguments, _ in self.cases]
            if _same(arrays, made):
                return Feedback("mistake", mistake.hint)
        return self._unnamed(arrays, expected)

    def _unnamed(self, arrays: list[NDArray], expected: list[NDArray]) -> Feedback:
        """What is wrong at the first case that is; there is one."""
        i = next(i for i in range(len(arrays)) if not _same(arrays[i : i + 1], expected[i : i + 1]))
        call, array, right = self._call(self.cases[i][0]), arrays[i], expected[i]
        if array.shape != right.shape:
            text = f"{call} gave shape {array.shape}; it should be {right.shape}."
            return Feedback("shape", text)
        text = f"Not yet: {call} gave {_show(array)}; it should be {_show(right)}."
        return Feedback("wrong", text + _constant_factor(arrays, expected))

    def _call(self, arguments: tuple[Any, ...]) -> str:
        return f"{self.name}({', '.join(_show(argument) for argument in arguments)})"


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """The function's result on copies, so that no answer can spoil the next one's input."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*copy.deepcopy(arguments))


def _as_array(value: Any) -> NDArray[np.float64] | None:
    """A number, or rows of numbers, as float64; None for anything else."""
    try:
        array = value.detach().numpy() if isinstance(value, Tensor) else np.asarray(value)
    except (TypeError, ValueError, RuntimeError):  # rows of unequal length, a tensor elsewhere
        return None
    return array.astype(float) if array.dtype.kind in "iuf" else None


def _same(arrays: list[NDArray], others: list[NDArray]) -> bool:
    return all(
        a.shape == b.shape and np.allclose(a, b, rtol=TOLERANCE, atol=1e-12, equal_nan=True)
        for a, b in zip(arrays, others, strict=True)
    )


def _constant_factor(arrays: list[NDArray], expected: list[NDArray]) -> str:
    """A sentence, if every result is the same multiple of the right one."""
    if any(a.shape != b.shape or not b.all() for a, b in zip(arrays, expected, strict=True)):
        return ""
    ratios = np.concatenate([(a / b).ravel() for a, b in zip(arrays, expected, strict=True)])
    if not np.isfinite(ratios).all() or not np.allclose(ratios, ratios[0]) or not ratios[0]:
        return ""
    return f" Every result is {significant(ratios[0])} times what it should be."


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _show(value: Any) -> str:
    if isinstance(value, Tensor | np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return f"[{', '.join(_show(item) for item in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
