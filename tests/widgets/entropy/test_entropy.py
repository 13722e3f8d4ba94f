"""The entropy figure against an enumeration of all texts, and its traits."""

import re
from itertools import product

import numpy as np
import pytest
import traitlets

from chapter7.widgets.entropy import MOST_TOKENS, STAYS, Entropy
from chapter7.widgets.entropy.entropy import tables
from tests.widgets.node import evaluate

TEXTS = np.array([*product((0, 1), repeat=MOST_TOKENS + 1)])
"""The present token and the eight after it, in every way."""
STATES = [
    {"stay_a": a, "stay_b": b, "k": k}
    for a, b in product(range(len(STAYS)), repeat=2)
    for k in range(1, MOST_TOKENS + 1)
]


def bits(probabilities: np.ndarray) -> float:
    """The entropy of a distribution."""
    some = probabilities[probabilities > 0]
    return float(-(some * np.log2(some)).sum())


def enumerated(stay_a: float, stay_b: float) -> tuple[list[float], list[float]]:
    """h_1 to h_8, and the joint entropies of the next 1 to 8 tokens, given the present one.

    Every text has a probability; those of the texts that agree where it matters are added up.
    H(Y|X) is H(X, Y) - H(X).
    """
    moves = np.array([[stay_a, 1 - stay_a], [1 - stay_b, stay_b]])
    leave_a, leave_b = 1 - stay_a, 1 - stay_b
    start = np.array([leave_b, leave_a]) / (leave_a + leave_b)
    chances = start[TEXTS[:, 0]] * moves[TEXTS[:, :-1], TEXTS[:, 1:]].prod(axis=1)

    def entropy(places: list[int]) -> float:
        names = TEXTS[:, places] @ (1 << np.arange(len(places)))
        return bits(np.bincount(names, weights=chances))

    present = entropy([0])
    ahead = range(1, MOST_TOKENS + 1)
    return (
        [entropy([0, j]) - present for j in ahead],
        [entropy([*range(j + 1)]) - present for j in ahead],
    )


def test_the_script_gives_the_entropies_of_an_enumeration():
    assert len(STATES) >= 2_000
    body = "return given.states.map((state) => js.entropies(given.tables, state));"
    found = evaluate(["entropy/entropy.js"], body, {"tables": tables(), "states": STATES})
    known = {
        (a, b): enumerated(STAYS[a], STAYS[b]) for a, b in product(range(len(STAYS)), repeat=2)
    }
    for state, shown in zip(STATES, found, strict=True):
        floors, joints = known[state["stay_a"], state["stay_b"]]
        k = state["k"]
        # The tables are in millionths of a bit: each floor is off by half of one at most.
        assert shown["floors"] == pytest.approx(floors[:k], abs=6e-7), state
        assert shown["sum"] == pytest.approx(sum(floors[:k]), abs=k * 6e-7), state
        assert shown["joint"] == pytest.approx(joints[k - 1], abs=k * 6e-7), state
        assert shown["gap"] == pytest.approx(sum(floors[:k]) - joints[k - 1], abs=k * 1.2e-6), state


def test_the_pages_chain_by_hand():
    # pi = (2/3, 1/3); rows of the square: (0.83, 0.17) and (0.34, 0.66).
    pair = 2 / 3 * bits(np.array([0.9, 0.1])) + 1 / 3 * bits(np.array([0.8, 0.2]))
    square = 2 / 3 * bits(np.array([0.83, 0.17])) + 1 / 3 * bits(np.array([0.66, 0.34]))
    floors, joints = enumerated(0.9, 0.8)
    assert floors[:2] == pytest.approx([pair, square])
    assert joints[3] == pytest.approx(4 * pair)  # the chain rule


def test_the_still_figure_says_its_numbers():
    figure = Entropy(k=2)
    html = figure._repr_mimebundle_()[0]["text/html"]
    # h_1 = 0.5533, h_2 = 0.7467
    for text in ("1.300\u202fbits", "1.107\u202fbits", "0.193\u202fbits"):
        assert f">{text}</p>" in html
    assert "Shown: a chain that stays at A with 0.90, at B with 0.80, asked for 2 tokens." in html
    assert html.count('class="c7-floor') == 2 * 2  # two bars, drawn for a desk and for a phone
    figure.k = 1
    html = figure._repr_mimebundle_()[0]["text/html"]
    assert "asked for one token." in html and ">0.000\u202fbits</p>" in html


BAD = [
    ("stay_a", len(STAYS), "from 0 to 20"),
    ("stay_b", 0.9, "from 0 to 20"),
    ("k", 0, "from 1 to 8"),
    ("k", True, "from 1 to 8"),
    ("pin", {"k": 1}, "None or a dict of stay_a, stay_b, k"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    figure = Entropy()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (STAYS[figure.stay_a], STAYS[figure.stay_b], figure.k) == (0.9, 0.8, 4)


def test_every_trait_is_documented():
    for name in (*Entropy.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Entropy.__doc__), name
