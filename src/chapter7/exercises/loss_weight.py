"""The coding exercises of section 7.4, *The loss weight*, in the order of its pages."""

import math
from collections.abc import Mapping, Sequence

from chapter7.exercises.core import Exercise
from chapter7.exercises.verdict import Mistake

Counts = Mapping[str, Sequence[float]]

# Page 1, What lambda weighs. Batch 1 has a target nearly everywhere; batch 2 does not.
_COUNTS = {"valid": [8.0, 4.0], "main": [10.0, 8.0], "all": [10.0, 10.0]}
_SUMS = [40.0, 20.0]
"""Nats of each batch's further targets; over them 5 and 5, 4 and 2.5, 4 and 2."""


def _nearest(logged: Sequence[float], sums: Sequence[float], counts: Counts, only: slice) -> int:
    """The place of the count that times the losses comes closest to the sums of some batches."""

    def off(name: str) -> float:
        rows = list(zip(logged, sums, counts[name], strict=True))[only]
        return sum(abs(loss * count - total) for loss, total, count in rows)

    return list(counts).index(min(counts, key=off)) + 1


def _largest(logged: Sequence[float], sums: Sequence[float], counts: Counts) -> int:
    return list(counts).index(max(counts, key=lambda name: sum(counts[name]))) + 1


which_divisor = Exercise(
    name="which_divisor",
    cases=(
        (([5.0, 5.0], _SUMS, _COUNTS), 1),
        (([4.0, 2.5], _SUMS, _COUNTS), 2),
        (([4.0, 2.0], _SUMS, _COUNTS), 3),
    ),
    mistakes=(
        Mistake(
            "first batch alone",
            lambda logged, sums, counts: _nearest(logged, sums, counts, slice(0, 1)),
            "You looked at the first batch alone. There the next token has a target at every "
            "position, and two of the three divisors are the same.",
        ),
        Mistake(
            "largest count",
            _largest,
            "You took the largest count. Divide the sums by it and compare with what was logged.",
        ),
        Mistake(
            "always valid",
            lambda logged, sums, counts: 1,
            "You say what should be done. Say what was done: divide each sum by what was logged.",
        ),
    ),
    praise="Two batches with gaps of different sizes are enough to tell the three apart.",
)
"""On page 1, by what a sum was divided, from two logged losses."""

# Page 3, The scaffold
Pairs = list[tuple[float, float]]


def _pairs(first: Sequence[float], second: Sequence[float], never: float) -> Pairs:
    """Times by seed, `never` for a run that was given up."""
    both = zip(first, second, strict=True)
    return [(never if a < 0 else a, never if b < 0 else b) for a, b in both]


def _counted(pairs: Pairs, n: int) -> list[int]:
    sooner, later = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    return [sooner, later, n - sooner - later]


def _finishers(first: Sequence[float], second: Sequence[float], cap: float) -> list[int]:
    both = [pair for pair in zip(first, second, strict=True) if min(pair) >= 0]
    return _counted(both, len(both))


def _given_up_is_later(first: Sequence[float], second: Sequence[float], cap: float) -> list[int]:
    pairs = _pairs(first, second, math.inf)
    sooner = sum(a < b for a, b in pairs)
    later = sum(a > b or a == math.inf for a, b in pairs)
    return [sooner, later, len(pairs) - sooner - later]


def _ties_to_the_first(first: Sequence[float], second: Sequence[float], cap: float) -> list[int]:
    pairs = _pairs(first, second, math.inf)
    sooner = sum(a <= b for a, b in pairs)
    return [sooner, len(pairs) - sooner, 0]


count_signs = Exercise(
    name="count_signs",
    # 3 before 5; 5 after 3; never, after 7; 4 and 4; 10, at the cap, before never. Then never and
    # never; never, after 6; never, after 8; 1 before 9
    cases=(
        (([3, 5, -1, 4, 10], [5, 3, 7, 4, -1], 10), [2, 2, 1]),
        (([-1, -1, -1, 1], [-1, 6, 8, 9], 10), [1, 2, 1]),
    ),
    mistakes=(
        Mistake(
            "given up is fastest",
            lambda first, second, cap: _counted(list(zip(first, second, strict=True)), len(first)),
            "A run that was given up has won: -1 is smaller than any time. It is later than all.",
        ),
        Mistake(
            "finishers only",
            _finishers,
            "You left out the pairs in which a run was given up. If the other solved the task, "
            "such a pair does say who was sooner.",
        ),
        Mistake(
            "given up is open",
            lambda first, second, cap: _counted(
                [pair for pair in zip(first, second, strict=True) if min(pair) >= 0], len(first)
            ),
            "You counted every pair with a run that was given up as open. If the other one solved "
            "the task, it was sooner.",
        ),
        Mistake(
            "cap for a time",
            lambda first, second, cap: _counted(_pairs(first, second, cap), len(first)),
            "You put the cap in for runs that were given up. One that solved the task right at the "
            "cap ties with them then; it was sooner.",
        ),
        Mistake(
            "both given up",
            _given_up_is_later,
            "Where both were given up, nobody knows which would have been sooner. Such a pair is "
            "open.",
        ),
        Mistake(
            "ties to the first",
            _ties_to_the_first,
            "Ties, and pairs in which both were given up, went to the first. They are open.",
        ),
        Mistake(
            "turned round",
            lambda first, second, cap: _counted(_pairs(second, first, math.inf), len(first)),
            "Sooner and later have changed places. The first count is of seeds in which the first "
            "training was cheaper.",
        ),
    ),
    praise="Who was given up is later than all who were not, and two of them say nothing.",
)
"""On page 3, seeds in which the first is cheaper, dearer, or neither, from the times of both."""
