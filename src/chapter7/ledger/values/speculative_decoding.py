"""Values of 7.5's rows."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from chapter7.lab.decoding import EXACT, WRONG_LAWS, output_law
from chapter7.ledger.computing import computes


@computes("points")
def drift_of_law(law: str, p: Sequence[int], q: Sequence[int]) -> float:
    """Largest gain or loss of a word, in hundredths, when one draft from q is judged for p.

    Args: law: "exact", or a name in `WRONG_LAWS`. p, q: whole weights.
    """
    target, draft = (
        np.array([Fraction(int(w), int(sum(weights))) for w in weights], dtype=object)
        for weights in (p, q)
    )
    tree = [target, np.broadcast_to(target, (len(target),) * 2)]
    out = output_law(WRONG_LAWS.get(law, EXACT), tree, [draft])
    return float(100 * max(abs(out.sum(axis=1) - target)))
