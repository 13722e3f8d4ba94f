"""Which token each position must predict, or is fed, at each offset: the only place that shifts."""

import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7._contracts import tensors

IGNORE_INDEX = -100
"""The target of a position that has none; PyTorch's own default."""


def shift(
    tokens: Tensor,
    offset: int,
    *,
    fill: int,
    document: Tensor | None = None,
    ignore_index: int = IGNORE_INDEX,
) -> tuple[Tensor, Tensor]:
    """The token `offset` places ahead of each position, and whether there is one.

    shifted[b, t] = tokens[b, t + offset]; `fill` where that token is missing, belongs to another
    document or is `ignore_index` (padding). Never wraps round, and never looks back.

    Targets have `ignore_index` as their fill (see `future_targets`). The inputs of DeepSeek-V3's
    module k are the tokens k ahead: an embedding looks `fill` up, which is then any token's id.

    Args:
        tokens: (B, T) token ids.
        offset: tokens ahead, 1 <= offset < T.
        fill: what stands where no token does; an integer that the dtype of `tokens` holds.
        document: (B, T) document ids of packed sequences; None: one document per row. A document
            is a run of equal ids; the same id further on is another document.
        ignore_index: what stands in `tokens` where the text has no token.
    Returns: shifted, (B, T), dtype of `tokens`; valid, (B, T), bool: False where `fill` stands.
    Raises:
        TypeError: tokens or documents are no tensor of signed integers, or a number is no integer.
        ValueError: offset, document, or a number breaks the contract; the message names both
            shapes.
    Source: Gloeckle et al. 2024, arXiv:2404.19737, sec. 2; DeepSeek-AI 2024, arXiv:2412.19437,
        eqs. 21-23.
    """
    tensors.check_tokens("tokens", tokens)
    offset = _check_offset("offset", offset, tokens)
    fill = tensors.token_id("fill", fill, tokens.dtype)
    ignore_index = tensors.token_id("ignore_index", ignore_index, tokens.dtype)
    shifted, valid = torch.full_like(tokens, fill), torch.zeros_like(tokens, dtype=torch.bool)
    ahead = tokens[:, offset:]
    valid[:, :-offset] = ahead != ignore_index
    if document is not None:
        run = document_runs(document)
        tensors.check_alike("document", document, tokens)
        valid[:, :-offset] &= run[:, :-offset] == run[:, offset:]
    shifted[:, :-offset] = torch.where(valid[:, :-offset], ahead, fill)
    return shifted, valid


def document_runs(document: Tensor) -> Tensor:
    """Which document of its row each position belongs to, counted from 0.

    Args:
        document: (B, T) document ids; a document is a run of equal ids, so that the same id further
            on is another document.
    Returns: (B, T), int64, along a row 0, ..., 0, 1, ..., 1, 2, ...
    """
    tensors.check_tokens("document", document)
    changed = document.diff(dim=1) != 0
    return torch.cat([torch.zeros_like(document[:, :1], dtype=torch.bool), changed], 1).cumsum(1)


def future_targets(
    tokens: Tensor,
    offset: int,
    *,
    document: Tensor | None = None,
    asked: Tensor | None = None,
    ignore_index: int = IGNORE_INDEX,
) -> Tensor:
    """The token that each position must predict, `offset` tokens ahead.

    targets[b, t] = tokens[b, t + offset]; `ignore_index` where that token is missing, belongs to
    another document or is not asked for. Never wraps round. A token that is `ignore_index` itself
    (padding) stays so.

    Args:
        tokens: (B, T) token ids.
        offset: tokens ahead, 1 <= offset < T; 1 is the next token. DeepSeek-V3's depth k is
            offset k + 1.
        document: (B, T) document ids, as in `shift`.
        asked: (B, T), bool: whether token t is a target, from whichever position. False for a
            prompt or for padding; None: every token is. It speaks of the token, as labels do that
            hold -100 (Hugging Face, TRL, torchtune). Megatron's loss_mask speaks of the position
            that predicts, and is this mask shifted by one.
        ignore_index: what a position without target gets.
    Returns: (B, T), dtype of `tokens`.
    Raises:
        TypeError: as `shift`; or `asked` is no bool tensor.
        ValueError: as `shift`; or `asked` has another shape than `tokens`.
    Source: Gloeckle et al. 2024, arXiv:2404.19737, sec. 2.
    """
    tensors.check_tokens("tokens", tokens)
    ignore_index = tensors.token_id("ignore_index", ignore_index, tokens.dtype)
    if asked is not None:
        tensors.check_mask("asked", asked, tokens)
        tokens = tokens.masked_fill(~asked, ignore_index)
    options = {"fill": ignore_index, "document": document, "ignore_index": ignore_index}
    return shift(tokens, offset, **options)[0]


def count_targets(
    tokens: Tensor,
    k: int,
    *,
    document: Tensor | None = None,
    asked: Tensor | None = None,
    ignore_index: int = IGNORE_INDEX,
) -> Tensor:
    """How many targets each offset has: what the losses' normaliser is for a batch in parts.

    Counts of the parts (micro-batches, shards) add up to that of the whole batch, and dividing by
    them gives the whole batch's loss; averages of the parts do not.

    Args:
        tokens, document, asked, ignore_index: as in `future_targets`.
        k: offsets 1..k are counted, 1 <= k < T.
    Returns: (k,) int64, entry j for offset j + 1.
    Raises: TypeError, ValueError: as `future_targets`.
    """
    tensors.check_tokens("tokens", tokens)
    options = {"document": document, "asked": asked, "ignore_index": ignore_index}
    targets = (
        future_targets(tokens, offset, **options)
        for offset in range(1, _check_offset("k", k, tokens) + 1)
    )
    return torch.stack([(row != ignore_index).sum() for row in targets])


def _check_offset(name: str, offset: int, tokens: Tensor) -> int:
    offset = _contracts.integer(name, offset)
    if not 1 <= offset < tokens.shape[1]:
        raise ValueError(
            f"{name} must satisfy 1 <= {name} < T, got {offset} for tokens {tuple(tokens.shape)}"
        )
    return offset
