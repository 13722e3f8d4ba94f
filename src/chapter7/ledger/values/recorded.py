"""Values that are read from the records of our own experiments, for the rows of every section."""

from collections.abc import Sequence
from typing import Any

from chapter7.ledger.computing import computes


@computes(None)
def recorded_mean(record: str, variant: str, found: str, at: Sequence[int] = ()) -> float:
    """Mean over the seeds of what a variant found, `found` read at the indices of `at`."""
    return _mean(_load(record).found(variant, found), at)


@computes(None)
def recorded_difference(
    record: str, variant: str, baseline: str, found: str, at: Sequence[int] = ()
) -> float:
    """Mean over the seeds of `variant` less `baseline`, seed by seed."""
    loaded = _load(record)
    return _mean(loaded.found(variant, found), at) - _mean(loaded.found(baseline, found), at)


def _load(record: str) -> Any:
    from chapter7.lab.records import load_record  # here, since it brings torch

    return load_record(record)


def _mean(runs: Any, at: Sequence[int]) -> float:
    return float(runs[(slice(None), *at)].mean())
