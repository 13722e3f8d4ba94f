"""The coding exercises of section 7.2, *Parallel heads*, in the order of its pages."""

import numpy as np

from chapter7.exercises.core import Exercise
from chapter7.exercises.verdict import Mistake

Joint = list[list[float]]


# Page 2, What a head can know
def _apart(joint: Joint) -> tuple[np.ndarray, np.ndarray]:
    """The table, and what two heads draw that do not see each other."""
    table = np.array(joint)
    return table, np.outer(table.sum(axis=1), table.sum(axis=0))


def _correlation(joint: Joint) -> float:
    table, apart = _apart(joint)
    there = table > 0
    return float((table[there] * np.log2(table[there] / apart[there])).sum())


def _lawful(joint: Joint) -> float:
    table, apart = _apart(joint)
    return float(apart[table > 0].sum())


def _agreeing(joint: Joint) -> float:
    table, apart = _apart(joint)
    return float((table * apart).sum())


both_pass = Exercise(
    name="both_pass",
    # two names: 1/4 + 1/4; words that share nothing: always; minima of 3/8 1/8 3/8 1/8 and
    # 1/2 0 1/4 1/4: 3/8 + 0 + 1/4 + 1/8; nothing to say: always
    cases=(
        (([[0.5, 0.0], [0.0, 0.5]],), 0.5),
        (([[0.25, 0.25], [0.25, 0.25]],), 1.0),
        (([[0.5, 0.0], [0.25, 0.25]],), 0.75),
        (([[1.0, 0.0]],), 1.0),
    ),
    mistakes=(
        Mistake(
            "by the total correlation",
            lambda joint: 2 ** -_correlation(joint),
            "That is 2 to the minus TC. It is right where all pairs that occur are tied alike, and "
            "here one table is not.",
        ),
        Mistake(
            "possible pairs",
            _lawful,
            "You counted how often the heads draw a pair that the text has. Some of those are "
            "refused, too: where q > p the pair passes with p / q only.",
        ),
        Mistake(
            "refused",
            lambda joint: 1 - np.minimum(*_apart(joint)).sum(),
            "That is how often a draft is refused.",
        ),
        Mistake(
            "same pair twice",
            _agreeing,
            "You let the checker draw a pair of its own and compare. It accepts with "
            "min(1, p / q), which is more often.",
        ),
        Mistake(
            "larger of the two",
            lambda joint: np.maximum(*_apart(joint)).sum(),
            "The sum of the larger ones is above 1. Take the smaller of p and q in each cell.",
        ),
    ),
    praise="One minus the total variation between what heads draw and what the text holds.",
)
"""On page 2, how often a draft of two heads passes, from the table of joint probabilities."""
