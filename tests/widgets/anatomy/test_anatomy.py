"""The anatomy figure: its numbers against whole models, places by hand, words and traits."""

import re
from collections.abc import Iterator
from itertools import product
from math import log2

import numpy as np
import pytest
import torch
import traitlets

from chapter7.lab.experiments.wirings import FedItsTarget, NotShifted
from chapter7.widgets.anatomy import SHIFTS, TEXT, Anatomy, trained
from chapter7.widgets.anatomy.anatomy import numbers, tables
from tests.lab.oracle import normed
from tests.widgets.node import evaluate

T = len(TEXT)
ROW = torch.tensor([TEXT])


@pytest.fixture(scope="module")
def made() -> Iterator[dict]:
    """The numbers of the model, which is trained on one thread, as its record was."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield numbers(trained())
    torch.set_num_threads(before)


def test_the_recorded_numbers_are_those_of_the_trained_model(made):
    """If it fails: `python -m chapter7.widgets.anatomy`, and read what the page says of them."""
    kept = tables()
    assert (kept["d"], kept["blocks"]) == (made["d"], made["blocks"])
    for one, again in zip(stages(kept), stages(made), strict=True):
        # Another processor may turn a last digit, and the word where several are as likely.
        assert one["fed"] == again["fed"]
        assert one["sizes"] == pytest.approx(again["sizes"], rel=0.02, abs=0.1)
        (word, share), (same, about) = one["says"], again["says"]
        assert share == pytest.approx(about, abs=0.02) and (word == same or share < 0.5)
        for off, asked in again["asked"].items():
            assert one["asked"][off] == asked | {"bits": pytest.approx(asked["bits"], 0.02, 0.02)}


def stages(numbers: dict) -> list[dict]:
    """Every stage of the main model and of the modules, at every position."""
    modules = [stage for both in numbers["modules"].values() for one in both for stage in one]
    return [*numbers["main"], *modules]


def rewired(kind: type) -> torch.nn.Module:
    """The trained parameters in a model that feeds its modules another token."""
    model = kind(trained().main, 3)
    model.load_state_dict(trained().state_dict())
    return model.eval()


def assert_says(stages: list[dict], logits: torch.Tensor, depth: int, shift: int) -> None:
    """That these are a whole model's guesses, and what they cost."""
    shares = logits[0].double().softmax(-1).detach().numpy()
    for t, stage in enumerate(stages):
        assert stage["says"] == [shares[t].argmax(), round(float(shares[t].max()), 2)]
        for name, off in SHIFTS.items():
            place = t + depth + 1 + (off if depth else 0)
            asked = stage["asked"][name]
            assert asked["place"] == (place if place < T else None)
            if place < T:
                assert asked["bits"] == pytest.approx(-log2(shares[t, TEXT[place]]), abs=0.006)
        fed = t + depth + shift
        assert stage["fed"] == (fed if depth and fed < T else None)


def test_each_stage_says_what_a_model_wired_so_says(made):
    honest, far = trained()(ROW), rewired(FedItsTarget)(ROW)
    assert_says(made["main"], honest[0], 0, 0)
    for depth in (1, 2):
        assert_says(made["modules"]["right"][depth - 1], honest[depth], depth, 0)
        assert_says(made["modules"]["far"][depth - 1], far[depth], depth, 1)
    assert_says(made["modules"]["early"][0], rewired(NotShifted)(ROW)[1], 1, -1)


def test_sizes_are_those_of_equation_21(made):
    model = trained()
    module, main = model.depths[0], model.main
    state = main.trunk(main.embed(ROW), main.place(ROW))[-1][0, 0].numpy()
    token = main.embed(ROW)[0, 1].numpy()  # New, the token after (next)
    pair = [
        normed(state, module.state_norm.weight.numpy()),
        normed(token, module.token_norm.weight.numpy()),
    ]
    joined = module.join.weight.numpy() @ np.concatenate(pair)
    wanted = [np.linalg.norm(vector) for vector in (state, token, *pair, joined)]
    assert made["modules"]["right"][0][0]["sizes"][:5] == pytest.approx(wanted, abs=0.06)
    assert made["main"][0]["sizes"] == pytest.approx(wanted[:1], abs=0.06)


def test_the_trained_model_knows_the_names(made):
    begin = [made["main"][0], *(module[0] for module in made["modules"]["right"])]
    assert 1.5 < begin[0]["asked"]["right"]["bits"] < 2.5  # one of four
    assert [stage["asked"]["right"]["bits"] < 0.05 for stage in begin[1:]] == [True, True]


def test_the_script_judges_every_pair_of_indices():
    given = [{"fed": fed, "asked": asked} for fed, asked in product(SHIFTS, repeat=2)]
    body = "return given.map((state) => js.verdict(state));"
    # fed early, right and far; each asked early, right and far
    assert evaluate(["anatomy/anatomy.js"], body, given) == [
        *("cancels", "gap", "gap"),
        *("leak", "right", "gap"),
        *("leak", "leak", "cancels"),
    ]


def html(**setting) -> str:
    return Anatomy(**setting)._repr_mimebundle_()[0]["text/html"]


def drawn(page: str, name: str) -> int:
    """How many boxes of a class the figure draws, which stands for a desk and a phone."""
    found = len(re.findall(rf'class="{name}"', page))
    assert found % 2 == 0
    return found // 2


def test_the_still_figure_shows_the_whole_pass():
    page = html()
    assert drawn(page, "c7-asks") == 3 and drawn(page, "c7-feeds") == 2
    assert drawn(page, "c7-part") == 0 and drawn(page, "c7-part c7-done c7-hot") == 1
    assert "Step 8 of 8: a norm, and the output head that all share makes 9 logits" in page
    assert "says “York”, 100\u202f%" in page and "asked for “York”" in page
    assert "Shown: fed right, asked right. Both indices are right" in page


def test_a_step_hides_what_comes_after_it():
    page = html(step=3)
    # Three boxes of the main model, three of module 1's join.
    assert drawn(page, "c7-part c7-done") == 3 and drawn(page, "c7-part c7-done c7-hot") == 3
    assert drawn(page, "c7-says") == 1
    assert re.search(
        r"Step 3 of 8: the main model’s state \(size \d+\.\d\) meets the embedding of “New” \(size "
        r"\d\.\d\)\. Normed to \d\.\d and \d\.\d they are 64 numbers; the module’s matrix makes 32 "
        r"of them, of size \d\.\d\.",
        page,
    )


@pytest.mark.parametrize(
    ("setting", "wrong", "said"),
    [
        ({"fed": "far"}, ("feeds", 2), "A leak: the token that a module is asked for has been fed"),
        ({"fed": "early"}, ("feeds", 2), "A gap: the token before the target is not fed."),
        ({"asked": "early"}, ("asks", 2), "A leak: "),
        ({"fed": "far", "asked": "far"}, ("asks", 2), "Two mistakes that cancel"),
    ],
)
def test_a_wrong_index_is_marked_and_named(setting, wrong, said):
    page, (kind, count) = html(**setting), wrong
    assert drawn(page, f"c7-{kind} c7-wrong") == count
    assert f"Shown: fed {words(setting, 'fed')}, asked {words(setting, 'asked')}. {said}" in page


def words(setting: dict, part: str) -> str:
    return {"early": "one early", "far": "one far"}.get(setting.get(part), "right")


BAD = [
    ("step", 0, "from 1 to 8"),
    ("step", True, "from 1 to 8"),
    ("fed", "late", "one of early, right, far"),
    ("asked", 1, "one of early, right, far"),
]


@pytest.mark.parametrize(("trait", "bad", "rule"), BAD)
def test_a_bad_value_names_the_choice_and_changes_nothing(trait, bad, rule):
    figure = Anatomy()
    with pytest.raises(traitlets.TraitError, match=rule):
        setattr(figure, trait, bad)
    assert (figure.step, figure.fed, figure.asked) == (8, "right", "right")


def test_every_trait_is_documented():
    for name in (*Anatomy.choices(), "pin", "tables"):
        assert re.search(rf"\b{name}\b.*: ", Anatomy.__doc__), name
