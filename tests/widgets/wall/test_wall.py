"""The batch wall: the script shows what was reported, and its traits."""

import re

import pytest
import traitlets

from chapter7.widgets.wall import BATCHES, MEASURES, Wall
from chapter7.widgets.wall.wall import tables
from tests.widgets.node import evaluate

# By hand, report by report: [batch, speed-up], and the cost of a round: tokens per pass over it.
# Gaudi's length is 1 + 201,425 / 228,862 = 1.8801.
REPORTED = [
    ([[4, 1.6], [32, 1.5], [128, 1.35], [256, 1.0]], [1.175, 1.253, 1.393, 1.88]),
    ([[1, 1.8], [32, 1.5]], []),
    ([[2, 1.6078], [128, 1.142]], [1.518]),
    (
        [[32, 1.86], [48, 1.82], [64, 1.97], [96, 1.99], [128, 1.82]],
        [1.505, 1.538, 1.421, 1.407, 1.538],
    ),
    ([[1, 1.75], [8, 1.38], [32, 0.63]], []),
    ([[1, 0.3749]], [5.254]),
]


def test_the_script_shows_what_was_reported():
    body = "return given.reports.map((one) => ['gain', 'cost'].map((m) => js.points(one, m)));"
    found = evaluate(["wall/wall.js"], body, tables())
    for (gains, costs), (drawn_gains, drawn_costs) in zip(REPORTED, found, strict=True):
        assert drawn_gains == gains
        assert [cost for _, cost in drawn_costs] == pytest.approx(costs, abs=1e-3)


def test_a_batch_stands_in_the_nearest_column():
    body = "return given.ask.map((batch) => js.columnOf(given, batch));"
    # 48 is 1.5 times 32 and 1.33 times below 64
    ask = [1, 2, 45, 48, 96, 128, 256]
    columns = evaluate(["wall/wall.js"], body, {"batches": BATCHES, "ask": ask})
    assert columns == [0, 1, 5, 6, 7, 7, 8]


def test_the_still_figure_says_its_numbers():
    html = Wall()._repr_mimebundle_()[0]["text/html"]
    assert "32 at once, 1.50 times as fast; 128 at once, 1.35 times as fast" in html
    html = Wall(source=5, measure="cost")._repr_mimebundle_()[0]["text/html"]
    assert "1 at once, a round costs 5.25 passes." in html
    assert "a round gives 1.97 tokens" in html
    html = Wall(source=1, measure="cost")._repr_mimebundle_()[0]["text/html"]
    assert "tokens per pass not said" in html and "What a round costs does not follow." in html


BAD = [
    ("source", 6, "from 0 to 5"),
    ("source", True, "from 0 to 5"),
    ("measure", "speed", "one of gain, cost"),
    ("pin", {"source": 0}, "None or a dict of source, measure"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    figure = Wall()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.source, figure.measure) == (0, MEASURES[0])


def test_every_trait_is_documented():
    for name in (*Wall.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Wall.__doc__), name
