"""The explorer's traits in Python."""

import json
import re
from dataclasses import asdict
from html import unescape

import ipywidgets
import numpy as np
import pytest
import traitlets

from chapter7.published.models import GPT_2, GPT_3
from chapter7.widgets.explorer import (
    PRESETS,
    STOPS,
    VOCABULARIES,
    Explorer,
    Setting,
    read,
    stop_index,
)
from chapter7.widgets.explorer.settings import CHOICES, START

VIEW = "application/vnd.jupyter.widget-view+json"
OTHER = Setting(103, 8, 256_000, "free", "residual", 32_768, "information")


def test_traits_are_set_and_read_back():
    explorer = Explorer(size=3, k=4, vocab=32_000)
    assert explorer.setting == Setting(3, 4, 32_000, START.heads)
    for name, value in asdict(OTHER).items():
        setattr(explorer, name, value)
    explorer.pin = asdict(START)
    assert explorer.setting == OTHER
    assert explorer.reading() == read(OTHER)
    assert explorer.pin == asdict(START)
    assert {*CHOICES, "pin", "tables"} <= set(explorer.keys)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_chosen_by_name(preset):
    explorer = Explorer(**asdict(OTHER))
    explorer.choose(preset)
    assert explorer.setting == PRESETS[preset]


def test_an_unknown_preset_is_refused():
    with pytest.raises(KeyError, match="Llama-2-7B / NTP"):
        Explorer().choose("GPT-5")


BAD = [
    ("size", -1, f"from 0 to {len(STOPS) - 1}"),
    ("size", len(STOPS), f"from 0 to {len(STOPS) - 1}"),
    ("size", 1.0, f"from 0 to {len(STOPS) - 1}"),
    ("k", 0, "from 1 to 8"),
    ("k", 9, "from 1 to 8"),
    ("k", True, "from 1 to 8"),
    ("k", np.bool_(True), "from 1 to 8"),
    ("k", np.float64(3), "from 1 to 8"),
    ("k", np.array([3]), "from 1 to 8"),
    ("k", "2", "from 1 to 8"),
    ("vocab", 50_000, "32000, 50257, 128256, 129280, 256000"),
    ("vocab", None, "32000, 50257, 128256, 129280, 256000"),
    ("heads", "gratis", "free.*bare.*module"),
    ("heads", ["bare"], "free.*bare.*module"),
    ("bits", 1, "ceiling.*residual"),
    ("context", 4_096, "0, 2048, 8192, 32768, 131072"),
    ("context", False, "0, 2048, 8192, 32768, 131072"),
    ("count", "", "terms.*information"),
    ("pin", 3, "None or a dict of size, k, vocab, heads, bits, context, count"),
    ("pin", {"k": 2}, "None or a dict of size"),
    ("pin", {**asdict(START), "more": 1}, "None or a dict of size"),
    ("pin", {**asdict(START), "k": 2.0}, "a dict whose k is a whole number .* from 1 to 8"),
    ("pin", {**asdict(START), "k": 9}, "a dict whose k is a whole number .* from 1 to 8"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    explorer = Explorer()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(explorer, trait, bad)
    with pytest.raises(traitlets.TraitError, match=rule):
        Explorer(**{trait: bad})
    assert explorer.setting == START and explorer.pin is None


def test_what_python_computes_is_read_only():
    with pytest.raises(traitlets.TraitError, match="read-only"):
        Explorer().tables = {}


def test_numpys_whole_numbers_and_texts_are_whole_numbers_and_texts():
    explorer = Explorer(k=np.int64(3), heads=np.str_("free"))
    explorer.size = np.uint8(7)
    explorer.pin = {**asdict(START), "k": np.int32(5)}
    found = (explorer.k, explorer.heads, explorer.size, explorer.pin["k"])
    assert found == (3, "free", 7, 5)
    assert [type(value) for value in found] == [int, str, int, int]


def test_every_trait_is_documented():
    for name in {*CHOICES, "pin", "tables"}:
        assert re.search(rf"\b{name}\b.*: ", Explorer.__doc__), name


def test_traits_link_to_ordinary_widgets():
    explorer = Explorer()
    linked = {
        "k": ipywidgets.IntSlider(min=1, max=8),
        "size": ipywidgets.IntSlider(min=0, max=len(STOPS) - 1),
        "vocab": ipywidgets.Dropdown(options=list(VOCABULARIES)),
        "heads": ipywidgets.Dropdown(options=CHOICES["heads"]),
        "context": ipywidgets.SelectionSlider(options=CHOICES["context"]),
    }
    for trait, widget in linked.items():
        traitlets.link((explorer, trait), (widget, "value"))
    for trait, value in (("k", 5), ("size", 7), ("vocab", 32_000), ("context", 8_192)):
        linked[trait].value = value
    linked["heads"].value = "free"
    assert explorer.setting == Setting(7, 5, 32_000, "free", context=8_192)
    explorer.choose("GPT-2")
    assert [linked[name].value for name in ("k", "size", "vocab")] == [
        1,
        stop_index(GPT_2),
        50_257,
    ]


def test_a_message_from_the_browser_moves_the_figure():
    explorer = Explorer()
    explorer.set_state({"k": 7, "heads": "free", "pin": asdict(OTHER)})
    assert (explorer.k, explorer.heads, explorer.pin) == (7, "free", asdict(OTHER))
    assert explorer.get_state()["k"] == 7


def test_the_bundle_carries_the_live_view_and_the_static_figure():
    setting = Setting(stop_index(GPT_3), 3, 50_257, "free")
    explorer = Explorer(**asdict(setting), pin=asdict(START))
    data, metadata = explorer._repr_mimebundle_()
    assert data[VIEW]["model_id"] == explorer.model_id
    assert metadata == {}
    page = data["text/html"]
    assert page.startswith('<div class="c7-widget" data-module="explorer"')
    state = json.loads(unescape(re.search(r"data-state='([^']*)'", page)[1]))
    tables = state.pop("tables")
    assert state == {**asdict(setting), "pin": asdict(START)}
    assert tables == json.loads(json.dumps(explorer.tables))
