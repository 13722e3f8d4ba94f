"""The rows of 7.2."""

EXPECTED = {
    "M221": 1 / 2,
}

UNSTATED = []
"""Rows that no page of the section states."""
