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
            is a run of equal ids; the same id further on is another document.
    Returns: (B, T), dtype of `tokens`.
    Raises:
        TypeError: tokens or documents are no tensor of signed integers, or offset is no int.
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
        check_tokens("document", document)
        if document.shape != tokens.shape:
            raise ValueError(
                f"document must have the shape of tokens, got {tuple(document.shape)} "
                f"for {tuple(tokens.shape)}"
            )
        run = (document.diff(dim=1) != 0).cumsum(dim=1)
        run = torch.cat([torch.zeros_like(run[:, :1]), run], dim=1)
        targets[:, :-offset][run[:, :-offset] != run[:, offset:]] = IGNORE_INDEX
    return targets


def check_tokens(name: str, tokens: Tensor) -> None:
    """Raises TypeError or ValueError unless `tokens` is a non-empty (B, T) of signed integers.

    IGNORE_INDEX is negative: as an unsigned integer it would silently become a token id.
    """
    if not isinstance(tokens, Tensor):
        raise TypeError(f"{name} must be a tensor, not {type(tokens).__name__}")
    if tokens.dtype not in (torch.int8, torch.int16, torch.int32, torch.int64):
        raise TypeError(f"{name} must hold signed integers, got {tokens.dtype}")
    if tokens.ndim != 2 or tokens.numel() == 0:
        raise ValueError(
            f"{name} must have shape (B, T) and no empty side, got {tuple(tokens.shape)}"
        )
