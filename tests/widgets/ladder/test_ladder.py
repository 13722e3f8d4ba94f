"""The ladder against its record, and its traits."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import traitlets

from chapter7.lab import load_record
from chapter7.widgets.ladder import Ladder
from chapter7.widgets.ladder.ladder import ALONE, HEADS, SEEDS, STEPS, example, shares, tables
from tests.widgets.node import evaluate

RECORD = load_record("ladder")


def recorded(step: int, seed: str) -> np.ndarray:
    """(1 + heads, seeds): right at "=" at a step, next-token training first."""
    rows = []
    for variant in (ALONE, HEADS):
        runs = sorted(
            (run for run in RECORD.runs if run["variant"] == variant), key=lambda run: run["seed"]
        )
        chosen = [run for run in runs if seed in ("all", str(run["seed"]))]
        rows.append([run["probes"][step]["accuracy"] for run in chosen])
    return np.concatenate([np.transpose(part) for part in rows])


def test_the_script_gives_the_shares_of_the_record():
    states = [
        {"step": step, "seed": seed}
        for step, seed in product(range(len(STEPS)), ("all", *map(str, SEEDS)))
    ]
    body = "return given.states.map((state) => js.rungs(given.tables, state));"
    found = evaluate(["ladder/ladder.js"], body, {"tables": tables(), "states": states})
    for state, rows in zip(states, found, strict=True):
        known = recorded(**state)
        assert len(rows) == 1 + RECORD.settings["task"]["length"]
        for row, right in zip(rows, known, strict=True):
            # The tables are in thousandths: each share is off by half of one at most.
            assert row["seeds"] == pytest.approx(right, abs=6e-4), state
            assert row["mean"] == pytest.approx(right.mean(), abs=6e-4), state
            assert row["low"] == pytest.approx(right.min(), abs=6e-4), state
            assert row["high"] == pytest.approx(right.max(), abs=6e-4), state


def test_it_opens_where_the_other_rungs_hold_and_the_next_token_climbs():
    start = Ladder().step
    alone, next_token, *others = recorded(start, "all")
    assert next_token.mean() > 0.5 >= recorded(start - 1, "all")[1].mean()
    assert min(rung.min() for rung in others) > 0.9 and alone.mean() < 0.3


MADE = {"scale": 1000, "solved": 0.9, "seeds": [3, 8], "right": [[[200], [220]], [[900], [960]]]}


def test_a_rung_holds_when_each_chosen_seed_has_learned_it():
    body = "return given.seeds.map((seed) => js.rungs(given.tables, { step: 0, seed }));"
    both, *one = evaluate(["ladder/ladder.js"], body, {"tables": MADE, "seeds": ["all", "3", "8"]})
    assert [row["isHeld"] for row in both] == [False, True]
    assert both[1]["mean"] == pytest.approx(0.93)
    assert [rows[1]["seeds"] for rows in one] == [[0.9], [0.96]]
    slack = {**MADE, "right": [[[200], [220]], [[899], [960]]]}
    (rows,) = evaluate(["ladder/ladder.js"], body, {"tables": slack, "seeds": ["all"]})
    assert not rows[1]["isHeld"]


def test_the_example_is_a_line_of_the_task():
    line, modulus = example(), RECORD.settings["task"]["modulus"]
    sums = [sum(line["prompt"][i:]) % modulus for i in range(len(line["prompt"]))]
    assert line["answers"] == sums


def test_variants_that_were_asked_at_other_steps_are_refused():
    runs = [dict(run) for run in RECORD.runs]
    last = next(run for run in runs if run["variant"] == ALONE)
    last["probes"] = last["probes"][:-1]
    with pytest.raises(ValueError, match="must share seeds and steps"):
        shares(replace(RECORD, runs=runs))


def test_the_still_figure_says_its_numbers():
    html = Ladder(step=0)._repr_mimebundle_()[0]["text/html"]
    alone, *heads = recorded(0, "all").mean(axis=1)
    assert f"Shown: step {STEPS[0]} of {STEPS[-1]:,}, the mean of {len(SEEDS)} seeds." in html
    far = len(heads)
    for name, share in ((f"Head {far}", heads[-1]), ("Next token alone", alone)):
        assert re.search(f"{name}: {100 * share:.0f}\u202f%", html), name
    html = Ladder(seed=str(SEEDS[0]))._repr_mimebundle_()[0]["text/html"]
    assert f", seed {SEEDS[0]}." in html


BAD = [
    ("step", len(STEPS), f"from 0 to {len(STEPS) - 1}"),
    ("step", 0.5, f"from 0 to {len(STEPS) - 1}"),
    ("seed", 0, "'all' or a seed as a text"),
    ("seed", "99", "'all' or a seed as a text"),
    ("pin", {"step": 1}, "None or a dict of step, seed"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_rule_and_changes_nothing(trait, bad, rule):
    figure = Ladder()
    before = figure.step, figure.seed, figure.pin
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.step, figure.seed, figure.pin) == before


def test_every_trait_is_documented():
    for name in (*Ladder.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Ladder.__doc__), name
