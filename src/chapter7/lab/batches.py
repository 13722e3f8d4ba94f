"""What a model is trained on: batches that follow from a seed and a step, whoever asks."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7._contracts import tensors


@dataclass(frozen=True)
class Batch:
    """Tokens with the masks that models and losses take, each (B, T), as in `chapter7.targets`."""

    tokens: Tensor
    document: Tensor | None = None
    asked: Tensor | None = None

    def rows(self, rows: slice) -> "Batch":
        """The same of some rows."""
        return self._mapped(lambda tensor: tensor[rows])

    def to(self, device: str | torch.device) -> "Batch":
        """The same on another device."""
        return self._mapped(lambda tensor: tensor.to(device))

    def _mapped(self, change: Callable[[Tensor], Tensor]) -> "Batch":
        values = (getattr(self, field.name) for field in fields(self))
        return Batch(*(None if value is None else change(value) for value in values))


Batches = Callable[[int], Batch]
"""Step -> its batch, the same at every call: variants that share it see the same data in order."""


def windows(tokens: Tensor, *, length: int, batch_size: int, seed: int) -> Batches:
    """Random windows of one long text.

    Args:
        tokens: (N,) ids, signed integers, on the device on which the batches are to be.
        length: T, 2 <= T <= N. batch_size: windows B a step. seed: of where they start.
    Returns: step -> Batch of tokens (B, T), each start equally likely, by the seed and the step.
    Raises: TypeError, ValueError: an argument breaks the contract.
    """
    length, batch_size = _checked(tokens, length, batch_size)
    seed = _contracts.count("seed", seed, 0)

    def at(step: int) -> Batch:
        drawn = np.random.default_rng([seed, step])
        starts = torch.from_numpy(drawn.integers(len(tokens) - length + 1, size=batch_size))
        starts = starts.to(tokens.device).unsqueeze(1)
        return Batch(tokens[starts + torch.arange(length, device=tokens.device)])

    return at


def in_order(tokens: Tensor, *, length: int, batch_size: int) -> list[Batch]:
    """The whole text in windows that follow each other, for evaluation; a shorter rest is left out.

    Args:
        tokens, length, batch_size: as in `windows`.
    """
    length, batch_size = _checked(tokens, length, batch_size)
    rows = tokens[: len(tokens) // length * length].reshape(-1, length)
    return [Batch(part) for part in rows.split(batch_size)]


def _checked(tokens: Tensor, length: int, batch_size: int) -> tuple[int, int]:
    if not isinstance(tokens, Tensor) or tokens.dtype not in tensors.SIGNED_INTEGERS:
        raise TypeError(f"tokens must be a tensor of signed integers, got {tokens!r}")
    length = _contracts.count("length", length, 2)
    if tokens.ndim != 1 or len(tokens) < length:
        raise ValueError(
            f"tokens must have shape (N,), N >= length = {length}, got {tuple(tokens.shape)}"
        )
    return length, _contracts.count("batch_size", batch_size, 1)
