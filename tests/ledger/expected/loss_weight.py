"""The rows of 7.4."""

from statistics import median

from tests.ledger.expected import records


def cost(variant):
    """By seed: FLOPs until solved over those of the next token alone, all of which solved it."""
    times = [
        {run["seed"]: run["found"]["flops"] for run in records.runs("scaffold", name)}
        for name in (variant, "next token")
    ]
    return median(times[0][seed] / times[1][seed] for seed in times[1])


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
    "M431": cost("cut at 100"),
    "M432": cost("throughout"),
    "M433": cost("steps 400 to 500"),
    "M434": records.mean("scaffold", "cut at 100", "probe", -1, 2),
    "M435": records.mean("schedules", "decay .6 to 0", "bits", 0)
    - records.mean("schedules", "constant .3", "bits", 0),
    "L35": 119.7607,
}

UNSTATED = []
"""Rows that no page of the section states."""
