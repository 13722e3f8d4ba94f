"""From logits to the distribution that a token is drawn from: temperature, then top-p."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from torch import Tensor

from chapter7 import _contracts
from chapter7.lab.decoding.law import Floats, plain


@dataclass(frozen=True)
class Sampling:
    """How a token is chosen.

    Args:
        temperature: T >= 0, logits are divided by it; 0 is greedy: the likeliest token, of
            equally likely ones the first.
        top_p: in (0, 1]: only the likeliest tokens whose probabilities reach it may come, the
            fewest that do; of equally likely ones the first.
    Raises: TypeError, ValueError: a number breaks the contract.
    Source: Holtzman et al. 2020, arXiv:1904.09751, sec. 3.1, of top-p.
    """

    temperature: float = 1.0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        _contracts.one("temperature", _contracts.at_least("temperature", self.temperature, 0))
        top_p = _contracts.one("top_p", _contracts.probability("top_p", self.top_p))
        if top_p == 0:
            raise ValueError("top_p must be above 0, got 0: no token would be left")

    def probabilities(self, logits: ArrayLike | Tensor) -> Floats:
        """(..., V) in float64, each row sums to 1, from logits (..., V).

        Raises: TypeError: no real numbers. ValueError: a logit is not a number or plus infinity, or
            a row has nothing but minus infinity, which stands for a token that may not come.
        """
        logits = _logits(logits)
        likeliest = logits.max(axis=-1, keepdims=True)
        if float(self.temperature) == 0:
            return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]
        with np.errstate(over="ignore"):  # a tiny temperature: minus infinity, and exp is 0
            weights = np.exp((logits - likeliest) / float(self.temperature))
        return truncated(weights / weights.sum(axis=-1, keepdims=True), float(self.top_p))


GREEDY = Sampling(temperature=0.0)


def truncated(probabilities: Floats, top_p: float) -> Floats:
    """The likeliest tokens of each row whose sum reaches `top_p`, the fewest, over their sum."""
    if top_p == 1:
        return probabilities
    order = np.argsort(-probabilities, axis=-1, kind="stable")
    ranked = np.take_along_axis(probabilities, order, axis=-1)
    before = ranked.cumsum(axis=-1) - ranked
    left = np.where(before < top_p - 1e-12, ranked, 0)  # .7 + .2 reaches .9, whatever its rounding
    left[..., 0] = ranked[..., 0]
    kept = np.zeros_like(ranked)
    np.put_along_axis(kept, order, left, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)


def _logits(logits: ArrayLike | Tensor) -> Floats:
    logits = np.asarray(plain(logits))
    if logits.dtype.kind not in "iuf":
        raise TypeError(f"logits must be real numbers, got {logits.dtype}")
    if logits.ndim == 0 or logits.size == 0:
        raise ValueError(f"logits must have shape (..., V) and no empty side, got {logits.shape}")
    logits = logits.astype(np.float64)
    bad = np.isnan(logits) | (logits == np.inf)
    if bad.any():
        raise ValueError(f"logits must be finite or minus infinity, got {logits[bad].flat[0]}")
    if (logits.max(axis=-1) == -np.inf).any():
        raise ValueError("each row of logits must have a finite one, got minus infinity alone")
    return logits
