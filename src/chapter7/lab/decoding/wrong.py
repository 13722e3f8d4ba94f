"""Nine laws that people wrote instead, each with one part of the exact one replaced.

Nothing that decodes in earnest imports this.
"""

from dataclasses import replace

import numpy as np

from chapter7.lab.decoding.law import EXACT, Floats, Law
from chapter7.lab.decoding.sampling import truncated

TOP_P = 0.95


def _sharpened(q: Floats) -> Floats:
    """q at half its temperature."""
    return q**2 / (q**2).sum(axis=-1, keepdims=True)


WRONG_LAWS: dict[str, Law] = {
    "p and q swapped": replace(EXACT, ratio=lambda p, q: q / p),
    "another q in the ratio": replace(EXACT, ratio=lambda p, q: p / _sharpened(q)),
    "top-p in the acceptance only": replace(EXACT, ratio=lambda p, q: truncated(p, TOP_P) / q),
    "at most instead of below": replace(EXACT, keeps=np.less_equal),
    "residual |p - q|": replace(EXACT, residual=lambda p, q: np.abs(p - q)),
    "residual p": replace(EXACT, residual=lambda p, q: p),
    "residual not clipped": replace(EXACT, residual=lambda p, q: p - q),
    "bonus from q": replace(EXACT, bonus=lambda p, q: q),
    "bonus forgotten": replace(EXACT, bonus=None),
}
"""Name -> law.

p and q swapped: a token is kept with probability min(1, q / p).
another q in the ratio: the draft came from q; the ratio has q at another temperature.
top-p in the acceptance only: p is cut to its top-p for the ratio, the residual has all of p. (Cut
    everywhere it is no mistake: the law is exact for the p that is left.)
at most instead of below: u <= p / q keeps a token of p = 0 at u = 0, and generators do give 0.
residual |p - q|: the clip is taken for a distance.
residual p: in place of a refused token one from p itself, as if nothing had been asked before.
residual not clipped: p - q, which sums to 0; what is drawn is up to the drawing.
bonus from q: the token after a draft that was kept whole is the draft's, not the target's.
bonus forgotten: that token is left out. The law is still exact; each such round gives one less.
"""
