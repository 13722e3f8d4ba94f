"""The planner's figure against the planner, and its traits."""

import re
from itertools import product

import pytest
import traitlets

from chapter7 import planning
from chapter7.widgets.planner import (
    BATCHES,
    DRAFT_COSTS,
    MOST_DRAFTS,
    RIDGES,
    SHARES,
    Planner,
)
from chapter7.widgets.planner.planner import tables
from tests.widgets.node import evaluate

PARTS = {"first": SHARES, "later": SHARES, "draft": DRAFT_COSTS, "batch": BATCHES, "ridge": RIDGES}
STATES = [
    dict(zip(PARTS, places, strict=True))
    for places in product(*(range(0, len(values), 3) for values in PARTS.values()))
]


def test_the_script_gives_what_the_planner_computes():
    assert len(STATES) >= 700
    body = "return given.states.map((state) => js.rounds(given.tables, state));"
    found = evaluate(["planner/planner.js"], body, {"tables": tables(), "states": STATES})
    for state, shown in zip(STATES, found, strict=True):
        first, later, draft, batch, ridge = (PARTS[name][place] for name, place in state.items())
        for g, one in enumerate(shown, start=1):
            survivals = [first * later**i for i in range(g)]
            verify = planning.roofline_verify(g, batch, ridge)
            gain = planning.speed_up(survivals, verify=verify, draft=draft)
            # The tables are in ten-thousandths.
            assert one["tokens"] == pytest.approx(planning.tokens_per_round(survivals), abs=6e-5)
            assert one["cost"] == pytest.approx(verify + g * draft, abs=6e-5), (state, g)
            assert one["gain"] == pytest.approx(gain, abs=5e-4), (state, g)


def test_the_best_number_of_drafts_is_the_fewest_that_gains_most():
    body = "return given.map((gains) => js.best(gains.map((gain) => ({ gain }))));"
    gains = [[1.2, 1.4, 1.3], [0.9, 0.8, 0.7], [1.5, 1.5, 1.5], [1, 1.1, 1.2]]
    assert evaluate(["planner/planner.js"], body, gains) == [1, 0, 0, 2]


def test_the_still_figure_says_its_numbers():
    html = Planner()._repr_mimebundle_()[0]["text/html"]
    # one draft at .85, cost 1 + .044: 1.772; eight: 1 + .85 (1 - .8^8) / .2 = 4.5370 over 1.352
    assert "costs 1.04 passes, 1.77 times as fast." in html
    assert "Best with 8 drafts: 3.36 times as fast." in html
    crowded = Planner(batch=BATCHES.index(256))._repr_mimebundle_()[0]["text/html"]
    # 512 tokens of 300: 1.7067 + .044 for one draft; 1.85 of them
    assert "Best with one draft: 1.06 times as fast." in crowded
    small = Planner(draft=DRAFT_COSTS.index(1))._repr_mimebundle_()[0]["text/html"]
    assert "Nothing to gain: one draft would be 0.93 times as fast." in small
    assert len(tables()["tokens"][0][0]) == MOST_DRAFTS


BAD = [
    ("first", len(SHARES), "from 0 to 11"),
    ("later", 0.85, "from 0 to 11"),
    ("draft", -1, "from 0 to 11"),
    ("batch", True, "from 0 to 9"),
    ("ridge", 9, "from 0 to 8"),
    ("pin", {"first": 1}, "None or a dict of first, later, draft, batch, ridge"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    figure = Planner()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (SHARES[figure.first], BATCHES[figure.batch]) == (0.85, 1)


def test_every_trait_is_documented():
    for name in (*Planner.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Planner.__doc__), name
