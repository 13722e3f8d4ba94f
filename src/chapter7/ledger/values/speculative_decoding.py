"""Values of 7.5's rows."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

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
