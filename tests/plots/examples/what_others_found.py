"""The figures of 7.2's *What others found*, with numbers like those of the page."""

from chapter7.plots import what_others_found as figures


def changes_and_luck():
    """Two columns; a change that luck explains, and two that it does not, up and down."""
    sizes = ("300M", "600M", "1.3B", "3B", "6.7B", "13B")
    first = {size: (0.9 * i - 1.7, 1.5 + 0.8 * i) for i, size in enumerate(sizes)}
    return figures.changes_and_luck(
        [
            {"Four heads, MBPP": first, "Four heads, HumanEval": first},
            {
                "Seven billion, read longer": {"MBPP": (3.8, 5.9), "MBPP, bytes": (13.0, 5.5)},
                "One module": {"HumanEval, 229B": (9.2, 11.0), "MMLU, 15.7B": (-3.3, 1.2)},
            },
        ],
        "Change of the score, points",
    )


def change_by_k():
    """Three tasks."""
    return figures.change_by_k(
        {
            "MBPP": ((1, 2, 4, 6, 8), (0, 0.3, 3.8, 1.9, 0.7)),
            "HumanEval": ((1, 2, 4, 6, 8), (0, -0.6, 1.2, -2.2, -2.8)),
            "APPS": ((1, 2, 4, 6, 8), (0, -0.7, -1.2, 0.7, 0.7)),
        }
    )


def loss_and_answers():
    """Five seeds each."""
    return figures.loss_and_answers(
        {
            "next token alone": ((2.31, 2.312, 2.309, 2.31, 2.313), (0.2, 0.21, 0.19, 0.2, 0.35)),
            "four at once": ((2.26, 2.262, 2.27, 2.261, 2.265), (0.85, 0.8, 0.7, 0.9, 0.86)),
        },
        0.2,
    )


EXAMPLES = {draw.__name__: draw for draw in (changes_and_luck, change_by_k, loss_and_answers)}
