"""What each loss weight came to, from the record `loss_weight`, and the figure that shows it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chapter7.intervals import student_mean
from chapter7.lab.records import Record, load_record
from chapter7.published.results import DEEPSEEK_LOSS_WEIGHTS
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
DETACHED = 0.0
"""Stands for the detached runs: their main model trains as at lambda = 0."""
WEIGHTS = (DETACHED, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
TASKS = ("plays", "code", "look-ahead")
KINDS = ("parallel", "sequential")
DEPTHS = ("1", "3")
SCALE = 10_000
"""The tables are in ten-thousandths: whole numbers are light on the wire."""
DIALS = ("next", "accepted", "first", "own", "share", "seconds")
SHARES = ("accepted", "first", "share")
"""Dials from 0 to 1: their intervals end there."""
START = {"weight": WEIGHTS.index(0.3), "task": "plays", "kind": "sequential", "depth": "1"}


def variant(task: str, kind: str, depth: str, weight: float) -> str:
    """The record's name of a setting."""
    end = "detached" if weight == DETACHED else f"lambda={weight:g}"
    return f"{task} {kind} D={depth} {end}"


def dial(record: Record, name: str, setting: Sequence[str], weight: float) -> NDArray[np.float64]:
    """What a dial reads in each seed.

    next: held-out bits of the next token, less those of the detached run of the same seed.
    accepted: chance that a draft of the second token passes. first: share of right first answers,
    of look-ahead alone. own: held-out bits of the second token. share: of the further losses in
    the norm of the trunk's gradient, at the end. seconds: CPU seconds of training.
    """
    here = variant(*setting, weight)
    bits = record.found(here, "bits")
    if name == "next":
        return bits[:, 0] - record.found(variant(*setting, DETACHED), "bits")[:, 0]
    if name == "own":
        return bits[:, 1]
    if name == "accepted":
        return record.found(here, "acceptance")
    if name == "first":
        return record.found(here, "first")
    if name == "share":
        shares = record.found(here, "shares")
        return np.zeros(len(shares)) if weight == DETACHED else shares[:, -1, 0]
    runs = sorted((r["seed"], r) for r in record.runs if r["variant"] == here)
    return np.array([run["probes"][-1]["cpu_seconds"] for _, run in runs])


def readings(record: Record) -> dict:
    """By "task kind depth" and dial: a row per weight, mean, low, high, then the seeds."""
    found = {}
    for task in TASKS:
        dials = [name for name in DIALS if name != "first" or task == "look-ahead"]
        for kind in KINDS:
            for depth in DEPTHS:
                setting = task, kind, depth
                found[" ".join(setting)] = {
                    name: [_row(name, dial(record, name, setting, weight)) for weight in WEIGHTS]
                    for name in dials
                }
    return found


def _row(name: str, seeds: NDArray[np.float64]) -> list[int]:
    mean, *ends = student_mean(seeds)
    if name in SHARES:
        ends = np.clip(ends, 0, 1)
    return [round(SCALE * float(number)) for number in (mean, *ends, *seeds)]


@cache
def tables() -> dict:
    """What the script looks up; `readings` as the function of that name gives it."""
    record = load_record("loss_weight")
    variants = record.settings["variants"]
    return {
        "scale": SCALE,
        "weights": WEIGHTS,
        "v3": [weight for weight, _ in DEEPSEEK_LOSS_WEIGHTS],
        "n_seeds": len({run["seed"] for run in record.runs}),
        "steps": {task: variants[variant(task, "parallel", "1", 0.3)]["steps"] for task in TASKS},
        "readings": readings(record),
        "choices": {name: trait.choices for name, trait in LossWeight.choices().items()},
        "start": START,
    }


class LossWeight(Figure):
    """The figure of the loss weight's dials, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        weight: index into `WEIGHTS`; 0 is the detached run.
        task: "plays", "code" or "look-ahead".
        kind: "parallel" or "sequential".
        depth: D, further tokens, as a text: "1" or "3".
        pin: a setting to compare with, which this figure does not show; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "loss_weight"
    _esm = modules.script(HERE / "loss_weight.js")
    _css = modules.styles(HERE / "loss_weight.css")

    weight = Choice(
        START["weight"],
        tuple(range(len(WEIGHTS))),
        f"a whole number from 0 to {len(WEIGHTS) - 1}, the index of a weight",
    ).tag(sync=True)
    task = Choice(START["task"], TASKS, f"one of {TASKS}").tag(sync=True)
    kind = Choice(START["kind"], KINDS, f"one of {KINDS}").tag(sync=True)
    depth = Choice(START["depth"], DEPTHS, f"one of {DEPTHS}").tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
