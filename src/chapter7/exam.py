"""The hundred-step exam: what a grade can tell, exactly and by simulation. Knows no transformer.

A student gets each of S steps right with some probability, independently. One teacher tells
whether all steps are right (a grade on the final answer: one slip spoils it), the other tells of
each step whether it is right.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chapter7 import _contracts
from chapter7._contracts import Number

TEACHERS = ("final answer", "each step")


def pass_probability(p_step: ArrayLike, n_steps: ArrayLike) -> Number:
    """Probability that all steps are right, p^S.

    Args:
        p_step: in [0, 1].
        n_steps: S >= 1.
    """
    p_step, n_steps = (
        _contracts.probability("p_step", p_step),
        _contracts.whole("n_steps", n_steps, 1),
    )
    _contracts.same_shape(p_step=p_step, n_steps=n_steps)
    return _contracts.number("pass probability", p_step**n_steps)


def grade_bits(p_step: ArrayLike, n_steps: ArrayLike, teacher: str) -> Number:
    """Bits that one exam's grades can tell: their entropy.

    A grade follows from the paper handed in, so that its entropy is all the information it
    carries: H(p^S), at most 1 bit, for the final answer; S H(p) for each step.

    Args:
        p_step: in [0, 1].
        n_steps: S >= 1.
        teacher: one of TEACHERS.
    Returns: bits per exam.
    """
    _check_teacher(teacher)
    p_step, n_steps = (
        _contracts.probability("p_step", p_step),
        _contracts.whole("n_steps", n_steps, 1),
    )
    _contracts.same_shape(p_step=p_step, n_steps=n_steps)
    if teacher == "final answer":
        n_steps, p_step = 1, p_step**n_steps
    return _contracts.product("grade bits", n_steps, p_step, _entropy_over_chance(p_step))


@_contracts.unwarned
def learning_curves(
    teacher: str,
    *,
    n_steps: int,
    n_exams: int,
    p_start: float,
    learning_rate: float,
    n_students: int = 32,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Pass probability of simulated students before each exam, and after the last.

    A student holds one logit per step, and learns by REINFORCE: each logit moves by
    learning_rate (grade - usual grade) (right - p). Only the grade differs between the teachers:
    the same final grade for every step, or each step's own. The usual grade is a running mean.

    Args:
        teacher: one of TEACHERS.
        n_steps: S >= 1.
        n_exams: exams sat, >= 1.
        p_start: probability of each step at the start, in (0, 1).
        learning_rate: > 0.
        n_students: independent students, >= 1.
        seed: of their slips.
    Returns: (n_students, n_exams + 1).
    Source: Williams 1992, Machine Learning 8:229-256.
    """
    _check_teacher(teacher)
    n_steps, n_exams = (
        _contracts.count("n_steps", n_steps, 1),
        _contracts.count("n_exams", n_exams, 1),
    )
    n_students = _contracts.count("n_students", n_students, 1)
    learning_rate = _contracts.one(
        "learning_rate", _contracts.positive("learning_rate", learning_rate)
    )
    p_start = _contracts.one("p_start", _contracts.real("p_start", p_start))
    if not 0 < p_start < 1:
        raise ValueError(f"p_start must be above 0 and below 1, got {p_start}")
    rng = np.random.default_rng(seed)
    logits = np.full((n_students, n_steps), np.log(p_start / (1 - p_start)))
    usual = np.full_like(logits, pass_probability(p_start, n_steps))
    if teacher == "each step":
        usual[:] = p_start
    curve = np.empty((n_students, n_exams + 1))
    for exam in range(n_exams):
        p = _logistic(logits)
        curve[:, exam] = p.prod(axis=1)
        right = rng.random(p.shape) < p
        grade = right if teacher == "each step" else right.all(axis=1, keepdims=True)
        logits += learning_rate * (grade - usual) * (right - p)
        usual += 0.05 * (grade - usual)
    curve[:, -1] = _logistic(logits).prod(axis=1)
    return curve


def exams_to_pass(curves: ArrayLike, threshold: float = 0.9) -> NDArray[np.float64]:
    """Exams each student sat before its pass probability first reached `threshold`.

    Args:
        curves: (students, exams + 1), from `learning_curves`.
        threshold: in (0, 1].
    Returns: (students,); infinity for a student who never got there.
    """
    curves = _contracts.probability("curves", curves)
    threshold = _contracts.one("threshold", _contracts.real("threshold", threshold))
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, got {threshold}")
    if curves.ndim != 2:
        raise ValueError(f"curves must have shape (students, exams + 1), got {curves.shape}")
    reached = curves >= threshold
    return np.where(reached.any(axis=1), reached.argmax(axis=1), np.inf)


def tuned_curves(
    teacher: str, learning_rates: Sequence[float], **setting: float
) -> tuple[float, NDArray[np.float64]]:
    """The learning rate at which students pass soonest on average, with its learning curves.

    Each teacher gets the best of the same rates, so that a poor rate is not mistaken for a poor
    grade. Students who never pass count as infinitely late; if that happens at every rate, the
    rate with the highest final pass probability is taken.

    Args:
        teacher: one of TEACHERS.
        learning_rates: at least one, each > 0.
        setting: the other arguments of `learning_curves`.
    Returns: the rate, and curves (n_students, n_exams + 1).
    Raises: ValueError: no rates.
    """
    if not len(learning_rates):
        raise ValueError("learning_rates must hold at least one rate, got none")
    runs = [
        (rate, learning_curves(teacher, learning_rate=rate, **setting)) for rate in learning_rates
    ]
    return min(runs, key=lambda run: (exams_to_pass(run[1]).mean(), -run[1][:, -1].mean()))


def _check_teacher(teacher: str) -> None:
    if teacher not in TEACHERS:
        raise ValueError(f"teacher must be one of {TEACHERS}, got {teacher!r}")


def _entropy_over_chance(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """H(p) / p in bits, 0 at the ends. H(p) itself is lost where p is near a float's smallest."""
    # log1p, because 1 - p is 1 to rounding where p is tiny, as p^S soon is.
    inside = np.where((p > 0) & (p < 1), p, 0.5)
    nats = -np.log(inside) - (1 - inside) * (np.log1p(-inside) / inside)
    return np.where(inside == p, nats, 0) / np.log(2)


def _logistic(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(-np.logaddexp(0, -logits))  # does not overflow, however sure a student is
