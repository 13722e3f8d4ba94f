"""7.2, parallel heads."""

INPUTS = {}

QUOTED = {}

ANSWERS = {}
