"""7.4, the loss weight."""

import numpy as np

INPUTS = {
    # page 1
    "0.3": "the weight that everybody copies",
    "30": "the same, misread as a share",
    "0.1": "Megatron-Core's default; the evenly shared weight",
    # page 2
    "32": "channels, in the setting",
    "95": "the level of an interval",
    # page 3
    "100": "the steps with heads, in a setting",
    "400": "where the late heads begin",
    "1,000": "where one control was to be cut",
    "600": "from 1,200, in a solution",
    "1,100": "the same",
    "620": "steps that a solution quotes from its exercise",
    "1,150": "the same",
    "1,240": "twice 620",
    "25": "steps after which heads are cut, of a sweep",
    "50": "the same",
    "200": "the same",
    "0.001": "a learning rate, of four that were tried",
    "0.002": "the same",
    "0.004": "the same",
    "0.008": "the same",
    "1,200": "steps of the run that the page makes",
    "99": "the level of an interval among five",
    "0.01": "bits that a schedule might be worth",
    "64": "channels, in a setting",
}

QUOTED = {"the-scaffold": ["speed_gain", "speed_before", "speed_runs"]}

ANSWERS = {
    # page 1
    "q-weight-of-a-sum": (0.15, [0.3, 0.6, 0.1]),
    # page 2
    "q-accepted-share": (80, [50, 20, 30]),
    # page 3
    "q-five-pairs": (6.25, [3.125, 93.75, 5]),
}


def divisor_of_a_line(logged, sums, counts):
    """Through the origin: the count that is proportional to sum over loss."""
    ratios = np.divide(sums, logged)
    off = [np.abs(np.divide(ratios, own) - 1).max() for own in counts.values()]
    return int(np.argmin(off)) + 1


def signs_in_exact_order(first, second, cap):
    """By the bounds: a run is in (at - 1/2, at] if it solved the task, else beyond the cap."""
    low = [[cap if t < 0 else t - 0.5 for t in run] for run in (first, second)]
    high = [[10 * cap if t < 0 else t for t in run] for run in (first, second)]
    sooner = sum(a <= b for a, b in zip(high[0], low[1], strict=True))
    later = sum(b <= a for a, b in zip(low[0], high[1], strict=True))
    return [sooner, later, len(first) - sooner - later]


RIGHT = {"which_divisor": divisor_of_a_line, "count_signs": signs_in_exact_order}
