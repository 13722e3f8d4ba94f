"""Times that were not all waited for: what paired runs tell when some end before they get there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chapter7 import _contracts


@dataclass(frozen=True)
class Times:
    """When each seed got there, or how long it was waited for in vain.

    Args:
        at: (n,), above 0: steps, FLOPs, or seconds. reached: (n,), whether it got there.
    Raises: ValueError: the two differ in shape, or a time is not above 0.
    """

    at: NDArray[np.float64]
    reached: NDArray[np.bool_]

    def __post_init__(self) -> None:
        at = _contracts.positive("at", self.at)
        reached = np.asarray(self.reached, dtype=bool)
        if at.ndim != 1 or at.shape != reached.shape:
            raise ValueError(
                f"at and reached must be rows of one length, got {at.shape} and {reached.shape}"
            )
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "reached", reached)

    @property
    def latest(self) -> NDArray[np.float64]:
        """The times at most, infinite where nobody waited long enough."""
        return np.where(self.reached, self.at, inf)

    def first(self, n: int) -> "Times":
        """Those of the first `n` seeds."""
        return Times(self.at[:n], self.reached[:n])

    @property
    def median(self) -> float:
        """The median time; infinite where half of the seeds or more did not get there in theirs."""
        return float(np.median(self.latest))


@dataclass(frozen=True)
class Signs:
    """How many seeds got there sooner, later, and how many pairs say neither."""

    sooner: int
    later: int
    open: int

    @property
    def p(self) -> float:
        """The exact sign test, how often pairs without a difference are at least as uneven.

        Two-sided; open pairs are left out.
        """
        n, few = self.sooner + self.later, min(self.sooner, self.later)
        return min(1.0, 2 * sum(comb(n, i) for i in range(few + 1)) / 2**n)


def signs(times: Times, others: Times) -> Signs:
    """Compares two runs of each seed, `times` with `others`.

    A run that did not get there is later than one that did within the time the former was given.
    All else is open: ties, two that did not get there, and one not waited for long enough.

    Raises: ValueError: the two differ in length.
    """
    _same_length(times, others)
    sooner, later = _surely_sooner(times, others), _surely_sooner(others, times)
    n_sooner, n_later = int(sooner.sum()), int(later.sum())
    return Signs(n_sooner, n_later, len(times.at) - n_sooner - n_later)


def _surely_sooner(times: Times, others: Times) -> NDArray[np.bool_]:
    # Who was waited for in vain is later than all that time: a tie with its end is none.
    before = np.where(others.reached, times.at < others.at, times.at <= others.at)
    return times.reached & before


@dataclass(frozen=True)
class Ratio:
    """A median of paired ratios with an interval that needs no assumption about their law."""

    median: tuple[float, float]
    """At least, at most; the same where nothing that counts was censored."""
    low: float
    """0 where no bound is known."""
    high: float
    """Infinite where no bound is known."""
    coverage: float
    """The chance that such an interval, low to high, holds the true median."""


def median_ratio(times: Times, others: Times, *, level: float = 0.95) -> Ratio:
    """The median over the seeds of `times` / `others`, and its interval by order statistics.

    A censored time bounds its ratio on one side; the interval takes the worse bound.

    Args: level: coverage asked for, in (0, 1); the interval has at least that.
    Raises: ValueError: the two differ in length, or too few seeds for that level.
    """
    _same_length(times, others)
    level = _contracts.one("level", _contracts.probability("level", level))
    low, high = np.sort(times.at / others.latest), np.sort(times.latest / others.at)
    n = len(low)
    rank, coverage = 0, 1.0
    while rank < n // 2:
        wider = 1 - 2 * sum(comb(n, i) for i in range(rank + 1)) / 2**n
        if wider < level:
            break
        rank, coverage = rank + 1, wider
    if rank == 0:
        raise ValueError(f"{n} seeds have no interval of coverage {level}")
    return Ratio(
        median=(float(np.median(low)), float(np.median(high))),
        low=float(low[rank - 1]),
        high=float(high[n - rank]),
        coverage=coverage,
    )


def holm(p: Sequence[float]) -> list[float]:
    """p values of several tests, adjusted so that one false alarm among all stays as rare.

    Source: Holm 1979, A simple sequentially rejective multiple test procedure.
    """
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, worst = [0.0] * len(p), 0.0
    for place, i in enumerate(order):
        worst = max(worst, min(1.0, (len(p) - place) * p[i]))
        adjusted[i] = worst
    return adjusted


def solved_within(times: Times, budget: ArrayLike) -> int:
    """How many got there within `budget`.

    Raises: ValueError: some run was given up before.
    """
    budget = _contracts.one("budget", _contracts.positive("budget", budget))
    if (~times.reached & (times.at < budget)).any():
        raise ValueError(f"some runs were given up before {budget:g}: it is not known of them")
    return int((times.latest <= budget).sum())


def _same_length(times: Times, others: Times) -> None:
    if len(times.at) != len(others.at):
        raise ValueError(f"times must be paired, got {len(times.at)} and {len(others.at)}")
