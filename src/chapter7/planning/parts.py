"""What the parts of a decoder hold: parameters stored, met by one token, and multiplied with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Parameters of a part of a model, three times counted.

    Args:
        stored: all of them, as the checkpoint holds them.
        activated: those that one token meets: of many experts, the few that it visits.
        multiplied: of these, the entries of matrices, without the vectors of norms and biases: each
            takes 2 FLOPs forward.
    """

    stored: int = 0
    activated: int = 0
    multiplied: int = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(
            self.stored + other.stored,
            self.activated + other.activated,
            self.multiplied + other.multiplied,
        )


def total(parts: list[Part]) -> Part:
    """All parts together."""
    return sum(parts, Part())


def vector(size: int) -> Part:
    """A norm's weights, or what else is one number a channel."""
    return Part(size, size, 0)


def matrix(n_in: int, n_out: int, *, bias: bool = False) -> Part:
    """A linear map of `n_in` channels to `n_out`."""
    weights = Part(*3 * (n_in * n_out,))
    return weights + vector(n_out) if bias else weights


def gated_mlp(d_model: int, width: int, *, bias: bool = False) -> Part:
    """Gate and value of `width` channels each, and the way back. Source: arXiv:2002.05202."""
    ways_in = 2 * [matrix(d_model, width, bias=bias)]
    return total([*ways_in, matrix(width, d_model, bias=bias)])


def of_experts(expert: Part, n_experts: int, n_visited: int) -> Part:
    """`n_experts` that are like `expert`, of which a token visits `n_visited`."""
    return Part(
        n_experts * expert.stored, n_visited * expert.activated, n_visited * expert.multiplied
    )


def grouped_attention(
    d_model: int,
    n_heads: int,
    n_kv_heads: int,
    head_dim: int,
    *,
    qkv_bias: bool = False,
    out_bias: bool = False,
    head_norms: bool = False,
    sinks: bool = False,
    gate: bool = False,
) -> Part:
    """Attention whose query heads share `n_kv_heads` keys and values.

    Args:
        head_norms: queries and keys have a norm over the channels of a head.
        sinks: each head has a number that takes a share of its attention (gpt-oss).
        gate: the queries' map gives a gate of the output, too (Qwen3-Next).
    Source: Ainslie et al. 2023, arXiv:2305.13245.
    """
    queries, keys = n_heads * head_dim, n_kv_heads * head_dim
    return total(
        [
            matrix(d_model, (2 if gate else 1) * queries, bias=qkv_bias),
            *2 * [matrix(d_model, keys, bias=qkv_bias)],
            matrix(queries, d_model, bias=out_bias),
            vector(2 * head_dim if head_norms else 0),
            vector(n_heads if sinks else 0),
        ]
    )


def latent_attention(
    d_model: int,
    n_heads: int,
    *,
    q_rank: int | None,
    kv_rank: int,
    nope: int,
    rope: int,
    value: int,
    bias: bool = False,
) -> Part:
    """Attention with keys and values out of a narrow latent, each head with its own.

    Args:
        q_rank: channels of the queries' latent; None: they come from the state itself.
        kv_rank: channels of the latent of keys and values.
        nope, rope, value: channels of a head: without and with position, and of its values.
        bias: of the maps to the latents and of the way out.
    Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.1.1.
    """
    queries = n_heads * (nope + rope)
    if q_rank is None:
        query = [matrix(d_model, queries)]
    else:
        query = [matrix(d_model, q_rank, bias=bias), vector(q_rank), matrix(q_rank, queries)]
    return total(
        [
            *query,
            matrix(d_model, kv_rank + rope, bias=bias),
            vector(kv_rank),
            matrix(kv_rank, n_heads * (nope + value)),
            matrix(n_heads * value, d_model, bias=bias),
        ]
    )


def delta_net(
    d_model: int,
    *,
    n_key_heads: int,
    n_value_heads: int,
    key_dim: int,
    value_dim: int,
    kernel: int,
) -> Part:
    """A gated delta net, as Qwen3-Next's: attention with a state of fixed size.

    Its maps give queries, keys, values and an output gate, and two numbers a value head; a short
    convolution runs over queries, keys and values, channel by channel.

    Source: Yang et al. 2024, arXiv:2412.06464.
    """
    keys, values = n_key_heads * key_dim, n_value_heads * value_dim
    return total(
        [
            matrix(d_model, 2 * keys + 2 * values),
            matrix(d_model, 2 * n_value_heads),
            matrix(kernel, 2 * keys + values),
            vector(2 * n_value_heads),  # each head's rate of forgetting, and its bias
            vector(value_dim),
            matrix(values, d_model),
        ]
    )
