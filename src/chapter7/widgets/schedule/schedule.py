"""Schedules of lambda on suffix sums that were measured, their runs, and the figure to draw one."""

from math import log2
from pathlib import Path

from chapter7.lab.records import Record, load_record
from chapter7.lab.waiting import waited
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
RECORDS = tuple(load_record(name) for name in ("scaffold", "scaffold_controls"))
ENDS = (50, 100, 200, 400, 500)
"""Steps at which a handle's stretch ends; the last handle's has no end."""
PARTS = ("to_50", "to_100", "to_200", "to_400", "to_500", "after_500")
"""A handle each."""
LEVELS = ("0", "1", "3", "10")
"""What a handle can be set to, as radios and addresses write it."""
OURS = {"kind", "k", "weight", "begin", "cut", "steps"}
"""What a variant may change and still differ by its schedule alone."""


def measured() -> dict[str, tuple[Record, dict]]:
    """The variants that differ by their schedule alone: name -> record and settings."""
    found = {}
    for record in RECORDS:
        for name, changed in record.settings["variants"].items():
            if set(changed) <= OURS and changed["kind"] != "sequential":
                found[name] = record, record.settings | changed
    return found


def stretches(settings: list[dict]) -> list[int]:
    """Where stretches begin in which neither a handle nor a measured lambda changes."""
    turns = {0, *ENDS}
    for each in settings:
        turns |= {each["begin"], each["cut"] or 0}
    return sorted(turns)


def weight_in(settings: dict, step: int) -> float:
    """lambda of a measured run at `step`."""
    begun, cut = settings["begin"] <= step, settings["cut"]
    return settings["weight"] if begun and (cut is None or step < cut) else 0.0


def apart(level: float, weight: float) -> float:
    """How far two weights are apart: |log2(1 + level) - log2(1 + weight)|."""
    return abs(log2(1 + level) - log2(1 + weight))


def tables() -> dict:
    """What the script looks up; `apart`[run][handle][level] are to be added over the handles."""
    runs = measured()
    begins = stretches([settings for _, settings in runs.values()])
    handles = [[b for b in begins if low <= b < high] for low, high in _bounds()]
    rows = []
    for name, (record, settings) in runs.items():
        flops, steps = (waited(record, name, unit) for unit in ("flops", "steps"))
        weights = [[weight_in(settings, b) for b in own] for own in handles]
        rows.append(
            {
                "name": name,
                "turns": [[b, weight_in(settings, b)] for b in begins],
                "gflop": [round(value / 1e9) for value in flops.at],
                "steps": steps.at.astype(int).tolist(),
                "reached": flops.reached.astype(int).tolist(),
                "apart": [
                    [round(sum(apart(float(v), w) for w in own) / len(own), 4) for v in LEVELS]
                    for own in weights
                ],
            }
        )
    return {
        "runs": rows,
        "ends": list(ENDS),
        "levels": list(LEVELS),
        "choices": {name: trait.choices for name, trait in Schedule.choices().items()},
        "start": {name: trait.default_value for name, trait in Schedule.choices().items()},
    }


def _bounds() -> list[tuple[float, float]]:
    return list(zip((0, *ENDS), (*ENDS, float("inf")), strict=True))


def _handle() -> Choice:
    return Choice("0", LEVELS, f"one of {', '.join(LEVELS)} as a text").tag(sync=True)


class Schedule(Figure):
    """The figure in which a reader draws lambda over training, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        to_50, to_100, to_200, to_400, to_500, after_500: lambda until that step, one of `LEVELS`.
        shown: "yes" if the nearest measured run is shown, else "no".
        pin: a setting to compare with, which this figure does not show; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "schedule"
    _esm = modules.script(HERE / "schedule.js")
    _css = modules.styles(HERE / "schedule.css")

    to_50 = _handle()
    to_100 = _handle()
    to_200 = _handle()
    to_400 = _handle()
    to_500 = _handle()
    after_500 = _handle()
    shown = Choice("no", ("no", "yes"), "'no' or 'yes'").tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
