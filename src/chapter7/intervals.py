"""An interval for every mean that the chapter reports, and what so many samples can tell."""

from math import cos, pi, sin, sqrt, tan

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    samples, level = _rows(samples), _level(level)
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


def student_mean(samples: ArrayLike, *, level: float = 0.95) -> tuple[Number, Number, Number]:
    """Mean over the first axis, with Student's interval of that mean.

    For a handful of seeds: the bootstrap of five rows that aims at 95 % covers 85 %, even of normal
    samples. Exact for normal samples. Of shares, such as how many seeds solved a task, it may leave
    [0, 1]: say those as "3 of 5".

    Args:
        samples: (n, ...), one row per seed, n >= 2.
        level: coverage, in (0, 1).
    Returns: mean, low, high, each of shape (...); floats for one column.
    Raises: ValueError: fewer than two rows, or level outside (0, 1).
    """
    samples, level = _rows(samples), _level(level)
    mean, error = samples.mean(axis=0), _standard_error(samples)
    reach = student_quantile(level, len(samples) - 1) * error
    interval = {"mean": mean, "low": mean - reach, "high": mean + reach}
    return tuple(_contracts.number(name, value) for name, value in interval.items())


def detectable_difference(
    differences: ArrayLike, *, level: float = 0.95, power: float = 0.8
) -> Number:
    """The smallest true mean that as many rows would have told from 0, with probability `power`.

    (t_level + t_power) standard errors, t_power Student's one-sided quantile. What an experiment
    without a significant difference could have shown, given the spread that it found.

    Args:
        differences: (n, ...), paired differences, one row per seed, n >= 2.
        level: of the two-sided test, in (0, 1). power: in (1/2, 1).
    Returns: (...), a float for one column.
    Raises: ValueError: fewer than two rows, or a probability out of its range.
    """
    differences = _rows(differences)
    reach = _reach(len(differences), level, power)
    return _contracts.number("difference", reach * _standard_error(differences))


def seeds_needed(
    deviation: float, difference: float, *, level: float = 0.95, power: float = 0.8
) -> int:
    """How many paired seeds tell a true `difference` from 0, with probability `power`.

    The fewest for which `detectable_difference` is at most `difference`.

    Args:
        deviation: of one seed's difference, above 0. difference: above 0.
        level: of the two-sided test, in (0, 1). power: in (1/2, 1).
    Raises: ValueError: a number is out of its range, or it takes more than a thousand seeds.
    """
    deviation, difference = (
        _contracts.one(name, _contracts.positive(name, value))
        for name, value in (("deviation", deviation), ("difference", difference))
    )
    ratio = difference / deviation
    most = 1_000
    if _reach(most, level, power) / sqrt(most) > ratio:
        raise ValueError(f"more than {most:,} seeds would be needed for {ratio:.3g} deviations")
    few, many = 1, most  # too few, enough
    while many - few > 1:
        middle = (few + many) // 2
        if _reach(middle, level, power) / sqrt(middle) <= ratio:
            many = middle
        else:
            few = middle
    return many


def _reach(n: int, level: float, power: float) -> float:
    """Standard errors that a difference of n rows must have: see `detectable_difference`."""
    level, power = _level(level), _contracts.one("power", _contracts.real("power", power))
    if not 0.5 < power < 1:
        raise ValueError(f"power must be between 1/2 and 1, got {power}")
    return student_quantile(level, n - 1) + student_quantile(2 * power - 1, n - 1)


def error_between_shares(first: ArrayLike, second: ArrayLike, n_tasks: ArrayLike) -> Number:
    """Standard error of the difference of two shares of solved tasks: what luck alone makes of it.

    sqrt((p (1 - p) + q (1 - q)) / n): each task is a toss, and the two are tossed apart. Who tries
    the same tasks, or each of them several times, has less; what another training run would change
    is not in it.

    Args:
        first, second: shares, 0 to 1. n_tasks: tasks that each has tried.
    Returns: in the unit of the shares; an array if an argument is one.
    Raises: ValueError: a share or a number of tasks out of its range.
    """
    p = _contracts.probability("first", first)
    q = _contracts.probability("second", second)
    n = _contracts.whole("n_tasks", n_tasks, 1)
    return _contracts.number("error", np.sqrt((p * (1 - p) + q * (1 - q)) / n))


def student_quantile(level: float, df: int) -> float:
    """t with P(-t < T < t) = `level`, T of Student's distribution with `df` degrees of freedom.

    Source: Abramowitz & Stegun 1964, eqs. 26.7.3 and 26.7.4, turned by halving.
    """
    level, df = _level(level), _contracts.count("df", df, 1)
    low, high = 0.0, pi / 2
    while low < (angle := (low + high) / 2) < high:
        if _within(angle, df) < level:
            low = angle
        else:
            high = angle
    return sqrt(df) * tan(low)


def _within(angle: float, df: int) -> float:
    """P(|T| < sqrt(df) tan(angle)): a finite sum, by powers of the cosine."""
    first = df % 2
    term = cos(angle) if first else 1.0
    total = 0.0
    for power in range(first, df - 1, 2):
        total += term
        term *= cos(angle) ** 2 * (power + 1) / (power + 2)
    return 2 / pi * (angle + sin(angle) * total) if first else sin(angle) * total


def _rows(samples: ArrayLike) -> NDArray[np.float64]:
    samples = _contracts.real("samples", samples)
    if samples.ndim == 0 or len(samples) < 2:
        raise ValueError(f"samples must hold at least two rows, got shape {samples.shape}")
    return samples


def _level(level: float) -> float:
    level = _contracts.one("level", _contracts.real("level", level))
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    return level


def _standard_error(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    return samples.std(axis=0, ddof=1) / sqrt(len(samples))
