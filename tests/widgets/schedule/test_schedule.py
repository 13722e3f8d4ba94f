"""The schedule drawn by hand: distances by hand, runs from the record, and its traits."""

import re
from math import log2
from statistics import median

import pytest
import traitlets

from chapter7.lab import load_record
from chapter7.widgets.schedule import Schedule
from chapter7.widgets.schedule.schedule import LEVELS, PARTS, measured, tables, weight_in
from tests.widgets.node import evaluate

NOTHING = dict.fromkeys(PARTS, "0") | {"shown": "no"}
RANKED = """return given.states.map((state) =>
  js.ranked(given.tables, state).map(({ run, far }) => ({ name: run.name, far })));"""


def ranked(*changes):
    states = [NOTHING | change for change in changes]
    return evaluate(["schedule/schedule.js"], RANKED, {"tables": tables(), "states": states})


def test_a_measured_schedule_that_is_drawn_just_so_is_nearest():
    heads = dict.fromkeys(PARTS, "10")
    drawn = {
        "next token": {},
        "throughout": heads,
        "cut at 50": {"to_50": "10"},
        "cut at 100": {"to_50": "10", "to_100": "10"},
        "cut at 200": {"to_50": "10", "to_100": "10", "to_200": "10"},
        "cut at 400": heads | {"to_500": "0", "after_500": "0"},
        "steps 400 to 500": {"to_500": "10"},
        "from step 400 on": {"to_500": "10", "after_500": "10"},
        "lambda=1, cut at 100": {"to_50": "1", "to_100": "1"},
        "lambda=3, cut at 100": {"to_50": "3", "to_100": "3"},
    }
    for name, (first, *_) in zip(drawn, ranked(*drawn.values()), strict=True):
        assert first == {"name": name, "far": 0}


def test_distances_by_hand():
    """lambda = 3 from 50 to 100: two powers of two from nothing, log2(11) - 2 from ten."""
    (found,) = ranked({"to_100": "3"})
    far = {one["name"]: one["far"] for one in found}
    assert far["next token"] == pytest.approx(2, abs=1e-3)
    assert far["lambda=3, cut at 100"] == pytest.approx(2, abs=1e-3)
    assert far["cut at 100"] == pytest.approx(2 * log2(11) - 2, abs=1e-3)
    assert far["cut at 50"] == pytest.approx(log2(11) + 2, abs=1e-3)
    assert far["cut at 25"] == pytest.approx(log2(11) / 2 + 2, abs=1e-3)  # in half of the stretch
    assert [one["far"] for one in found] == sorted(far.values())


def test_measured_runs_differ_by_their_schedule_alone():
    found = measured()
    assert "random targets, cut at 100" not in found
    assert not any("lr=" in name or "clipping" in name or "warm-up" in name for name in found)
    assert len(found) == 12
    _, late = found["steps 400 to 500"]
    assert [weight_in(late, step) for step in (0, 399, 400, 499, 500)] == [0, 0, 10, 10, 0]


def test_runs_are_those_of_the_record():
    record = load_record("scaffold")
    (row,) = (run for run in tables()["runs"] if run["name"] == "cut at 100")
    known = sorted(
        (run for run in record.runs if run["variant"] == "cut at 100"), key=lambda run: run["seed"]
    )
    assert row["reached"] == [int(run["found"]["solved"]) for run in known]
    for run, steps, gflop in zip(known, row["steps"], row["gflop"], strict=True):
        solved = run["found"]["steps"] > 0
        assert steps == (run["found"] if solved else run)["steps"]
        assert gflop == pytest.approx((run["found"] if solved else run)["flops"] / 1e9, abs=0.5)


def test_the_middle_leaves_no_run_out():
    body = "return given.cases.map(([times, reached]) => js.middle(times, reached));"
    cases = [
        ([3, 1, 2], [1, 1, 1]),
        ([3, 1, 2, 9], [1, 1, 1, 0]),  # 1 2 3 and later
        ([3, 1, 2], [1, 0, 0]),
        ([3, 1], [1, 0]),
    ]
    found = evaluate(["schedule/schedule.js"], body, {"cases": cases})
    assert found == [2, 2.5, None, None]


def test_the_still_figure_says_what_is_nearest_only_when_asked():
    hidden = Schedule(to_50="10", to_100="10")._repr_mimebundle_()[0]["text/html"]
    assert "Drawn: steps 0 to 50: 10, steps 50 to 100: 10, steps 100 to 200: 0" in hidden
    assert "Measured just so" not in hidden
    shown = Schedule(to_50="10", to_100="10", shown="yes")._repr_mimebundle_()[0]["text/html"]
    steps = load_record("scaffold").found("cut at 100", "steps")
    told = f"Measured just so, “cut at 100”: {(steps > 0).sum()} of {len(steps)} seeds solved it"
    assert told in shown
    if (steps > 0).all():
        assert f"half by step {median(steps):,.10g}," in shown


BAD = [
    ("to_50", 10, "one of 0, 1, 3, 10 as a text"),
    ("after_500", "2", "one of 0, 1, 3, 10 as a text"),
    ("shown", True, "'no' or 'yes'"),
    ("pin", {"to_50": "1"}, "None or a dict of to_50"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_rule_and_changes_nothing(trait, bad, rule):
    figure = Schedule()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert {name: getattr(figure, name) for name in figure.choices()} == NOTHING
    assert figure.pin is None


def test_every_trait_is_documented():
    for name in (*Schedule.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b", Schedule.__doc__), name
    assert all(
        trait.choices == LEVELS for name, trait in Schedule.choices().items() if name in PARTS
    )
