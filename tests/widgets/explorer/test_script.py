"""The explorer's script against Python: the same numbers and the same texts at every setting."""

import gzip
import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from chapter7 import quantities
from chapter7.widgets.explorer import STOPS, Setting, read
from chapter7.widgets.explorer.drawing import picture, plane
from chapter7.widgets.explorer.marks import MARKS
from chapter7.widgets.explorer.markup import plane_text
from chapter7.widgets.explorer.settings import CHOICES
from chapter7.widgets.explorer.tables import tables
from chapter7.widgets.explorer.texts import WORDS, position_slots, slots

from .node import evaluate, run
from .test_settings import expected

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
    found = evaluate(body, given(SETTINGS))
    assert len(SETTINGS) >= 2_000
    for setting, reading in zip(SETTINGS, found, strict=True):
        flops, bits = expected(setting)
        assert reading["flops"] == pytest.approx(flops, rel=1e-12), setting
        assert reading["bits"] == pytest.approx(bits, rel=1e-12), setting
        assert reading["density"] == pytest.approx(1e9 * bits / flops, rel=1e-12), setting
        assert reading["gain"] == pytest.approx(read(setting).gain, rel=1e-12), setting


def test_every_readout_is_pythons_word_for_word():
    pins = [None if i % 3 == 0 else pin for i, pin in enumerate(drawn(len(SETTINGS)))]
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state, i) => js.slots(tables, state, given.pins[i]));
    """
    found = evaluate(body, given(SETTINGS, pins=[pin and asdict(pin) for pin in pins]))
    for setting, pin, texts in zip(SETTINGS, pins, found, strict=True):
        assert texts == slots(setting, pin), setting


def test_every_position_is_told_as_in_python():
    asked = [(s, DRAW.choice((6, 11))) for s in drawn(400)]
    asked = [(s, DRAW.randrange(columns), columns) for s, columns in asked]
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state, i) => js.positionSlots(tables, state, ...given.places[i]));
    """
    places = [[column, columns] for _, column, columns in asked]
    found = evaluate(body, given([s for s, *_ in asked], places=places))
    for (setting, column, columns), texts in zip(asked, found, strict=True):
        assert texts == position_slots(setting, column, columns), (setting, column)


def test_the_drawings_are_pythons():
    settings = drawn(60)
    width = 646
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) => ({
        columns: js.picture(tables, state, given.width, 11, state.k),
        line: js.planeLine(tables, state),
        plain: js.plainLine(tables, state),
        text: js.planeText(tables, state),
      }));
    """
    for setting, found in zip(settings, evaluate(body, given(settings, width=width)), strict=True):
        assert found["columns"] == picture(setting, width, len(WORDS), setting.k)
        assert found["text"] == plane_text(setting)
        drawn_here = plane(setting)
        assert f'<path class="c7-line c7-now" d="{found["line"]}">' in drawn_here
        assert f'<path class="c7-line c7-plain" d="{found["plain"]}">' in drawn_here


def test_marks_are_the_packages_densities():
    settings = drawn(50)
    body = """
      const tables = js.unpack(given.tables);
      return given.states.map((state) =>
        tables.marks.map((mark) => js.markDensity(tables, mark, state)));
    """
    for setting, found in zip(settings, evaluate(body, given(settings)), strict=True):
        assert found[: len(MARKS)] == pytest.approx([m.density(setting) for m in MARKS], rel=1e-12)


def test_numbers_become_text_as_in_python():
    values = [10 ** DRAW.uniform(-9, 27) for _ in range(3_000)]
    values += [i / 8 for i in range(-400, 4_000)]  # ties among them
    values += [9.995, 0.9995, 999.5, 9_995_000.0, 9_999_999.0, 0.00099995, 1e7, 2.5e22]
    body = """
      return given.map((value) => [1, 2, 3, 5].map((n) => js.significant(value, n))
        .concat(value >= 1 ? [js.withPrefix(value, "FLOP")] : []));
    """
    for value, texts in zip(values, evaluate(body, values), strict=True):
        wanted = [quantities.significant(value, n) for n in (1, 2, 3, 5)]
        if value >= 1:
            wanted.append(quantities.with_prefix(value, "FLOP"))
        assert texts == wanted, value


def test_what_the_page_carries_stays_small():
    packed = json.dumps(tables(), separators=(",", ":"), ensure_ascii=False)
    assert len(gzip.compress(packed.encode())) <= 8_192 + 512
