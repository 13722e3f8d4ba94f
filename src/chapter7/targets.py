"""Which token each position must predict, at each offset: the only place that shifts."""

import torch
from torch import Tensor

IGNORE_INDEX = -100
"""The target of a position that has none; PyTorch's own default."""


def future_targets(tokens: Tensor, offset: int, *, document: Tensor | None = None) -> Tensor:
    """The token that each position must predict, `offset` tokens ahead.

    targets[b, t] = tokens[b, t + offset]; IGNORE_INDEX where that token is missing or belongs to
    another document. Never wraps round. A token that is IGNORE_INDEX itself (padding) stays so.

    Args:
        tokens: (B, T) token ids.
        offset: tokens ahead, 1 <= offset < T; 1 is the next token. DeepSeek-V3's depth k is
            offset k + 1.
        document: (B, T) document ids of packed sequences; None: one document per row. A document
            stands in one piece: its id differs from its neighbours'.
    Returns: (B, T), dtype of `tokens`.
    Raises:
        TypeError: tokens are no integers, or offset is no int.
        ValueError: offset or document breaks the contract; the message names both shapes.
    Source: Gloeckle et al. 2024, arXiv:2404.19737, sec. 2.
    """
    check_tokens("tokens", tokens)
    if type(offset) is not int:
        raise TypeError(f"offset must be an int, not {offset!r}")
    length = tokens.shape[1]
    if not 1 <= offset < length:
        raise ValueError(
            f"offset must satisfy 1 <= offset < T, got {offset} for tokens {tuple(tokens.shape)}"
        )
    targets = torch.full_like(tokens, IGNORE_INDEX)
    targets[:, :-offset] = tokens[:, offset:]
    if document is not None:
        if document.shape != tokens.shape:
            raise ValueError(
                f"document must have the shape of tokens, got {tuple(document.shape)} "
                f"for {tuple(tokens.shape)}"
            )
        targets[:, :-offset][document[:, :-offset] != document[:, offset:]] = IGNORE_INDEX
    return targets


def check_tokens(name: str, tokens: Tensor) -> None:
    """Raises TypeError or ValueError unless `tokens` is a non-empty (B, T) tensor of integers."""
    if not isinstance(tokens, Tensor):
        raise TypeError(f"{name} must be a tensor, not {type(tokens).__name__}")
    if tokens.is_floating_point() or tokens.is_complex() or tokens.dtype == torch.bool:
        raise TypeError(f"{name} must hold integers, got {tokens.dtype}")
    if tokens.ndim != 2 or tokens.numel() == 0:
        raise ValueError(
            f"{name} must have shape (B, T) and no empty side, got {tuple(tokens.shape)}"
        )
