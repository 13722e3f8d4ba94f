"""The coding exercises of section 7.4, *The loss weight*, in the order of its pages."""

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
