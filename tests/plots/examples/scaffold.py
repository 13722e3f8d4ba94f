"""The figures of 7.4's *The scaffold*, with numbers like those of the page."""

from chapter7.plots import scaffold as figures

ALONE = figures.Row([1200, 1200, 950, 2400, 1400], [True, True, True, False, True], "1,200", False)
CUT = figures.Row([600, 700, 700, 700, 900], [True] * 5, "700", True)


def until_solved():
    """Two units."""
    rows = {"next token alone": ALONE, "three heads, cut at 100": CUT, "heads from 400 to 500": CUT}
    return figures.until_solved({"Steps until solved": rows, "GFLOP until solved": rows})


def controls():
    """Two groups and two marks."""
    groups = {
        "When the heads are cut": {"never": ALONE, "after 100 steps": CUT},
        "Instead of the heads": {"random targets, cut at 100": ALONE, "learning rate 0.004": CUT},
    }
    marks = {"next token alone": 1_200, "cut at 100": 700}
    return figures.controls(groups, "Steps until solved", marks)


def read_by_layer():
    """Lines that end at one place."""
    untrained = [[0.14, 0.14, 0.14, 0.14], [0.15, 0.15, 0.27, 0.9], [0.15, 0.16, 0.3, 0.94]]
    trained = [[0.14, 0.14, 0.14, 0.14], [0.15, 0.15, 0.6, 0.97], [0.15, 0.26, 0.98, 0.99]]
    shares = {"before training": untrained, "next token alone": untrained, "four heads": trained}
    return figures.read_by_layer(shares, ("embedding", "block 1", "block 2"), 1 / 7)


EXAMPLES = {each.__name__: each for each in (until_solved, controls, read_by_layer)}
