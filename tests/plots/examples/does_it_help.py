"""The figures of 7.2's *Does it help?*, with numbers like those of the page."""

from chapter7.plots import does_it_help as figures


def solved_map():
    """All four words."""
    solved = {
        (64, 3): (5, 5),
        (64, 4): (5, 5),
        (64, 5): (1, 4),
        (16, 3): (5, 5),
        (16, 4): (5, 2),
        (16, 5): (0, 0),
    }
    words = dict(zip(solved, ("easy", "easy", "helps", "easy", "hurts", "neither"), strict=True))
    return figures.solved_map(solved, words, 5)


def paired_differences():
    """Two texts."""
    rows = {
        "two tokens at once": (0.021, 0.008, 0.033),
        "four tokens at once": (0.048, 0.031, 0.066),
        "next token, the FLOPs of four": (-0.171, -0.185, -0.158),
    }
    groups = {"plays, 64 channels": rows, "code, 96 channels": rows}
    return figures.paired_differences(groups, "Difference of the next-token loss", "bits")


def tuning():
    """Two ways to begin."""
    losses = {
        "std 1, rate 0.005": ((2.42, 2.41, 2.43), (2.44, 2.42, 2.46)),
        "std 1, rate 0.01": ((2.40, 2.39, 2.41), (2.41, 2.40, 2.42)),
        "std 0.02, rate 0.01": ((2.52, 2.50, 2.55), (2.53, 2.50, 2.56)),
    }
    return figures.tuning(losses, ("next token alone", "two at once"))


EXAMPLES = {draw.__name__: draw for draw in (solved_map, paired_differences, tuning)}
