"""The figures of 7.3's *In the wild*, with numbers like those of the page."""

from chapter7.plots import in_the_wild as figures

BLOCK = {
    "routed experts": 11_274_289_152,
    "attention": 187_105_280,
    "projection": 102_760_448,
    "shared expert": 44_040_192,
    "router": 1_835_008,
}
TABLES = {"output head": 926_679_040, "embedding": 926_679_040}


def module_to_scale():
    """What is stored, and what a token meets."""
    met = BLOCK | {"routed experts": 352_321_536, "output head": 926_679_040}
    return figures.module_to_scale(
        [
            figures.Basis(
                "Stored", 671e9, BLOCK | TABLES, frozenset(TABLES), "its module 11.6B of its own"
            ),
            figures.Basis(
                "Met by one token", 36.6e9, met, frozenset(TABLES), "its module 688M of its own"
            ),
        ]
    )


def scores():
    """Two sizes, a fall among them, and a score of three digits."""
    rows = {
        "Pile bits per byte": ((0.729, 0.729), (0.658, 0.657)),
        "MMLU": ((50.0, 53.3), (67.5, 66.6)),
        "NaturalQuestions": ((22.7, 22.3), (27.2, 28.5)),
        "HumanEval": ((20.7, 26.8), (44.5, 53.7)),
    }
    digits = dict.fromkeys(rows, 1) | {"Pile bits per byte": 3}
    return figures.scores(rows, ("15.7B parameters", "228.7B parameters"), digits)


EXAMPLES = {draw.__name__: draw for draw in (module_to_scale, scores)}
