"""Synthetic token sources whose entropies are known in closed form. Knows no model."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chapter7 import _contracts


class MarkovChain:
    """A stationary Markov chain over tokens 0..S-1.

    All entropies are in bits and exact. X_{t+j} given the past depends on X_t alone.

    Args:
        transition: (S, S), S >= 2; row i is the distribution of the token after token i. The
            stationary distribution has to be unique.
    Raises: ValueError: not square, a row is no distribution, or more than one stationary
        distribution.
    """

    def __init__(self, transition: ArrayLike) -> None:
        matrix = _contracts.probability("transition", transition)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.shape[0] < 2:
            raise ValueError(f"transition must have shape (S, S), S >= 2, got {matrix.shape}")
        if not np.allclose(matrix.sum(axis=1), 1, rtol=0, atol=1e-12):
            raise ValueError(f"each row of transition must sum to 1, got {matrix.sum(axis=1)}")
        self.transition = matrix
        self.stationary = _stationary(matrix)

    def marginal_entropy(self, offset: int) -> float:
        """h_j = H(X_{t+j} | X_{<=t}) in bits, j = offset >= 1: what a head at that offset faces."""
        offset = _contracts.count("offset", offset, 1)
        rows = _power(self.transition, offset)
        return float(self.stationary @ _entropy(rows))

    def joint_entropy(self, n: int) -> float:
        """H(X_{t+1..t+n} | X_{<=t}) in bits, n >= 1: n h_1 by the chain rule."""
        n = _contracts.count("n", n, 1)
        return _contracts.product("joint entropy", n, self.marginal_entropy(1))

    def total_correlation(self, n: int) -> float:
        """What n independent heads lose in bits: the sum of their floors less the joint entropy."""
        n = _contracts.count("n", n, 1)
        floors = sum(self.marginal_entropy(offset) for offset in range(1, n + 1))
        return floors - self.joint_entropy(n)

    def sample(self, n_rows: int, n_tokens: int, seed: int) -> NDArray[np.int64]:
        """Tokens (n_rows, n_tokens), each row begun from the stationary distribution."""
        n_rows = _contracts.count("n_rows", n_rows, 1)
        n_tokens = _contracts.count("n_tokens", n_tokens, 1)
        uniform = np.random.default_rng(seed).random((n_rows, n_tokens))
        last = len(self.stationary) - 1  # a row's sum may round to just below 1
        start, steps = np.cumsum(self.stationary), np.cumsum(self.transition, axis=1)
        tokens = np.empty((n_rows, n_tokens), dtype=np.int64)
        tokens[:, 0] = np.minimum(np.searchsorted(start, uniform[:, 0], side="right"), last)
        for t in range(1, n_tokens):
            passed = (uniform[:, t, None] >= steps[tokens[:, t - 1]]).sum(axis=1)
            tokens[:, t] = np.minimum(passed, last)
        return tokens


def _power(transition: NDArray[np.float64], exponent: int) -> NDArray[np.float64]:
    """Its power by squaring. Rows are kept at sum 1: rounding would shrink or blow up far ones."""
    power = np.eye(len(transition))
    while exponent:
        if exponent & 1:
            power = _rows_to_one(power @ transition)
        transition = _rows_to_one(transition @ transition)
        exponent >>= 1
    return power


def _rows_to_one(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return matrix / matrix.sum(axis=1, keepdims=True)


def _stationary(transition: NDArray[np.float64]) -> NDArray[np.float64]:
    size = len(transition)
    if np.linalg.matrix_rank(transition.T - np.eye(size)) < size - 1:
        raise ValueError("transition must have one stationary distribution, got several")
    equations = np.vstack([transition.T - np.eye(size), np.ones(size)])
    solution = np.linalg.lstsq(equations, np.append(np.zeros(size), 1), rcond=None)[0]
    return np.clip(solution, 0, None) / np.clip(solution, 0, None).sum()


def _entropy(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    safe = np.where(rows > 0, rows, 1)
    return 0 - (safe * np.log2(safe)).sum(axis=-1)  # 0 - 0 is 0, while -(0) prints as -0.0
