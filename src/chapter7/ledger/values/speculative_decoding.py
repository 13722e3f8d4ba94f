"""Values of 7.5's rows."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import fmean

import numpy as np

from chapter7 import planning
from chapter7.ledger.computing import computes
from chapter7.published import speculative_decoding as published


@computes("points")
def drift_of_law(law: str, p: Sequence[int], q: Sequence[int]) -> float:
    """Largest gain or loss of a word, in hundredths, when one draft from q is judged for p.

    Args: law: "exact", or a name in `WRONG_LAWS`. p, q: whole weights.
    """
    from chapter7.lab.decoding import EXACT, WRONG_LAWS, output_law  # here, since it brings torch

    target, draft = (
        np.array([Fraction(int(w), int(sum(weights))) for w in weights], dtype=object)
        for weights in (p, q)
    )
    tree = [target, np.broadcast_to(target, (len(target),) * 2)]
    out = output_law(WRONG_LAWS.get(law, EXACT), tree, [draft])
    return float(100 * max(abs(out.sum(axis=1) - target)))


@computes("fraction")
def refused_where(variant: str, bins: Sequence[int]) -> float:
    """Chance that a draft of the record `drafts` is refused in some of its bins of entropy.

    The drafts of a round count alike; the mean over the seeds.
    """
    from chapter7.lab.records import load_record  # here, since it brings torch

    record = load_record("drafts")
    refused, asked = (
        record.found(variant, part)[..., list(bins)].sum(axis=(1, 2))
        for part in ("refused", "asked")
    )
    return float((refused / asked).mean())


@computes("tokens/pass")
def constant_length(name: str) -> float:
    """1 + a + ... + a^g, a and g those of a table of survivals: its first one, and their number."""
    survival = getattr(published, name)
    return sum(survival[0] ** kept for kept in range(len(survival) + 1))


@computes("times")
def planned_speed_up(config: str, n_drafts: int) -> float:
    """A released model with vLLM's survivals; a draft costs a module's share, verifying a pass."""
    survivals = published.EIGHT_SURVIVAL[:n_drafts]
    return planning.plan(planning.released(config), survivals=survivals).drafts.speed_up


@computes("times")
def roofline_speed_up(survivals: list[float], draft: float, batch: int, ridge: float) -> float:
    """Speed-up where verifying costs what a roofline says."""
    verify = planning.roofline_verify(len(survivals), batch, ridge)
    return planning.speed_up(survivals, verify=verify, draft=draft)


@computes("times")
def timed_gain(variant: str, batch: int, drafts: int) -> float:
    """Plain decoding's time over that with drafts, mean over the seeds of `rounds`."""
    return fmean(
        probe["gain"]
        for _, probe in _timed(variant)
        if (probe["batch"], probe["drafts"]) == (batch, drafts)
    )


@computes("fraction")
def timed_of_formula(variant: str) -> float:
    """What the loop reached of tokens over cost: mean over all timings of `rounds`."""
    return fmean(
        probe["gain"] * (probe["verify"] + probe["drafts"] * probe["draft"]) / in_step
        for in_step, probe in _timed(variant)
    )


def _timed(variant: str) -> list[tuple[float, dict]]:
    """Of each timing of `rounds`, tokens of a batch's round over its rows, and its probe."""
    from chapter7.lab.records import load_record  # here, since it brings torch

    return [
        pair
        for run in load_record("rounds").runs
        if run["variant"] == variant
        for pair in zip(run["found"]["in_step"], run["probes"], strict=True)
    ]
