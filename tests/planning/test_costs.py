"""FLOPs, densities, logits and rounds of drafts."""

from math import isclose, log2

import numpy as np
import pytest

from chapter7 import density, planning
from tests.bad_input import bad_arguments
from tests.planning.published import CONFIGS

LLAMA, V3 = CONFIGS["Llama-3.1-8B"], CONFIGS["DeepSeek-V3"]


def test_flops_and_density_of_llama_by_hand():
    made = planning.plan(LLAMA, context=8_192)
    # 4096 to queries and back, twice to 1024; an MLP of 14336; a head of 128256.
    layer = 2 * 4_096 * 4_096 + 2 * 4_096 * 1_024 + 3 * 4_096 * 14_336
    n = 32 * layer + 128_256 * 4_096
    assert made.multiplied == n
    assert made.weight_flops_per_token == 6 * n
    # Scores and sums, 2 FLOPs a channel each, over half of the context; backward twice as much.
    assert made.attention_flops_per_token == 3 * 2 * 2 * 32 * 4_096 * 8_192 / 2
    assert made.flops_per_token == made.weight_flops_per_token + made.attention_flops_per_token
    assert isclose(made.density, log2(128_256) / (6 * n))
    assert isclose(made.density_with_attention, log2(128_256) / made.flops_per_token)


def test_latent_attention_counts_scores_and_sums_apart():
    made = planning.plan(V3, context=4_096)
    scores, sums = 128 * (128 + 64), 128 * 128
    assert made.attention_flops_per_token == 3 * 2 * (scores + sums) * 61 * 4_096 / 2


@pytest.mark.parametrize("context", [1, 4, 5, 10, 1_000])
def test_a_window_takes_off_what_lies_before_it(context):
    config = CONFIGS["gpt-oss-20b"] | {"sliding_window": 4}
    sliding, full = planning.read_architecture(config).layers[:2]
    assert (sliding.mixer.window, full.mixer.window) == (4, None)
    # Of the square of positions, half; under the window's edge the triangle falls out.
    side = np.linspace(0, context, 200_001)
    seen = np.trapezoid(np.minimum(side, 4), side) / context
    per_position = 3 * 2 * 2 * 64 * 64
    assert isclose(planning.mixing_flops(full, context), per_position * context / 2)
    assert isclose(planning.mixing_flops(sliding, context), per_position * seen, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("name", "change", "windows"),
    [
        ("Mixtral-8x7B", {"sliding_window": 4_096}, 32 * [4_096]),
        ("Mixtral-8x7B", {}, 32 * [None]),
        ("Qwen3-8B", {"sliding_window": 9}, 36 * [None]),
        (
            "Qwen3-8B",
            {"sliding_window": 9, "use_sliding_window": True, "max_window_layers": 30},
            [*30 * [None], *6 * [9]],
        ),
        ("Qwen3-30B-A3B", {"sliding_window": 9, "use_sliding_window": True}, 48 * [9]),
        (
            "Qwen3-8B",
            {"use_sliding_window": True, "sliding_window": 9, "num_hidden_layers": 2}
            | {"layer_types": ["sliding_attention", "full_attention"]},
            [9, None],
        ),
        ("gpt-oss-20b", {"layer_types": None}, 12 * [128, None]),
        ("gpt-oss-20b", {"sliding_window": None}, 24 * [None]),
    ],
)
def test_which_layers_have_a_window(name, change, windows):
    layers = planning.read_architecture(CONFIGS[name] | change).layers
    assert [layer.mixer.window for layer in layers] == windows


def test_a_window_of_qwen2_with_experts_is_in_every_other_layer_before_a_bound():
    config = CONFIGS["Qwen3-30B-A3B"] | {"model_type": "qwen2_moe", "num_hidden_layers": 6}
    config |= {"use_sliding_window": True, "sliding_window": 9, "max_window_layers": 3}
    layers = planning.read_architecture(config | {"shared_expert_intermediate_size": 8}).layers
    assert [layer.mixer.window for layer in layers] == [9, None, 9, None, None, None]


def test_a_delta_net_costs_the_same_at_each_context():
    layers = planning.read_architecture(CONFIGS["Qwen3-Next-80B-A3B"]).layers
    assert [i for i, layer in enumerate(layers) if not layer.mixer.state] == list(range(3, 48, 4))
    # 32 states of 128 x 128: what the key recalls, what is written, what the query reads.
    assert planning.mixing_flops(layers[0], 64) == 3 * 3 * 2 * 32 * 128 * 128
    assert planning.mixing_flops(layers[0], 64) == planning.mixing_flops(layers[0], 65_536)


def test_bare_heads_and_modules_by_hand():
    made = planning.plan(LLAMA, k=3, context=2)
    table, d = 128_256 * 4_096, 4_096
    assert made.heads.params == made.heads.multiplied == 2 * table
    assert made.heads.flops_per_token == 6 * 2 * table
    assert made.heads.share == made.heads.flops_per_token / made.flops_per_token
    assert isclose(made.heads.density, 3 * log2(128_256) / (6 * (made.multiplied + 2 * table)))

    layer = 2 * d * d + 2 * d * 1_024 + 3 * d * 14_336
    matrices = layer + 2 * d * d
    assert made.modules.params == 2 * (matrices + 2 * d + 3 * d)
    assert made.modules.multiplied == 2 * (matrices + table)
    attention = 3 * 2 * 2 * d  # over one of two positions, on average
    assert made.modules.flops_per_token == 2 * (6 * (matrices + table) + attention)
    on_top = made.modules.multiplied
    assert isclose(made.modules.density, 3 * log2(128_256) / (6 * (made.multiplied + on_top)))


def test_the_next_token_alone_has_nothing_on_top():
    made = planning.plan(V3, k=1)
    for extra in (made.heads, made.modules):
        assert (extra.params, extra.multiplied, extra.flops_per_token, extra.share) == (0, 0, 0, 0)
        assert extra.density == made.density
    assert made.logits_bytes == made.logits_bytes_head_by_head


def test_the_densities_are_those_of_section_7_1():
    made = planning.plan(V3)
    assert made.density == density.supervisory_density(made.multiplied, 129_280)
    # The report's 37 billion, rounded up.
    assert made.density == pytest.approx(density.supervisory_density(37e9, 129_280), rel=0.011)
    assert made.modules.share == pytest.approx(0.044, rel=0.1)


def test_logits_by_hand():
    made = planning.plan(LLAMA, batch=8, context=4_096, k=4, chunk=1_024, number_bytes=2)
    assert made.logits_bytes == 4 * 8 * 4_096 * 128_256 * 2
    assert made.logits_bytes_head_by_head == 8 * 4_096 * 128_256 * 2
    assert made.logits_bytes_in_chunks == 1_024 * 128_256 * 2
    assert planning.plan(LLAMA, context=100).logits_bytes_in_chunks == 100 * 128_256 * 4
    assert planning.logits_bytes([10, 20], 50, 3).tolist() == [6_000, 12_000]


def test_a_round_by_hand():
    # vLLM's rows of eight drafts: 1 and the survivals make the length that it reports.
    rows = [0.7568, 0.6011, 0.4976, 0.4113, 0.3538, 0.2980, 0.2608, 0.2229]
    assert planning.tokens_per_round(rows) == pytest.approx(4.40, abs=0.005)
    assert planning.speed_up([0.85]) == 1.85
    assert planning.speed_up([0.9, 0.5], verify=1.2, draft=0.1) == pytest.approx(2.4 / 1.4)
    # One constant acceptance: Leviathan et al., theorem 3.8.
    a, g, c = 0.8, 4, 0.05
    survivals = [a**i for i in range(1, g + 1)]
    expected = (1 - a ** (g + 1)) / ((1 - a) * (g * c + 1))
    assert planning.speed_up(survivals, draft=c) == pytest.approx(expected, rel=1e-12)


def test_without_a_cost_a_draft_costs_a_modules_share_of_the_flops():
    made = planning.plan(V3, survivals=[0.875])
    share = made.modules.share
    assert made.drafts == planning.Drafts((0.875,), 1.875, 1.0, share, 1.875 / (1 + share))
    assert 1.77 < made.drafts.speed_up < 1.82  # the report: 1.8
    given = planning.plan(V3, survivals=[0.5], verify=2, draft=0)
    assert given.drafts.speed_up == 0.75


def test_the_ridge_of_an_h100_by_hand():
    # 989e12 operations in a second, or 3.35e12 / 2 weights of two operations a token
    assert isclose(planning.ridge_tokens(989e12, 3.35e12), 295.22, rel_tol=1e-4)
    assert isclose(planning.ridge_tokens(989e12, 3.35e12, number_bytes=1), 147.61, rel_tol=1e-4)


@pytest.mark.parametrize(
    ("n_drafts", "batch", "cost"),
    [
        (1, 1, 1),  # 2 tokens of 300
        (1, 150, 1),  # just 300
        (1, 200, 4 / 3),  # 400 of 300, against 200
        (3, 100, 4 / 3),
        (1, 600, 2),  # both beyond the ridge: twice the tokens, twice the time
        (4, 1_200, 5),
    ],
)
def test_a_round_costs_more_only_past_the_ridge(n_drafts, batch, cost):
    assert isclose(planning.roofline_verify(n_drafts, batch, 300), cost)


def test_released_configurations_have_names():
    assert planning.released("DeepSeek-V3") == CONFIGS["DeepSeek-V3"]
    with pytest.raises(ValueError, match="no configuration 'Llama'; there are Llama"):
        planning.released("Llama")


@pytest.mark.parametrize(
    ("function", "name", "value", "error", "words"),
    [
        *bad_arguments(
            {
                "logits_bytes": {
                    "n_tokens": "whole from 1",
                    "vocab_size": "whole from 2",
                    "k": "whole from 1",
                    "number_bytes": "positive",
                },
                "speed_up": {"verify": "positive", "draft": "not negative"},
                "ridge_tokens": {
                    "peak": "positive",
                    "bandwidth": "positive",
                    "number_bytes": "positive",
                },
                "roofline_verify": {
                    "n_drafts": "whole from 1",
                    "batch": "whole from 1",
                    "ridge": "positive",
                },
                "plan": {
                    "batch": "whole from 1",
                    "context": "whole from 1",
                    "k": "whole from 1",
                    "chunk": "whole from 1",
                },
            }
        ),
        ("speed_up", "survivals", [0.5, 0.6], ValueError, ("must not rise, got 0.5 and then 0.6",)),
        ("speed_up", "survivals", [1.1], ValueError, ("survivals", "between 0 and 1, got 1.1")),
        ("speed_up", "survivals", [], ValueError, ("survivals", "at least one number")),
        ("speed_up", "survivals", 0.5, ValueError, ("survivals must be a list",)),
        ("speed_up", "survivals", ["0.5"], TypeError, ("survivals must be a real number",)),
        ("plan", "number_bytes", "4", TypeError, ("number_bytes must be a real number",)),
    ],
)
def test_a_number_that_breaks_its_rule_is_named(function, name, value, error, words):
    good = {
        "logits_bytes": {"n_tokens": 1, "vocab_size": 2},
        "speed_up": {"survivals": [0.5]},
        "ridge_tokens": {"peak": 1.0, "bandwidth": 1.0},
        "roofline_verify": {"n_drafts": 1, "batch": 1, "ridge": 1.0},
        "plan": {"config": LLAMA},
    }[function]
    with pytest.raises(error) as refused:
        getattr(planning, function)(**good | {name: value})
    assert all(word in str(refused.value) for word in words)
