"""7.4, the loss weight."""

import numpy as np

INPUTS = {
    # page 1
    "0.3": "the weight that everybody copies",
    "30": "the same, misread as a share",
    "0.1": "Megatron-Core's default; the evenly shared weight",
    # page 2
    "95": "the level of an interval",
}

QUOTED: dict[str, list[str]] = {}

ANSWERS = {
    # page 1
    "q-weight-of-a-sum": (0.15, [0.3, 0.6, 0.1]),
    # page 2
    "q-accepted-share": (80, [50, 20, 30]),
}


def divisor_of_a_line(logged, sums, counts):
    """Through the origin: the count that is proportional to sum over loss."""
    ratios = np.divide(sums, logged)
    off = [np.abs(np.divide(ratios, own) - 1).max() for own in counts.values()]
    return int(np.argmin(off)) + 1


RIGHT = {"which_divisor": divisor_of_a_line}
