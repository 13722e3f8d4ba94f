"""What training and decoding with a decoder cost: FLOPs, bytes of logits, and a round of drafts."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from chapter7 import _contracts, density
from chapter7._contracts import Number
from chapter7.planning.architecture import Layer

STATE_USES = 3
"""How often a token meets each number of a delta net's state: read, written, read again."""


def mixing_flops(layer: Layer, context: int) -> float:
    """Training FLOPs per token of a layer's scores and sums, or of its state.

    On average over the positions of a sequence. A state's are those of the recurrence; a kernel
    that works through chunks of positions computes more.

    Args:
        layer: a layer.
        context: T, tokens of one sequence.
    """
    mixer = layer.mixer
    if mixer.state:
        return density.training_flops(STATE_USES * mixer.state, 1)
    seen = density.attention_flops(1, mixer.channels, context, context)
    if mixer.window is not None and mixer.window < context:
        # What lies before the window is the half square of a shorter sequence.
        beyond = context - mixer.window
        seen -= density.attention_flops(1, mixer.channels, beyond, beyond)
    return seen / context / 2  # `channels` are those of scores and of sums, which are one and one


def logits_bytes(
    n_tokens: ArrayLike, vocab_size: ArrayLike, k: ArrayLike = 1, *, number_bytes: ArrayLike = 4
) -> Number:
    """Bytes of the logits of k heads, all held at once: k B T V numbers.

    Head by head they are those of k = 1; in chunks, of k = 1 and the positions of a chunk. Their
    gradients and a softmax may take as much again.

    Args:
        n_tokens: B T, positions whose logits are held.
        vocab_size: V >= 2.
        k: heads, the next token's included.
        number_bytes: of one logit; 4 in single precision.
    """
    values = {
        "n_tokens": _contracts.whole("n_tokens", n_tokens, 1),
        "vocab_size": _contracts.whole("vocab_size", vocab_size, 2),
        "k": _contracts.whole("k", k, 1),
        "number_bytes": _contracts.positive("number_bytes", number_bytes),
    }
    _contracts.same_shape(**values)
    return _contracts.product("bytes of logits", *values.values())


def tokens_per_round(survivals: Sequence[float]) -> float:
    """Tokens that a round of draft and verification gives: 1 + the sum of the survivals.

    The one is the target's own: after a refusal the corrected token, else the bonus token.

    Args:
        survivals: for drafts 1, 2, ... the share of rounds that keep this draft and all before it.
    Raises: TypeError, ValueError: no list of numbers between 0 and 1, or they rise.
    """
    kept = _contracts.probability("survivals", survivals)
    if kept.ndim != 1:
        raise ValueError(f"survivals must be a list of numbers, got shape {kept.shape}")
    rises = kept[1:] > kept[:-1]
    if rises.any():
        first = int(rises.argmax())
        raise ValueError(
            f"survivals must not rise, got {kept[first]:.15g} and then {kept[first + 1]:.15g}"
        )
    return float(1 + kept.sum())


def speed_up(survivals: Sequence[float], *, verify: float = 1.0, draft: float = 0.0) -> float:
    """Tokens per time with drafts, over those without: tokens per round / (verify + g draft).

    Costs are in passes of the target over one token. As long as reading the weights takes the time,
    a pass over g + 1 tokens costs little more than one: `verify` is near 1. Where arithmetic does,
    as in a large batch, it goes towards g + 1. Measure it.

    Args:
        survivals: as in `tokens_per_round`; g is how many there are.
        verify: the target's pass over g + 1 tokens, above 0.
        draft: one draft, at least 0.
    Source: Leviathan et al. 2023, arXiv:2211.17192, theorem 3.8, there for one constant acceptance.
    """
    tokens = tokens_per_round(survivals)
    verify = _contracts.one("verify", _contracts.positive("verify", verify))
    draft = _contracts.one("draft", _contracts.at_least("draft", draft, 0))
    return _contracts.product("speed-up", tokens, over=[verify + len(survivals) * draft])


def ridge_tokens(peak: float, bandwidth: float, *, number_bytes: float = 2) -> float:
    """Tokens in a pass from which on arithmetic takes longer than to read the weights.

    A weight of `number_bytes` is read once and does 2 operations for each token.

    Args:
        peak: operations per second of the processor. bandwidth: bytes per second of its memory.
        number_bytes: of a weight; 2 in BF16.
    Source: Williams, Waterman and Patterson 2009, the roofline model.
    """
    peak = _contracts.one("peak", _contracts.positive("peak", peak))
    bandwidth = _contracts.one("bandwidth", _contracts.positive("bandwidth", bandwidth))
    number_bytes = _contracts.one("number_bytes", _contracts.positive("number_bytes", number_bytes))
    return _contracts.product("ridge", peak, number_bytes, over=[2, bandwidth])


def roofline_verify(n_drafts: int, batch: int, ridge: float) -> float:
    """Cost of verifying g drafts of each of B texts, in plain passes: a roofline of weights alone.

    A pass takes as long as the slower of reading all weights, which no number of tokens changes,
    and arithmetic, in proportion to tokens: max(1, B (g + 1) / ridge) over max(1, B / ridge).
    A quotient of two lower bounds, so that it errs both ways. Attention is left out, whose cache is
    read once for all tokens of a text: with long contexts verifying costs less. So are experts, of
    which more tokens wake more: with few texts it costs more, with many less.

    Args:
        n_drafts: g >= 1. batch: B >= 1. ridge: as of `ridge_tokens`.
    """
    g, batch = _contracts.count("n_drafts", n_drafts, 1), _contracts.count("batch", batch, 1)
    ridge = _contracts.one("ridge", _contracts.positive("ridge", ridge))
    return max(1.0, batch * (g + 1) / ridge) / max(1.0, batch / ridge)
