"""The rows of 7.5."""

EXPECTED = {
    "M521": 0,
    # kept 1/2 and 1/4, a quarter refused, half of it again to the first word: 5/8 for 1/2
    "M522": 100 / 8,
    "M523": 0,
}

UNSTATED = []
"""Rows that no page of the section states."""
