"""Published fits of loss against size and data: the residual bits that real text leaves.

Residual bits are the cross-entropy of a trained model, in bits per token of that fit's own
tokenizer and text. Fits of different papers are not comparable to the last digit.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from chapter7 import _contracts
from chapter7._contracts import Number

BITS_PER_NAT = 1 / np.log(2)

# Hoffmann et al. 2022, arXiv:2203.15556, eq. 10: L = E + A / N^a + B / D^b, in nats per token.
CHINCHILLA_FIT = MappingProxyType({"E": 1.69, "A": 406.4, "B": 410.7, "a": 0.34, "b": 0.28})
# Besiroglu et al. 2024, arXiv:2404.10102: the same form, fitted anew to the same runs.
CORRECTED_FIT = MappingProxyType({"E": 1.8172, "A": 482.01, "B": 2085.43, "a": 0.3478, "b": 0.3658})


def chinchilla_bits(
    n_params: ArrayLike, n_tokens: ArrayLike, *, fit: Mapping[str, float] = CHINCHILLA_FIT
) -> Number:
    """Residual bits per token of a dense model by Chinchilla's fit, made across finished runs.

    Args:
        n_params: N, embeddings included.
        n_tokens: D, tokens of the training run.
        fit: CHINCHILLA_FIT or CORRECTED_FIT.
    Returns: bits per token.
    Source: Hoffmann et al. 2022, arXiv:2203.15556, eq. 10; Besiroglu et al. 2024,
        arXiv:2404.10102.
    """
    n_params, n_tokens = (
        _contracts.positive("n_params", n_params),
        _contracts.positive("n_tokens", n_tokens),
    )
    _contracts.same_shape(n_params=n_params, n_tokens=n_tokens)
    nats = fit["E"] + fit["A"] / n_params ** fit["a"] + fit["B"] / n_tokens ** fit["b"]
    return _contracts.number("residual bits", nats * BITS_PER_NAT)


def irreducible_bits(fit: Mapping[str, float] = CHINCHILLA_FIT) -> float:
    """Bits per token that no size and no amount of text removes, by Chinchilla's fit: its E.

    Args: fit: CHINCHILLA_FIT or CORRECTED_FIT.
    Source: as `chinchilla_bits`.
    """
    return float(fit["E"] * BITS_PER_NAT)


def kaplan_bits(n_params: ArrayLike) -> Number:
    """Residual bits per token of a converged dense model: (8.8e13 / N)^0.076 nats.

    Args:
        n_params: N without embeddings.
    Returns: bits per token.
    Source: Kaplan et al. 2020, arXiv:2001.08361, eq. 1.1.
    """
    n_params = _contracts.positive("n_params", n_params)
    return _contracts.number("residual bits", 8.8e13**0.076 * n_params**-0.076 * BITS_PER_NAT)


def gpt3_bits(flops: ArrayLike) -> Number:
    """Residual bits per token by GPT-3's fit to compute: 2.57 C^-0.048 nats, C in PFLOP/s-days.

    Args:
        flops: C of the training run, in FLOPs; the paper's own count is 6 N D.
    Returns: bits per token.
    Source: Brown et al. 2020, arXiv:2005.14165, fig. 3.1.
    """
    flops = _contracts.positive("flops", flops)
    per_day = (1e15 * 86_400) ** 0.048
    return _contracts.number("residual bits", 2.57 * per_day * flops**-0.048 * BITS_PER_NAT)


def learned_bits_per_token(
    n_tokens: ArrayLike, *, fit: Mapping[str, float] = CHINCHILLA_FIT
) -> Number:
    """Bits per training token that a run extracts: its excess code length, spread over the run.

    The excess sum_t (L(t) - L(D)) of the data term B D^-b of Chinchilla's fit is
    B D^(1-b) b / (1 - b): what was paid, coding the text while learning it, over what the trained
    model would have paid. Our own derivation, in the sense of prequential coding. The fit was made
    across finished runs; it is taken here as if it were the curve of one.

    Args:
        n_tokens: D, tokens of the training run.
        fit: CHINCHILLA_FIT or CORRECTED_FIT.
    Returns: bits per token.
    Source: the fit: Hoffmann et al. 2022, eq. 10; the measure: Blier & Ollivier 2018,
        arXiv:1802.07044.
    """
    n_tokens = _contracts.positive("n_tokens", n_tokens)
    b = fit["b"]
    nats = fit["B"] * n_tokens**-b * b / (1 - b)
    return _contracts.number("learned bits", nats * BITS_PER_NAT)
