"""The explorer in Python: its traits, its tables, its texts, and what it shows without a script."""

import json
import re
from html import unescape
from itertools import pairwise
from math import log2

import ipywidgets
import pytest
import traitlets

from chapter7.models import (
    DEEPSEEK_V3,
    GPT_2,
    GPT_3,
    LLAMA_2_7B,
    LLAMA_2_70B,
    LLAMA_3_405B,
    dense_shape,
)
from chapter7.widgets import explorer_page
from chapter7.widgets.explorer import PRESETS, STOPS, VOCABULARIES, Explorer, Setting, stop_index
from chapter7.widgets.explorer_tables import (
    MOST_PREDICTIONS,
    WORDS,
    marks,
    on_scale,
    position_slots,
    read,
    scales,
    slots,
    tables,
)

NARROW = "\u202f"
VIEW = "application/vnd.jupyter.widget-view+json"

# One DeepSeek-V3 module, by hand from the report's configuration: latent attention, router,
# projection of 2 d to d, experts of 3 d x 2048.
D = 7_168
ATTENTION = (
    D * 1_536 + 1_536 * 128 * (128 + 64) + D * (512 + 64) + 512 * 128 * (128 + 128) + 128 * 128 * D
)
REST = 256 * D + 2 * D * D
EXPERT = 3 * D * 2_048


def by_hand(stop, vocab):
    """Parameters that one more prediction adds, without the package's formulas."""
    if stop.basis == "activated":
        return ATTENTION + REST + 9 * EXPERT + D * vocab
    if stop.basis == "total":
        return ATTENTION + REST + 257 * EXPERT + D * vocab
    return stop.d_model * vocab


@pytest.fixture(scope="module")
def table():
    return tables()


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


def test_every_number_of_the_tables_by_hand(table):
    assert [choice["size"] for choice in table["vocabularies"]] == list(VOCABULARIES)
    for choice in table["vocabularies"]:
        assert choice["bits"] == pytest.approx(log2(choice["size"]), rel=1e-14)
    assert len(table["stops"]) == len(STOPS)
    for row, stop in zip(table["stops"], STOPS, strict=True):
        assert row["trunk"] == pytest.approx(6 * stop.n_params, rel=1e-14)
        expected = [6 * by_hand(stop, vocab) for vocab in VOCABULARIES]
        assert row["extra"] == pytest.approx(expected, rel=1e-14)
        assert row["cells"] == min(stop.n_layers, 12)


def test_the_two_bases_of_deepseek_lead_to_each_other_and_no_other_stop_leads_away(table):
    activated, total = stop_index(DEEPSEEK_V3, "activated"), stop_index(DEEPSEEK_V3, "total")
    others = {i: row["other"] for i, row in enumerate(table["stops"]) if row["other"] is not None}
    assert others == {activated: total, total: activated}


def test_a_reading_by_hand():
    reading = read(PRESETS["DeepSeek-V3 / MTP, k = 2"])
    module = 6 * (ATTENTION + REST + 9 * EXPERT + D * 129_280)
    assert reading.trunk_flops == 222e9
    assert reading.extra_flops == pytest.approx(module, rel=1e-14)
    assert reading.flops_per_token == pytest.approx(222e9 + module, rel=1e-14)
    assert reading.bits_per_token == pytest.approx(2 * log2(129_280), rel=1e-14)
    assert reading.density == pytest.approx(2 * log2(129_280) / (222 + module / 1e9), rel=1e-12)
    assert reading.gain == pytest.approx(2 * 222e9 / (222e9 + module), rel=1e-12)


def test_the_tables_lead_to_the_reading_at_every_setting(table):
    for size, row in enumerate(table["stops"]):
        for column, choice in enumerate(table["vocabularies"]):
            for k in (1, 2, 5, 8):
                reading = read(Setting(size, k, choice["size"]))
                flops = row["trunk"] + (k - 1) * row["extra"][column]
                assert reading.flops_per_token == pytest.approx(flops, rel=1e-13)
                rho = k * choice["bits"] / flops * table["giga"]
                assert reading.density == pytest.approx(rho, rel=1e-13)


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


def test_every_setting_lies_on_its_scale(table):
    assert on_scale("bits", 75) == 0.5
    for name in ("compute", "density"):
        low, high = scales()[name]
        assert on_scale(name, (low * high) ** 0.5) == pytest.approx(0.5)
    for size in range(len(STOPS)):
        for k in (1, MOST_PREDICTIONS):
            for vocab in VOCABULARIES:
                reading = read(Setting(size, k, vocab))
                assert on_scale("compute", reading.trunk_flops) > 0
                assert on_scale("compute", reading.flops_per_token) < 1
                assert on_scale("bits", reading.bits_per_token) < 1
                assert 0 < on_scale("density", reading.density) < 1


def test_marks_are_the_densities_of_known_models():
    found = {label: value for value, label in marks() if label}
    assert found == pytest.approx(
        {
            "GPT-2": log2(50_257) / 9,
            "7B": log2(32_000) / (6 * 6.738415616),
            "V3": log2(129_280) / 222,
            "V3 full": log2(129_280) / 4_026,
            "100M": log2(50_257) / 0.6,
        }
    )


def test_readouts_in_words():
    texts = slots(PRESETS["DeepSeek-V3 / MTP, k = 2"])
    assert texts["size"] == "37B activated of 671B"
    assert texts["compute"] == f"232{NARROW}GFLOP"
    assert texts["compute_note"] == (
        f"trunk 222{NARROW}GFLOP + 1 module 9.69{NARROW}GFLOP (+4.4{NARROW}%)"
    )
    assert texts["bits"] == f"34.0{NARROW}bits"
    assert texts["bits_note"] == "ceiling, 2 × log₂ 129,280: the same labels, asked twice"
    assert texts["density"] == f"0.147{NARROW}bits per GFLOP"
    assert texts["density_note"].endswith("1.92 times the density at k = 1")
    assert texts["caption"].startswith("61 layers (12 drawn), every cell computed")
    seven = slots(Setting(stop_index(LLAMA_2_7B), 1, 32_000))
    assert seven["size"] == "6.74B · Llama-2-7B"
    assert seven["compute_note"] == "the trunk, its one output head included"
    assert seven["bits_note"] == "ceiling, log₂ 32,000: one label"
    assert seven["density"] == f"0.370{NARROW}bits per GFLOP"
    assert seven["legend_extra"] == "no extra bare head"
    four = slots(Setting(0, 4, 32_000))
    assert "interpolated" in four["about"]
    assert "3 bare heads" in four["compute_note"]
    assert four["bits_note"].endswith("asked 4 times")
    total = slots(Setting(stop_index(DEEPSEEK_V3, "total"), 2, 129_280))
    assert total["size"] == "671B total, 37B activated"
    assert "of a module, all it stores and shares" in total["about"]


POSITIONS = [  # k, column, columns -> the words asked for, and what is said of missing ones
    (1, 0, 11, "is asked for “trunk”: at most 15.0 bits."),
    (2, 2, 6, "is asked for “every” and “layer”: at most 29.9 bits."),
    (
        2,
        9,
        11,
        "is asked for “asked”: at most 15.0 bits. One of its 2 targets lies past the end.",
    ),
    (
        8,
        2,
        6,
        "is asked for “every”, “layer” and “for”: at most 44.9 bits."
        " 5 of its 8 targets lie past the end.",
    ),
    (1, 10, 11, "is asked for nothing: its target lies past the end."),
    (3, 5, 6, "is asked for nothing: all of its 3 targets lie past the end."),
]


@pytest.mark.parametrize(("k", "column", "columns", "expected"), POSITIONS)
def test_what_a_position_is_asked(k, column, columns, expected):
    texts = position_slots(Setting(stop_index(LLAMA_2_7B), k, 32_000), column, columns)
    assert texts["asked"].replace(NARROW, " ") == expected
    assert texts["position"].startswith(f"Position {column + 1}, “{WORDS[column]}”: 4")


def test_traits_are_set_and_read_back():
    explorer = Explorer(size=3, k=4, vocab=32_000)
    assert explorer.setting == Setting(3, 4, 32_000)
    explorer.size, explorer.k, explorer.vocab = 103, 8, 256_000
    assert (explorer.size, explorer.k, explorer.vocab) == (103, 8, 256_000)
    assert explorer.reading() == read(Setting(103, 8, 256_000))
    assert explorer.texts() == slots(Setting(103, 8, 256_000))
    assert {"size", "k", "vocab", "tables", "markup"} <= set(explorer.keys)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_chosen_by_name(preset):
    explorer = Explorer(size=0, k=8, vocab=256_000)
    explorer.choose(preset)
    assert explorer.setting == PRESETS[preset]


def test_an_unknown_preset_is_refused():
    with pytest.raises(KeyError, match="Llama-2-7B / NTP"):
        Explorer().choose("GPT-5")


@pytest.mark.parametrize(
    ("trait", "bad", "rule"),
    [
        ("size", -1, f"from 0 to {len(STOPS) - 1}"),
        ("size", len(STOPS), f"from 0 to {len(STOPS) - 1}"),
        ("size", 1.0, f"from 0 to {len(STOPS) - 1}"),
        ("k", 0, "from 1 to 8"),
        ("k", 9, "from 1 to 8"),
        ("k", True, "from 1 to 8"),
        ("k", "2", "from 1 to 8"),
        ("vocab", 50_000, "32000, 50257, 128256, 129280, 256000"),
        ("vocab", None, "32000, 50257, 128256, 129280, 256000"),
    ],
)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    explorer = Explorer()
    before = explorer.setting
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(explorer, trait, bad)
    with pytest.raises(traitlets.TraitError, match=rule):
        Explorer(**{trait: bad})
    assert explorer.setting == before


@pytest.mark.parametrize("trait", ["tables", "markup"])
def test_what_python_computes_is_read_only(trait):
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(Explorer(), trait, getattr(Explorer(), trait))


def test_traits_link_to_ordinary_widgets():
    explorer = Explorer()
    k = ipywidgets.IntSlider(min=1, max=8)
    size = ipywidgets.IntSlider(min=0, max=len(STOPS) - 1)
    vocab = ipywidgets.Dropdown(options=list(VOCABULARIES))
    for trait, widget in (("k", k), ("size", size), ("vocab", vocab)):
        traitlets.link((explorer, trait), (widget, "value"))
    k.value, size.value, vocab.value = 5, 7, 32_000
    assert explorer.setting == Setting(7, 5, 32_000)
    explorer.choose("GPT-2")
    assert (k.value, size.value, vocab.value) == (1, stop_index(GPT_2), 50_257)


def test_a_message_from_the_browser_moves_the_figure():
    explorer = Explorer()
    explorer.set_state({"k": 7})
    assert explorer.k == 7
    assert explorer.get_state()["k"] == 7


def test_no_stop_for_a_model_that_is_not_on_the_slider():
    with pytest.raises(ValueError, match="GPT-2, basis 'activated'"):
        stop_index(GPT_2, "activated")


def test_the_bundle_carries_the_live_view_and_the_static_figure():
    explorer = Explorer(size=stop_index(GPT_3), k=3, vocab=50_257)
    data, metadata = explorer._repr_mimebundle_()
    assert data[VIEW]["model_id"] == explorer.model_id
    assert metadata == {}
    page = data["text/html"]
    assert page.startswith('<div class="c7-widget" data-module="explorer"')
    state = json.loads(unescape(re.search(r"data-state='([^']*)'", page)[1]))
    assert (state["size"], state["k"], state["vocab"]) == (stop_index(GPT_3), 3, 50_257)
    assert state["tables"] == json.loads(json.dumps(explorer.tables))


def test_the_static_figure_holds_its_numbers_in_words():
    page = explorer_page.page(Setting(stop_index(GPT_3), 3, 50_257), {})
    text = unescape(re.sub(r"<[^>]+>", " ", page)).replace(NARROW, " ")
    extra = 2 * 6 * 12_288 * 50_257
    assert f"{(1_050e9 + extra) / 1e12:.2f} TFLOP" in text
    assert f"{3 * log2(50_257):.1f} bits" in text
    assert "Shown: 175B · GPT-3, k = 3, vocabulary 50,257." in text
    assert "96 layers (12 drawn)" in text
    assert all(word in text for word in WORDS)


def test_the_static_drawings_show_each_column_once():
    setting = PRESETS["DeepSeek-V3 / MTP, k = 2"]
    drawing = explorer_page.picture(setting, 660, 11, 2)
    paths = dict(re.findall(r'<path class="([^"]+)" d="([^"]+)"', drawing))
    assert paths["c7-cell"].count("M") == 10 * 12
    assert paths["c7-cell c7-hot"].count("M") == 12
    assert paths["c7-extra c7-hot"].count("M") == 1
    assert paths["c7-arc c7-o1"].count("M") == 9  # 10 tokens have a next one; the lit one is apart
    assert paths["c7-arc c7-o2 c7-hot"].count("M") == 1
    assert drawing.count("c7-target") == 2
    assert drawing.count('<circle class="c7-dot"') == 2
    assert "c7-cross" not in drawing
    last = explorer_page.picture(setting, 660, 11, 10)
    assert last.count("c7-cross") == 2 and "c7-dot" not in last
