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


def gains(variant: str, place: int) -> float:
    """Mean of the seeds' timings at a place of the grid of batches and drafts."""
    return fmean(run["probes"][place]["gain"] for run in records.runs("rounds", variant))


def of_formula() -> float:
    """Gain over tokens per cost, each written out."""
    found = []
    for run in records.runs("rounds", "large"):
        for place, at in enumerate(run["probes"]):
            cost = at["verify"] + (place % 4 + 1) * at["draft"]
            found.append(at["gain"] / (run["found"]["in_step"][place] / cost))
    return fmean(found)


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
    "M541": gains("large", 2),
    "M542": gains("large", 14),
    "M543": of_formula(),
    "M544": gains("small", 0),
    "M545": records.mean("own_drafts", "module", "acceptance", 1),
    # four survivals and the target's own, over 1 + 4 modules: a block of 15,728,640 weights and
    # 1024 * 2 of norms, a projection of 2 * 1024^2 and the tied head of 151,936 * 1024, against
    # 28 blocks and the head; attention on both sides, T = 4,096, 2048 channels
    "M551": (1 + 0.7568 + 0.6011 + 0.4976 + 0.4113)
    / (
        1
        + 4
        * (6 * (15_728_640 + 2 * 1_024**2 + 151_936 * 1_024) + 6 * 4_096 * 2_048)
        / (6 * (28 * 15_728_640 + 151_936 * 1_024) + 28 * 6 * 4_096 * 2_048)
    ),
    "M552": 1.85 / (512 / 300 + 0.044),
    "L37": 0.4253,
    "L38": 4.4,
    "L39": 1.28,
}

UNSTATED = []
"""Rows that no page of the section states."""
