"""The figure of names that exist nowhere: by hand and from the record; its traits."""

import re
from itertools import product

import pytest
import traitlets

from chapter7.lab.records import load_record
from chapter7.widgets.strangers import FIRST, SECOND, Strangers
from chapter7.widgets.strangers.strangers import DRAWS, PARTNERS, tables
from tests.widgets.node import evaluate

STATES = [{"partners": w, "draw": draw} for w, draw in product(PARTNERS, range(DRAWS))]
SHARES = "return given.states.map((state) => js.shares(given.tables, state));"
NAMES = "return given.states.map((state) => js.drawnNames(given.tables, state));"


def found(body: str) -> list:
    return evaluate(["strangers/strangers.js"], body, {"tables": tables(), "states": STATES})


def test_the_shares_are_those_of_the_closed_form_and_of_the_record():
    record = load_record("new_angeles")
    for state, shown in zip(STATES, found(SHARES), strict=True):
        w = state["partners"]
        assert shown["closed"] == pytest.approx(1 - w / 8)  # two words of eight, drawn apart
        for kind in ("parallel", "sequential"):
            variant = f"{kind} m=8 w={w} copy=1"
            if variant in record.settings["variants"]:
                mean = record.found(variant, "strangers").mean()
                assert shown[kind] == pytest.approx(mean, abs=6e-5)
            else:
                assert shown[kind] is None
    assert sum(shown["parallel"] is not None for shown in found(SHARES)) == 4 * DRAWS


def test_a_name_exists_where_its_second_word_is_a_partner():
    for state, names in zip(STATES, found(NAMES), strict=True):
        partners = {(a, (a + j) % 8) for a in range(8) for j in range(state["partners"])}
        assert [name["isThere"] for name in names] == [
            (name["a"], name["b"]) in partners for name in names
        ]
    assert f"{FIRST[0]} {SECOND[0]}" == "New York"


def test_the_bits_are_log2_of_m_over_w():
    bits = tables()["bits"]
    assert [bits[w] for w in (8, 4, 2, 1)] == pytest.approx([0, 1, 2, 3])


def test_what_is_drawn_does_not_follow_the_ties():
    by_draw = {state["draw"]: [] for state in STATES}
    for state, names in zip(STATES, found(NAMES), strict=True):
        by_draw[state["draw"]].append([(name["a"], name["b"]) for name in names])
    assert all(texts == [texts[0]] * len(PARTNERS) for texts in by_draw.values())
    assert len({str(texts[0]) for texts in by_draw.values()}) == DRAWS


def test_the_still_figure_says_its_numbers():
    html = Strangers(partners=4)._repr_mimebundle_()[0]["text/html"]
    assert "Shown: partners of each first word 4 of 8, TC 1.00\u202fbits." in html
    assert ">50.0\u202f%</p>" in html
    assert html.count("c7-pair c7-there") == 2 * 8 * 4  # drawn for a desk and for a phone
    html = Strangers(partners=3)._repr_mimebundle_()[0]["text/html"]
    assert ">62.5\u202f%</p>" in html and html.count(">not tried</p>") == 2


BAD = [
    ("partners", 0, "from 1 to 8"),
    ("partners", 2.0, "from 1 to 8"),
    ("draw", DRAWS, f"from 0 to {DRAWS - 1}"),
    ("pin", {"draw": 1}, "None or a dict of partners, draw"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_range_and_changes_nothing(trait, bad, rule):
    figure = Strangers()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.partners, figure.draw, figure.pin) == (2, 0, None)


def test_every_trait_is_documented():
    for name in (*Strangers.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Strangers.__doc__), name
