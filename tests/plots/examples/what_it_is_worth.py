"""The figures of 7.5's last two pages, with numbers like those of the pages."""

from chapter7.plots import what_it_is_worth as figures

TERMS = ("tokens of a round", "verifying is paid", "drafting, too", "rows that wait", "measured")


def what_is_left():
    """Four batches, of which the largest loses."""
    left = {
        "1 text": [2.91, 2.3, 1.35, 1.35, 1.3],
        "4 texts": [2.9, 2.1, 1.25, 1.2, 1.15],
        "16 texts": [2.9, 1.8, 1.1, 1.02, 0.98],
        "64 texts": [2.88, 1.3, 0.95, 0.82, 0.78],
    }
    return figures.what_is_left(TERMS, left, "as fast as without")


def acceptance_while_learning():
    """A module and a head."""
    steps = list(range(0, 220, 20))
    module = [0.77, 0.9, *9 * [0.84]]
    head = [0.7, 0.75, *9 * [0.55]]
    rows = {
        name: (row, [x - 0.03 for x in row], [x + 0.03 for x in row])
        for name, row in {"module": module, "head": head}.items()
    }
    return figures.acceptance_while_learning(steps, rows, "untrained")


def gain_by_drafts():
    """Three batches."""
    rows = {
        name: (row, [x - 0.05 for x in row], [x + 0.05 for x in row])
        for name, row in {
            "1 text": [1.25, 1.4, 1.42, 1.3],
            "16 texts": [1.05, 1.05, 0.95, 0.9],
            "64 texts": [0.95, 0.85, 0.8, 0.7],
        }.items()
    }
    return figures.gain_by_drafts([1, 2, 3, 4], rows)


def gain_by_model():
    """Three models."""
    gains = {
        "DeepSeek-V3": [1.77, 2.3, 2.7, 2.9, 3.0, 3.1, 3.2, 3.2],
        "Llama-3.1-8B": [1.7, 2.2, 2.5, 2.6, 2.65, 2.66, 2.65, 2.6],
        "Qwen3-0.6B": [1.5, 1.7, 1.75, 1.7, 1.65, 1.6, 1.5, 1.45],
    }
    return figures.gain_by_model(list(range(1, 9)), gains, "as fast as without")


EXAMPLES = {
    draw.__name__: draw
    for draw in (what_is_left, acceptance_while_learning, gain_by_drafts, gain_by_model)
}
