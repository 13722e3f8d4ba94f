"""The figures of 7.3, with numbers like those of its pages."""

import numpy as np

from chapter7.plots import sequential as figures


# Page 1
def anatomy():
    """Two modules."""
    state, token = ("its state", "size 20.3"), "size 5.6"
    stages = [
        figures.Stage(
            "main model", "2 blocks", ("(begin)", token), state, "next token", "New 25 %"
        ),
        figures.Stage("module 1", "join, 1 block", ("New", token), state, "2 ahead", "York 99 %"),
        figures.Stage("module 2", "join, 1 block", ("York", token), state, "3 ahead", "(end) 98 %"),
    ]
    return figures.anatomy(stages)


# Page 2
def wirings():
    """Five ways."""
    steps = list(range(20, 420, 20))
    fall = np.exp(-np.arange(20) / 4)
    ends = {
        "wired right": 1.61,
        "fed its target": 0.0,
        "not shifted": 2.2,
        "without mask": 1.66,
        "without norms": 1.62,
    }
    curves = {name: end + 0.4 * fall for name, end in ends.items()}
    return figures.wirings(steps, curves, ("the true law", 1.59), 2.6)


EXAMPLES = {draw.__name__: draw for draw in (anatomy, wirings)}
