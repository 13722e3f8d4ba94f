"""The rows of 7.2."""

from statistics import median

from tests.ledger.expected import records


def peak(variant):
    """Megabytes, the median of its processes."""
    return median(run["probes"][0]["megabytes"] for run in records.runs("logits_memory", variant))


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
    "M231": records.mean("ladder", "parallel k=5", "accuracy", 0),
    "M232": records.mean("ladder", "next token", "accuracy", 0),
    "M233": records.mean("map", "parallel d=16 K=4", "solved"),
    "M234": records.mean("map", "parallel d=64 K=5", "solved"),
    "M235": records.mean("text", "parallel k=4 d=64", "bits", 0)
    - records.mean("text", "next token d=64", "bits", 0),
    "M236": records.mean("code", "parallel k=4", "bits", 0)
    - records.mean("code", "next token", "bits", 0),
    "M237": records.mean("code", "next token, FLOPs of parallel", "bits", 0)
    - records.mean("code", "next token", "bits", 0),
    "M238": records.mean("initialisation", "next token std=0.02 lr=0.01", "bits", 0)
    - records.mean("initialisation", "next token std=1 lr=0.01", "bits", 0),
    "M241": peak("all at once k=4") / peak("all at once k=1"),
    "M242": peak("head by head k=4") / peak("all at once k=1"),
    "M243": peak("in chunks k=4") / peak("all at once k=1"),
    "M244": 393_216_000 / 6_607_343_616,
    "M245": records.mean("gradient_cosine", "plays", "heads", -1, -1),
    "M239": records.mean("look_ahead_points", "parallel k=4", "first")
    - records.mean("look_ahead_points", "next token", "first"),
    "M251": 0.045 / ((0.1924 + 0.211975) / 500) ** 0.5,  # 0.26 0.74 and 0.305 0.695
    "M252": 0.13 / ((0.155751 + 0.218671) / 500) ** 0.5,  # 0.193 0.807 and 0.323 0.677
    "M253": 0.033 / ((0.25 + 0.248911) / 14_079) ** 0.5,  # 0.5 0.5 and 0.533 0.467
    "M254": -0.098 / ((0.209599 + 0.160599) / 500) ** 0.5,  # 0.299 0.701 and 0.201 0.799
    "L22": 33.8,
    "L23": 32.3,
    "L24": 2.92702,
    "L25": 1.509,
}

UNSTATED = []
"""Rows that no page of the section states."""
