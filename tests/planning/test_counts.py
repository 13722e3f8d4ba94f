"""Counts of parameters: beside what is published, and beside tensors listed by hand."""

from math import prod

import pytest

from chapter7 import density, planning
from chapter7.published.models import DEEPSEEK_V3
from tests.planning.published import CONFIGS, EXACT, PUBLISHED

SMALL = dict(
    vocab_size=100, hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=48
)
GROUPED = SMALL | dict(num_key_value_heads=2, head_dim=16)

# The tensors of one layer, as the released code names and shapes them. Those of experts have the
# experts as their first axis, and stand apart.
NORMS = {"input_layernorm": (32,), "post_attention_layernorm": (32,)}
MLP = {"gate_proj": (48, 32), "up_proj": (48, 32), "down_proj": (32, 48)}
HAND = {
    "llama": (
        GROUPED | dict(attention_bias=True, mlp_bias=True),
        {"q_proj": (64, 32), "k_proj": (32, 32), "v_proj": (32, 32), "o_proj": (32, 64)}
        | {"q bias": (64,), "k bias": (32,), "v bias": (32,), "o bias": (32,)}
        | MLP
        | {"gate bias": (48,), "up bias": (48,), "down bias": (32,)}
        | NORMS,
        {},
    ),
    "glm4": (
        GROUPED | dict(attention_bias=True),
        {"q_proj": (64, 32), "k_proj": (32, 32), "v_proj": (32, 32), "o_proj": (32, 64)}
        | {"q bias": (64,), "k bias": (32,), "v bias": (32,)}
        | {"gate_up_proj": (96, 32), "down_proj": (32, 48)}
        | NORMS
        | {"post_self_attn_layernorm": (32,), "post_mlp_layernorm": (32,)},
        {},
    ),
    "deepseek_v3": (
        SMALL
        | dict(q_lora_rank=12, kv_lora_rank=10, qk_nope_head_dim=8, qk_rope_head_dim=4)
        | dict(v_head_dim=6, first_k_dense_replace=0, moe_intermediate_size=24)
        | dict(n_routed_experts=8, n_shared_experts=2, num_experts_per_tok=3, attention_bias=True),
        {"q_a_proj": (12, 32), "q_a bias": (12,), "q_a_layernorm": (12,), "q_b_proj": (48, 12)}
        | {"kv_a_proj_with_mqa": (14, 32), "kv_a bias": (14,), "kv_a_layernorm": (10,)}
        | {"kv_b_proj": (56, 10), "o_proj": (32, 24), "o bias": (32,)}
        | {"gate": (8, 32), "e_score_correction_bias": (8,)}
        | {"shared gate": (48, 32), "shared up": (48, 32), "shared down": (32, 48)}
        | NORMS,
        {"gate_up_proj": (8, 48, 32), "down_proj": (8, 32, 24)},
    ),
    "qwen3_next": (
        GROUPED
        | dict(linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=8)
        | dict(linear_value_head_dim=10, linear_conv_kernel_dim=4, num_experts=6)
        | dict(num_experts_per_tok=2, moe_intermediate_size=24, shared_expert_intermediate_size=40),
        {"in_proj_qkvz": (112, 32), "in_proj_ba": (8, 32), "conv1d": (72, 1, 4)}
        | {"dt_bias": (4,), "A_log": (4,), "norm": (10,), "out_proj": (32, 40)}
        | {"gate": (6, 32), "shared_expert_gate": (1, 32)}
        | {"shared gate": (40, 32), "shared up": (40, 32), "shared down": (32, 40)}
        | NORMS,
        {"gate_up_proj": (6, 48, 32), "down_proj": (6, 32, 24)},
    ),
    "gpt_oss": (
        GROUPED | dict(num_local_experts=4, num_experts_per_tok=3),
        {"q_proj": (64, 32), "k_proj": (32, 32), "v_proj": (32, 32), "o_proj": (32, 64)}
        | {"q bias": (64,), "k bias": (32,), "v bias": (32,), "o bias": (32,), "sinks": (4,)}
        | {"router": (4, 32), "router bias": (4,)}
        | NORMS,
        {"gate_up_proj": (4, 32, 96), "gate_up bias": (4, 96)}
        | {"down_proj": (4, 48, 32), "down bias": (4, 32)},
    ),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_the_total_is_that_of_the_released_code(name):
    assert planning.read_architecture(CONFIGS[name]).total == EXACT[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_counts_are_those_that_are_published(name):
    model, published = planning.read_architecture(CONFIGS[name]), PUBLISHED[name]
    assert model.total == pytest.approx(published.total, rel=0.01)
    counted = {
        "both tables": model.activated,
        "output head": model.activated_without_embedding,
        "no table": model.body.activated,
    }[published.basis]
    if published.activated is None:
        assert counted <= model.total
    else:
        assert counted == pytest.approx(published.activated, rel=published.within)


def test_kimi_k2_holds_less_than_its_report_says():
    """1.04T and 32B by its report, as others restate it; 1T and 32B by its model card."""
    model = planning.read_architecture(CONFIGS["Kimi-K2"])
    assert 0.985 < model.total / 1.04e12 < 0.99  # what the rest is is not said
    assert model.activated_without_embedding == pytest.approx(32e9, rel=0.01)


@pytest.mark.parametrize("family", HAND)
@pytest.mark.parametrize("tied", [False, True])
def test_counts_are_those_of_the_tensors_of_a_layer(family, tied):
    config, tensors, experts = HAND[family]
    config = config | {"model_type": family, "tie_word_embeddings": tied}
    model = planning.read_architecture(config)
    tables = 1 if tied else 2
    layer, routed = sum(map(prod, tensors.values())), sum(map(prod, experts.values()))
    assert model.total == layer + routed + 32 + tables * 3_200

    n, visited = next(iter(experts.values()), (1,))[0], config.get("num_experts_per_tok", 1)
    assert model.activated == layer + routed * visited // n + 32 + tables * 3_200
    assert model.activated_without_embedding == layer + routed * visited // n + 32 + 3_200
    multiplied = sum(prod(shape) for shape in tensors.values() if len(shape) > 1)
    multiplied += (
        sum(prod(shape) for name, shape in experts.items() if "bias" not in name) * visited // n
    )
    assert model.multiplied == multiplied + 3_200


def test_what_a_token_meets_in_deepseek_v3_layer_by_layer():
    model = planning.read_architecture(CONFIGS["DeepSeek-V3"])
    d, heads = 7_168, 128
    queries = d * 1_536 + 1_536 * heads * 192
    attention = queries + d * 576 + 512 * heads * 256 + heads * 128 * d
    first, later = 3 * d * 18_432, (8 + 1) * 3 * d * 2_048 + d * 256
    matrices = 61 * attention + 3 * first + 58 * later
    vectors = 61 * (2 * d + 1_536 + 512) + 58 * 256 + d
    assert model.multiplied == matrices + 129_280 * d == 36_624_596_992
    assert model.activated_without_embedding == model.multiplied + vectors
    unvisited = 58 * (256 - 8) * 3 * d * 2_048
    assert model.total == model.activated + unvisited
    assert model.activated == matrices + vectors + 2 * 129_280 * d


def test_the_module_of_deepseek_v3_is_the_one_of_section_7_1():
    model = planning.read_architecture(CONFIGS["DeepSeek-V3"])
    # Norms of both inputs and of the output, of the layer and of its two latents; the router's
    # correction: what `density` leaves out.
    vectors = 5 * 7_168 + 1_536 + 512 + 256
    assert model.module.stored - vectors == density.module_params(DEEPSEEK_V3, basis="own")
    met = density.module_params(DEEPSEEK_V3, basis="activated")
    assert model.module.multiplied + model.table == met
    assert model.layers[-1].mixer.channels / 2 == density.attention_channels(DEEPSEEK_V3)
    assert model.module.stored == pytest.approx(11.5e9, rel=0.01)  # README_WEIGHTS.md


QWEN_MOE = GROUPED | dict(
    model_type="qwen3_moe",
    num_hidden_layers=6,
    num_experts=5,
    num_experts_per_tok=2,
    moe_intermediate_size=7,
)
EXPERTS = 5 * 3 * 32 * 7 + 5 * 32
DENSE = 3 * 32 * 48


@pytest.mark.parametrize(
    ("change", "sparse"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"decoder_sparse_step": 2}, [1, 3, 5]),
        ({"mlp_only_layers": [0, 5]}, [1, 2, 3, 4]),
        ({"decoder_sparse_step": 3, "mlp_only_layers": [2]}, [5]),
        ({"mlp_only_layers": None, "decoder_sparse_step": None}, [0, 1, 2, 3, 4, 5]),
        ({"num_experts": 0}, []),
    ],
)
def test_qwen_says_which_layers_have_experts(change, sparse):
    layers = planning.read_architecture(QWEN_MOE | change).layers
    assert [i for i, layer in enumerate(layers) if layer.rest.stored == EXPERTS + 64] == sparse
    assert all(layer.rest.stored in (EXPERTS + 64, DENSE + 64) for layer in layers)


GLM = GROUPED | dict(
    model_type="glm4_moe",
    num_hidden_layers=6,
    n_routed_experts=5,
    n_shared_experts=None,
    num_experts_per_tok=2,
    moe_intermediate_size=7,
    first_k_dense_replace=2,
)


@pytest.mark.parametrize(
    ("change", "sparse"),
    [
        ({}, [2, 3, 4, 5]),
        ({"first_k_dense_replace": 0}, [0, 1, 2, 3, 4, 5]),
        ({"first_k_dense_replace": 6}, []),
        ({"moe_layer_freq": 2}, [2, 4]),
        ({"n_routed_experts": None}, []),
        ({"mlp_layer_types": ["sparse", *5 * ["dense"]]}, [0]),
    ],
)
def test_deepseek_and_glm_say_which_layers_have_experts(change, sparse):
    layers = planning.read_architecture(GLM | change).layers
    with_correction = EXPERTS + 5 + 64
    assert [i for i, layer in enumerate(layers) if layer.rest.stored == with_correction] == sparse
    assert all(layer.rest.stored in (with_correction, DENSE + 64) for layer in layers)


def test_a_name_of_the_experts_that_a_later_save_wrote_is_read():
    renamed = QWEN_MOE | {"num_local_experts": 5}
    del renamed["num_experts"]
    assert planning.read_architecture(renamed) == planning.read_architecture(QWEN_MOE)


def test_heads_as_a_configuration_gives_or_leaves_them():
    def attention(**change):
        return planning.read_architecture(SMALL | {"model_type": "llama"} | change).layers[0].mixer

    assert attention().part.stored == 4 * 32 * 32  # 4 heads of 8, each with keys of its own
    assert attention(num_key_value_heads=None, head_dim=None) == attention()
    assert attention(num_key_value_heads=1).part.stored == 2 * 32 * 32 + 2 * 32 * 8
    assert attention(head_dim=16).part.stored == 4 * 32 * 64
    assert attention(head_dim=16).channels == 2 * 64  # of queries, and of values
    # What `transformers` takes where a configuration of the family says nothing.
    for family, head_dim in {"qwen3": 128, "glm4": 128, "glm": 128}.items():
        config = SMALL | {"model_type": family, "num_key_value_heads": 2}
        (layer,) = planning.read_architecture(config).layers
        assert layer.mixer.channels == 2 * 4 * head_dim


def test_queries_without_a_latent():
    config = HAND["deepseek_v3"][0] | {"model_type": "deepseek_v3"}
    with_latent = planning.read_architecture(config).total
    without = planning.read_architecture(config | {"q_lora_rank": None}).total
    assert with_latent - without == 32 * 12 + 12 + 12 + 12 * 48 - 32 * 48


def test_the_modules_of_a_checkpoint_are_told_and_not_added():
    made = planning.plan(CONFIGS["GLM-4.5"])
    assert made.total == EXACT["GLM-4.5"] and made.shipped_modules == 1
    assert made.shipped_params == made.modules.params
    # With it and without both tables the published 355 billion.
    tables = 2 * 151_552 * 5_120
    assert made.total + made.shipped_params - tables == pytest.approx(355e9, rel=1e-3)
    assert planning.plan(CONFIGS["Qwen3-8B"]).shipped_params == 0
