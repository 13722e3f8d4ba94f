"""What records hold, read from their files: for the expected values of rows of our own."""

import json
from pathlib import Path
from statistics import fmean

FOLDER = Path(__file__).parents[3] / "src/chapter7/lab/recorded"


def runs(record: str, variant: str) -> list[dict]:
    """The runs of a variant."""
    kept = json.loads((FOLDER / f"{record}.json").read_text(encoding="utf-8"))
    return [run for run in kept["runs"] if run["variant"] == variant]


def mean(record: str, variant: str, found: str, *at: int) -> float:
    """Mean over the seeds of a number that a variant found; of one of a list's by `at`."""
    numbers = []
    for run in runs(record, variant):
        number = run["found"][found]
        for index in at:
            number = number[index]
        numbers.append(number)
    return fmean(numbers)
