"""The explorer's sizes, choices and numbers, against hand arithmetic and the package."""

from dataclasses import replace
from itertools import pairwise
from math import isclose, log, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7 import density
from chapter7.published import fits
from chapter7.published.models import (
    DEEPSEEK_V3,
    GPT_2,
    GPT_3,
    LLAMA_2_7B,
    LLAMA_2_70B,
    LLAMA_3_405B,
    dense_shape,
)
from chapter7.widgets.explorer import PRESETS, STOPS, VOCABULARIES, Setting, read, stop_index
from chapter7.widgets.explorer.scales import MARKS, scales
from chapter7.widgets.explorer.settings import CHOICES, LINKED, MOST_PREDICTIONS, START
from chapter7.widgets.explorer.stops import named

# One DeepSeek-V3 module, by hand from the report's configuration: latent attention, router,
# projection of 2 d to d, experts of 3 d x 2048.
D = 7_168
ATTENTION = (
    D * 1_536 + 1_536 * 128 * (128 + 64) + D * (512 + 64) + 512 * 128 * (128 + 128) + 128 * 128 * D
)
REST = 256 * D + 2 * D * D
EXPERT = 3 * D * 2_048
MODULE = ATTENTION + REST + 9 * EXPERT  # its pass through the shared head apart

SETTINGS = st.builds(Setting, *(st.sampled_from(choice) for choice in CHOICES.values()))


def expected(setting: Setting) -> tuple[float, float]:
    """FLOPs and bits per token straight from `chapter7.density` and `chapter7.published.fits`."""
    stop, k, vocab = setting.stop, setting.k, setting.vocab
    extra = {
        "free": 0,
        "bare": density.bare_head_params(stop.d_model, vocab, 2),
        "module": None,
    }[setting.heads]
    channels = stop.d_model
    if stop.basis in ("activated", "total"):
        channels = density.attention_channels(stop.model)
    if extra is None and stop.basis == "activated":
        model = replace(stop.model, vocab_size=vocab)
        extra = density.module_params(model, basis="activated")
    elif extra is None and stop.basis == "total":
        extra = density.module_params(stop.model, basis="own") + stop.d_model * vocab
    elif extra is None:
        extra = density.dense_module_params(stop.d_model, vocab)
    flops = density.training_flops(stop.n_params + (k - 1) * extra, 1)
    if setting.context:
        layers = stop.n_layers + (k - 1 if setting.heads == "module" else 0)
        flops += density.attention_flops(layers, channels, setting.context)
    labels = k if setting.count == "terms" else 1
    if setting.bits == "ceiling":
        return flops, density.supervisory_bits(1, vocab, labels)
    return flops, labels * fits.chinchilla_bits(stop.n_params, 20 * stop.n_params)


def test_stops_run_from_100M_to_2T_24_a_decade_and_hold_the_published_models():
    sizes = [stop.n_params for stop in STOPS]
    assert sizes == sorted(set(sizes))
    assert (sizes[0], sizes[-1]) == (100e6, 2e12)
    assert max(after / before for before, after in pairwise(sizes)) < 1.19
    assert 100 <= len(STOPS) <= 115
    named = {(s.model.name, s.basis): s.n_params for s in STOPS if s.model is not None}
    assert named == {
        ("GPT-2", "dense"): 1.5e9,
        ("Llama-2-7B", "dense"): 6_738_415_616,
        ("Llama-2-70B", "dense"): 68_976_648_192,
        ("GPT-3", "dense"): 175e9,
        ("Llama-3.1-405B", "dense"): 405e9,
        ("DeepSeek-V3", "activated"): 37e9,
        ("DeepSeek-V3", "total"): 671e9,
    }


@pytest.mark.parametrize("model", [GPT_2, GPT_3, LLAMA_2_7B, LLAMA_2_70B, LLAMA_3_405B])
def test_the_interpolated_shape_is_the_published_one_at_a_published_size(model):
    assert dense_shape(model.n_total) == (model.d_model, model.n_layers)


def test_the_interpolated_shape_by_hand():
    # Halfway in log N between GPT-3 and Llama-3.1-405B: sqrt(12288 * 16384) = 14189, in steps
    # of 64: 14208; sqrt(96 * 126) = 109.98.
    assert dense_shape((175e9 * 405e9) ** 0.5) == (14_208, 110)
    # Beyond the last model along the same line: one more such step, 405/175 times the size.
    # 16384 * 4/3 = 21845, in steps of 64: 21824; 126 * 126/96 = 165.4.
    assert dense_shape(405e9 * 405 / 175) == (21_824, 165)
    # Below the first: GPT-2 small has 768 channels, 12 layers.
    assert dense_shape(124_439_808) == (768, 12)
    width, depth = dense_shape(100e6)
    assert 640 <= width < 768 and 10 <= depth < 12


@pytest.mark.parametrize("bad", [0, -1e9, float("nan"), float("inf")])
def test_no_shape_for_a_size_that_is_none(bad):
    with pytest.raises(ValueError, match="n_params"):
        dense_shape(bad)


def test_no_stop_for_a_model_that_is_not_on_the_slider():
    with pytest.raises(ValueError, match="GPT-2, basis 'activated'"):
        stop_index(GPT_2, "activated")


def test_a_reading_by_hand():
    reading = read(PRESETS["DeepSeek-V3 / MTP, k = 2"])
    module = 6 * (MODULE + D * 129_280)
    assert reading.trunk_flops == 222e9
    assert reading.extra_flops == pytest.approx(module, rel=1e-14)
    assert reading.flops_per_token == pytest.approx(222e9 + module, rel=1e-14)
    assert reading.bits_per_token == pytest.approx(2 * log2(129_280), rel=1e-14)
    assert reading.density == pytest.approx(2 * log2(129_280) / (222 + module / 1e9), rel=1e-12)
    assert reading.gain == pytest.approx(2 * 222e9 / (222e9 + module), rel=1e-12)


HEADS = [  # model, basis, heads -> parameters that one further prediction adds at V = 32,000
    (LLAMA_2_7B, "dense", "free", 0),
    (LLAMA_2_7B, "dense", "bare", 4_096 * 32_000),
    (LLAMA_2_7B, "dense", "module", 14 * 4_096**2 + 4_096 * 32_000),
    (DEEPSEEK_V3, "activated", "free", 0),
    (DEEPSEEK_V3, "activated", "bare", D * 32_000),
    (DEEPSEEK_V3, "activated", "module", MODULE + D * 32_000),
    (DEEPSEEK_V3, "total", "bare", D * 32_000),
    (DEEPSEEK_V3, "total", "module", MODULE + 248 * EXPERT + D * 32_000),
]


@pytest.mark.parametrize(("model", "basis", "heads", "params"), HEADS)
def test_the_price_of_a_further_prediction_by_hand(model, basis, heads, params):
    reading = read(Setting(stop_index(model, basis), 3, 32_000, heads))
    assert reading.extra_flops == pytest.approx(2 * 6 * params, rel=1e-14)


def test_attention_by_hand():
    # Llama-2-7B: 6 x 32 layers x 4096 tokens x 4096 channels; a module of its own adds a layer.
    at = stop_index(LLAMA_2_7B)
    layer = 6 * 8_192 * 4_096
    assert read(Setting(at, 1, 32_000, context=8_192)).attention_flops == 32 * layer
    with_module, without = (
        read(Setting(at, 2, 32_000, "module", context=T)).extra_flops for T in (8_192, 0)
    )
    assert with_module - without == pytest.approx(layer, rel=1e-9)
    # DeepSeek-V3's latent heads: 128 x (128 + 64) channels of scores, 128 x 128 of sums
    v3 = read(Setting(stop_index(DEEPSEEK_V3), 1, 129_280, context=2_048))
    assert v3.attention_flops == 6 * 61 * 2_048 * (24_576 + 16_384) / 2


def test_residual_bits_by_hand():
    # 1.69 + 406.4 / N^0.34 + 410.7 / (20 N)^0.28 nats, and 20 tokens a parameter: 135 billion
    n = 6_738_415_616
    nats = 1.69 + 406.4 / n**0.34 + 410.7 / (20 * n) ** 0.28
    reading = read(Setting(stop_index(LLAMA_2_7B), 4, 32_000, bits="residual"))
    assert reading.bits_per_token == pytest.approx(4 * nats / log(2), rel=1e-12)


def test_loss_terms_grow_fourfold_and_label_information_does_not():
    for bits in CHOICES["bits"]:
        one, four = (
            {
                count: read(Setting(START.size, k, 129_280, "module", bits, 0, count))
                for count in ("terms", "information")
            }
            for k in (1, 4)
        )
        assert four["terms"].bits_per_token == 4 * one["terms"].bits_per_token
        assert four["information"].bits_per_token == one["information"].bits_per_token
        assert one["terms"] == one["information"]


@given(SETTINGS)
def test_a_reading_is_what_the_package_gives(setting):
    flops, bits = expected(setting)
    reading = read(setting)
    assert isclose(reading.flops_per_token, flops, rel_tol=1e-12)
    assert isclose(reading.bits_per_token, bits, rel_tol=1e-12)
    assert isclose(reading.density, 1e9 * bits / flops, rel_tol=1e-12)
    one = replace(setting, k=1)
    assert isclose(reading.gain, reading.density / read(one).density, rel_tol=1e-12)


@given(SETTINGS)
def test_where_only_weights_count_the_density_is_the_chapters(setting):
    plain = replace(setting, bits="ceiling", context=0, count="terms")
    extra = (plain.k - 1) * plain.stop.extra_params(plain.heads, plain.vocab)
    rho = density.supervisory_density(plain.stop.n_params, plain.vocab, plain.k, extra_params=extra)
    assert isclose(read(plain).density, 1e9 * rho, rel_tol=1e-12)


def test_the_three_behaviours():
    densities = [read(Setting(size, 1, 32_000)).density for size in range(len(STOPS))]
    assert densities == sorted(densities, reverse=True)
    at = stop_index(LLAMA_2_70B)
    one, eight = read(Setting(at, 1, 32_000)), read(Setting(at, 8, 32_000))
    assert eight.bits_per_token == pytest.approx(8 * one.bits_per_token)
    assert eight.flops_per_token / one.flops_per_token == pytest.approx(
        1 + 7 * 8_192 * 32_000 / 68_976_648_192
    )
    ntp, mtp = PRESETS["DeepSeek-V3 / NTP"], PRESETS["DeepSeek-V3 / MTP, k = 2"]
    assert ntp.stop == mtp.stop


@given(SETTINGS)
def test_every_setting_lies_on_its_scale(setting):
    reading = read(setting)
    for name, value in (("size", setting.stop.n_params), ("density", reading.density)):
        low, high = scales()[name]
        assert low <= value <= high


def test_marks_are_the_densities_of_known_models():
    ceiling = Setting(0, 8, 256_000, "module")  # neither k nor V of the setting moves a mark
    found = {(mark.stop.model.name, mark.stop.basis): mark.density(ceiling) for mark in MARKS}
    assert found == pytest.approx(
        {
            ("GPT-2", "dense"): log2(50_257) / 9,
            ("GPT-3", "dense"): log2(50_257) / 1_050,
            ("Chinchilla", "dense"): log2(32_000) / 420,
            ("Llama-2-7B", "dense"): log2(32_000) / (6 * 6.738415616),
            ("Llama-2-70B", "dense"): log2(32_000) / (6 * 68.976648192),
            ("Llama-3.1-405B", "dense"): log2(128_256) / 2_430,
            ("DeepSeek-V3", "activated"): log2(129_280) / 222,
            ("DeepSeek-V3", "total"): log2(129_280) / 4_026,
        }
    )
    counted = replace(ceiling, context=2_048)
    seven = next(mark for mark in MARKS if mark.stop.model == LLAMA_2_7B)
    attention = 6 * 32 * 4_096 * 2_048 / 1e9
    assert seven.density(counted) == pytest.approx(log2(32_000) / (6 * 6.738415616 + attention))


def test_under_the_slider_stand_models_and_both_ends_with_their_vocabularies():
    found = [(STOPS[size].n_params, vocab) for size, vocab in named(STOPS).items()]
    assert found == [
        (100e6, 50_257),
        (1.5e9, 50_257),
        (6_738_415_616, 32_000),
        (37e9, 129_280),
        (68_976_648_192, 32_000),
        (405e9, 128_256),
        (2e12, 129_280),
    ]


def test_the_figure_begins_with_next_token_prediction():
    assert PRESETS["DeepSeek-V3 / NTP"] == START and START.k == 1
    assert replace(LINKED, k=1) == START and LINKED.k == 2  # what a link left out, before


def test_choices_name_every_part_and_start_with_the_smallest():
    assert list(CHOICES) == list(Setting.__slots__)
    for name in ("size", "k", "vocab", "context"):
        assert list(CHOICES[name]) == sorted(CHOICES[name])
    assert CHOICES["k"][-1] == MOST_PREDICTIONS
    assert CHOICES["vocab"] == tuple(VOCABULARIES)
