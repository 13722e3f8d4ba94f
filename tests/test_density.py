"""FLOPs, bits and densities against hand arithmetic, exact integers and loops."""

from math import isclose, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7 import density
from chapter7.published.models import DEEPSEEK_V3, LLAMA_2_7B
from tests.bad_input import bad_arguments

SIZES = st.floats(1, 1e15)
VOCABULARIES = st.integers(2, 10**7)
OFFSETS = st.integers(1, 64)

LOG2_50K = 4 + 5 * 2.321928094887362  # 50,000 = 2^4 * 5^5; log2 5 = 2.3219...
LOG2_V3 = 8 + 8.980139577639  # 129,280 = 2^8 * 505; log2 505 = 8.9801...

HAND = [
    # 6 * 7e9 * 4096
    (lambda: density.training_flops(7e9, 4_096), 1.72032e14),
    # 8 * 7e9 * 4096
    (lambda: density.training_flops(7e9, 4_096, recomputation=True), 2.29376e14),
    # 6 * 32 * 4096 * 4096, per token
    (lambda: density.attention_flops(32, 4_096, 4_096), 3_221_225_472),
    # the same for ten tokens
    (lambda: density.attention_flops(32, 4_096, 4_096, 10), 32_212_254_720),
    # a coin tossed once; 4096 labels of 15.6096 bits; three labels of one byte each per token
    (lambda: density.supervisory_bits(1, 2), 1),
    (lambda: density.supervisory_bits(4_096, 50_000), 4_096 * LOG2_50K),
    (lambda: density.supervisory_bits(10, 256, 3), 240),
    # 7B: 15.6096 / 4.2e10 = 0.3717 bits per GFLOP; 70B: a tenth; 100M: 15.6096 / 6e8
    (lambda: density.supervisory_density(7e9, 50_000) * 1e9, 0.37165810653),
    (lambda: density.supervisory_density(7e10, 50_000) * 1e9, 0.037165810653),
    (lambda: density.supervisory_density(1e8, 50_000) * 1e9, 26.016067457),
    # DeepSeek-V3: 16.98014 / (6 * 37e9) activated, / (6 * 671e9) in total; k = 2 doubles
    (lambda: density.supervisory_density(37e9, 129_280) * 1e9, LOG2_V3 / 222),
    (lambda: density.supervisory_density(671e9, 129_280) * 1e9, LOG2_V3 / 4_026),
    (lambda: density.supervisory_density(37e9, 129_280, 2) * 1e9, LOG2_V3 / 111),
    # one parameter and a coin: 1/6; four faces: 2/6, so that 1/6 is no upper bound
    (lambda: density.supervisory_density(1, 2), 1 / 6),
    (lambda: density.supervisory_density(1, 4), 1 / 3),
    # extra parameters: 2 * 8 bits / (6 * (3 + 1))
    (lambda: density.supervisory_density(3, 256, 2, extra_params=1), 2 / 3),
    # T = 4: offsets 1, 2, 3 have 3, 2, 1 labels
    (lambda: density.target_count(4, 3), 6),
    (lambda: density.target_count(2), 1),
    # one more head of 4096 * 50,000; none for k = 1
    (lambda: density.bare_head_params(4_096, 50_000, 2), 204_800_000),
    (lambda: density.bare_head_params(4_096, 50_000, 1), 0),
    # a dense module: 12 d^2 + 2 d^2 + d V at d = 10, V = 1000
    (lambda: density.dense_module_params(10, 1_000), 11_400.0),
    # 3.6e18 / (1e15 * 0.5) = 7200 seconds
    (lambda: density.gpu_hours(3.6e18, 1e15, 0.5), 2),
]


@pytest.mark.parametrize(("call", "expected"), HAND)
def test_by_hand(call, expected):
    value = call()
    assert type(value) is float
    assert isclose(value, expected, rel_tol=1e-10)


def test_the_figures_that_the_chapter_quotes():
    assert round(LOG2_50K, 4) == 15.6096
    assert round(density.supervisory_density(7e9, 50_000) * 1e9, 4) == 0.3717
    v3 = DEEPSEEK_V3
    assert round(density.supervisory_density(v3.n_activated, v3.vocab_size) * 1e9, 4) == 0.0765
    assert round(density.supervisory_density(v3.n_total, v3.vocab_size) * 1e9, 5) == 0.00422


# Every weight matrix of DeepSeek-V3's depth-1 module, (rows, columns), from the report's sizes:
# d 7168, 128 heads of 128 + 64 query and key and 128 value channels, ranks 1536 and 512.
ATTENTION = [
    (7_168, 1_536),  # query, down
    (1_536, 24_576),  # query, up: 128 * (128 + 64)
    (7_168, 576),  # keys and values, down: 512 + 64
    (512, 32_768),  # keys and values, up: 128 * (128 + 128)
    (16_384, 7_168),  # output: 128 * 128
]
ROUTER = [(7_168, 256)]
EXPERT = [(7_168, 2_048), (7_168, 2_048), (2_048, 7_168)]
PROJECTION = [(14_336, 7_168)]
HEAD = [(7_168, 129_280)]


def entries(shapes):
    return sum(rows * columns for rows, columns in shapes)


@pytest.mark.parametrize(
    ("basis", "shapes"),
    [
        ("activated", ATTENTION + ROUTER + PROJECTION + 9 * EXPERT + HEAD),  # 8 routed, 1 shared
        ("own", ATTENTION + ROUTER + PROJECTION + 257 * EXPERT),  # 256 routed, 1 shared
        ("stored", ATTENTION + ROUTER + PROJECTION + 257 * EXPERT + 2 * HEAD),
    ],
)
def test_deepseeks_module_matrix_by_matrix(basis, shapes):
    assert density.module_params(DEEPSEEK_V3, basis=basis) == entries(shapes)


def test_the_parts_of_deepseeks_module():
    expert = entries(EXPERT)
    block = {"router": entries(ROUTER), "attention": entries(ATTENTION), "shared expert": expert}
    own = block | {"projection": entries(PROJECTION), "routed experts": 256 * expert}
    assert density.module_parts(DEEPSEEK_V3, basis="own") == own
    met = own | {"routed experts": 8 * expert, "output head": entries(HEAD)}
    assert density.module_parts(DEEPSEEK_V3, basis="activated") == met
    stored = own | {"output head": entries(HEAD), "embedding": entries(HEAD)}
    assert density.module_parts(DEEPSEEK_V3, basis="stored") == stored


def test_deepseeks_module_as_the_weights_documentation_has_it():
    """README_WEIGHTS.md: 11.5B of its own, 1.5B activated; both without the projection."""
    for basis, published in (("own", 11.5), ("activated", 1.5)):
        parts = density.module_parts(DEEPSEEK_V3, basis=basis)
        assert round((sum(parts.values()) - parts["projection"]) / 1e9, 1) == published
        assert round(sum(parts.values()) / 1e9, 1) == pytest.approx(published + 0.1)
    # The released files hold 685 billion, 671 of them the main model's.
    stored = density.module_params(DEEPSEEK_V3, basis="stored")
    assert 685 - 671 - 1 < stored / 1e9 < 685 - 671 + 1


def test_deepseeks_module_as_the_chapter_quotes_it():
    activated = density.module_params(DEEPSEEK_V3, basis="activated")
    assert round(activated / 37e9 * 100, 1) == 4.4  # per cent
    assert round(density.module_params(DEEPSEEK_V3, basis="own") / 1e9, 1) == 11.6
    head = density.bare_head_params(7_168, 129_280, 2)
    assert round(head / 671e9 * 100, 2) == 0.14
    assert round(head / 37e9 * 100, 1) == 2.5


def test_a_module_needs_a_known_block_and_basis():
    with pytest.raises(ValueError, match=r"model must be a mixture of experts.*not Llama-2-7B"):
        density.module_params(LLAMA_2_7B, basis="own")
    with pytest.raises(ValueError, match='be "activated", "own" or "stored", got \'total\''):
        density.module_params(DEEPSEEK_V3, basis="total")


@given(SIZES, VOCABULARIES, OFFSETS)
def test_density_falls_as_one_over_n_and_grows_with_k(n, vocab_size, k):
    rho = density.supervisory_density(n, vocab_size)
    assert isclose(density.supervisory_density(10 * n, vocab_size), rho / 10, rel_tol=1e-12)
    assert isclose(density.supervisory_density(n, vocab_size, k), k * rho, rel_tol=1e-12)


@given(SIZES, st.integers(2, 3_000))
def test_squaring_the_vocabulary_doubles_the_bits(n, vocab_size):
    rho = density.supervisory_density(n, vocab_size)
    assert isclose(density.supervisory_density(n, vocab_size**2), 2 * rho, rel_tol=1e-12)


@given(SIZES, SIZES, VOCABULARIES, OFFSETS)
def test_the_context_cancels(n, n_tokens, vocab_size, k):
    bits = density.supervisory_bits(n_tokens, vocab_size, k)
    rho = bits / density.training_flops(n, n_tokens)
    assert isclose(density.supervisory_density(n, vocab_size, k), rho, rel_tol=1e-12)


@given(SIZES, VOCABULARIES, OFFSETS, SIZES)
def test_extra_parameters_only_dilute(n, vocab_size, k, extra):
    diluted = density.supervisory_density(n, vocab_size, k, extra_params=extra)
    undiluted = density.supervisory_density(n, vocab_size, k)
    assert diluted <= undiluted
    assert isclose(diluted * (n + extra), undiluted * n, rel_tol=1e-12)


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 10_000), st.integers(1, 999))
def test_attention_and_heads_as_exact_integers(n_layers, d_model, context, k):
    assert density.attention_flops(n_layers, d_model, context) == 6 * n_layers * d_model * context
    assert density.bare_head_params(d_model, 50_000, k) == (k - 1) * d_model * 50_000


@given(st.integers(2, 30), st.data())
def test_target_count_by_counting(n_tokens, data):
    k = data.draw(st.integers(1, n_tokens - 1))
    pairs = [(t, j) for t in range(n_tokens) for j in range(1, k + 1) if t + j < n_tokens]
    assert density.target_count(n_tokens, k) == len(pairs)


def test_a_million_rows_in_one_call():
    rng = np.random.default_rng(0)
    rows = 1_000_000
    n = rng.uniform(1e6, 1e13, rows)
    vocab_size, k = rng.integers(2, 300_000, rows), rng.integers(1, 9, rows)
    rho = density.supervisory_density(n, vocab_size, k)
    assert rho.shape == (rows,)
    for i in rng.integers(0, rows, 500):
        assert isclose(rho[i], int(k[i]) * log2(vocab_size[i]) / (6 * n[i]), rel_tol=1e-13)


def test_arguments_broadcast_like_numpy():
    n, vocab_size, k = np.array([[1e9], [7e9]]), [2, 4, 8], np.array(2)
    expected = [[2 / 6e9, 4 / 6e9, 6 / 6e9], [2 / 42e9, 4 / 42e9, 6 / 42e9]]
    np.testing.assert_allclose(density.supervisory_density(n, vocab_size, k), expected, rtol=1e-14)


def test_integers_do_not_overflow():
    # 6 * 10^12 * 15 * 10^12 = 9e25, beyond 64 bits
    n_params, n_tokens = np.array([10**12]), np.array([15 * 10**12])
    assert density.training_flops(n_params, n_tokens) == pytest.approx(9e25, rel=1e-15)
    assert density.training_flops(10**25, np.int32(1)) == pytest.approx(6e25, rel=1e-15)


@pytest.mark.parametrize(
    ("call", "quantity"),
    [
        (lambda: density.training_flops(1e200, 1e200), "training FLOPs"),
        (lambda: density.attention_flops(1e200, 1e200, 1), "attention FLOPs"),
        (lambda: density.supervisory_bits(1e308, 50_000), "supervisory bits"),
        (lambda: density.supervisory_density(1e-308, 2**20, 10**5), "supervisory density"),
        (lambda: density.target_count(1e308, 1e200), "target count"),
        (lambda: density.bare_head_params(1e200, 1e200, 2), "head parameters"),
        (lambda: density.gpu_hours(1e300, 1e-300, 1), "GPU hours"),
    ],
)
def test_a_result_beyond_a_float_raises(call, quantity):
    with pytest.raises(OverflowError, match=f"{quantity} is too large for a float"):
        call()


VALID = {
    "training_flops": {"n_params": 7e9, "n_tokens": 4_096},
    "attention_flops": {"n_layers": 2, "d_model": 8, "context": 4, "n_tokens": 1},
    "supervisory_bits": {"n_tokens": 4_096, "vocab_size": 50_000, "k": 1},
    "supervisory_density": {"n_params": 7e9, "vocab_size": 50_000, "k": 1, "extra_params": 0},
    "target_count": {"n_tokens": 4, "k": 1},
    "bare_head_params": {"d_model": 8, "vocab_size": 50_000, "k": 1},
    "dense_module_params": {"d_model": 8, "vocab_size": 50_000},
    "gpu_hours": {"flops": 1, "peak": 1, "utilisation": 1},
}
RULES = {
    "training_flops": {"n_params": "positive", "n_tokens": "positive"},
    "attention_flops": {
        "n_layers": "whole from 1",
        "d_model": "whole from 1",
        "context": "whole from 1",
        "n_tokens": "positive",
    },
    "supervisory_bits": {"n_tokens": "positive", "vocab_size": "whole from 2", "k": "whole from 1"},
    "supervisory_density": {
        "n_params": "positive",
        "vocab_size": "whole from 2",
        "k": "whole from 1",
        "extra_params": "not negative",
    },
    "target_count": {"n_tokens": "whole from 2", "k": "whole from 1"},
    "bare_head_params": {
        "d_model": "whole from 1",
        "vocab_size": "whole from 2",
        "k": "whole from 1",
    },
    "dense_module_params": {"d_model": "whole from 1", "vocab_size": "whole from 2"},
    "gpu_hours": {"flops": "positive", "peak": "positive", "utilisation": "positive"},
}


def test_channels_of_all_heads():
    assert density.attention_channels(LLAMA_2_7B) == 4_096
    # 128 heads: scores over 128 + 64 channels, sums over 128; their mean, as 2 L T d holds both
    assert density.attention_channels(DEEPSEEK_V3) == 128 * (128 + 64 + 128) / 2 == 20_480


@pytest.mark.parametrize(("function", "name", "value", "error", "words"), bad_arguments(RULES))
def test_invalid_input_names_the_value_and_the_rule(function, name, value, error, words):
    with pytest.raises(error) as caught:
        getattr(density, function)(**VALID[function] | {name: value})
    for word in words:
        assert word in str(caught.value)


def test_utilisation_is_at_most_one():
    with pytest.raises(ValueError, match=r"utilisation must be between 0 and 1, got 1\.2"):
        density.gpu_hours(1, 1, 1.2)


@pytest.mark.parametrize("k", [4, 5, [1, 4]])
def test_k_stays_below_the_sequence(k):
    with pytest.raises(ValueError, match=r"k must be below n_tokens: k=.*n_tokens=4"):
        density.target_count(4, k)


@pytest.mark.parametrize("function", VALID)
def test_shapes_that_do_not_broadcast_are_named(function):
    (first, a), (second, b) = list(VALID[function].items())[:2]
    with pytest.raises(ValueError, match=rf"broadcast:.*{first} \(2,\).*{second} \(3,\)"):
        getattr(density, function)(**VALID[function] | {first: [a] * 2, second: [b] * 3})
