"""Input that must be refused, by the rule that an argument obeys, with what the error says."""

from math import inf, nan

import numpy as np

NOT_FINITE = [
    (nan, "finite, got nan"),
    (inf, "finite, got inf"),
    (-inf, "finite, got -inf"),
    (10**400, "finite as a float"),
    ([], "at least one number, got shape (0,)"),
]
BAD_VALUES = {
    "positive": [*NOT_FINITE, (0, "above 0, got 0"), (-1.5, "above 0, got -1.5")],
    "not negative": [*NOT_FINITE, (-1.5, "at least 0, got -1.5")],
    "probability": [
        *NOT_FINITE,
        (-0.1, "between 0 and 1, got -0.1"),
        (1.1, "between 0 and 1, got 1.1"),
    ],
    "whole from 0": [
        *NOT_FINITE,
        (-3, "at least 0, got -3"),
        (1.5, "a whole number, got 1.5"),
    ],
    "whole from 1": [
        *NOT_FINITE,
        (0, "at least 1, got 0"),
        (-3, "at least 1, got -3"),
        (1.5, "a whole number, got 1.5"),
    ],
    "whole from 2": [
        *NOT_FINITE,
        (0, "at least 2, got 0"),
        (1, "at least 2, got 1"),
        (2.5, "a whole number, got 2.5"),
        (128_256.5, "a whole number, got 128256.5"),  # the value itself, not six digits of it
    ],
}
BAD_TYPES = [True, [True, 2], [2, np.True_], np.array([True]), "7", ["7"], None, 1j, [[1], [2, 3]]]


PROOFS = {
    "positive": [0],
    "not negative": [-1.5],
    "probability": [1.1],
    "whole from 0": [-3, 1.5],
    "whole from 1": [0, 1.5],
    "whole from 2": [1, 2.5],
}
"""The values that prove a rule to be the one applied: one for each of its halves."""


def bad_arguments(rules: dict[str, dict[str, str]]) -> list[tuple]:
    """(function, argument, value, error, words in its message): that each rule is applied.

    What else a rule refuses is its own affair: `every_bad_value`.

    Args: rules: function -> argument -> key of BAD_VALUES.
    """
    return [
        (function, name, value, ValueError, (name, words))
        for function, arguments in rules.items()
        for name, rule in arguments.items()
        for value, words in BAD_VALUES[rule]
        if value in PROOFS[rule]
    ]


def every_bad_value(rule: str) -> list[tuple]:
    """(value, error, words in its message) of all that a rule refuses."""
    return [
        *((value, ValueError, words) for value, words in BAD_VALUES[rule]),
        *((value, TypeError, f"real number, not {value!r}") for value in BAD_TYPES),
    ]
