"""The explorer's words, compared with sentences typed by hand, and its tour."""

import re
from dataclasses import asdict, replace
from html import unescape
from itertools import pairwise, product
from math import log2

import pytest

from chapter7.published.models import DEEPSEEK_V3, GPT_2, GPT_3, LLAMA_2_7B, LLAMA_2_70B
from chapter7.widgets.explorer import PRESETS, STOPS, Explorer, Setting, read, stop_index
from chapter7.widgets.explorer.settings import START
from chapter7.widgets.explorer.tables import tables
from chapter7.widgets.explorer.tour import STEPS
from tests.widgets.node import evaluate

NARROW = "\u202f"
SEVEN = Setting(stop_index(LLAMA_2_7B), 1, 32_000)
MODULES = [f"explorer/{name}.js" for name in ("numbers", "words", "areas", "strip", "plane")]
MTP = PRESETS["DeepSeek-V3 / MTP, k = 2"]


def said(body: str, setting: Setting, **more):
    """What an expression of the script's exports `js`, `tables` and `state` gives."""
    program = f"const tables = js.unpack(given.tables); const {{ state }} = given; return {body};"
    return evaluate(MODULES, program, {"tables": tables(), "state": asdict(setting), **more})


def told(setting: Setting, pin: Setting | None = None) -> dict[str, str]:
    texts = said("js.slots(tables, state, given.pin)", setting, pin=pin and asdict(pin))
    return {name: text.replace(NARROW, " ") for name, text in texts.items()}


def test_readouts_in_words():
    texts = told(MTP)
    assert texts["size"] == "37B activated of 671B"
    assert texts["compute"] == "232 GFLOP"
    assert texts["compute_note"] == "trunk 222 GFLOP + 1 module 9.69 GFLOP (+4.4 %)"
    assert texts["bits"] == "34.0 bits"
    assert texts["bits_note"] == "ceiling, 2 × log₂ 129,280: the same labels, asked twice"
    assert texts["density"] == "0.147 bits per GFLOP"
    # both bases at once: 34.0 bits over 6 x (671 + 13.5) GFLOP, a module with 257 experts
    assert texts["both"] == "By all 671B: 0.00828 bits per GFLOP."
    assert texts["counted"] == (
        "Counted: activated parameters, vocabulary 129,280, modules, ceiling bits, no attention, "
        "loss terms."
    )
    assert texts["why"] == (
        "1.92 times the density at one token, for 4.4 % more compute. "
        "Targets overlap: no new labels."
    )
    seven = told(SEVEN)
    assert seven["size"] == "6.74B · Llama-2-7B"
    assert seven["compute_note"] == "the trunk, its one output head included"
    assert seven["bits_note"] == "ceiling, log₂ 32,000: one label"
    assert seven["density"] == "0.370 bits per GFLOP"
    assert seven["why"] == "At most log₂ 32,000 bits for each token, however large the model."
    assert seven["counted"].startswith("Counted: vocabulary 32,000, bare heads,")
    assert seven["both"] == "Activated and total are one count here."
    four = told(Setting(0, 4, 32_000))
    assert "interpolated" in four["about"]
    assert "3 bare heads" in four["compute_note"]
    assert four["bits_note"].endswith("asked 4 times")
    total = told(Setting(stop_index(DEEPSEEK_V3, "total"), 2, 129_280, "module"))
    assert total["size"] == "671B total, 37B activated"
    assert "of a module, all it stores and shares" in total["about"]
    assert total["both"] == "By the 37B activated: 0.147 bits per GFLOP."


def test_heads_are_named_for_what_they_are():
    four = replace(SEVEN, k=4)
    assert told(replace(four, heads="free"))["compute_note"] == (
        "trunk 40.4 GFLOP + 3 free heads, taken as nothing"
    )
    dense = told(replace(four, heads="module"))["heads_why"]
    assert "12d²" in dense and "Our construction" in dense
    moe = told(replace(START, heads="module"))["heads_why"]
    assert "DeepSeek-V3’s own module" in moe and "construction" not in moe


def test_attention_is_named_and_says_where_the_context_stops_cancelling():
    # 6 N over 6 L d per token of context: 6.738e9 / (32 x 4096) = 51,410 tokens
    assert "at 51,000 tokens" in told(SEVEN)["context_why"]
    long = told(replace(SEVEN, context=8_192))
    # 8192 / 51410 = 15.9 %
    assert "16 % of the trunk’s weights" in long["context_why"]
    assert "Causal" in long["context_why"] and "eq. 2.2" in long["context_why"]
    assert long["compute_note"] == "trunk 40.4 GFLOP + attention 6.44 GFLOP"
    assert "d = 20,480" in told(replace(START, context=2_048))["context_why"]


def test_residual_bits_name_their_fit_and_where_it_does_not_reach():
    small = told(replace(SEVEN, bits="residual"))["bits_why"]
    assert "Chinchilla’s fit (Hoffmann et al. 2022, eq. 10)" in small
    assert "dense 6.74B model after 135B tokens, 20 a parameter." in small
    large = told(Setting(stop_index(GPT_3), 1, 50_257, bits="residual"))["bits_why"]
    assert "extrapolated beyond 16B" in large
    assert "no mixture of experts was fitted" in told(replace(START, bits="residual"))["bits_why"]


def test_new_labels_are_told_apart_from_loss_terms():
    new = told(replace(START, k=4, count="information"))
    assert new["bits"] == "17.0 bits"
    assert new["bits_note"] == "ceiling, log₂ 129,280: one new label, asked for in 4 terms"
    assert told(replace(START, k=4))["bits"] == "67.9 bits"
    residual = told(replace(START, k=4, count="information", bits="residual"))
    # 1.989 nats
    assert residual["bits_note"].startswith("residual by Chinchilla’s fit, 2.87 bits: one new")


def test_a_comparison_gives_ratios_and_says_what_is_counted_differently():
    assert "compare" not in told(START)
    ntp = replace(MTP, k=1)
    assert told(MTP, ntp)["compare"] == (
        "Against the pin, 37B activated of 671B, k = 1: compute × 1.04, supervision × 2.00, "
        "density × 1.92."
    )
    other = told(MTP, replace(ntp, heads="free"))["compare"]
    assert other.endswith("density × 1.92. Counted differently there.")


POSITIONS = [  # k, column, columns -> the words asked for, and what is said of missing ones
    (1, 0, 11, "is asked for “trunk”: at most 15.0 bits."),
    (2, 2, 6, "is asked for “every” and “layer”: at most 29.9 bits."),
    (
        2,
        9,
        11,
        "is asked for “asked”: at most 15.0 bits. One target lies past the sentence’s end.",
    ),
    (
        8,
        2,
        6,
        "is asked for “every”, “layer” and “for”: at most 44.9 bits."
        " 5 targets lie past the sentence’s end.",
    ),
    (1, 10, 11, "is asked for nothing: its target lies past the sentence’s end."),
    (3, 5, 6, "is asked for nothing: all of its 3 targets lie past the sentence’s end."),
]


@pytest.mark.parametrize(("k", "column", "columns", "expected"), POSITIONS)
def test_what_a_position_is_asked(k, column, columns, expected):
    texts = position(replace(SEVEN, k=k), column, columns)
    assert texts["asked"] == expected
    assert texts["position"].startswith(f"Position {column + 1}, “")


def test_what_a_position_is_asked_that_is_new():
    texts = position(replace(SEVEN, k=3, count="information"), 0, 11)
    assert texts["asked"] == (
        "is asked for “trunk”, “runs” and “every”; only the first is new: at most 15.0 bits."
    )
    # 6 x (6.738 + 2 x 0.131) billion
    assert texts["position"] == "Position 1, “The”: 42.0 GFLOP in 32 layers (12 drawn)"


def position(setting: Setting, column: int, columns: int) -> dict[str, str]:
    body = "js.positionSlots(tables, state, given.column, given.columns)"
    texts = said(body, setting, column=column, columns=columns)
    return {name: text.replace(NARROW, " ") for name, text in texts.items()}


def test_the_sentence_beside_the_ratio_follows_what_is_counted():
    four = replace(SEVEN, k=4)
    assert told(replace(four, heads="free"))["why"].startswith(
        "4.00 times the density at one token, each"
    )
    assert told(replace(four, count="information"))["why"] == (
        "0.945 times the density at one token: a token asked for again tells nothing new."
    )  # 1 / (1 + 3 x 0.131 / 6.738)
    assert "fewer, the larger the model" in told(replace(SEVEN, bits="residual"))["why"]


def test_the_still_figure_holds_its_numbers_in_words():
    page = Explorer(**asdict(Setting(stop_index(GPT_3), 3, 50_257)))._repr_mimebundle_()[0]
    text = unescape(re.sub(r"<[^>]+>", " ", page["text/html"])).replace(NARROW, " ")
    extra = 2 * 6 * 12_288 * 50_257
    assert f"{(1_050e9 + extra) / 1e9:,.0f}" == "1,057"
    assert "1,060 GFLOP" in text  # in three digits
    assert f"{3 * log2(50_257):.1f} bits" in text
    assert "Shown: 175B · GPT-3, k = 3, vocabulary 50,257. Counted: bare heads" in text
    assert "in 96 layers (12 drawn)" in text
    assert all(word in text for word in ("The", "trunk", "runs", "and"))


def test_the_columns_of_the_strip_are_drawn_once_each():
    drawing = said("js.strip(tables, state, true, 660, 11, 2)", MTP)
    paths = dict(re.findall(r'<path class="([^"]+)" d="([^"]+)"', drawing))
    assert paths["c7-cell"].count("M") == 11 * 12
    assert paths["c7-arc"].count("M") == 9  # 10 tokens have a next one; the lit one is apart
    assert paths["c7-arc c7-further c7-hot"].count("M") == 1
    assert drawing.count("c7-target") == 2
    assert "c7-cross" not in drawing
    # The lit column is the third of eleven 60 pixels apart: from its middle to the next one's.
    assert paths["c7-arc c7-hot"].startswith("M150 ") and " 210 " in paths["c7-arc c7-hot"]
    last = said("js.strip(tables, state, true, 660, 11, 10)", MTP)
    assert last.count("c7-cross") == 2
    new = said("js.strip(tables, state, true, 660, 11, 2)", replace(MTP, count="information"))
    assert "c7-further c7-uncounted c7-hot" in new


def test_the_folded_strip_has_the_words_and_the_lit_arcs_alone():
    drawing = said("js.strip(tables, state, false, 352, 8, 2)", MTP)
    assert drawing.count("<text") == 8
    assert "c7-cell" not in drawing and "c7-frame" not in drawing
    assert drawing.count("<path") == 2


@pytest.mark.parametrize(("width", "columns"), [(928, 11), (464, 10), (358, 8), (288, 6), (10, 1)])
def test_a_column_is_never_narrower_than_a_finger(width, columns):
    assert said("js.columnsAt(given.width)", START, width=width) == columns


def test_the_plane_holds_every_model_and_both_counts_of_one():
    drawing = said("js.plane(tables, state, 344).join('')", START)
    assert drawing.count('class="c7-mark"') == 8
    assert drawing.count('class="c7-at-other"') == drawing.count('class="c7-join"') == 1
    assert "c7-at-pin" not in drawing and "c7-pinned" not in drawing
    assert "c7-at-other" not in said("js.plane(tables, state, 344).join('')", SEVEN)
    heard = said("js.planeText(tables, state, js.slots(tables, state))", START).replace(NARROW, " ")
    assert "The setting shown: 37B activated of 671B, 0.0765 bits per GFLOP." in heard
    assert "Llama-2-7B ’23 0.370 bits per GFLOP" in heard


def test_a_model_of_its_own_vocabulary_is_named_and_its_size_alone_is_called_so():
    click = Setting(stop_index(GPT_2), 1, 50_257)
    assert told(click)["size"] == "1.5B · GPT-2"
    assert told(replace(click, vocab=129_280))["size"] == "1.5B, GPT-2’s size"


LABEL = re.compile(r'<text class="(c7-at-text|c7-tick)" x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]+)<')
CIRCLE = re.compile(r'<circle class="c7-(?:mark|at|at-other)" cx="([-\d.]+)" cy="([-\d.]+)"')


def test_no_label_of_the_plane_lies_on_a_line_or_a_circle():
    sizes = [*range(0, len(STOPS), 3), stop_index(DEEPSEEK_V3), len(STOPS) - 1]
    settings = [Setting(i, k, 129_280, "module") for i in sizes for k in (1, 2, 4, 8)]
    body = "given.states.map((one) => js.plane(tables, one, 344).join(''))"
    drawings = said(body, START, states=[*map(asdict, settings)])
    for setting, drawing in zip(settings, drawings, strict=True):
        points = [tuple(map(float, at)) for at in CIRCLE.findall(drawing)]
        for line in re.findall(r'class="c7-(?:now|plain)" d="M([^"]+)"', drawing):
            points += [tuple(map(float, pair.split())) for pair in line.split("L")]
        for name, x, y, words in LABEL.findall(drawing):
            if name == "c7-tick" and not words.startswith(("all ", "only ")):
                continue
            left, foot, wide = float(x), float(y), 8 * len(words)
            assert left + wide <= 345, (setting, words)
            on = [(a, b) for a, b in points if left < a < left + wide and foot - 12 < b < foot + 1]
            assert on == [], (setting, words)


def test_the_other_count_of_a_mixture_is_named_beside_its_circle():
    total = Setting(stop_index(DEEPSEEK_V3, "total"), 1, 129_280)
    counted = product(range(1, 9), ("free", "bare", "module"), ("terms", "information"))
    ways = [dict(zip(("k", "heads", "count"), one, strict=True)) for one in counted]
    for setting, words in ((START, "all 671B"), (total, "only 37B")):
        states = [asdict(replace(setting, **way)) for way in ways]
        drawings = said(
            "given.states.map((one) => js.plane(tables, one, 344).join(''))", START, states=states
        )
        for way, drawing in zip(ways, drawings, strict=True):
            assert f">{words}<" in drawing, way


def test_the_tours_right_answer_is_what_the_numbers_say():
    words = said("js.TOUR", START)
    assert [len(step["choices"]) for step in words] == [3, 3, 3]
    (start, twice, end), more, module = STEPS
    # A doubling halves the density, one token more almost doubles it: what is left is nearer to 1
    # than to any other answer, which are a half and two.
    assert read(twice).density / read(start).density == pytest.approx(0.5, abs=0.01)
    assert read(end).density / read(start).density == pytest.approx(1, abs=0.05)
    assert words[0]["choices"] == ["It halves", "It hardly moves", "It doubles"]
    assert words[0]["right"] == 1
    price = read(more[-1]).flops_per_token / read(more[0]).flops_per_token
    assert 1 < price < 1.02
    assert words[1]["choices"][words[1]["right"]] == "Hardly moves"
    gain = read(module[-1]).density / read(module[0]).density
    assert 1.9 < gain < 1.95
    assert words[2]["choices"][words[2]["right"]] == "Almost doubles"


def test_what_the_tour_says_of_the_whole_slider():
    assert log2(STOPS[-1].n_params / STOPS[0].n_params) == pytest.approx(14.2877, abs=1e-4)
    told = "Even k = 8 undoes no more than three doublings; this slider has fourteen."
    assert told in said("js.TOUR[0].told", START)


def test_what_a_movement_came_to_in_words():
    found = said("js.outcomeInWords(tables, given.path)", START, path=[*map(asdict, STEPS[0])])
    # 222 / 450; then 2 x 450 / (450 + 6 x 2.09), a dense module at 75 billion; both
    assert (found["first"], found["last"], found["density"]) == ("0.493", "1.95", "0.960")


def test_the_tour_moves_one_thing_at_a_time_and_begins_where_the_figure_does():
    for path in STEPS:
        for before, after in pairwise(path):
            parts = Setting.__slots__
            moved = [name for name in parts if getattr(before, name) != getattr(after, name)]
            assert len(moved) == 1
    assert STEPS[0][0] == START
    assert STEPS[1][0].stop.model == LLAMA_2_70B and STEPS[2][0].stop.model == DEEPSEEK_V3


def test_presets_are_settings_of_published_models():
    assert [preset.stop.model for preset in PRESETS.values()] == [
        GPT_2,
        LLAMA_2_7B,
        LLAMA_2_70B,
        DEEPSEEK_V3,
        DEEPSEEK_V3,
    ]
    assert all(preset.stop in STOPS for preset in PRESETS.values())
