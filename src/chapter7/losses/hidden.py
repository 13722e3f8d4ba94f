"""The multi-token loss on hidden states: the logits of a few positions at a time, never all."""

from collections.abc import Sequence

import torch
from torch import Tensor

from chapter7 import _contracts
from chapter7._contracts import tensors
from chapter7.losses import rules
from chapter7.targets import IGNORE_INDEX, future_targets


def mtp_loss_from_hidden(
    hidden_by_offset: Sequence[Tensor],
    unembedding: Tensor,
    tokens: Tensor,
    *,
    weights: Sequence[float] | None = None,
    document: Tensor | None = None,
    asked: Tensor | None = None,
    normaliser: str | Sequence[float] = "valid",
    ignore_index: int = IGNORE_INDEX,
    chunk: int = 256,
) -> Tensor:
    """`mtp_loss` of the logits hidden @ unembedding^T, without holding these logits.

    Chunk by chunk and offset by offset, logits are computed, turned into their gradient in place,
    and dropped. What is kept from forward to backward is the gradient of the hidden states and one
    gradient (V, d) of the unembedding, into which all offsets add. Positions without a target cost
    nothing. Half precision is converted to float32 before the product. It can be differentiated
    once: a second derivative raises RuntimeError.

    Args:
        hidden_by_offset: k tensors (B, T, d), floating point: what the output head is fed for
            offset j + 1, after the last norm.
        unembedding: (V, d), the shared output head, as `torch.nn.Linear` holds its weight.
        tokens, weights, document, asked, normaliser, ignore_index: as in `mtp_loss`.
        chunk: positions whose logits exist at once.
    Returns: scalar in nats; float32, or float64 if an input is.
    Raises:
        TypeError: as `mtp_loss`, of hidden states and unembedding instead of logits.
        ValueError: as `mtp_loss`; or shapes do not match, or chunk < 1.
    Source: the order of work, forward and backward head by head: Gloeckle et al. 2024,
        arXiv:2404.19737, sec. 2.
    """
    _check_shapes(hidden_by_offset, unembedding, tokens)
    k, chunk = len(hidden_by_offset), _contracts.count("chunk", chunk, 1)
    weights, divisors = rules.offset_weights(weights, k), rules.normalisers(normaliser, k)
    dtype = torch.float32
    for tensor in (unembedding, *hidden_by_offset):
        dtype = torch.promote_types(dtype, tensor.dtype)
    rows, asked_for, shares = [], [], []
    for offset, hidden in enumerate(hidden_by_offset, start=1):
        targets = future_targets(
            tokens, offset, document=document, asked=asked, ignore_index=ignore_index
        )
        valid = targets != ignore_index
        share = weights[offset - 1] / rules.divisor(divisors[offset - 1], valid)
        rows.append(hidden[valid].to(dtype))
        asked_for.append(targets[valid].long())
        shares.append(rows[-1].new_full(asked_for[-1].shape, share))
    targets = torch.cat(asked_for)
    rules.check_range(targets, len(unembedding), ignore_index)
    head = unembedding.to(dtype)
    if not torch.is_grad_enabled():  # which a Function does not see
        head = head.detach()
    loss = _CrossEntropy.apply(torch.cat(rows), head, targets, torch.cat(shares), chunk)
    rules.check_finite("hidden states and unembedding", loss)
    return loss


class _CrossEntropy(torch.autograd.Function):
    """sum_i share_i CE(rows_i @ head^T, target_i), with its gradients found on the way.

    `torch.nn.functional.linear_cross_entropy` does it for one offset, and keeps a (V, d) for each.
    """

    @staticmethod
    def forward(ctx, rows, head, targets, shares, chunk):
        d_rows = torch.empty_like(rows) if ctx.needs_input_grad[0] else None
        d_head = torch.zeros_like(head) if ctx.needs_input_grad[1] else None
        loss = rows.new_zeros(())
        with torch.autocast(rows.device.type, enabled=False):
            for start in range(0, len(rows), chunk):
                part = slice(start, start + chunk)
                here, share, target = rows[part], shares[part], targets[part].unsqueeze(1)
                logits = here @ head.T
                log_sum = logits.logsumexp(dim=1, keepdim=True)
                loss += share @ (log_sum - logits.gather(1, target)).squeeze(1)
                # From here on the gradient of the logits: share times (softmax - one-hot).
                logits.sub_(log_sum).exp_().mul_(share.unsqueeze(1))
                logits.scatter_add_(1, target, -share.unsqueeze(1))
                if d_rows is not None:
                    torch.mm(logits, head, out=d_rows[part])
                if d_head is not None:
                    d_head.addmm_(logits.T, here)
        ctx.save_for_backward(d_rows, d_head)
        return loss

    @staticmethod
    def backward(ctx, d_loss):
        if torch.is_grad_enabled():  # create_graph: what comes out would pass for a constant
            raise RuntimeError(
                "mtp_loss_from_hidden is differentiated once: for create_graph=True use mtp_loss"
            )
        d_rows, d_head = (None if d is None else d * d_loss for d in ctx.saved_tensors)
        return d_rows, d_head, None, None, None


def _check_shapes(hidden_by_offset: Sequence[Tensor], head: Tensor, tokens: Tensor) -> None:
    tensors.check_tokens("tokens", tokens)
    tensors.check_floats("unembedding", head)
    if head.ndim != 2 or head.numel() == 0:
        raise ValueError(f"unembedding must have shape (V, d), got {tuple(head.shape)}")
    if len(hidden_by_offset) == 0:
        raise ValueError("hidden_by_offset must hold at least one tensor, got none")
    expected = (*tokens.shape, head.shape[1])
    for hidden in hidden_by_offset:
        tensors.check_floats("hidden_by_offset", hidden)
        if hidden.shape != expected:
            raise ValueError(
                f"hidden_by_offset must have shape (B, T, d) {expected} to tokens and unembedding, "
                f"got {tuple(hidden.shape)}"
            )
