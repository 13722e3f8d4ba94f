"""The stepper against its record and against `decoding.verify`, and its traits."""

import re
from dataclasses import replace

import pytest
import traitlets

from chapter7.lab import load_record
from chapter7.widgets.stepper import TEXTS, WRITERS, Stepper
from chapter7.widgets.stepper.stepper import DECODED, LAST, N_ROUNDS, tables, texts
from tests.widgets.node import evaluate

SCRIPT = ["stepper/stepper.js"]
RECORD = load_record("drafts")
STATES = [
    {"writer": writer, "text": text, "step": step}
    for writer in WRITERS
    for text in range(len(TEXTS))
    for step in range(LAST + 1)
]


def of_script(body: str) -> list:
    return evaluate(SCRIPT, body, {"tables": tables(), "states": STATES})


def decoded(state: dict) -> dict:
    (run,) = (run for run in RECORD.runs if run["variant"] == state["writer"] and run["seed"] == 0)
    return run["probes"][-1]["shown"][TEXTS[state["text"]]]


def test_it_counts_what_the_rounds_gave():
    found = of_script("return given.states.map((state) => js.counts(given.tables, state));")
    for state, counted in zip(STATES, found, strict=True):
        rounds = decoded(state)["rounds"]
        n = min(state["step"] // 2, len(rounds))
        assert counted["passes"] == n
        assert counted["tokens"] == [one["kept"] + 1 for one in rounds[:n]]


def test_where_a_step_is():
    body = """return given.states.map((state) => {
      const { number, isChecked, isLast, past } = js.stateOf(given.tables, state);
      return [number, isChecked, isLast, past.length];
    });"""
    for state, found in zip(STATES, of_script(body), strict=True):
        end = 2 * len(decoded(state)["rounds"])
        at = min(state["step"], end)
        number = -(-at // 2)
        assert found == [number, at % 2 == 0, at == end, max(0, number - 1)], state


def test_what_is_said_of_a_draft_is_what_the_rule_says():
    """u below p / q keeps it, as far as what was recorded can tell."""
    body = """return Object.values(given.tables.texts).flat().flatMap(({ rounds }) =>
      rounds.flatMap((one) => one.drafted.map((_, i) => js.verdict(one, i))));"""
    kept = refused = 0
    for one in of_script(body):
        p, q, u = one["p"], one["q"], one["u"]  # p and q to half a thousandth
        if one["isReached"] and one["isKept"]:
            assert u * (q - 0.5) < p + 0.5, one
            kept += 1
        elif one["isReached"]:
            assert u * (q + 0.5) >= p - 0.5, one
            refused += 1
    assert kept > 60 and refused > 30


def test_bars_hold_what_was_drafted_and_added():
    for both in DECODED.values():
        for text in both:
            for one in text["rounds"]:
                pieces = [[bar[0] for bar in bars] for bars in one["bars"]]
                assert all(x in at for x, at in zip(one["drafted"], pieces, strict=False))
                assert one["added"] in pieces[one["kept"]]
                assert len(pieces) == len(one["drafted"]) + 1 == len(one["uniforms"])


def test_a_refused_tokens_place_gets_what_p_has_more():
    for both in DECODED.values():
        for text in both:
            for one in text["rounds"]:
                if one["kept"] < len(one["drafted"]):
                    (bar,) = (b for b in one["bars"][one["kept"]] if b[0] == one["added"])
                    assert bar[1] >= bar[2], one  # in thousandths


def test_the_still_figure_says_its_numbers():
    state = {"writer": "modules", "text": 0, "step": 8}
    assert {name: getattr(Stepper(), name) for name in state} == state
    rounds = decoded(state)["rounds"]
    html = Stepper()._repr_mimebundle_()[0]["text/html"]
    n = sum(one["kept"] + 1 for one in rounds[:4])
    assert f"4 passes of the model: {n} tokens with drafts, 4 without." in html
    assert f"round 4 of {len(rounds)}, checked" in html
    assert 0 < rounds[3]["kept"] < 3 and "is refused" in html  # it opens at a refusal
    html = Stepper(step=0)._repr_mimebundle_()[0]["text/html"]
    assert "Next: a draft." in html


def test_a_record_without_texts_is_refused():
    with pytest.raises(ValueError, match="not enough values to unpack"):
        texts(replace(RECORD, runs=[run for run in RECORD.runs if run["seed"]]))


BAD = [
    ("writer", "nobody", "one of modules, parallel heads"),
    ("text", 2, "0 or 1"),
    ("step", LAST + 1, f"from 0 to {LAST}, two a round"),
    ("step", 0.5, f"from 0 to {LAST}, two a round"),
    ("pin", {"step": 1}, "None or a dict of writer, text, step"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_rule_and_changes_nothing(trait, bad, rule):
    figure = Stepper()
    before = figure.writer, figure.text, figure.step, figure.pin
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.writer, figure.text, figure.step, figure.pin) == before


def test_every_trait_is_documented():
    for name in (*Stepper.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Stepper.__doc__), name
    assert N_ROUNDS > 10
