"""The figures of 7.3, with numbers like those of its pages."""

import numpy as np

from chapter7.plots import sequential as figures


# Page 1
def wrong_by_one():
    """Three tokens fed, three asked for."""
    bits = [[1.62, 12.34, 9.8], [11.2, 1.61, 10.05], [10.9, 12.6, 1.63]]
    fed, asked = ["i", "i + 1, as trained", "i + 2"], ["i + 1", "i + 2", "i + 3"]
    return figures.wrong_by_one(fed, asked, bits)


# Page 2
def wirings():
    """Six ways."""
    steps = list(range(20, 420, 20))
    fall = 0.4 * np.exp(-np.arange(20) / 4)
    right = 1.61 + fall
    wrong = [
        figures.Wiring("fed its target", "through the floor", 0 * fall, right),
        figures.Wiring("not shifted", "a head’s law", 2.24 + fall, right, level=2.23),
        figures.Wiring("no mask", "looks right", 1.66 + fall, right),
        figures.Wiring("the other state", "looks right", right, right),
        figures.Wiring("no norms", "looks right", 1.62 + fall, right),
        figures.Wiring("small embedding", "no norms: late", 1.62 + 2 * fall, right),
    ]
    return figures.wirings(steps, wrong, 1.59, 2.6)


EXAMPLES = {draw.__name__: draw for draw in (wrong_by_one, wirings)}
