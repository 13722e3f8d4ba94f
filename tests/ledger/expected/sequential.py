"""The rows of 7.3."""

from tests.ledger.expected import records

EXPECTED = {
    "M311": records.mean("floors", "sequential", "excess", 3),
    "M321": records.mean("wirings", "fed its target", "above", 1),
    "M322": records.mean("wirings", "without mask", "above", 1)
    - records.mean("wirings", "honest", "above", 1),
    "M331": records.mean("depths", "own modules", "acceptance", 3),
    "M332": records.mean("depths", "own modules, detached", "acceptance", 0)
    - records.mean("depths", "own modules", "acceptance", 0),
    "M333": records.mean("probe", "sequential lambda=1", "probe", 2)
    - records.mean("probe", "next token", "probe", 2),
    "M334": records.mean("look_ahead_sequential", "sequential k=5", "accuracy", 0),
    # 8 routed and 1 shared expert, router, attention, output head; see tests/test_density.py
    "L26": 9 * 44_040_192 + 1_835_008 + 187_105_280 + 926_679_040,
    # 257 experts, router, attention, projection and two tables
    "L27": 257 * 44_040_192 + 1_835_008 + 187_105_280 + 102_760_448 + 2 * 926_679_040,
    "L28": 400_417,
    "L29": 2.94,
    "L30": 3.45,
    "L31": 0.526,
    "L32": 0.11,
}

UNSTATED = []
"""Rows that no page of the section states."""
