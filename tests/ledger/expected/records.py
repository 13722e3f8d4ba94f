"""What records hold, read from their files: for the expected values of rows of our own."""

import json
from pathlib import Path
from statistics import fmean

FOLDER = Path(__file__).parents[3] / "src/chapter7/lab/recorded"


def mean(record: str, variant: str, found: str, *at: int) -> float:
    """Mean over the seeds of a number that a variant found; of one of a list's by `at`."""
    numbers = []
    for run in json.loads((FOLDER / f"{record}.json").read_text(encoding="utf-8"))["runs"]:
        if run["variant"] == variant:
            number = run["found"][found]
            for index in at:
                number = number[index]
            numbers.append(number)
    return fmean(numbers)
