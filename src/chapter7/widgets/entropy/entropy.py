"""The entropies of two-state chains over a grid, and the figure that shows them in Jupyter."""

from itertools import combinations_with_replacement, pairwise
from pathlib import Path

from chapter7.sources import MarkovChain
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
STAYS = (0.01, *(round(0.05 * i, 2) for i in range(1, 20)), 0.99)
"""The probabilities to choose from that the chain stays at a token."""
MOST_TOKENS = 8
SCALE = 1_000_000
"""The tables are in millionths of a bit: whole numbers are light on the wire."""
CHAINS = {  # presets: the probabilities of staying at A and at B
    "this page’s chain": (0.9, 0.8),
    "a fair coin": (0.5, 0.5),
    "sticky": (0.99, 0.99),
    "alternating": (0.01, 0.01),
}
START = {"stay_a": STAYS.index(0.9), "stay_b": STAYS.index(0.8), "k": 4}


def tables() -> dict:
    """What the script looks up: for each chain h_1, and how much each further h_j is above the one
    before.

    h_j is the entropy of the token j ahead given the present one. To rename the two tokens changes
    no entropy: only chains with stay_a <= stay_b are listed, ordered by stay_a, then stay_b.
    """
    return {
        "scale": SCALE,
        "stays": STAYS,
        "rises": [rises(a, b) for a, b in combinations_with_replacement(STAYS, 2)],
        "choices": {name: trait.choices for name, trait in Entropy.choices().items()},
        "start": START,
        "presets": [
            {"name": name, "setting": {"stay_a": STAYS.index(a), "stay_b": STAYS.index(b)}}
            for name, (a, b) in CHAINS.items()
        ],
    }


def rises(stay_a: float, stay_b: float) -> list[int]:
    """h_1, h_2 - h_1, ... h_8 - h_7 of the chain, in millionths of a bit."""
    chain = MarkovChain([[stay_a, 1 - stay_a], [1 - stay_b, stay_b]])
    levels = [round(SCALE * chain.marginal_entropy(offset)) for offset in range(1, MOST_TOKENS + 1)]
    return [levels[0], *(after - before for before, after in pairwise(levels))]


def _stay(token: str) -> Choice:
    rule = f"a whole number from 0 to {len(STAYS) - 1}, the index of a probability of staying"
    return Choice(START[f"stay_{token}"], tuple(range(len(STAYS))), rule).tag(sync=True)


class Entropy(Figure):
    """The figure of what independent heads pay, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        stay_a, stay_b: indices into `STAYS`, the probabilities that the chain stays at A, at B.
        k: tokens asked for at once, 1 to 8.
        pin: a setting to compare with, a dict of the three above; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "entropy"
    _esm = modules.script(HERE / "entropy.js")
    _css = modules.styles(HERE / "entropy.css")

    stay_a = _stay("a")
    stay_b = _stay("b")
    k = Choice(
        START["k"],
        tuple(range(1, MOST_TOKENS + 1)),
        f"a whole number of tokens from 1 to {MOST_TOKENS}",
    ).tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
