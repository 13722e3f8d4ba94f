"""The rows of 7.4."""

EXPECTED = {
    "M411": 0.1 * 56 / 32,
    "M412": 3,
    "L40": 0.1,
    "L41": 0.3,
}

UNSTATED = []
"""Rows that no page of the section states."""
