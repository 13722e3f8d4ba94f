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

USUAL_STEP = 0.05
"""Weight of the newest mark in the running mean that a mark is compared with."""
SURE = 1e300
"""Logits beyond which a student cannot get surer."""


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


def gradient_snr(
    p_step: ArrayLike, n_steps: ArrayLike, teacher: str, *, mark_error: float = 0.0
) -> Number:
    """Squared signal-to-noise ratio of what one exam tells about one step: REINFORCE's estimate.

    The estimate is (mark - mean mark) (right - p), the gradient for the logit of the right answer.
    Its mean squared over its variance says how much one exam weighs: to know the gradient equally
    well, exams are needed in inverse proportion.

    Args:
        p_step: probability that a step is right, in (0, 1).
        n_steps: S >= 1.
        teacher: one of TEACHERS.
        mark_error: probability that a mark is the wrong one, in [0, 1/2).
    Returns: per exam and step, without unit.
    """
    _check_teacher(teacher)
    p = _contracts.probability("p_step", p_step)
    steps = _contracts.whole("n_steps", n_steps, 1)
    error = _mark_error(mark_error)
    _contracts.same_shape(p_step=p, n_steps=steps)
    if not ((p > 0) & (p < 1)).all():
        raise ValueError(f"p_step must lie above 0 and below 1, got {p}")
    others = p ** (steps - 1) if teacher == "final answer" else np.ones_like(p)
    # Chance of the mark "right", given that the step is right, and given that it is wrong.
    difference = (1 - 2 * error) * others
    given_right, given_wrong = error + difference, error
    mean = p * given_right + (1 - p) * given_wrong
    signal = p * (1 - p) * difference
    square = p * (1 - p) ** 2 * _square(given_right, mean) + (1 - p) * p**2 * _square(
        given_wrong, mean
    )
    ratio = signal * (signal / (square - signal**2))  # the square of a tiny signal would be 0
    return _contracts.number("gradient_snr", np.where(signal > 0, ratio, 0))


@_contracts.unwarned
def learning_curves(
    teacher: str,
    *,
    n_steps: int,
    n_exams: int,
    p_start: float,
    learning_rate: float,
    n_answers: int = 4,
    mark_error: float = 0.05,
    n_students: int = 32,
    seed: int = 0,
    until: float | None = None,
) -> NDArray[np.float64]:
    """Pass probability of simulated students before each exam, and after the last.

    Each step has several possible answers, one of them right; a student holds a softmax over them
    and does not know which. It learns by REINFORCE: a step's logits move by learning_rate (mark -
    usual mark) (chosen - p). Only the mark differs between the teachers: one for the whole paper,
    or one for each step. A mark says right or wrong, and is mistaken now and then; the usual mark
    is a running mean.

    Args:
        teacher: one of TEACHERS.
        n_steps: S >= 1.
        n_exams: exams sat, >= 1.
        p_start: probability of the right answer to each step at the start, in (0, 1); the others
            share the rest equally.
        learning_rate: > 0.
        n_answers: possible answers to a step, >= 2.
        mark_error: probability that a mark is the wrong one, in [0, 1/2).
        n_students: independent students, >= 1.
        seed: of their answers and of the marks.
        until: the exams end early once the mean pass probability has reached this, in (0, 1];
            None: they do not.
    Returns: (n_students, exams sat + 1).
    Source: Williams 1992, Machine Learning 8:229-256.
    """
    _check_teacher(teacher)
    n_steps = _contracts.count("n_steps", n_steps, 1)
    n_exams = _contracts.count("n_exams", n_exams, 1)
    n_answers = _contracts.count("n_answers", n_answers, 2)
    n_students = _contracts.count("n_students", n_students, 1)
    rate = _contracts.one("learning_rate", _contracts.positive("learning_rate", learning_rate))
    error = _mark_error(mark_error)
    until = np.inf if until is None else _share("until", until)
    p_start = _contracts.one("p_start", _contracts.real("p_start", p_start))
    if not 0 < p_start < 1:
        raise ValueError(f"p_start must be above 0 and below 1, got {p_start}")
    rng = np.random.default_rng(seed)
    logits = np.zeros((n_answers, n_students, n_steps))  # answer 0 is the right one
    logits[0] = np.log(p_start / (1 - p_start) * (n_answers - 1))
    whole = teacher == "final answer"
    usual = np.full((n_students, 1 if whole else n_steps), p_start**n_steps if whole else p_start)
    p = _softmax(logits)
    curve = [p[0].prod(axis=1)]
    while len(curve) <= n_exams and curve[-1].mean() < until:
        chosen = _choose(p, rng)
        mark = chosen[0].all(axis=1, keepdims=True) if whole else chosen[0]
        mark = mark ^ (rng.random(mark.shape) < error)
        # Bounded, so that a sum of two huge moves is no infinity, of which no softmax exists.
        logits = np.clip(logits + rate * (mark - usual) * (chosen - p), -SURE, SURE)
        usual += USUAL_STEP * (mark - usual)
        p = _softmax(logits)
        curve.append(p[0].prod(axis=1))
    return np.stack(curve, axis=1)


def exams_to_pass(curves: ArrayLike, threshold: float = 0.9) -> float:
    """Exams sat before the mean pass probability of all students first reached `threshold`.

    Args:
        curves: (students, exams + 1), from `learning_curves`.
        threshold: in (0, 1].
    Returns: exams; infinity if it never did.
    """
    curves = _curves(curves)
    reached = curves.mean(axis=0) >= _share("threshold", threshold)
    return float(reached.argmax()) if reached.any() else np.inf


def exams_to_pass_interval(
    curves: ArrayLike,
    threshold: float = 0.9,
    *,
    level: float = 0.95,
    n_resamples: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile bootstrap interval of `exams_to_pass`, over students.

    A resample that never reached the threshold counts as the number of exams sat, which is then
    only a lower bound: let the exams go on well beyond the threshold.

    Args:
        curves, threshold: as in `exams_to_pass`.
        level: coverage aimed at, in (0, 1). n_resamples: bootstrap resamples. seed: of them.
    Returns: low, high.
    """
    curves = _curves(curves)
    n = len(curves)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=n_resamples)
    reached = drawn @ curves / n >= _share("threshold", threshold)
    exams = np.where(reached.any(axis=1), reached.argmax(axis=1), curves.shape[1] - 1)
    tail = (1 - _share("level", level)) / 2
    low, high = np.quantile(exams, [tail, 1 - tail])
    return float(low), float(high)


def tuned_curves(
    teacher: str, learning_rates: Sequence[float], *, seed: int = 0, **setting: float
) -> tuple[float, NDArray[np.float64]]:
    """The learning rate at which students pass soonest, and how fresh students learn at it.

    Each teacher gets the best of the same rates, so that a poor rate is not mistaken for a poor
    mark. A best rate at an end of its grid says only where the grid ended: it is refused. The
    curves are of other students than those who chose the rate, whose luck would flatter it. If
    nobody passes at any rate, the rate with the highest final pass probability is taken.

    Args:
        teacher: one of TEACHERS.
        learning_rates: at least three, rising, each > 0.
        seed: of the students who choose; the fresh ones have the next.
        setting: the other arguments of `learning_curves`.
    Returns: the rate, and curves (n_students, exams + 1).
    Raises: ValueError: fewer than three rates, not rising, or the best is the first or the last.
    """
    rates = _contracts.positive("learning_rates", learning_rates)
    if rates.ndim != 1 or len(rates) < 3 or not (np.diff(rates) > 0).all():
        raise ValueError(f"learning_rates must be three or more, rising, got {learning_rates!r}")

    def sat(rate: float, seed: int) -> NDArray[np.float64]:
        return learning_curves(teacher, learning_rate=rate, seed=seed, **setting)

    tried = [sat(rate, seed) for rate in rates]
    ranks = [(exams_to_pass(curves), -curves[:, -1].mean()) for curves in tried]
    best = ranks.index(min(ranks))
    if best in (0, len(rates) - 1):
        raise ValueError(
            f"learning_rates must hold the best rate inside, got {rates[best]:g} at the end"
        )
    return float(rates[best]), sat(rates[best], seed + 1)


def _check_teacher(teacher: str) -> None:
    if teacher not in TEACHERS:
        raise ValueError(f"teacher must be one of {TEACHERS}, got {teacher!r}")


def _entropy_over_chance(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """H(p) / p in bits, 0 at the ends. H(p) itself is lost where p is near a float's smallest."""
    # log1p, because 1 - p is 1 to rounding where p is tiny, as p^S soon is.
    inside = np.where((p > 0) & (p < 1), p, 0.5)
    nats = -np.log(inside) - (1 - inside) * (np.log1p(-inside) / inside)
    return np.where(inside == p, nats, 0) / np.log(2)


def _square(chance: ArrayLike, mean: ArrayLike) -> ArrayLike:
    """Mean of (mark - mean)^2 for a mark that is 1 with this chance."""
    return chance * (1 - mean) ** 2 + (1 - chance) * mean**2


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Over the first axis, the answers: NumPy adds whole planes faster than short rows."""
    weights = np.exp(logits - logits.max(axis=0))
    return weights / weights.sum(axis=0)


def _choose(p: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.bool_]:
    """One answer to each step, drawn with the probabilities along the first axis: a True each."""
    below = p[:-1].cumsum(axis=0) < rng.random(p.shape[1:])
    return below.sum(axis=0) == np.arange(len(p))[:, None, None]


def _curves(curves: ArrayLike) -> NDArray[np.float64]:
    curves = _contracts.probability("curves", curves)
    if curves.ndim != 2:
        raise ValueError(f"curves must have shape (students, exams + 1), got {curves.shape}")
    return curves


def _share(name: str, value: float) -> float:
    share = _contracts.one(name, _contracts.real(name, value))
    if not 0 < share <= 1:
        raise ValueError(f"{name} must be above 0 and at most 1, got {share}")
    return share


def _mark_error(value: float) -> float:
    error = _contracts.one("mark_error", _contracts.probability("mark_error", value))
    if error >= 0.5:
        raise ValueError(f"mark_error must be below 1/2, got {error}")
    return error
