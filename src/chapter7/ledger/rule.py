"""The verdicts: the rule for rows with a number, and what was typed for the others."""

import functools
from collections import Counter
from collections.abc import Sequence

from chapter7.ledger.claim import VERDICTS, Claim
from chapter7.ledger.loading import load
from chapter7.ledger.values import FUNCTIONS

EXACT, ROUNDED, THOUSAND = 0.005, 0.05, 0.10
"""Largest relative errors of the verdicts exact and rounded, and of wrong unit once the factor of a
thousand is taken out."""


@functools.cache
def value(claim: Claim) -> float | None:
    """The row's number; None if nothing computes it. Computed once, however often it is asked for.

    Raises: ValueError: the function does not take these arguments; the message names the row.
    """
    if claim.function is None:
        return None
    try:
        return float(FUNCTIONS[claim.function].function(**dict(claim.given)))
    except ValueError as error:
        raise ValueError(f"ledger, row {claim.id}: {error}") from error


def judge(
    stated: float | tuple[float, float], computed: float, relation: str = "equal", unit: str = ""
) -> str:
    """The verdict that follows from a stated and a computed number.

    equal: within 0.5 % exact, within 5 % rounded; within 10 % of a factor of 1000, wrong unit; else
    wrong. below: exact if the value is below the bound; wrong unit if it is so only once a unit per
    GFLOP is read as per MFLOP; else wrong. between: exact inside the range, wrong outside.

    Args:
        stated: the number stated; a pair (low, high) for "between".
        computed: the value, in the same unit.
        relation: one of RELATIONS.
        unit: matters to "below" only.
    """
    if relation == "between":
        return "exact" if stated[0] <= computed <= stated[1] else "wrong"
    if relation == "below":
        if computed < stated:
            return "exact"
        return "wrong unit" if unit.endswith("/GFLOP") and computed / 1000 < stated else "wrong"
    if stated == 0 or computed == 0:
        return "exact" if stated == computed else "wrong"
    ratio = stated / computed
    if abs(ratio - 1) <= EXACT:
        return "exact"
    if abs(ratio - 1) <= ROUNDED:
        return "rounded"
    thousands = any(abs(ratio * factor - 1) <= THOUSAND for factor in (1000, 1 / 1000))
    return "wrong unit" if thousands else "wrong"


def verdict(claim: Claim) -> str:
    """One of VERDICTS: derived where a stated number can be computed, else as typed."""
    if claim.judged:
        return judge(claim.stated, value(claim), claim.relation, claim.unit)
    return claim.typed


def summary(claims: Sequence[Claim] | None = None) -> dict[str, int]:
    """How many rows come to each verdict, of the whole ledger if none are given."""
    count = Counter(verdict(claim) for claim in (load() if claims is None else claims))
    return {name: count[name] for name in VERDICTS}
