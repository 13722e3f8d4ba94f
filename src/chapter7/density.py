"""FLOPs, bits and supervisory density: how much supervision a unit of training compute buys.

Every function takes numbers or arrays that broadcast, and returns a float for numbers. FLOPs are
a count (not a rate), bits are to the base 2, and densities are in bits per FLOP.

Invalid input raises TypeError (a boolean, text) or ValueError (zero, negative, nan, infinite,
k < 1 or not whole, V < 2, shapes that do not broadcast, masked entries); a result beyond a float's
range raises OverflowError. A step on the way may be beyond it.
"""

import numpy as np
from numpy.typing import ArrayLike

from chapter7 import _contracts
from chapter7._contracts import Number
from chapter7.published.models import Model

FLOPS_FORWARD = 2
"""FLOPs per parameter and token, forward (one multiplication and one addition)."""
FLOPS_BACKWARD = 4
"""FLOPs per parameter and token, backward (gradients of activations and of weights)."""
FLOPS_RECOMPUTED = FLOPS_FORWARD
"""FLOPs per parameter and token of a second forward pass (full activation recomputation)."""
FLOPS_PER_PARAM = FLOPS_FORWARD + FLOPS_BACKWARD
"""The 6 of 6ND (Kaplan et al. 2020, sec. 2.1)."""
BLOCK_SQUARES = 12
"""Parameters of a dense transformer block, in d^2 (Kaplan et al. 2020, eq. 2.1)."""


def training_flops(
    n_params: ArrayLike, n_tokens: ArrayLike, *, recomputation: bool = False
) -> Number:
    """FLOPs of one forward and backward pass, 6 N T (8 N T with full activation recomputation).

    Counts the multiplications and additions of the weight matrices. Leaves out attention scores
    (see `attention_flops`), norms, softmax and the optimizer.

    Args:
        n_params: N, parameters a token passes through: the activated ones of a mixture of experts.
        n_tokens: T, tokens processed.
        recomputation: whether the forward pass is run a second time during the backward pass.
    Returns: FLOPs.
    Source: Kaplan et al. 2020, arXiv:2001.08361, sec. 2.1; Narayanan et al. 2021,
        arXiv:2104.04473, sec. 5.1, for the 8.
    """
    n_params, n_tokens = (
        _contracts.positive("n_params", n_params),
        _contracts.positive("n_tokens", n_tokens),
    )
    _contracts.same_shape(n_params=n_params, n_tokens=n_tokens)
    per_param = FLOPS_PER_PARAM + (FLOPS_RECOMPUTED if recomputation else 0)
    return _contracts.product("training FLOPs", per_param, n_params, n_tokens)


def attention_flops(
    n_layers: ArrayLike, d_model: ArrayLike, context: ArrayLike, n_tokens: ArrayLike = 1
) -> Number:
    """FLOPs of the causal attention scores and sums, forward and backward: 3 x 2 L T d a token.

    A token attends to half of the context on average.

    Args:
        n_layers: L, transformer blocks.
        d_model: channels of all heads together: d, or what `attention_channels` gives.
        context: T, tokens of one sequence.
        n_tokens: tokens processed; 1 gives FLOPs per token.
    Returns: FLOPs; to be added to `training_flops`.
    Source: Kaplan et al. 2020, arXiv:2001.08361, eq. 2.2 (forward), times 3.
    """
    values = {
        "n_layers": _contracts.whole("n_layers", n_layers, 1),
        "d_model": _contracts.whole("d_model", d_model, 1),
        "context": _contracts.whole("context", context, 1),
        "n_tokens": _contracts.positive("n_tokens", n_tokens),
    }
    _contracts.same_shape(**values)
    return _contracts.product("attention FLOPs", FLOPS_PER_PARAM, *values.values())


def attention_channels(model: Model) -> int:
    """Channels of all attention heads together: what `attention_flops` multiplies by.

    d in a dense model. In latent attention the heads hold more: the mean of the query-key and the
    value channels, because scores run over the first and sums over the second.

    Args:
        model: a published configuration.
    Returns: channels.
    Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 4.2, for the latent heads.
    """
    block = model.block
    if block is None:
        return model.d_model
    a_head = block.head_dim_nope + block.head_dim_rope + block.head_dim_value
    return block.n_heads * a_head // 2


def supervisory_bits(n_tokens: ArrayLike, vocab_size: ArrayLike, k: ArrayLike = 1) -> Number:
    """Ceiling on the bits of all labels of a pass: k T log2 V.

    The bound is reached by uniform labels only, and by k = 1 only: the labels of k > 1 are the
    same tokens asked for k times (see `chapter7.sources`). The missing labels at the end of a
    sequence are not subtracted (see `target_count`).

    Args:
        n_tokens: T, tokens processed.
        vocab_size: V >= 2.
        k: tokens predicted per position, the next one included.
    Returns: bits.
    """
    n_tokens = _contracts.positive("n_tokens", n_tokens)
    vocab_size, k = _contracts.whole("vocab_size", vocab_size, 2), _contracts.whole("k", k, 1)
    _contracts.same_shape(n_tokens=n_tokens, vocab_size=vocab_size, k=k)
    return _contracts.product("supervisory bits", k, n_tokens, np.log2(vocab_size))


def supervisory_density(
    n_params: ArrayLike, vocab_size: ArrayLike, k: ArrayLike = 1, *, extra_params: ArrayLike = 0
) -> Number:
    """Ceiling bits per training FLOP, rho = k log2 V / (6 (N + extra)).

    Args:
        n_params: N, parameters a token passes through (or all of them: say which).
        vocab_size: V >= 2.
        k: tokens predicted per position, the next one included.
        extra_params: parameters that predicting further tokens adds to a token's pass; from
            `bare_head_params` or `module_params`; 0 is the approximation k times rho.
    Returns: bits per FLOP; times 1e9 for bits per GFLOP.
    """
    n_params = _contracts.positive("n_params", n_params)
    extra_params = _contracts.at_least("extra_params", extra_params, 0)
    vocab_size, k = _contracts.whole("vocab_size", vocab_size, 2), _contracts.whole("k", k, 1)
    _contracts.same_shape(n_params=n_params, vocab_size=vocab_size, k=k, extra_params=extra_params)
    half = n_params / 2 + extra_params / 2  # the sum itself may overflow
    return _contracts.product(
        "supervisory density", k, np.log2(vocab_size), over=(FLOPS_PER_PARAM, half, 2)
    )


def target_count(n_tokens: ArrayLike, k: ArrayLike = 1) -> Number:
    """Labels that exist in one sequence of `n_tokens` tokens: sum over offsets j = 1..k of T - j.

    Args:
        n_tokens: tokens of the sequence, the last label included.
        k: 1 <= k < n_tokens.
    Returns: labels.
    """
    n_tokens, k = _contracts.whole("n_tokens", n_tokens, 2), _contracts.whole("k", k, 1)
    _contracts.same_shape(n_tokens=n_tokens, k=k)
    if np.any(k >= n_tokens):
        raise ValueError(f"k must be below n_tokens: k={k}, n_tokens={n_tokens}")
    return _contracts.product("target count", k, n_tokens - (k + 1) / 2)


def bare_head_params(d_model: ArrayLike, vocab_size: ArrayLike, k: ArrayLike) -> Number:
    """Parameters of the k - 1 extra d x V output heads, if each is a bare matrix: (k - 1) d V."""
    d_model = _contracts.whole("d_model", d_model, 1)
    vocab_size, k = _contracts.whole("vocab_size", vocab_size, 2), _contracts.whole("k", k, 1)
    _contracts.same_shape(d_model=d_model, vocab_size=vocab_size, k=k)
    return _contracts.product("head parameters", k - 1, d_model, vocab_size)


def module_parts(model: Model, *, basis: str) -> dict[str, int]:
    """Parameters of one of DeepSeek-V3's sequential modules in `model`, part by part.

    A module is a transformer block with latent attention and a mixture of experts, the projection
    of the 2 d channels it is fed to d, and the main model's embedding and output head, used again.
    The weight vectors of norms are left out: they are five orders of magnitude smaller.

    Args:
        model: a mixture of experts whose block is known.
        basis: "activated", the matrices that one token is multiplied by, the shared output head
            included; "own", what the module stores of its own, the shared embedding and head left
            out; or "stored", what the released file holds, a copy of both included.
    Returns: part -> parameters, the block's parts first.
    Raises: ValueError: the model has no such block, or the basis is another word.
    Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.1-2.2; config_671B.json.
    """
    block, d = model.block, model.d_model
    if block is None:
        raise ValueError(
            f"model must be a mixture of experts whose block is known, not {model.name}"
        )
    if basis not in ("activated", "own", "stored"):
        raise ValueError(f'basis must be "activated", "own" or "stored", got {basis!r}')
    query = d * block.q_rank + block.q_rank * block.n_heads * (
        block.head_dim_nope + block.head_dim_rope
    )
    key_value = d * (block.kv_rank + block.head_dim_rope) + block.kv_rank * block.n_heads * (
        block.head_dim_nope + block.head_dim_value
    )
    output = block.n_heads * block.head_dim_value * d
    expert, table = 3 * d * block.expert_dim, d * model.vocab_size
    routed = block.experts_per_token if basis == "activated" else block.n_routed_experts
    parts = {
        "routed experts": routed * expert,
        "shared expert": block.n_shared_experts * expert,
        "router": block.n_routed_experts * d,
        "attention": query + key_value + output,
        "projection": 2 * d * d,
    }
    shared = {"own": (), "activated": ("output head",), "stored": ("output head", "embedding")}
    return parts | dict.fromkeys(shared[basis], table)


def module_params(model: Model, *, basis: str) -> float:
    """Parameters of one of DeepSeek-V3's sequential modules in `model`: all of `module_parts`.

    Args: model, basis: as there.
    """
    return float(sum(module_parts(model, basis=basis).values()))


@_contracts.unwarned
def dense_module_params(d_model: ArrayLike, vocab_size: ArrayLike) -> Number:
    """Parameters that a module of DeepSeek-V3's design would have in a dense model: 14 d^2 + d V.

    A dense transformer block of 12 d^2, the projection of the 2 d channels it is fed to d, and the
    pass through the shared output head. A construction of this chapter, for comparison: no report
    gives such a module for the dense models here.

    Args:
        d_model: d, channels.
        vocab_size: V >= 2.
    Returns: parameters that a token meets.
    Source: the design: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.2; the block: Kaplan et al.
        2020, arXiv:2001.08361, eq. 2.1.
    """
    d_model = _contracts.whole("d_model", d_model, 1)
    vocab_size = _contracts.whole("vocab_size", vocab_size, 2)
    _contracts.same_shape(d_model=d_model, vocab_size=vocab_size)
    per_channel = (BLOCK_SQUARES + 2) * d_model + vocab_size
    return _contracts.product("module parameters", d_model, per_channel)


def gpu_hours(flops: ArrayLike, peak: ArrayLike, utilisation: ArrayLike) -> Number:
    """Hours that one accelerator takes for `flops`.

    Args:
        flops: > 0.
        peak: FLOP/s of the data sheet.
        utilisation: share of it used, in (0, 1].
    Returns: hours.
    """
    flops, peak = _contracts.positive("flops", flops), _contracts.positive("peak", peak)
    utilisation = _contracts.probability(
        "utilisation", _contracts.positive("utilisation", utilisation)
    )
    _contracts.same_shape(flops=flops, peak=peak, utilisation=utilisation)
    return _contracts.product("GPU hours", flops, over=(peak, utilisation, 3_600))
