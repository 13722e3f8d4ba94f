"""What serving gains by drafts, report by report, and the figure that shows it in Jupyter."""

from pathlib import Path

from chapter7.published import serving
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
BATCHES = tuple(2**i for i in range(9))
"""The columns: texts at once. A report in between stands in the nearest on a logarithmic scale."""
MEASURES = ("gain", "cost")
"""Speed-up, or what a round costs: tokens per pass over speed-up, in plain passes."""
SOURCES = tuple(range(len(serving.BATCHES)))
START = {"source": 0, "measure": "gain"}


def tables() -> dict:
    """What the script looks up: the reports, each a list of points [batch, speed-up, cost].

    A cost is None where the report does not say how many tokens a pass gives.
    """
    return {
        "reports": [
            {
                "name": one.name,
                "drafts": one.drafts,
                "length": None if one.length is None else round(one.length, 2),
                "told": one.told,
                "points": [
                    [batch, round(gain, 4), None if one.length is None else cost(one, batch)]
                    for batch, gain in one.speed_up.items()
                ],
            }
            for one in serving.BATCHES
        ],
        "batches": BATCHES,
        "choices": {name: trait.choices for name, trait in Wall.choices().items()},
        "start": START,
    }


def cost(report: serving.Served, batch: int) -> float | None:
    """Plain passes that a round took: the tokens that it gave over the speed-up.

    None where the length was not told of that batch.
    """
    if report is serving.SGLANG_EP and batch != 2:
        return None
    return round(report.length / report.speed_up[batch], 4)


class Wall(Figure):
    """The figure of what a batch does to the gain, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        source: which report is drawn out, an index into `published.serving.BATCHES`.
        measure: "gain", times as fast, or "cost", plain passes that a round takes.
        pin: a setting, as of every figure; this one shows none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "wall"
    _esm = modules.script(HERE / "wall.js")
    _css = modules.styles(HERE / "wall.css")

    source = Choice(
        START["source"], SOURCES, f"a whole number from 0 to {SOURCES[-1]}, the index of a report"
    ).tag(sync=True)
    measure = Choice(START["measure"], MEASURES, f"one of {', '.join(MEASURES)}").tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
