"""The dials against their record, and their traits."""

import re
from itertools import product
from statistics import mean, stdev

import pytest
import traitlets

from chapter7.lab import load_record
from chapter7.widgets.loss_weight import LossWeight
from chapter7.widgets.loss_weight.loss_weight import (
    DEPTHS,
    DIALS,
    KINDS,
    TASKS,
    WEIGHTS,
    tables,
)
from tests.widgets.node import evaluate

RECORD = load_record("loss_weight")
STUDENT = {4: 2.7764}  # degrees of freedom -> quantile of a 95 % interval, from a printed table


def named(task: str, kind: str, depth: str, weight: float) -> list[dict]:
    """The record's runs of a setting, by seed."""
    end = f"lambda={weight:g}" if weight else "detached"
    name = f"{task} {kind} D={depth} {end}"
    runs = [run for run in RECORD.runs if run["variant"] == name]
    return sorted(runs, key=lambda run: run["seed"])


def read_by_hand(name: str, setting: tuple, weight: float) -> list[float]:
    """A dial in each seed, read from the record's runs."""
    runs, alone = named(*setting, weight), named(*setting, 0)
    return {
        "next": lambda: [
            run["found"]["bits"][0] - base["found"]["bits"][0]
            for run, base in zip(runs, alone, strict=True)
        ],
        "accepted": lambda: [run["found"]["acceptance"] for run in runs],
        "first": lambda: [run["found"]["first"] for run in runs],
        "own": lambda: [run["found"]["bits"][1] for run in runs],
        "share": lambda: [run["found"]["shares"][-1][0] if weight else 0.0 for run in runs],
        "seconds": lambda: [run["probes"][-1]["cpu_seconds"] for run in runs],
    }[name]()


def test_the_script_reads_what_the_record_holds():
    settings = list(product(TASKS, KINDS, DEPTHS))
    states = [dict(zip(("task", "kind", "depth"), one, strict=True)) for one in settings]
    body = "return given.states.map((state) => js.dials(given.tables, state));"
    given = {"tables": tables(), "states": states}
    found = evaluate(["loss_weight/loss_weight.js"], body, given)
    for setting, dials in zip(settings, found, strict=True):
        expected = [name for name in DIALS if name != "first" or setting[0] == "look-ahead"]
        assert [one["name"] for one in dials] == expected
        for one in dials:
            for weight, row in zip(WEIGHTS, one["rows"], strict=True):
                seeds = read_by_hand(one["name"], setting, weight)
                reach = STUDENT[len(seeds) - 1] * stdev(seeds) / len(seeds) ** 0.5
                place = (*setting, weight, one["name"])
                assert row["seeds"] == pytest.approx(seeds, abs=6e-5), place
                assert row["mean"] == pytest.approx(mean(seeds), abs=6e-5), place
                low, high = mean(seeds) - reach, mean(seeds) + reach
                if one["name"] in ("accepted", "first", "share"):
                    low, high = max(low, 0), min(high, 1)
                assert row["low"] == pytest.approx(low, abs=2e-4), place
                assert row["high"] == pytest.approx(high, abs=2e-4), place


def test_the_detached_run_is_its_own_baseline_and_has_no_share():
    for setting in tables()["readings"].values():
        assert set(setting["next"][0]) == set(setting["share"][0]) == {0}


def test_the_still_figure_says_its_numbers():
    html = LossWeight()._repr_mimebundle_()[0]["text/html"]
    accepted = mean(read_by_hand("accepted", ("plays", "sequential", "1"), 0.3))
    assert "Shown: plays, one sequential module, weight 0.3, 5 seeds of 160 steps." in html
    assert f"Second token accepted: {100 * accepted:.1f}\u202f%" in html
    assert "First answer right" not in html
    html = LossWeight(task="look-ahead", weight=0)._repr_mimebundle_()[0]["text/html"]
    assert "First answer right" in html and "detached" in html


BAD = [
    ("weight", len(WEIGHTS), f"from 0 to {len(WEIGHTS) - 1}"),
    ("weight", 0.3, f"from 0 to {len(WEIGHTS) - 1}"),
    ("task", "text", "one of .*'plays'"),
    ("kind", "ntp", "one of .*'parallel'"),
    ("depth", 1, "one of .*'1'"),
    ("pin", {"weight": 1}, "None or a dict of weight, task, kind, depth"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_rule_and_changes_nothing(trait, bad, rule):
    figure = LossWeight()
    before = [getattr(figure, name) for name in (*LossWeight.choices(), "pin")]
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert [getattr(figure, name) for name in (*LossWeight.choices(), "pin")] == before


def test_every_trait_is_documented():
    for name in (*LossWeight.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", LossWeight.__doc__), name
