"""The architectures that can be counted: what each layer of a configuration holds.

Maps, norms and biases are those of the code that the authors released, as Hugging Face's
`transformers` has it; so is what stands for a key that a configuration leaves out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from chapter7.planning import parts
from chapter7.planning.architecture import Architecture, Layer, Mixer
from chapter7.planning.keys import Keys
from chapter7.planning.parts import Part

FULL, SLIDING, LINEAR = "full_attention", "sliding_attention", "linear_attention"
"""Words of `layer_types`."""
MOST_LAYERS = 10_000
"""More are a slip of the pen, and each is counted."""


class Reader:
    """The keys of a configuration, with what most families read in the same way."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.d = keys.count("hidden_size")
        self.n_layers = keys.count("num_hidden_layers")
        if self.n_layers > MOST_LAYERS:
            raise ValueError(
                f"num_hidden_layers must be at most {MOST_LAYERS}, got {self.n_layers}"
            )
        self.n_heads = keys.count("num_attention_heads")

    def grouped(self, *, window: int | None = None, **form: bool) -> Mixer:
        """Grouped attention in the form that `parts.grouped_attention` takes."""
        head_dim = self._head_dim()
        n_kv_heads = self.keys.count("num_key_value_heads", default=self.n_heads)
        if self.n_heads % n_kv_heads:
            raise ValueError(
                f"num_attention_heads must be a multiple of num_key_value_heads: "
                f"{self.n_heads} and {n_kv_heads}"
            )
        part = parts.grouped_attention(self.d, self.n_heads, n_kv_heads, head_dim, **form)
        return Mixer(part, channels=2 * self.n_heads * head_dim, window=window)

    def window(self) -> int | None:
        """Positions of a sliding window; None: there is none."""
        is_null = self.keys.is_null("sliding_window")
        return None if is_null else self.keys.count("sliding_window")

    def dense(self, *, bias: bool = False) -> Part:
        """An MLP of `intermediate_size`."""
        return parts.gated_mlp(self.d, self.keys.count("intermediate_size"), bias=bias)

    def expert(self) -> Part:
        """An MLP of `moe_intermediate_size`."""
        return parts.gated_mlp(self.d, self.keys.count("moe_intermediate_size"))

    def routed(self, expert: Part, *, bias: bool = False) -> Part:
        """Experts like `expert`, and the router."""
        n, n_visited = self.n_experts(), self.keys.count("num_experts_per_tok")
        if n_visited > n:
            raise ValueError(
                f"num_experts_per_tok must not exceed the number of experts: {n_visited} > {n}"
            )
        return parts.of_experts(expert, n, n_visited) + parts.matrix(self.d, n, bias=bias)

    def n_experts(self) -> int:
        """Experts of a layer among which the router chooses; 0: there are none."""
        return self.keys.count("num_experts", 0, default=0)

    def _head_dim(self) -> int:
        """Channels of a head: as given, or the state's, shared among the heads."""
        if not self.keys.is_null("head_dim"):
            return self.keys.count("head_dim")
        if self.d % self.n_heads:
            raise ValueError(
                f"without head_dim, hidden_size must be a multiple of num_attention_heads: "
                f"{self.d} and {self.n_heads}"
            )
        return self.d // self.n_heads


# Mixers: from a configuration and a layer's number, 0 the first.


def llama_attention(read: Reader, layer: int) -> Mixer:
    """Llama's: biases everywhere or nowhere."""
    bias = read.keys.flag("attention_bias", default=False)
    return read.grouped(qkv_bias=bias, out_bias=bias)


def mistral_attention(read: Reader, layer: int) -> Mixer:
    """Mistral's and Mixtral's: the same window in all layers, or none."""
    return read.grouped(window=read.window())


def qwen_window(read: Reader, layer: int, *, slides: Callable[[int, int], bool]) -> int | None:
    """The window of the layers that have one, where windows are asked for at all.

    Args: slides: from a layer's number and `max_window_layers`, whether it has one; a list of all
        layers says it instead.
    """
    if not read.keys.flag("use_sliding_window", default=False):
        return None
    kinds = read.keys.kinds("layer_types", (FULL, SLIDING))
    bound = read.keys.count("max_window_layers", 0, default=0)
    return read.window() if (kinds[layer] == SLIDING if kinds else slides(layer, bound)) else None


def qwen2_attention(read: Reader, layer: int, *, slides: Callable[[int, int], bool]) -> Mixer:
    """Qwen2's: queries, keys and values have a bias."""
    bias = read.keys.flag("qkv_bias", default=True)
    return read.grouped(qkv_bias=bias, window=qwen_window(read, layer, slides=slides))


def qwen3_attention(read: Reader, layer: int, *, slides: Callable[[int, int], bool]) -> Mixer:
    """Qwen3's: a norm over the queries and over the keys of a head."""
    bias = read.keys.flag("attention_bias", default=False)
    window = qwen_window(read, layer, slides=slides)
    return read.grouped(qkv_bias=bias, out_bias=bias, head_norms=True, window=window)


def later(layer: int, bound: int) -> bool:
    """The layers from `bound` on: Qwen2 and Qwen3."""
    return layer >= bound


def every_other_earlier(layer: int, bound: int) -> bool:
    """Every other layer before `bound`, the first one too: Qwen2's models with experts."""
    return layer % 2 == 0 and layer < bound


def every(layer: int, bound: int) -> bool:
    """All layers: Qwen3's models with experts."""
    return True


def qwen3_next_mixer(read: Reader, layer: int) -> Mixer:
    """Qwen3-Next's: attention with a gate in every fourth layer, delta nets in the others."""
    keys = read.keys
    kinds = keys.kinds("layer_types", (FULL, LINEAR))
    interval = keys.count("full_attention_interval", default=4)
    is_full = kinds[layer] == FULL if kinds else (layer + 1) % interval == 0
    if is_full:
        bias = keys.flag("attention_bias", default=False)
        return read.grouped(qkv_bias=bias, out_bias=bias, head_norms=True, gate=True)
    return delta_net(keys, read.d)


def delta_net(keys: Keys, d_model: int) -> Mixer:
    """A gated delta net, whose value heads share the keys' heads."""
    n_keys, n_values = keys.count("linear_num_key_heads"), keys.count("linear_num_value_heads")
    if n_values % n_keys:
        raise ValueError(
            f"linear_num_value_heads must be a multiple of linear_num_key_heads: "
            f"{n_values} and {n_keys}"
        )
    key_dim, value_dim = keys.count("linear_key_head_dim"), keys.count("linear_value_head_dim")
    part = parts.delta_net(
        d_model,
        n_key_heads=n_keys,
        n_value_heads=n_values,
        key_dim=key_dim,
        value_dim=value_dim,
        kernel=keys.count("linear_conv_kernel_dim"),
    )
    return Mixer(part, state=n_values * key_dim * value_dim)


def latent_attention(read: Reader, layer: int) -> Mixer:
    """DeepSeek's; without `q_lora_rank` the queries have no latent."""
    keys = read.keys
    nope, rope = keys.count("qk_nope_head_dim"), keys.count("qk_rope_head_dim")
    value = keys.count("v_head_dim")
    part = parts.latent_attention(
        read.d,
        read.n_heads,
        q_rank=None if keys.is_null("q_lora_rank") else keys.count("q_lora_rank"),
        kv_rank=keys.count("kv_lora_rank"),
        nope=nope,
        rope=rope,
        value=value,
        bias=keys.flag("attention_bias", default=False),
    )
    return Mixer(part, channels=read.n_heads * (nope + rope + value))


def glm_attention(read: Reader, layer: int) -> Mixer:
    """GLM's: queries, keys and values may have a bias, queries and keys a norm over a head."""
    bias = read.keys.flag("attention_bias", default=False)
    return read.grouped(qkv_bias=bias, head_norms=read.keys.flag("use_qk_norm", default=False))


def gpt_oss_attention(read: Reader, layer: int) -> Mixer:
    """gpt-oss's: biases, a sink a head, and a window in every other layer, in the first one too."""
    kinds = read.keys.kinds("layer_types", (FULL, SLIDING))
    slides = kinds[layer] == SLIDING if kinds else layer % 2 == 0
    bias = read.keys.flag("attention_bias", default=True)
    window = read.window() if slides else None
    return read.grouped(qkv_bias=bias, out_bias=bias, sinks=True, window=window)


# Which layers have experts.


def everywhere(read: Reader, layer: int) -> bool:
    """Mixtral and gpt-oss: all."""
    return True


def every_few(read: Reader, layer: int) -> bool:
    """Qwen: every `decoder_sparse_step`-th, but for those listed as MLPs."""
    keys = read.keys
    step, listed = keys.count("decoder_sparse_step", default=1), keys.numbers("mlp_only_layers")
    return read.n_experts() > 0 and layer not in listed and (layer + 1) % step == 0


def after_the_first(read: Reader, layer: int) -> bool:
    """DeepSeek and GLM: those after the first `first_k_dense_replace`, unless a list says which."""
    keys = read.keys
    kinds = keys.kinds("mlp_layer_types", ("dense", "sparse"))
    first = keys.count("first_k_dense_replace", 0, default=0)
    step = keys.count("moe_layer_freq", default=1)
    is_sparse = kinds[layer] == "sparse" if kinds else layer >= first and layer % step == 0
    return read.n_experts() > 0 and is_sparse


# What stands there instead of an MLP.


def mixtral_experts(read: Reader) -> Part:
    """Experts of `intermediate_size`; nothing is shared."""
    return read.routed(read.dense())


def gpt_oss_experts(read: Reader) -> Part:
    """The same, all with biases."""
    return read.routed(read.dense(bias=True), bias=True)


def qwen_experts(read: Reader) -> Part:
    """Qwen3's: nothing is shared."""
    return read.routed(read.expert())


def qwen_shared_experts(read: Reader) -> Part:
    """Qwen2's and Qwen3-Next's: one more, which each token visits, weighed by a gate of its own."""
    shared = parts.gated_mlp(read.d, read.keys.count("shared_expert_intermediate_size"))
    return qwen_experts(read) + shared + parts.matrix(read.d, 1)


def deepseek_experts(read: Reader, *, balanced: bool) -> Part:
    """Routed and shared ones; `balanced`: a number an expert evens out the load, without a loss."""
    width = read.keys.count("moe_intermediate_size")
    n_shared = read.keys.count("n_shared_experts", 0, default=0)
    shared = parts.gated_mlp(read.d, n_shared * width)
    bias = parts.vector(read.n_experts() if balanced else 0)
    return read.routed(read.expert()) + shared + bias


def plain_mlp(read: Reader) -> Part:
    """An MLP without biases."""
    return read.dense()


def llama_mlp(read: Reader) -> Part:
    """Llama's: biases everywhere or nowhere."""
    return read.dense(bias=read.keys.flag("mlp_bias", default=False))


COMMON = ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads")
"""Keys that every family needs."""
MLP, GROUPED, VISITED = ("intermediate_size",), ("num_key_value_heads",), ("num_experts_per_tok",)
QWEN_EXPERTS = ("num_experts", *VISITED, "moe_intermediate_size")
DELTA_NET = (
    "linear_num_key_heads",
    "linear_num_value_heads",
    "linear_key_head_dim",
    "linear_value_head_dim",
    "linear_conv_kernel_dim",
)
LATENT = ("kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim")
SHARED = ("n_routed_experts", "n_shared_experts")


@dataclass(frozen=True, slots=True)
class Family:
    """How the configurations of a family are read.

    Args:
        mixer: what mixes the positions of a layer.
        mlp: what stands in a layer without experts.
        experts, sparse: what stands in one with experts, and which these are; None: no layer.
        needs: keys that must be there and not null, beside COMMON.
        given: keys that must be there, and may be null.
        absent: what a key is that is not there.
        norms: vectors of d weights in a layer.
    """

    mixer: Callable[[Reader, int], Mixer]
    mlp: Callable[[Reader], Part] = plain_mlp
    experts: Callable[[Reader], Part] | None = None
    sparse: Callable[[Reader, int], bool] | None = None
    needs: tuple[str, ...] = MLP
    given: tuple[str, ...] = GROUPED
    absent: Mapping[str, object] = field(default_factory=dict)
    norms: int = 2

    def layer(self, read: Reader, number: int) -> Layer:
        """The layer of a number, 0 the first."""
        is_sparse = self.experts is not None and self.sparse(read, number)
        rest = self.experts(read) if is_sparse else self.mlp(read)
        return Layer(self.mixer(read, number), rest + parts.vector(self.norms * read.d))


QWEN_WINDOW = {"max_window_layers": 28, "sliding_window": 4_096}
DEEPSEEK_V3 = Family(
    latent_attention,
    experts=partial(deepseek_experts, balanced=True),
    sparse=after_the_first,
    needs=(*MLP, *VISITED, *LATENT, "moe_intermediate_size", "first_k_dense_replace"),
    given=("q_lora_rank", *SHARED),
)
GLM4_MOE_LITE = replace(
    DEEPSEEK_V3,
    needs=tuple(key for key in DEEPSEEK_V3.needs if key != "first_k_dense_replace"),
    absent={"first_k_dense_replace": 1},
)
FAMILIES: Mapping[str, Family] = {
    "llama": Family(llama_attention, llama_mlp, given=()),
    "mistral": Family(mistral_attention, absent={"sliding_window": 4_096}),
    "mixtral": Family(
        mistral_attention,
        experts=mixtral_experts,
        sparse=everywhere,
        needs=(*MLP, *VISITED, "num_local_experts"),
    ),
    "qwen2": Family(partial(qwen2_attention, slides=later), absent=QWEN_WINDOW),
    "qwen2_moe": Family(
        partial(qwen2_attention, slides=every_other_earlier),
        experts=qwen_shared_experts,
        sparse=every_few,
        needs=(*QWEN_EXPERTS, "shared_expert_intermediate_size"),
        absent=QWEN_WINDOW,
    ),
    "qwen3": Family(
        partial(qwen3_attention, slides=later), absent={"head_dim": 128, **QWEN_WINDOW}
    ),
    "qwen3_moe": Family(
        partial(qwen3_attention, slides=every),
        experts=qwen_experts,
        sparse=every_few,
        needs=QWEN_EXPERTS,
        absent=QWEN_WINDOW,
    ),
    "qwen3_next": Family(
        qwen3_next_mixer,
        experts=qwen_shared_experts,
        sparse=every_few,
        needs=(*QWEN_EXPERTS, "shared_expert_intermediate_size", *DELTA_NET),
        absent={"head_dim": 256},
    ),
    "deepseek_v2": Family(
        latent_attention,
        experts=partial(deepseek_experts, balanced=False),
        sparse=after_the_first,
        needs=DEEPSEEK_V3.needs,
        given=DEEPSEEK_V3.given,
    ),
    "deepseek_v3": DEEPSEEK_V3,
    "kimi_k2": DEEPSEEK_V3,
    "glm": Family(glm_attention, absent={"head_dim": 128, "attention_bias": True}),
    "glm4": Family(glm_attention, absent={"head_dim": 128, "attention_bias": True}, norms=4),
    "glm4_moe": Family(
        glm_attention,
        experts=partial(deepseek_experts, balanced=True),
        sparse=after_the_first,
        needs=(*MLP, *VISITED, "moe_intermediate_size", "first_k_dense_replace"),
        given=(*GROUPED, *SHARED),
    ),
    "glm4_moe_lite": GLM4_MOE_LITE,
    "gpt_oss": Family(
        gpt_oss_attention,
        experts=gpt_oss_experts,
        sparse=everywhere,
        needs=(*MLP, *VISITED, "num_local_experts"),
        absent={"head_dim": 64, "sliding_window": 128},
    ),
}
"""By the `model_type` of a configuration."""


def read_architecture(config: Mapping[str, object]) -> Architecture:
    """The decoder that a configuration describes.

    Args: config: the keys of a `config.json`, under Hugging Face's names.
    Raises: TypeError, ValueError: the architecture is none of FAMILIES, or keys are lacking, of
        the wrong type, out of range or at odds; the message names them.
    """
    keys = Keys(config)
    if keys.is_null("model_type"):
        raise ValueError(f"config lacks {', '.join(keys.lacking(['model_type', *COMMON]))}")
    name = keys.text("model_type")
    if name not in FAMILIES:
        raise ValueError(_refusal(name, keys))
    family = FAMILIES[name]
    lacking = keys.lacking((*COMMON, *family.needs))
    lacking += [key for key in family.given if not keys.is_given(key)]
    if lacking:
        raise ValueError(f"config of {name} lacks {', '.join(lacking)}")
    keys = Keys({**family.absent, **config})
    read = Reader(keys)
    return Architecture(
        family=name,
        vocab_size=keys.count("vocab_size", 2),
        d_model=read.d,
        tied=keys.flag("tie_word_embeddings", default=False),
        layers=tuple(family.layer(read, number) for number in range(read.n_layers)),
        n_modules=keys.count("num_nextn_predict_layers", 0, default=0),
    )


def _refusal(name: str, keys: Keys) -> str:
    """What is said of an architecture that nobody taught this module."""
    lacking = keys.lacking((*COMMON, *MLP))
    lacks = f"; it lacks {', '.join(lacking)}" if lacking else ""
    return f"model_type must be one of {', '.join(FAMILIES)}, got {name!r}{lacks}"
