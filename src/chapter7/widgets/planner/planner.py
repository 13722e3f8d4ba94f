"""Tokens and costs of rounds over a grid of settings, and the figure that shows them in Jupyter."""

from pathlib import Path

from chapter7.planning.costs import roofline_verify, tokens_per_round
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
MOST_DRAFTS = 8
SHARES = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Of drafts that are kept: the first, and each later one if all before it were."""
DRAFT_COSTS = (0, 0.01, 0.02, 0.03, 0.044, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 1)
"""Of one draft, in plain passes. 0.044 is DeepSeek-V3's module by its activated parameters."""
BATCHES = tuple(2**i for i in range(10))
RIDGES = (32, 64, 100, 150, 200, 300, 400, 600, 1_000)
"""Tokens in a pass from which on arithmetic takes longer than to read the weights."""
SCALE = 10_000
"""The tables are in ten-thousandths: whole numbers are light on the wire."""
START = {
    "first": SHARES.index(0.85),
    "later": SHARES.index(0.8),
    "draft": DRAFT_COSTS.index(0.044),
    "batch": 0,
    "ridge": RIDGES.index(300),
}


def _preset(name: str, first: float, later: float, draft: float, batch: int, ridge: int) -> dict:
    places = {
        "first": SHARES.index(first),
        "later": SHARES.index(later),
        "draft": DRAFT_COSTS.index(draft),
        "batch": BATCHES.index(batch),
        "ridge": RIDGES.index(ridge),
    }
    return {"name": name, "setting": places}


PRESETS = (
    _preset("one text, a large dense model", 0.85, 0.8, 0.044, 1, 300),
    _preset("256 texts, a dense model", 0.85, 0.8, 0.044, 256, 300),
    _preset("parallel heads", 0.6, 0.5, 0.01, 1, 300),
    _preset("a small model", 0.85, 0.8, 0.5, 1, 300),
)


def tables() -> dict:
    """What the script looks up, in ten-thousandths, each for 1 to 8 drafts.

    `tokens` of a round by the first and the later shares; `verify`, the roofline's cost by batch
    and ridge.
    """
    drafts = range(1, MOST_DRAFTS + 1)
    return {
        "scale": SCALE,
        "shares": SHARES,
        "costs": DRAFT_COSTS,
        "batches": BATCHES,
        "ridges": RIDGES,
        "tokens": [
            [[_whole(tokens_per_round(survivals(a, b, g))) for g in drafts] for b in SHARES]
            for a in SHARES
        ],
        "verify": [
            [[_whole(roofline_verify(g, batch, ridge)) for g in drafts] for ridge in RIDGES]
            for batch in BATCHES
        ],
        "choices": {name: trait.choices for name, trait in Planner.choices().items()},
        "start": START,
        "presets": PRESETS,
    }


def survivals(first: float, later: float, n_drafts: int) -> list[float]:
    """Of drafts 1 to g, where each later one is kept with `later` if all before it were."""
    return [first * later**i for i in range(n_drafts)]


def _whole(value: float) -> int:
    return round(SCALE * value)


def _index(part: str, values: tuple, what: str) -> Choice:
    rule = f"a whole number from 0 to {len(values) - 1}, the index of {what}"
    return Choice(START[part], tuple(range(len(values))), rule).tag(sync=True)


class Planner(Figure):
    """The figure of what drafts may be worth, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        first: index into `SHARES`, how often the first draft is kept.
        later: the same of each later draft, if all before it were kept.
        draft: index into `DRAFT_COSTS`, of one draft.
        batch: index into `BATCHES`, texts at once.
        ridge: index into `RIDGES`, of the processor.
        pin: a setting to compare with, a dict of the five above; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "planner"
    _esm = modules.script(HERE / "planner.js")
    _css = modules.styles(HERE / "planner.css")

    first = _index("first", SHARES, "a share of drafts")
    later = _index("later", SHARES, "a share of drafts")
    draft = _index("draft", DRAFT_COSTS, "a cost of a draft")
    batch = _index("batch", BATCHES, "a batch")
    ridge = _index("ridge", RIDGES, "a ridge")

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
