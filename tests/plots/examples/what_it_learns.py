"""The figures of 7.3's *What it learns*, with numbers like those of the page."""

from chapter7.plots import what_it_learns as figures


def acceptance_by_depth():
    """Three that are used beyond what they were taught, and heads."""
    means = {
        "shared module": [0.83, 0.83, 0.83, 0.83, 0.83, 0.83],
        "own modules": [0.83, 0.82, 0.82, 0.67, 0.65, 0.64],
        "taught depth 1": [0.83, 0.69, 0.67, 0.67, 0.67, 0.67],
        "parallel heads": [0.54, 0.44, 0.41],
    }
    shown = {
        name: (row, [share - 0.02 for share in row], [share + 0.02 for share in row])
        for name, row in means.items()
    }
    return figures.acceptance_by_depth(shown, 3, "not taught")


def learned_when():
    """Five answers, the first of which modules never learn."""
    heads = [[1550, 1625, 1000], [625, 575, 450], [350, 300, 275], [125, 125, 100], [50, 50, 50]]
    modules = [[-1, -1, -1], [100, 125, 125], [125, 150, 150], [150, 150, 125], [50, 50, 50]]
    return figures.learned_when(
        {"parallel heads": heads, "modules": modules}, [f"a{j}" for j in range(1, 6)], 2_000
    )


EXAMPLES = {draw.__name__: draw for draw in (acceptance_by_depth, learned_when)}
