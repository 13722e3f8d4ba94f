"""An interval for every mean that the chapter reports."""

import numpy as np
from numpy.typing import ArrayLike

from chapter7 import _contracts
from chapter7._contracts import Number


def bootstrap_mean(
    samples: ArrayLike, *, level: float = 0.95, n_resamples: int = 2_000, seed: int = 0
) -> tuple[Number, Number, Number]:
    """Mean over the first axis, with the percentile bootstrap interval of that mean.

    Args:
        samples: (n, ...), one row per seed, n >= 2.
        level: coverage aimed at, in (0, 1).
        n_resamples: bootstrap resamples. seed: of the resampling.
    Returns: mean, low, high, each of shape (...); floats for one column.
    Raises: ValueError: fewer than two rows, or level outside (0, 1).
    Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13.
    """
    samples = _contracts.real("samples", samples)
    if samples.ndim == 0 or len(samples) < 2:
        raise ValueError(f"samples must hold at least two rows, got shape {samples.shape}")
    level = _contracts.one("level", _contracts.real("level", level))
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    n_resamples = _contracts.count("n_resamples", n_resamples, 1)
    n = len(samples)
    # Each column at the scale of its largest number, so that no sum or difference leaves the range.
    exponent = np.frexp(np.abs(samples).max(axis=0))[1]
    scaled = np.ldexp(samples, -exponent)
    least, most = scaled.min(axis=0), scaled.max(axis=0)
    # How often each row is drawn: resamples become one matrix product instead of a large copy.
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=n_resamples)
    means = np.tensordot(counts / n, scaled, axes=1)
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    interval = {"mean": scaled.mean(axis=0), "low": low, "high": high}
    return tuple(
        # Rounding must not carry a mean beyond the samples.
        _contracts.number(name, np.ldexp(np.clip(value, least, most), exponent))
        for name, value in interval.items()
    )
