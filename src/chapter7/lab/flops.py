"""FLOPs of a training step, counted operation by operation while it runs."""

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from chapter7.lab.batches import Batch
from chapter7.lab.losses import offset_losses

_aten = torch.ops.aten
_ATTENTION = [
    _aten._scaled_dot_product_flash_attention_for_cpu,
    _aten._scaled_dot_product_flash_attention,
    _aten._scaled_dot_product_efficient_attention,
    _aten._scaled_dot_product_cudnn_attention,
]
_ATTENTION_BACKWARD = [
    _aten._scaled_dot_product_flash_attention_for_cpu_backward,
    _aten._scaled_dot_product_flash_attention_backward,
    _aten._scaled_dot_product_efficient_attention_backward,
    _aten._scaled_dot_product_cudnn_attention_backward,
]


def _attention(query: torch.Size, key: torch.Size, *_: object, **__: object) -> int:
    """Two products, queries by keys and shares by values; the causal half is not taken off."""
    n_rows, n_heads, n_queries, d_head = query
    return 4 * n_rows * n_heads * n_queries * key[2] * d_head


def _attention_backward(_: torch.Size, *shapes: torch.Size, **__: object) -> int:
    """Four products. What a kernel computes a second time, to save memory, is not counted."""
    return 2 * _attention(*shapes)


_COUNTED = dict.fromkeys(_ATTENTION, _attention) | dict.fromkeys(
    _ATTENTION_BACKWARD, _attention_backward
)


def training_flops(
    model: nn.Module, batch: Batch, *, k: int | None = None, detached: bool = False
) -> int:
    """FLOPs of forward and backward for `batch`: a multiplication and an addition are two.

    Matrix products and attention are counted, as is usual; for each token they are 6 N + 12 L T d,
    N the parameters of the matrices that are multiplied (no norms, no embedding), L the blocks.

    Args:
        model: keeps its gradients and parameters.
        batch: what it is trained on.
        k, detached: as in `Decoder.hidden`.
    """
    kept = [parameter.grad for parameter in model.parameters()]
    with FlopCounterMode(display=False, custom_mapping=_COUNTED) as counter:
        offset_losses(model, batch, k=k, detached=detached).sum().backward()
    for parameter, gradient in zip(model.parameters(), kept, strict=True):
        parameter.grad = gradient
    return counter.get_total_flops()
