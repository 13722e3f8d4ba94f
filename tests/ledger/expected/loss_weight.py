"""The rows of 7.4."""

from tests.ledger.expected import records


def change(weight, setting, found, *at):
    """At a weight, less what the detached run has."""
    return records.mean("loss_weight", f"{setting} lambda={weight}", found, *at) - records.mean(
        "loss_weight", f"{setting} detached", found, *at
    )


EXPECTED = {
    "M411": 0.1 * 56 / 32,
    "M412": 3,
    "M413": records.mean("loss_weight", "plays sequential D=1 lambda=0.3", "shares", -1, 0),
    "M421": change(10, "plays sequential D=1", "bits", 0),
    "M422": change(3, "plays sequential D=1", "acceptance"),
    "M423": change(10, "look-ahead parallel D=1", "bits", 1),
    "L33": 0.1,
    "L34": 0.3,
}

UNSTATED = []
"""Rows that no page of the section states."""
