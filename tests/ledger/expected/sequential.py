"""The rows of 7.3."""

from tests.ledger.expected import records

EXPECTED = {
    "M311": records.mean("floors", "sequential", "excess", 3),
    "M321": records.mean("wirings", "fed its target", "above", 1),
    "M322": records.mean("wirings", "without mask", "above", 1)
    - records.mean("wirings", "honest", "above", 1),
}

UNSTATED = []
"""Rows that no page of the section states."""
