"""The explorer's script against Python: the same numbers at every setting."""

import gzip
import json
import random
from dataclasses import asdict, replace
from math import log
from pathlib import Path

import pytest

from chapter7.published.models import DEEPSEEK_V3, GPT_2, LLAMA_2_7B, PUBLISHED
from chapter7.widgets.explorer import STOPS, Explorer, Setting, read, stop_index
from chapter7.widgets.explorer.scales import MARKS, marks_of, scales
from chapter7.widgets.explorer.settings import CHOICES, START
from chapter7.widgets.explorer.stops import ON_SLIDER, stops_of
from chapter7.widgets.explorer.tables import tables
from chapter7.widgets.shared.still import still
from tests.widgets.explorer.test_settings import expected
from tests.widgets.node import evaluate, run

NUMBERS = ["explorer/numbers.js"]
DRAW = random.Random(7)
UNIT_TESTS = Path(__file__).parent / "explorer.test.mjs"


def drawn(n: int) -> list[Setting]:
    """Settings drawn from the whole space."""
    return [Setting(*map(DRAW.choice, CHOICES.values())) for _ in range(n)]


# Every stop with each kind of head, and 2,500 settings from anywhere.
SETTINGS = [
    Setting(size, 3, 50_257, heads, context=2_048)
    for size in range(len(STOPS))
    for heads in CHOICES["heads"]
] + drawn(2_500)


def given(settings: list[Setting], **more) -> dict:
    return {"tables": tables(), "states": [asdict(setting) for setting in settings], **more}


def test_the_pure_parts_pass_nodes_own_tests():
    done = run("--test", "--test-reporter=tap", str(UNIT_TESTS), stdin="")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tables_lead_to_the_packages_numbers():
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) => js.read(tables, state));
    """
    found = evaluate(NUMBERS, body, given(SETTINGS))
    assert len(SETTINGS) >= 2_000
    for setting, reading in zip(SETTINGS, found, strict=True):
        flops, bits = expected(setting)
        assert reading["flops"] == pytest.approx(flops, rel=1e-12), setting
        assert reading["bits"] == pytest.approx(bits, rel=1e-12), setting
        assert reading["density"] == pytest.approx(1e9 * bits / flops, rel=1e-12), setting
        assert reading["gain"] == pytest.approx(read(setting).gain, rel=1e-12), setting


def test_the_line_passes_through_the_packages_densities():
    settings = drawn(20)
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) =>
        [state, js.plain(state)].map((counted) => js.line(tables, counted)));
    """
    dense = [i for i, stop in enumerate(STOPS) if not stop.is_moe]
    (n_low, n_high), (low, high) = scales()["size"], scales()["density"]

    def point(setting: Setting) -> tuple[float, float]:
        flops, bits = expected(setting)
        x = log(setting.stop.n_params / n_low) / log(n_high / n_low)
        return x, 1 - log(1e9 * bits / flops / low) / log(high / low)

    found = evaluate(NUMBERS, body, given(settings))
    for setting, (line, plain) in zip(settings, found, strict=True):
        for points, counted in ((line, setting), (plain, replace(setting, k=1, context=0))):
            assert len(points) == len(dense)
            for size, at in list(zip(dense, points, strict=True))[::17]:
                assert at == pytest.approx(point(replace(counted, size=size)), abs=1e-9)


def test_marks_are_the_packages_densities():
    settings = drawn(50)
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) =>
        tables.marks.map((mark) => js.markDensity(tables, mark, state)));
    """
    for setting, found in zip(settings, evaluate(NUMBERS, body, given(settings)), strict=True):
        assert found[: len(MARKS)] == pytest.approx([m.density(setting) for m in MARKS], rel=1e-12)


V3, SEVEN = (stop_index(model) for model in (DEEPSEEK_V3, LLAMA_2_7B))
OLD_LINKS = [  # an address of the first edition -> the setting that it opened then, and its pin's
    (
        "size=37000000000&k=2&vocab=129280&heads=module&bits=ceiling&context=0&count=terms",
        Setting(V3, 2, 129_280, "module"),
    ),
    (
        "size=37000000000&k=1&vocab=129280&heads=module&bits=ceiling&context=0&count=terms",
        Setting(V3, 1, 129_280, "module"),
    ),
    (
        "size=6738415616&k=1&vocab=32000&heads=bare&bits=ceiling&context=0&count=terms",
        Setting(SEVEN, 1, 32_000),
    ),
    (
        "size=1500000000&k=1&vocab=50257&heads=bare&bits=ceiling&context=0&count=terms",
        Setting(stop_index(GPT_2), 1, 50_257),
    ),
    (
        "size=671000000000&k=8&vocab=256000&heads=free&bits=residual&context=131072&count=information",
        Setting(
            stop_index(DEEPSEEK_V3, "total"), 8, 256_000, "free", "residual", 131_072, "information"
        ),
    ),
    ("k=4", Setting(V3, 4, 129_280, "module")),
    ("size=6738415616", Setting(SEVEN, 2, 129_280, "module")),  # k was 2 where nothing was said
    ("heads=free&highlight=density", Setting(V3, 2, 129_280, "free")),
    ("context=9000", Setting(V3, 2, 129_280, "module", context=8_192)),
    ("k=NaN&bits=residual", Setting(V3, 2, 129_280, "module", "residual")),
    (
        "size=100000000&k=3&vocab=32000&heads=bare&bits=ceiling&context=0&count=terms"
        "&pin=37000000000_2_129280_module_ceiling_0_terms",
        Setting(0, 3, 32_000),
    ),
]


def test_every_link_that_worked_opens_the_same_setting():
    body = """
      const { default: explorer } = js;
      const tables = explorer.address.unpack(given.tables);
      const start = { ...given.tables.start, pin: null };
      const opened = (link) => explorer.address.decode(tables, new URLSearchParams(link), start);
      return given.links.map((link) => opened(link).state);
    """
    links = [link for link, _ in OLD_LINKS]
    found = evaluate(["explorer/explorer.js"], body, given([], links=links))
    pins = [state.pop("pin") for state in found]
    assert found == [asdict(setting) for _, setting in OLD_LINKS]
    assert pins == [None] * (len(links) - 1) + [asdict(Setting(V3, 2, 129_280, "module"))]


def test_an_address_that_says_nothing_opens_the_start():
    body = """
      const tables = js.default.address.unpack(given.tables);
      return ["", "highlight=k"].map((link) =>
        js.default.address.decode(tables, new URLSearchParams(link), given.start).state);
    """
    start = {**asdict(START), "pin": None}
    assert evaluate(["explorer/explorer.js"], body, given([], start=start)) == [start, start]


def test_what_the_page_carries_stays_small():
    packed = json.dumps(tables(), separators=(",", ":"), ensure_ascii=False)
    assert len(gzip.compress(packed.encode())) <= 8_192


def test_a_model_that_joins_the_list_is_shown_and_a_second_mixture_of_experts_is_one():
    dense = replace(PUBLISHED[0], name="Newcomer", n_total=20e9, n_activated=20e9)
    experts = replace(DEEPSEEK_V3, name="Twin", n_total=300e9, n_activated=12e9)
    stops = stops_of((*ON_SLIDER, dense, experts))
    given = tables(stops, marks_of((*PUBLISHED, dense, experts)))
    at = next(i for i, stop in enumerate(stops) if stop.model == experts)
    state = {**given["start"], "size": at, "pin": None, "tables": given}
    html = still(Explorer._esm, state)
    assert "12B activated of 300B" in html
    opened = evaluate(
        ["explorer/numbers.js", "explorer/words.js"],
        "const tables = js.unpack(given.tables); return js.slots(tables, given);",
        state,
    )
    assert "DeepSeek’s design with Twin’s own block" in opened["heads_why"]
    for name in ("Newcomer ’19", "Twin ’24, activated", "Twin ’24, total"):
        assert name in html
    assert html.count('class="c7-mark"') == 2 * (len(MARKS) + 3)  # once on a desk, once on a phone
