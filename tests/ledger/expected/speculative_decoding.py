"""The rows of 7.5."""

from statistics import fmean

from tests.ledger.expected import records


def refused_below_a_bit(variant: str) -> float:
    """The first three bins of all three drafts."""
    found = [run["found"] for run in records.runs("drafts", variant)]
    sums = [
        {part: sum(sum(row[:3]) for row in one[part]) for part in ("refused", "asked")}
        for one in found
    ]
    return fmean(one["refused"] / one["asked"] for one in sums)


EXPECTED = {
    "M511": refused_below_a_bit("modules"),
    "M512": refused_below_a_bit("parallel heads"),
    "M521": 0,
    # kept 1/2 and 1/4, a quarter refused, half of it again to the first word: 5/8 for 1/2
    "M522": 100 / 8,
    "M523": 0,
    "M531": (1 - 0.7568**9) / (1 - 0.7568),
    "M532": records.mean("drafts", "parallel heads", "length_sampled"),
    "M533": records.mean("drafts", "modules", "accepted_untrained")
    - records.mean("drafts", "parallel heads", "accepted_untrained"),
}

UNSTATED = []
"""Rows that no page of the section states."""
