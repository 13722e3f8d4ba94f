"""The alignment figure: its targets against a list of lists, its drawing, its traits."""

import re
from itertools import product

import pytest
import traitlets

from chapter7.lab import load_record
from chapter7.lab.mistakes import WAYS
from chapter7.widgets.alignment import DOCUMENTS, PADDING, TEXT, Alignment, K
from chapter7.widgets.alignment.alignment import tables
from tests.widgets.node import evaluate

T = len(TEXT)
SETTINGS = [*product(WAYS, DOCUMENTS, PADDING)]


def plain(way: str, documents: int, padding: int, offset: int) -> list[int | None]:
    """Where the head of that offset looks from each position, a position and a rule at a time."""
    number = [i for i, length in enumerate(DOCUMENTS[documents]) for _ in range(length)]
    reach = {"twice": offset + 1, "unshifted": offset - 1}.get(way, offset)
    row: list[int | None] = []
    for t in range(T):
        place = t + reach
        if way == "rolled" and place >= T:
            row.append(place - T)
            continue
        is_there = place < T - padding
        if is_there and way != "across":
            is_there = number[place] == number[t]
        row.append(place if is_there else None)
    return row


def divisor(way: str, documents: int, padding: int, row: list) -> int:
    first = plain("right", documents, padding, 1)
    counted = {"all": [0] * T, "main": first}.get(way, row)
    return sum(place is not None for place in counted)


def test_the_script_has_the_targets_of_a_plain_loop():
    body = "return given.states.map((state) => js.cells(given.tables, state));"
    names = ("way", "documents", "padding")
    states = [dict(zip(names, setting, strict=True)) for setting in SETTINGS]
    found = evaluate(["alignment/alignment.js"], body, {"tables": tables(), "states": states})
    assert len(found) == len(WAYS) * 4
    for setting, heads in zip(SETTINGS, found, strict=True):
        assert len(heads) == K
        for offset, head in enumerate(heads, start=1):
            row, right = plain(*setting, offset), plain("right", *setting[1:], offset)
            assert [cell["place"] for cell in head["targets"]] == row, setting
            assert [cell["right"] for cell in head["targets"]] == right, setting
            wrong = [place != good for place, good in zip(row, right, strict=True)]
            assert [cell["isWrong"] for cell in head["targets"]] == wrong, setting
            assert head["n"] == sum(place is not None for place in row)
            assert head["divisor"] == divisor(*setting, row)


def test_who_asks_for_a_word():
    body = """return given.states.map((state) =>
      given.places.map((place) => js.askers(js.cells(given.tables, state), place)));"""
    states = [{"way": way, "documents": 1, "padding": 0} for way in ("right", "rolled")]
    right, rolled = evaluate(
        ["alignment/alignment.js"],
        body,
        {"tables": tables(), "states": states, "places": [0, 2, 8]},
    )
    assert right == [[], [[0, 1], [1, 0]], [[0, 7], [1, 6], [2, 5], [3, 4]]]
    # Rolled round, the first word is asked for from the row's end.
    assert rolled[0] == [[0, 8], [1, 7], [2, 6], [3, 5]]


def html(**setting) -> str:
    return Alignment(**setting)._repr_mimebundle_()[0]["text/html"]


def drawn(page: str, name: str) -> int:
    """How many boxes or lines of a class the figure draws, which stands for a desk and a phone."""
    paths = re.findall(rf'<path class="{name}" d="([^"]*)"', page)
    found = sum(path.count("M") for path in paths)
    assert found % 2 == 0
    return found // 2


def test_the_still_figure_counts_by_hand():
    page = html()
    # Documents of 5 and 4 words: 7 + 5 + 3 + 1 targets in 36 cells; "more" has four askers.
    assert drawn(page, "c7-asked") == 16 and drawn(page, "c7-none") == 20
    assert drawn(page, "c7-lit") == drawn(page, "c7-arrow") == 4
    assert drawn(page, "c7-crossed") == 0
    assert "“more” is asked for 4 times, told once: head 1 after “some”, head 2 after" in page
    assert "Shown: right; 2 documents packed, no padding." in page
    for text in ("7 targets ÷ 7", "5 targets ÷ 5", "3 targets ÷ 3", "1 target ÷ 1"):
        assert f">{text}</text>" in page


@pytest.mark.parametrize(
    ("way", "wrong"),
    # rolled: 1 + 2 + 3 + 4; twice and unshifted: every cell but those that are empty both times;
    # across: at each offset what lies beyond the first document's end
    [("right", 0), ("rolled", 10), ("twice", 16), ("unshifted", 24), ("across", 10), ("all", 0)],
)
def test_what_is_wrong_is_crossed_out(way, wrong):
    page = html(way=way, view="position")  # "more", the last word of its document
    lit = drawn(page, "c7-lit c7-wrong")
    assert drawn(page, "c7-mistaken") + drawn(page, "c7-lacking") == wrong
    assert drawn(page, "c7-crossed") == wrong + lit


def test_a_wrong_target_is_worded_with_the_right_one():
    page = html(way="unshifted", view="position")
    assert "After “more” are asked head 1 for “more” (wrong: nothing), head 2 for nothing" in page
    page = html(way="twice", view="position", documents=1)
    assert "head 1 for “said” (wrong: “what”), head 2 for “the” (wrong: “said”)" in page
    assert html(way="all").count('class="c7-row c7-off"') == 2 * K


def test_losses_are_those_of_the_record():
    record, page = load_record("wrong_targets"), html(way="unshifted")
    for name, before in (("reported", "code reports "), ("true", "they pay ")):
        numbers = re.search(rf"Not shifted: .*?{before}([\d., ]+\d)", page)[1].split(", ")
        wanted = record.found("unshifted", name).mean(axis=0)
        assert [float(number) for number in numbers] == pytest.approx(wanted.tolist(), abs=6e-3)
        mean = record.found("unshifted", name).mean()
        assert re.search(rf'class="c7-loss c7-hot"[^>]*>{mean:.2f}<', page)
        low, high = tables()["scale"]
        assert low <= mean <= high


BAD = [
    ("documents", 3, "1 or 2 documents"),
    ("documents", True, "1 or 2 documents"),
    ("padding", 1, "0 or 2 tokens"),
    ("way", "wrong", "one of right, rolled"),
    ("view", "both", '"word" or "position"'),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_choice_and_changes_nothing(trait, bad, rule):
    figure = Alignment()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.documents, figure.padding, figure.way, figure.view) == (2, 0, "right", "word")


def test_every_trait_is_documented():
    for name in (*Alignment.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Alignment.__doc__), name
