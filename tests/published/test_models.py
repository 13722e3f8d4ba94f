"""Published configurations, recounted matrix by matrix, and the rules a configuration obeys."""

from dataclasses import FrozenInstanceError, asdict, replace
from math import sqrt

import pytest

from chapter7.published import models
from chapter7.published.models import DEEPSEEK_V3, LLAMA_2_7B, LLAMA_2_70B, MoEBlock
from tests.bad_input import bad_arguments


def entries(shapes):
    return sum(rows * columns for rows, columns in shapes)


def llama_params(d, n_layers, feed_forward, key_value, vocab_size):
    """Query, output; keys, values; gate, up, down; two norms a block; one norm, two tables."""
    attention = entries([(d, d), (d, d), (d, key_value), (d, key_value)])
    block = attention + entries([(d, feed_forward), (d, feed_forward), (feed_forward, d), (2, d)])
    return n_layers * block + entries([(vocab_size, d), (d, vocab_size), (1, d)])


def gpt_2_params(d, n_layers, vocab_size=50_257, context=1_024):
    """Weights and biases of a block: attention 3d and d wide, feed-forward 4d wide, two norms."""
    block = entries([(d + 1, 3 * d), (d + 1, d), (d + 1, 4 * d), (4 * d + 1, d), (4, d)])
    return n_layers * block + entries([(vocab_size, d), (context, d), (2, d)])


@pytest.mark.parametrize(
    ("model", "counted", "released"),
    [
        # 32 heads of 128 channels, each with keys and values of its own
        (LLAMA_2_7B, llama_params(4_096, 32, 11_008, 4_096, 32_000), 6_738_415_616),
        # 8 key and value heads of 128 channels
        (LLAMA_2_70B, llama_params(8_192, 80, 28_672, 1_024, 32_000), 68_976_648_192),
        (models.GPT_2_SMALL, gpt_2_params(768, 12), 124_439_808),
    ],
)
def test_exact_counts_follow_from_the_matrices(model, counted, released):
    assert model.n_total == model.n_activated == counted == released


def test_the_rounded_counts_agree_with_the_matrices():
    gpt_3 = gpt_2_params(12_288, 96, context=2_048)
    assert round(gpt_3 / 1e9) == round(models.GPT_3.n_total / 1e9) == 175
    llama_3 = llama_params(16_384, 126, 53_248, 1_024, 128_256)  # 405.85 billion
    assert int(llama_3 / 1e9) == int(models.LLAMA_3_405B.n_total / 1e9) == 405


def test_deepseek_v3_adds_up():
    d = 7_168
    attention = [(d, 1_536), (1_536, 24_576), (d, 576), (512, 32_768), (16_384, d)]
    dense = [(d, 18_432), (d, 18_432), (18_432, d)]  # the first three blocks have no experts
    expert, router, table = [(d, 2_048), (d, 2_048), (2_048, d)], [(d, 256)], [(129_280, d)]
    blocks = 61 * entries(attention) + 3 * entries(dense) + 58 * entries(router)
    stored = blocks + 58 * 257 * entries(expert) + 2 * entries(table)
    passed = blocks + 58 * 9 * entries(expert) + entries(table)  # looking up costs no product
    assert round(stored / 1e9) == round(DEEPSEEK_V3.n_total / 1e9) == 671
    assert round(passed / 1e9) == round(DEEPSEEK_V3.n_activated / 1e9) == 37


def test_only_deepseek_is_a_mixture_of_experts():
    assert [model.name for model in models.PUBLISHED if model.is_moe] == ["DeepSeek-V3"]
    assert all((model.block is None) is not model.is_moe for model in models.PUBLISHED)


def test_published_is_in_order_each_with_a_source_and_a_name_of_its_own():
    years = [model.year for model in models.PUBLISHED]
    assert years == sorted(years)
    assert len({model.name for model in models.PUBLISHED}) == len(models.PUBLISHED) == 7
    assert all(str(model.year)[2:] in model.source for model in models.PUBLISHED)


def test_a_model_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        LLAMA_2_7B.n_total = 1


MODEL_RULES = {
    "model": {
        "n_total": "whole from 1",
        "n_activated": "whole from 1",
        "vocab_size": "whole from 2",
        "d_model": "whole from 1",
        "n_layers": "whole from 1",
        "n_tokens": "positive",
    }
}


@pytest.mark.parametrize(
    ("_", "name", "value", "error", "words"),
    bad_arguments(MODEL_RULES),
)
def test_an_invalid_configuration_names_the_value_and_the_rule(_, name, value, error, words):
    with pytest.raises(error) as caught:
        replace(LLAMA_2_7B, **{name: value})
    for word in words:
        assert word in str(caught.value)


def test_a_configuration_holds_single_numbers():
    with pytest.raises(ValueError, match=r"n_total must be one number, got shape \(1,\)"):
        replace(LLAMA_2_7B, n_total=[7e9])


def test_no_more_is_activated_than_there_is():
    rule = "n_activated must not exceed n_total: 1000000001 > 1000000000"
    with pytest.raises(ValueError, match=rule):
        replace(LLAMA_2_7B, n_total=10**9, n_activated=10**9 + 1)


BLOCK_RULES = {
    "block": {
        **dict.fromkeys(asdict(DEEPSEEK_V3.block), "whole from 1"),
        "n_shared_experts": "whole from 0",
    }
}


@pytest.mark.parametrize(
    ("_", "name", "value", "error", "words"),
    bad_arguments(BLOCK_RULES),
)
def test_an_invalid_block_names_the_value_and_the_rule(_, name, value, error, words):
    with pytest.raises(error) as caught:
        replace(DEEPSEEK_V3.block, **{name: value})
    for word in words:
        assert word in str(caught.value)


def test_a_block_may_have_no_shared_expert_but_not_visit_absent_ones():
    assert isinstance(replace(DEEPSEEK_V3.block, n_shared_experts=0), MoEBlock)
    rule = "experts_per_token must not exceed n_routed_experts: 257 > 256"
    with pytest.raises(ValueError, match=rule):
        replace(DEEPSEEK_V3.block, experts_per_token=257)


@pytest.mark.parametrize(
    "model", [models.GPT_2_SMALL, models.GPT_2, LLAMA_2_7B, LLAMA_2_70B, models.LLAMA_3_405B]
)
def test_a_published_size_has_its_published_shape(model):
    assert models.dense_shape(model.n_total) == (model.d_model, model.n_layers)


def test_between_two_models_the_shape_is_between_theirs():
    # Halfway on the log scale: the geometric means of size, width and depth.
    size = sqrt(175e9 * 405e9)
    # sqrt(12288 * 16384) = 14,188.9 = 221.7 heads of 64; sqrt(96 * 126) = 109.98
    assert models.dense_shape(size) == (222 * 64, 110)


def test_beyond_the_last_model_the_line_goes_on():
    # As far beyond 405B as 175B lies before it: 16384^2 / 12288 = 21,845.3 = 341.3 heads of 64;
    # 126^2 / 96 = 165.4
    assert models.dense_shape(405e9**2 / 175e9) == (341 * 64, 165)


def test_the_smallest_shape_is_one_head_and_one_layer():
    assert models.dense_shape(1) == (64, 1)


@pytest.mark.parametrize(
    ("size", "error", "rule"),
    [(0, ValueError, "above 0, got 0"), (True, TypeError, "real number"), ([1, 2], ValueError, "")],
)
def test_a_shape_needs_one_positive_size(size, error, rule):
    with pytest.raises(error, match=f"n_params must be .*{rule}"):
        models.dense_shape(size)
