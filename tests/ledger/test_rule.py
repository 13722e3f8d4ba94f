"""The verdicts, against cases worked out on paper."""

import dataclasses

import pytest

from chapter7 import ledger
from chapter7.ledger import values
from chapter7.ledger.computing import Computing

ROWS = ledger.load()

# Worked out on paper: stated, computed, relation, unit -> verdict.
JUDGED = [
    (100, 100, "equal", "x", "exact"),
    (100.4, 100, "equal", "x", "exact"),
    (99.4, 100, "equal", "x", "rounded"),
    (104.9, 100, "equal", "x", "rounded"),
    (105.1, 100, "equal", "x", "wrong"),
    (94.9, 100, "equal", "x", "wrong"),
    (0.1, 100, "equal", "x", "wrong unit"),
    (0.0905, 100, "equal", "x", "wrong unit"),
    (0.0895, 100, "equal", "x", "wrong"),
    (100_000, 100, "equal", "x", "wrong unit"),
    (0.0001, 100, "equal", "x", "wrong"),
    (-4, 4, "equal", "x", "wrong"),
    (0, 4, "equal", "x", "wrong"),
    (0, 0, "equal", "x", "exact"),
    (4, 0, "equal", "x", "wrong"),
    (0.5, 0.4, "below", "bits/GFLOP", "exact"),
    (0.5, 0.6, "below", "x", "wrong"),
    (0.0005, 0.4, "below", "bits/GFLOP", "wrong unit"),
    (0.0005, 0.4, "below", "bits/FLOP", "wrong"),
    (0.0005, 0.6, "below", "bits/GFLOP", "wrong"),
    ((2, 4), 2, "between", "x", "exact"),
    ((2, 4), 4.1, "between", "x", "wrong"),
]


@pytest.mark.parametrize(("stated", "computed", "relation", "unit", "verdict"), JUDGED)
def test_the_rule_of_the_verdicts(stated, computed, relation, unit, verdict):
    assert ledger.judge(stated, computed, relation, unit) == verdict


def test_a_verdict_is_typed_only_where_no_rule_applies():
    for claim in ROWS:
        assert (claim.typed is None) == claim.judged, claim.id
    count = ledger.summary(ROWS)
    assert list(count) == list(ledger.VERDICTS)
    assert sum(count.values()) == len(ROWS)
    for name, n in count.items():
        assert n == sum(ledger.verdict(c) == name for c in ROWS)


def test_a_row_without_a_function_has_no_value():
    assert {ledger.value(c) for c in ROWS if not c.function} == {None}


def test_rows_that_nothing_settles_say_so():
    unsettled = [c for c in ROWS if c.settled == "none"]
    assert unsettled
    assert {ledger.verdict(c) for c in unsettled} == {"opinion"}


def test_a_row_is_computed_once_however_often_it_is_asked_for(monkeypatch):
    asked = []

    def slow(params):
        asked.append(params)
        return 2.0

    monkeypatch.setitem(values.FUNCTIONS, "slow", Computing(slow, "x"))
    claim = dataclasses.replace(ROWS[0], function="slow", given=(("params", 1.5),), unit="x")
    assert {ledger.value(claim) for _ in range(3)} == {2.0}
    assert ledger.verdict(claim) == "wrong" and ledger.value_text(claim).startswith("2")
    assert asked == [1.5]
    ledger.value(dataclasses.replace(claim, given=(("params", 2.5),)))
    assert asked == [1.5, 2.5]


def test_what_a_function_cannot_compute_is_said_with_the_row():
    claim = dataclasses.replace(ROWS[0], given=(("params", "GPT-9 all"),))
    with pytest.raises(ValueError, match="row C01: no published model is called 'GPT-9'"):
        ledger.value(claim)
