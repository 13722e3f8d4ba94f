"""The rule that keeps speculative decoding exact: a pure function of what it is given.

A draft of g tokens was drawn from q_1..q_g. The target's one pass gives p_1..p_{g+1}. Token x_i is
kept with probability min(1, p_i(x_i) / q_i(x_i)). At the first that is not kept the draft ends, and
a token is drawn from max(0, p_i - q_i), over its sum; if all are kept, from p_{g+1}: the bonus
token. What comes out follows p, whatever q is.

Source: Leviathan et al. 2023, arXiv:2211.17192, algorithm 1; Chen et al. 2023, arXiv:2302.01318.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from chapter7 import _contracts

Floats = NDArray[np.float64]
Tokens = NDArray[np.int64]
NOTHING = -1
"""In place of an added token where there is none: `Law.bonus` was left out."""
SUM_TOLERANCE = 1e-4
"""How far from 1 a row may sum. A softmax in 32 bits leaves 6e-6 over 100,000 tokens."""


@dataclass(frozen=True)
class Law:
    """How a draft is judged, in four parts. As it stands it is the exact law.

    The parts take rows p and q of shape (..., V) and give one; `WRONG_LAWS` replaces one at a time.
    """

    ratio: Callable[[Floats, Floats], Floats] = lambda p, q: p / q
    """With which probability each token is kept; above 1 means always."""
    keeps: Callable[[Floats, Floats], NDArray[np.bool_]] = np.less
    """Whether u in [0, 1) keeps a token of that ratio. Never at a ratio of 0, since u may be 0."""
    residual: Callable[[Floats, Floats], Floats] = lambda p, q: np.maximum(p - q, 0)
    """What the token in place of the first refused one is drawn from, up to a factor."""
    bonus: Callable[[Floats, Floats], Floats] | None = lambda p, q: p
    """What the token after a draft that is kept whole is drawn from; q is the draft's last row."""

    def judge(
        self, p: Floats, q: Floats, drafted: Tokens, uniforms: Floats, n_drafted: Tokens
    ) -> tuple[Tokens, Tokens]:
        """How many drafted tokens each row keeps, and the token that it adds. Checks nothing.

        Args:
            p: (B, g + 1, V), each row a distribution; q: (B, g, V), what `drafted`, (B, g), came
                from. uniforms: (B, g + 1) in [0, 1); the last one draws the added token.
            n_drafted: (B,), in [0, g]: how many tokens, the first ones, are a row's draft.
        Returns: kept (B,) and added (B,).
        """
        n_rows, g = drafted.shape
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # q = 0: never drafted
            ratios = self.ratio(p[:, :g], q)
        ratio = np.take_along_axis(ratios, drafted[..., None], axis=-1)[..., 0]
        passed = self.keeps(uniforms[:, :g], ratio) & (np.arange(g) < n_drafted[:, None])
        kept = np.logical_and.accumulate(passed, axis=1).sum(axis=1)
        rows = np.arange(n_rows)
        q = np.concatenate([q, np.zeros_like(p[:, :1])], axis=1)  # so that g = 0 has a row, too
        here, refused = p[rows, kept], kept < n_drafted
        if self.bonus is None:
            bonus = np.zeros_like(here)
        else:
            bonus = self.bonus(here, q[rows, n_drafted - 1])
        weights = np.where(refused[:, None], self.residual(here, q[rows, kept]), bonus)
        # p and q may differ by their rounding alone: the residual is then empty, and p will do.
        weights = np.where((weights > 0).any(axis=-1, keepdims=True), weights, here)
        added = draw(weights, uniforms[:, g])
        return kept, added if self.bonus is not None else np.where(refused, added, NOTHING)


EXACT = Law()


def verify(
    target_probs: ArrayLike | Tensor,
    draft_probs: ArrayLike | Tensor,
    drafted: ArrayLike | Tensor,
    uniforms: ArrayLike | Tensor,
) -> Tokens | Tensor:
    """The drafted tokens that are kept, then the one that is added: 1 to g + 1 tokens.

    Pure: the same arguments give the same tokens. With `drafted` drawn from `draft_probs` and
    independent uniforms, what comes out follows `target_probs`. Computed in float64, each row
    divided by its sum. `uniforms[i]` decides on `drafted[i]`; the last one draws the added token,
    the first whose cumulative probability is above it. A token of probability 0 under the target
    never comes out, also at a uniform of 0. Where a token is refused though its rows differ by
    rounding alone, so that nothing is left of p - q, the added token is drawn from p.

    Args:
        target_probs: (g + 1, V), the target's distribution after 0..g drafted tokens, g >= 0.
        draft_probs: (g, V), what each token of `drafted` was drawn from.
        drafted: (g,) token ids in [0, V). One of probability 0 under its row of `draft_probs` is
            refused as input: it was drawn from something else, and the law would not hold.
        uniforms: (g + 1,), each in [0, 1).
    Returns: (n + 1,) int64, n the tokens kept; a tensor if `target_probs` is one, else an array.
    Raises:
        TypeError: probabilities or uniforms are no real numbers, or tokens no integers.
        ValueError: a shape does not fit, a number is not finite, a probability is negative, a row
            does not sum to 1 within 1e-4, a token or a uniform is out of its range.
    """
    p, q, tokens, u = _checked(target_probs, draft_probs, drafted, uniforms)
    kept, added = EXACT.judge(p[None], q[None], tokens[None], u[None], np.array([len(tokens)]))
    out = np.append(tokens[: kept[0]], added[0])
    if isinstance(target_probs, Tensor):
        return torch.from_numpy(out).to(target_probs.device)
    return out


def draw(weights: Floats, uniforms: Floats) -> Tokens:
    """The first token whose cumulative weight is above u times the sum, (...) from (..., V), (...).

    Never one of weight 0, nor where u times the sum rounds to the sum.
    """
    cumulative = weights.cumsum(axis=-1)
    above = cumulative > uniforms[..., None] * cumulative[..., -1:]
    last = weights.shape[-1] - 1 - (weights[..., ::-1] > 0).argmax(axis=-1)
    return np.where(above.any(axis=-1), above.argmax(axis=-1), last)


def plain(value: ArrayLike | Tensor) -> ArrayLike:
    """A tensor as an array, wherever it lies, floats as float64; anything else as it is."""
    if not isinstance(value, Tensor):
        return value
    value = value.detach().cpu()
    return (value.double() if value.is_floating_point() else value).numpy()


def _checked(
    target_probs: ArrayLike | Tensor,
    draft_probs: ArrayLike | Tensor,
    drafted: ArrayLike | Tensor,
    uniforms: ArrayLike | Tensor,
) -> tuple[Floats, Floats, Tokens, Floats]:
    p = _contracts.real("target_probs", plain(target_probs))
    if p.ndim != 2:
        raise ValueError(f"target_probs must have shape (g + 1, V), got {p.shape}")
    g, vocab_size = len(p) - 1, p.shape[1]
    q = _numbers("draft_probs", draft_probs, (g, vocab_size), p.shape)
    u = _numbers("uniforms", uniforms, (g + 1,), p.shape)
    tokens = _tokens(drafted, g, vocab_size, p.shape)
    p, q = _distributions("target_probs", p), _distributions("draft_probs", q)
    if ((u < 0) | (u >= 1)).any():
        raise ValueError(f"uniforms must lie in [0, 1), got {_first(u, (u < 0) | (u >= 1))!r}")
    impossible = q[np.arange(g), tokens] == 0
    if impossible.any():
        i = int(impossible.argmax())
        raise ValueError(
            "drafted must have been drawn from draft_probs, "
            f"got token {tokens[i]} of probability 0 in place {i}"
        )
    return p, q, tokens, u


def _numbers(
    name: str, value: ArrayLike | Tensor, shape: tuple[int, ...], of: tuple[int, ...]
) -> Floats:
    """`value` as float64 of that shape; nothing where it must hold no number."""
    value = plain(value)
    _has_shape(name, np.shape(value), shape, of)
    return _contracts.real(name, value) if 0 not in shape else np.zeros(shape)


def _tokens(drafted: ArrayLike | Tensor, g: int, vocab_size: int, of: tuple[int, ...]) -> Tokens:
    tokens = np.asarray(plain(drafted))
    _has_shape("drafted", tokens.shape, (g,), of)
    if g == 0:  # an empty list has no type
        return np.zeros(0, dtype=np.int64)
    if tokens.dtype.kind not in "iu":
        raise TypeError(f"drafted must hold integers, got {tokens.dtype}")
    outside = (tokens < 0) | (tokens >= vocab_size)
    if outside.any():
        raise ValueError(f"drafted must lie in [0, {vocab_size}), got {_first(tokens, outside)}")
    return tokens.astype(np.int64)


def _has_shape(
    name: str, found: tuple[int, ...], shape: tuple[int, ...], of: tuple[int, ...]
) -> None:
    if found != shape and not (shape[0] == 0 and found == (0,)):
        raise ValueError(f"{name} must have shape {shape} for target_probs {of}, got {found}")


def _distributions(name: str, rows: Floats) -> Floats:
    """`rows` over their sums. Raises ValueError unless each is a distribution within rounding."""
    if (rows < 0).any():
        raise ValueError(f"{name} must not be negative, got {_first(rows, rows < 0)}")
    sums = rows.sum(axis=-1, keepdims=True)
    off = np.abs(sums - 1) > SUM_TOLERANCE
    if off.any():
        rule = f"must sum to 1 within {SUM_TOLERANCE:g}"
        raise ValueError(f"each row of {name} {rule}, got {_first(sums, off):.9g}")
    return rows / sums


def _first(array: NDArray, bad: NDArray[np.bool_]) -> object:
    return array[bad].flat[0].item()
