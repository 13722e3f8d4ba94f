"""Mistakes that more than one exercise or question of the coursework knows, each with its hint.

They use no more than NumPy and the methods of the tensors that come in: marking an assignment that
asks for NumPy loads no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chapter7.exercises.verdict import Mistake

if TYPE_CHECKING:
    from torch import Tensor

IGNORE = -100
"""`chapter7.targets.IGNORE_INDEX`, whose module loads torch."""


def shifted(tokens: Tensor, offset: int, fill: int = IGNORE) -> Tensor:
    """Tokens (B, T) moved by any offset, backwards included, with `fill` in the gap."""
    moved = tokens.roll(-offset, 1)
    if offset > 0:
        moved[:, max(0, tokens.shape[1] - offset) :] = fill
    else:
        moved[:, :-offset] = fill
    return moved


def _mean_of_row_means(nll: Tensor, valid: Tensor) -> Tensor:
    rows = [row[mask].sum() / max(int(mask.sum()), 1) for row, mask in zip(nll, valid, strict=True)]
    return sum(rows) / len(rows)


NATS = Mistake(
    "nats",
    lambda n, v: np.log(v) / (6 * n) * 1e9,
    "These are nats: bits take the logarithm to the base 2.",
)
DENSITY = (
    NATS,
    Mistake(
        "per FLOP",
        lambda n, v: np.log2(v) / (6 * n),
        "These are bits per FLOP. A GFLOP is a billion FLOPs and buys a billion times as much.",
    ),
    Mistake(
        "per MFLOP",
        lambda n, v: np.log2(v) / (6 * n) * 1e6,
        "A thousand times too small: these are bits per MFLOP, and a GFLOP is 1,000 MFLOP.",
    ),
    Mistake(
        "forward only",
        lambda n, v: np.log2(v) / (2 * n) * 1e9,
        "You counted the forward pass, 2 FLOPs a parameter. The backward pass costs 4 more.",
    ),
    Mistake(
        "no logarithm",
        lambda n, v: v / (6 * n) * 1e9,
        "A label names one of V tokens. That takes log2 V bits, not V.",
    ),
    Mistake(
        "upside down",
        lambda n, v: 6 * n / np.log2(v) / 1e9,
        "Upside down: that is GFLOP per bit.",
    ),
)
"""Bits per GFLOP, from (n_params, vocab_size)."""

LABELS = (
    Mistake(
        "no edge",
        lambda t, k: k * t,
        "You gave every position k labels. The last positions run out of text.",
    ),
    Mistake(
        "one lost each",
        lambda t, k: k * (t - 1),
        "You let each offset lose one position. Offset j loses j labels at the end.",
    ),
    Mistake(
        "last offset only",
        lambda t, k: max(t - k, 0),
        "These are the labels of the last offset alone. Add those of offsets 1 to k.",
    ),
)
"""The labels of one sequence, from (n_tokens, k)."""

WRAPS_ROUND = Mistake(
    "wraps round",
    lambda tokens, j: tokens.roll(-j, 1),
    "The row wraps round: its last positions are asked for the first tokens again.",
)
SHIFT = (
    WRAPS_ROUND,
    Mistake(
        "backwards",
        lambda tokens, j: shifted(tokens, -j),
        "This looks back: position t must predict the token at t + offset, not one of the past.",
    ),
    Mistake(
        "one too far",
        lambda tokens, j: shifted(tokens, j + 1),
        "One too far. Offset 1 is the next token; it is DeepSeek's depth that counts from the "
        "token after it.",
    ),
    Mistake(
        "one too near",
        lambda tokens, j: shifted(tokens, j - 1),
        "One too near. Offset 1 is the next token, not the present one.",
    ),
    Mistake(
        "padded with zeros",
        lambda tokens, j: shifted(tokens, j, fill=0),
        "You filled the gap with 0, which is a token like any other. A missing target has the "
        "ignored index.",
    ),
    Mistake(
        "cut off",
        lambda tokens, j: tokens[:, j:],
        "You cut the rows short. Keep their length, with the ignored index where no token is left.",
    ),
)
"""The targets at an offset, from (tokens, offset)."""

DIVIDED_BY_ALL = Mistake(
    "divided by all",
    lambda nll, valid: nll[valid].sum() / valid.numel(),
    "Divide by the targets that exist, not by all positions.",
)
MEAN = (
    DIVIDED_BY_ALL,
    Mistake(
        "sum",
        lambda nll, valid: nll[valid].sum(),
        "This is the sum over the targets. Divide by their number.",
    ),
    Mistake(
        "mean of row means",
        _mean_of_row_means,
        "You averaged each row first, so that targets in rows with few of them weigh more.",
    ),
)
"""The mean loss over the targets that exist, from (nll, valid), both (B, T)."""
