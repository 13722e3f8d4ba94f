"""How long the runs of a record took to solve their task, or were waited for in vain."""

import numpy as np

from chapter7.censored import Times
from chapter7.lab.records import Record


def waited(record: Record, variant: str, unit: str) -> Times:
    """The times of a variant's runs in the order of the seeds.

    Args: unit: "steps" or "flops", which the runs have found, -1 where the task was not solved.
    Raises: KeyError: there is no such variant, or its runs have found no such times.
    """
    found = record.found(variant, unit)
    rows = [(run["seed"], run[unit]) for run in record.runs if run["variant"] == variant]
    spent = np.array([value for _, value in sorted(rows)])
    return Times(np.where(found > 0, found, spent), found > 0)
