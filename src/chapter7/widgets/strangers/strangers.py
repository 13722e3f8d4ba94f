"""How many names exist nowhere, by the words' partners, and their figure in Jupyter."""

from pathlib import Path

import numpy as np

from chapter7.lab.records import load_record
from chapter7.lab.tasks import Names
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
FIRST = ("New", "Los", "San", "Las", "Santa", "El", "Fort", "Baton")
SECOND = ("York", "Angeles", "Diego", "Vegas", "Fe", "Paso", "Worth", "Rouge")
PARTNERS = tuple(range(1, len(FIRST) + 1))
KINDS = ("parallel", "sequential")
"""Trained predictors of the record: two heads, and a module that is fed the first word."""
DRAWS, NAMES = 4, 16
"""How often names are drawn, and how many at once."""


def tables() -> dict:
    """What the script looks up; by partners: the pairs that exist, and shares of those that do not.

    `measured` is the mean over a record's seeds, for the partners that were tried. `draws` are
    pairs of two perfect heads: each of its words alike, whatever its partners.
    """
    m = len(FIRST)
    worlds = {w: Names(m, w) for w in PARTNERS}
    apart = np.full((m, m), 1 / m**2)
    return {
        "first": FIRST,
        "second": SECOND,
        "exists": {w: world.partners.astype(int).tolist() for w, world in worlds.items()},
        "bits": {w: round(world.total_correlation, 6) for w, world in worlds.items()},
        "closed": {w: round(world.strangers(apart), 6) for w, world in worlds.items()},
        "measured": measured(),
        "draws": np.random.default_rng(0).integers(m, size=(DRAWS, NAMES, 2)).tolist(),
        "choices": {name: trait.choices for name, trait in Strangers.choices().items()},
        "start": {name: trait.default_value for name, trait in Strangers.choices().items()},
    }


def measured() -> dict[str, dict[int, float]]:
    """Kind -> partners of eight that a run had -> share of its names that exist nowhere."""
    record = load_record("new_angeles")
    tried = [v["w"] for v in record.settings["variants"].values() if v["m"] == len(FIRST)]
    return {
        kind: {
            w: round(float(record.mean(f"{kind} m={len(FIRST)} w={w} copy=1", "strangers")[0]), 4)
            for w in sorted(set(tried))
        }
        for kind in KINDS
    }


class Strangers(Figure):
    """The figure of what two heads write that do not see each other, in Jupyter and on a page.

    Traits, synced and linkable to ordinary ipywidgets:
        partners: w, second words that go with each of the eight first ones, 1 to 8.
        draw: which of the drawn texts is shown, 0 to 3.
        pin: a setting, as of every figure; this one shows none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "strangers"
    _esm = modules.script(HERE / "strangers.js")
    _css = modules.styles(HERE / "strangers.css")

    partners = Choice(2, PARTNERS, "a whole number of partners from 1 to 8").tag(sync=True)
    draw = Choice(0, tuple(range(DRAWS)), f"a draw from 0 to {DRAWS - 1}").tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
