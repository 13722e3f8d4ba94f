"""A target's distribution, a draft's that a hand can change, and the figure of what they share."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from chapter7.lab.decoding.law import EXACT, Law
from chapter7.lab.decoding.wrong import WRONG_LAWS
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
TOKENS = ("n", "len", "1", "self", "def")
"""What may follow `range(`; the chances are made up."""
TARGET = (9, 6, 3, 2, 0)
"""p in twentieths. The target never says the last one."""
DRAFTS = {  # presets: weights of q
    "this page’s draft": (4, 8, 2, 4, 2),
    "the target itself": TARGET,
    "knows nothing": (1, 1, 1, 1, 1),
    "sure, and wrong": (0, 0, 0, 0, 1),
}
MOST = 20
"""Largest weight of a token in q."""
PLAUSIBLE = 0.1
"""The least probability at which "keep what is plausible" keeps a token."""
LAWS: dict[str, Law] = {
    "exact": EXACT,
    "plausible": replace(EXACT, ratio=lambda p, q: (p >= PLAUSIBLE) * 1.0, residual=lambda p, q: p),
    "residual p": WRONG_LAWS["residual p"],
    "swapped": WRONG_LAWS["p and q swapped"],
}
"""What judges a draft, by the name that the script and an address give it."""
A_THROW = 1_000
"""Drafts a throw."""
THROWS = 10
PARTS = tuple(f"q{i}" for i in range(len(TOKENS)))
START = dict(zip(PARTS, DRAFTS["this page’s draft"], strict=True))


def laws_of(weights: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """p and q, (V,) each; weights that are all 0 count as equal ones."""
    p, q = np.array(TARGET, dtype=float), np.array(weights, dtype=float)
    q = q if q.any() else np.ones_like(q)
    return p / p.sum(), q / q.sum()


def tables() -> dict:
    """What the script looks up."""
    return {
        "tokens": TOKENS,
        "target": TARGET,
        "plausible": round(PLAUSIBLE * sum(TARGET)),
        "throw": A_THROW,
        "choices": {name: trait.choices for name, trait in Overlap.choices().items()},
        "start": {**START, "law": "exact", "throws": 1},
        "presets": [
            {"name": name, "setting": dict(zip(PARTS, weights, strict=True))}
            for name, weights in DRAFTS.items()
        ],
    }


def _weight(part: str) -> Choice:
    rule = f"a whole number from 0 to {MOST}, a weight in q"
    return Choice(START[part], tuple(range(MOST + 1)), rule).tag(sync=True)


class Overlap(Figure):
    """The figure of the area that p and q share, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        q0, q1, q2, q3, q4: weights of `TOKENS` in q, 0 to 20; if all are 0 they count as equal.
        law: what judges the drafts, a name in `LAWS`.
        throws: thousands of drafts that are judged, 0 to 10.
        pin: a setting to compare with, which this figure does not show; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "overlap"
    _esm = modules.script(HERE / "overlap.js")
    _css = modules.styles(HERE / "overlap.css")

    q0 = _weight("q0")
    q1 = _weight("q1")
    q2 = _weight("q2")
    q3 = _weight("q3")
    q4 = _weight("q4")
    law = Choice("exact", tuple(LAWS), f"one of {', '.join(LAWS)}").tag(sync=True)
    throws = Choice(
        1, tuple(range(THROWS + 1)), f"a whole number of thousands from 0 to {THROWS}"
    ).tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
