"""Does a model see what it must predict? Asked of any model, by changing one token at a time."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7.lab.transformer import check_ids


@torch.no_grad()
def reach(
    model: Callable[[Tensor], Sequence[Tensor]], tokens: Tensor, *, vocab_size: int
) -> list[int]:
    """How far ahead of a position the tokens lie that move its logits, for each offset.

    Each token in turn is replaced by another one; where the logits change, they depend on it. 0 is
    what a causal model has; DeepSeek-V3's module at depth d has d. The entry for offset j must stay
    below j: at j or more the model sees its target.

    Args:
        model: tokens -> k tensors (B, T, V), without dropout.
        tokens: (B, T) ids in [0, V), T > k; more rows find rarer leaks.
        vocab_size: V >= 2.
    Returns: k numbers, the largest s - t of a token s that moves the logits at t; negative if
        every position ignores its own token, -T if no token moves any logits.
    """
    vocab_size = _contracts.count("vocab_size", vocab_size, 2)
    check_ids(tokens, vocab_size)
    length = tokens.shape[1]
    before = model(tokens)
    farthest = [-length] * len(before)
    for s in range(length):
        changed = tokens.clone()
        changed[:, s] = (tokens[:, s] + 1 + s % (vocab_size - 1)) % vocab_size
        for j, (old, new) in enumerate(zip(before, model(changed), strict=True)):
            moved = (old != new).any(dim=-1).any(dim=0).nonzero()
            if len(moved):
                farthest[j] = max(farthest[j], s - int(moved[0]))
    return farthest


def check_no_leak(
    model: Callable[[Tensor], Sequence[Tensor]], tokens: Tensor, *, vocab_size: int
) -> None:
    """Raises ValueError if a position's logits depend on its target. Arguments as `reach`."""
    for offset, farthest in enumerate(reach(model, tokens, vocab_size=vocab_size), start=1):
        if farthest >= offset:
            raise ValueError(
                f"the model sees what it must predict: logits for offset {offset} depend on the "
                f"token {farthest} ahead"
            )
