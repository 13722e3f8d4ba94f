"""Configurations that are refused, and what is said of them."""

import pytest

from chapter7 import planning
from tests.planning.published import CONFIGS

LLAMA, MIXTRAL = CONFIGS["Llama-3.1-8B"], CONFIGS["Mixtral-8x7B"]
DEEPSEEK, NEXT = CONFIGS["DeepSeek-V3"], CONFIGS["Qwen3-Next-80B-A3B"]
QWEN, OSS = CONFIGS["Qwen3-30B-A3B"], CONFIGS["gpt-oss-20b"]
REFUSED = [
    (LLAMA, {"hidden_size": -1}, ValueError, "hidden_size must be at least 1, got -1"),
    (LLAMA, {"hidden_size": 0}, ValueError, "hidden_size must be at least 1, got 0"),
    (LLAMA, {"hidden_size": "4096"}, TypeError, "hidden_size must be a real number, not '4096'"),
    (LLAMA, {"hidden_size": True}, TypeError, "hidden_size must be a real number, not True"),
    (LLAMA, {"hidden_size": [4096]}, ValueError, "hidden_size must be one number"),
    (LLAMA, {"hidden_size": 4096.5}, ValueError, "hidden_size must be a whole number, got 4096.5"),
    (LLAMA, {"hidden_size": float("nan")}, ValueError, "hidden_size must be finite"),
    (LLAMA, {"hidden_size": {}}, TypeError, "hidden_size must be a real number, not {}"),
    (LLAMA, {"vocab_size": 1}, ValueError, "vocab_size must be at least 2, got 1"),
    (LLAMA, {"num_hidden_layers": 10**9}, ValueError, "num_hidden_layers must be at most 10000"),
    (LLAMA, {"num_attention_heads": 33}, ValueError, "without head_dim, hidden_size must be a mul"),
    (LLAMA, {"num_key_value_heads": 5}, ValueError, "multiple of num_key_value_heads: 32 and 5"),
    (LLAMA, {"num_key_value_heads": 64}, ValueError, "num_key_value_heads: 32 and 64"),
    (LLAMA, {"tie_word_embeddings": "yes"}, TypeError, "tie_word_embeddings must be true or false"),
    (LLAMA, {"attention_bias": 1}, TypeError, "attention_bias must be true or false, not 1"),
    (LLAMA, {"model_type": 7}, TypeError, "model_type must be text, not 7"),
    (MIXTRAL, {"num_experts_per_tok": 9}, ValueError, "number of experts: 9 > 8"),
    (MIXTRAL, {"num_local_experts": 0}, ValueError, "number of experts: 2 > 0"),
    (MIXTRAL, {"sliding_window": -4}, ValueError, "sliding_window must be at least 1, got -4"),
    (DEEPSEEK, {"first_k_dense_replace": -3}, ValueError, "first_k_dense_replace must be at least"),
    (DEEPSEEK, {"moe_layer_freq": 0}, ValueError, "moe_layer_freq must be at least 1, got 0"),
    (DEEPSEEK, {"q_lora_rank": 0}, ValueError, "q_lora_rank must be at least 1, got 0"),
    (DEEPSEEK, {"n_shared_experts": -1}, ValueError, "n_shared_experts must be at least 0, got -1"),
    (DEEPSEEK, {"num_nextn_predict_layers": -1}, ValueError, "num_nextn_predict_layers must be"),
    (QWEN, {"decoder_sparse_step": 0}, ValueError, "decoder_sparse_step must be at least 1"),
    (QWEN, {"mlp_only_layers": 3}, TypeError, "mlp_only_layers must be a list, not 3"),
    (QWEN, {"mlp_only_layers": ["a"]}, TypeError, r"mlp_only_layers\[0\] must be a real number"),
    (NEXT, {"linear_num_value_heads": 31}, ValueError, "multiple of linear_num_key_heads: 31 and"),
    (NEXT, {"full_attention_interval": 0}, ValueError, "full_attention_interval must be at least"),
    (NEXT, {"layer_types": ["full_attention"]}, ValueError, "num_hidden_layers=48 layers, got 1"),
    (OSS, {"layer_types": 24 * ["mamba"]}, ValueError, "or sliding_attention, got 'mamba'"),
]


@pytest.mark.parametrize(("config", "change", "error", "words"), REFUSED)
def test_a_key_that_breaks_its_rule_is_named_with_the_rule(config, change, error, words):
    with pytest.raises(error, match=words):
        planning.plan(config | change)


@pytest.mark.parametrize("is_null", [False, True])
@pytest.mark.parametrize(
    ("config", "keys"),
    [
        (LLAMA, ["vocab_size", "hidden_size"]),
        (MIXTRAL, ["intermediate_size", "num_experts_per_tok", "num_local_experts"]),
        (DEEPSEEK, ["num_hidden_layers", "kv_lora_rank", "moe_intermediate_size"]),
        (NEXT, ["num_experts", "shared_expert_intermediate_size", "linear_key_head_dim"]),
    ],
)
def test_all_keys_that_lack_are_named_absent_or_null(config, keys, is_null):
    left = {key: value for key, value in config.items() if key not in keys}
    null = dict.fromkeys(keys) if is_null else {}
    with pytest.raises(ValueError, match=rf"^config of {config['model_type']} lacks ") as refused:
        planning.read_architecture(left | null)
    assert str(refused.value).split("lacks ")[1] == ", ".join(keys)


@pytest.mark.parametrize(
    ("config", "key"),
    [
        (DEEPSEEK, "q_lora_rank"),
        (DEEPSEEK, "n_shared_experts"),
        (CONFIGS["Qwen3-8B"], "num_key_value_heads"),
    ],
)
def test_a_key_whose_null_means_something_may_be_null_and_not_absent(config, key):
    planning.read_architecture(config | {key: None})
    left = {name: value for name, value in config.items() if name != key}
    with pytest.raises(ValueError, match=f"lacks {key}$"):
        planning.read_architecture(left)


def test_an_unknown_architecture_is_refused_with_the_keys_that_it_lacks():
    gpt_2 = {"model_type": "gpt2", "vocab_size": 50_257, "n_embd": 768, "n_layer": 12}
    with pytest.raises(ValueError, match=r"llama, .*got 'gpt2'; it lacks hidden_size, ") as refused:
        planning.read_architecture(gpt_2)
    assert str(refused.value).endswith(
        "hidden_size, num_hidden_layers, num_attention_heads, intermediate_size"
    )
    with pytest.raises(ValueError, match=r"got 'mllama'$"):
        planning.read_architecture(LLAMA | {"model_type": "mllama"})


def test_without_a_model_type_nothing_is_guessed():
    with pytest.raises(ValueError, match=r"^config lacks model_type$"):
        planning.read_architecture(LLAMA | {"model_type": None})
    with pytest.raises(ValueError, match=r"^config lacks model_type, vocab_size, hidden_size, "):
        planning.read_architecture({})


@pytest.mark.parametrize("config", [None, [], "llama", 3])
def test_what_is_no_mapping_is_refused(config):
    with pytest.raises(TypeError, match="config must be a mapping of keys to values, not"):
        planning.plan(config)
