"""The rows of 7.2."""

from tests.ledger.expected import records

EXPECTED = {
    "M211": records.mean("wrong_targets", "unshifted", "reported", 0),
    "M212": records.mean("wrong_targets", "unshifted", "true", 0),
    "M213": records.mean("wrong_targets", "all", "reported", 3)
    - records.mean("wrong_targets", "right", "reported", 3),
    "M214": 3 + 1,
    "M221": 1 / 2,
    "M222": records.mean("new_angeles", "parallel m=8 w=2 copy=1", "strangers"),
    "M223": records.mean("new_angeles", "sequential m=8 w=2 copy=1", "strangers"),
    "M224": records.mean("new_angeles", "parallel m=8 w=2 copy=1", "acceptance"),
    "M225": max(records.mean("floors", "parallel", "excess", j) for j in range(4)),
}

UNSTATED = []
"""Rows that no page of the section states."""
