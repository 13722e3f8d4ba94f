"""The overlap figure against `chapter7.lab.decoding`, and its traits."""

import re
from itertools import product

import numpy as np
import pytest
import traitlets

from chapter7.lab.decoding import output_law
from chapter7.lab.decoding.law import draw
from chapter7.widgets.overlap import LAWS, Overlap, laws_of
from chapter7.widgets.overlap.overlap import A_THROW, DRAFTS, PARTS, TARGET, tables
from tests.widgets.node import evaluate

SCRIPT = ["overlap/overlap.js"]
WEIGHTS = [*DRAFTS.values(), (0, 0, 0, 0, 0), (0, 20, 0, 1, 7), (20, 0, 3, 0, 0)]
STATES = [
    dict(zip(PARTS, weights, strict=True)) | {"law": law, "throws": 2}
    for weights, law in product(WEIGHTS, LAWS)
]


def of_script(function: str) -> list:
    body = f"return given.states.map((state) => js.{function}(given.tables, state));"
    return evaluate(SCRIPT, body, {"tables": tables(), "states": STATES})


def weights_of(state: dict) -> tuple[int, ...]:
    return tuple(state[part] for part in PARTS)


def test_p_q_and_what_they_share():
    for state, found in zip(STATES, of_script("laws"), strict=True):
        p, q = laws_of(weights_of(state))
        assert found["p"] == pytest.approx(p) and found["q"] == pytest.approx(q)
        assert found["alpha"] == pytest.approx(1 - np.abs(p - q).sum() / 2)


def test_the_first_setting_by_hand():
    p, q = laws_of(DRAFTS["this page’s draft"])
    assert p.tolist() == pytest.approx([0.45, 0.3, 0.15, 0.1, 0])
    assert q.tolist() == pytest.approx([0.2, 0.4, 0.1, 0.2, 0.1])
    (found,) = (
        one for one, state in zip(of_script("longRun"), STATES, strict=True) if state == START
    )
    assert found["kept"] == pytest.approx(0.7) and found["drift"] == pytest.approx(0)


START = dict(zip(PARTS, DRAFTS["this page’s draft"], strict=True)) | {"law": "exact", "throws": 2}


def test_in_the_long_run_it_gives_what_the_package_enumerates():
    for state, found in zip(STATES, of_script("longRun"), strict=True):
        p, q = laws_of(weights_of(state))
        out = output_law(LAWS[state["law"]], [p, np.tile(p, (5, 1))], [q]).sum(axis=1)
        assert found["out"] == pytest.approx(out, abs=1e-12), state
        assert found["drift"] == pytest.approx(np.abs(out - p).sum() / 2, abs=1e-12)
        if state["law"] == "exact":
            assert found["drift"] == pytest.approx(0, abs=1e-12)


def mulberry32(seed: int):
    """Tommy Ettinger's generator, in Python's whole numbers."""
    whole = 2**32
    while True:
        seed = (seed + 0x6D2B79F5) % whole
        t = (seed ^ (seed >> 15)) * (seed | 1) % whole
        t ^= (t + (t ^ (t >> 7)) * (t | 61) % whole) % whole
        yield (t ^ (t >> 14)) / whole


def test_a_throw_is_judged_as_the_package_judges_it():
    """The same random numbers, through `Law.judge`."""
    random = mulberry32(7)
    numbers = np.array([next(random) for _ in range(2 * A_THROW * 3)]).reshape(-1, 3)
    for state, found in zip(STATES, of_script("thrown"), strict=True):
        p, q = laws_of(weights_of(state))
        drafted = draw(np.tile(q, (len(numbers), 1)), numbers[:, 0])[:, None]
        rows = np.tile(p, (len(numbers), 2, 1)), np.tile(q, (len(numbers), 1, 1))
        judge, ones = LAWS[state["law"]].judge, np.ones(len(numbers), dtype=int)
        kept, added = judge(*rows, drafted, numbers[:, 1:], ones)
        first = np.where(kept > 0, drafted[:, 0], added)
        assert found["counts"] == np.bincount(first, minlength=5).tolist(), state
        assert found["kept"] == kept.sum()


def test_the_still_figure_says_its_numbers():
    html = Overlap(throws=0)._repr_mimebundle_()[0]["text/html"]
    assert "Shared area: 70\u202f%. So often does the rule keep a draft." in html
    assert "“len” 40\u202f%" in html and "Throw some drafts." in html
    html = Overlap(law="plausible")._repr_mimebundle_()[0]["text/html"]
    assert "in the long run off by 24.0 points" in html and "judged by keep what is plaus" in html


BAD = [
    ("q0", 21, "from 0 to 20, a weight in q"),
    ("q4", 0.5, "from 0 to 20, a weight in q"),
    ("law", "medusa", "one of exact, plausible"),
    ("throws", 11, "thousands from 0 to 10"),
    ("pin", {"q0": 1}, "None or a dict of q0, q1"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_rule_and_changes_nothing(trait, bad, rule):
    figure = Overlap()
    before = {name: getattr(figure, name) for name in (*PARTS, "law", "throws", "pin")}
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert {name: getattr(figure, name) for name in before} == before


def test_every_trait_is_documented():
    for name in (*Overlap.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Overlap.__doc__), name


def test_the_target_never_says_its_last_token():
    assert TARGET[-1] == 0 and sum(TARGET) == 20
