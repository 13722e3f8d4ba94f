"""The opening page: its numbers by hand, its picture in one scale, and what its words say."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from chapter7 import density, ledger
from chapter7.published import models, results
from website.extension import opening, templates

HAND = {  # 6 N in GFLOP and log2 V in bits, on paper
    "GPT-2": (9.0, 15.617),
    "Llama-2-7B": (40.430, 14.966),
    "DeepSeek-V3": (222.0, 16.980),
    "Llama-3.1-405B": (2430.0, 16.969),
    "a dense 2T model": (12000.0, 16.969),
}


def test_what_a_token_costs_and_tells_is_worked_out_on_paper():
    drawn = {model.name: (model.gflop, model.bits) for model in opening.DRAWN}
    assert drawn == {name: pytest.approx(pair, rel=1e-4) for name, pair in HAND.items()}


def test_numbers_are_written_as_they_are_read():
    lines = {model.name: model.lines for model in opening.DRAWN}
    assert lines["GPT-2"] == ("9.0 GFLOP", "15.6 bits", "1.74 bits per GFLOP")
    assert lines["Llama-3.1-405B"] == ("2,430 GFLOP", "17.0 bits", "0.00698 bits per GFLOP")
    assert opening.BY_NAME["DeepSeek-V3"].about == "37B of 671B, 2024"


@pytest.fixture(scope="module")
def drawing() -> BeautifulSoup:
    desk, phone = opening.Desk(), opening.Phone()
    made = templates.render("squares", desk=desk, phone=phone, alt=opening.described())
    return BeautifulSoup(made, "html.parser")


@pytest.mark.parametrize("canvas", [opening.Desk(), opening.Phone()], ids=["desk", "phone"])
def test_a_gflop_and_a_bit_have_one_area(canvas):
    one = canvas.scale**2
    for place in canvas.places():
        name = place["model"].name
        assert place["side"] ** 2 / one == pytest.approx(HAND[name][0], rel=1e-4)
        if "cells" in place:
            area = sum(cell["width"] * cell["height"] for cell in place["cells"])
            assert area / one == pytest.approx(HAND[name][1], rel=1e-4)


def test_nothing_of_the_desk_s_drawing_lies_on_another_or_outside():
    desk = opening.Desk()
    places = desk.places()
    rights = [max(cell["x"] + cell["width"] for cell in place["cells"]) for place in places]
    assert all(right < after["left"] for right, after in zip(rights, places[1:], strict=False))
    assert rights[-1] <= desk.width
    assert places[-1]["side"] < desk.line


def test_the_phone_s_words_stand_apart_and_inside():
    phone = opening.Phone()
    words = [place["words"] for place in phone.places()]
    assert all(below - above >= 24 for above, below in pairwise(words))
    assert words[-1] < phone.height


def test_every_drawn_model_has_its_words_and_the_picture_says_them(drawing):
    desk = drawing.select_one("svg.c7-desk")
    words = [text.text for text in desk("text")]
    for model in opening.DRAWN:
        assert {model.name, model.about, *model.lines} <= set(words)
        assert f"{model.name} {model.lines[0]}, {model.lines[1]}" in drawing.div["aria-label"]
    squares = [float(rect["width"]) for rect in desk.select("rect.c7-compute")[1:]]
    assert squares == pytest.approx([a * 3.55 for a in (3, 6.358, 14.9, 49.295, 109.545)], abs=0.06)


def test_the_words_of_the_page_agree_with_the_package():
    small, large = models.LLAMA_2_7B, models.DEEPSEEK_V3
    assert large.n_total / small.n_total == pytest.approx(100, rel=0.01)
    bits = [density.supervisory_bits(1, model.vocab_size) for model in (small, large)]
    assert bits[1] / bits[0] == pytest.approx(1 + 1 / 8, abs=0.01)
    rows = [claim for claim in ledger.load() if re.match(r"C\d", claim.id)]
    bad = [claim for claim in rows if ledger.verdict(claim) in ("wrong", "wrong unit")]
    assert len(bad) > len(rows) / 3
    for before, after in results.DEEPSEEK_ABLATION["HumanEval"]:
        assert after / before > 1.2
    below = [scores for size, scores in results.GLOECKLE_MBPP.items() if size < 1e9]
    assert below and all(0.5 < one - four < 2 for one, _, four in below)
    small = models.GPT_2_SMALL
    heads = density.bare_head_params(small.d_model, small.vocab_size, 2) / small.n_total
    assert 0.29 < heads < 1 / 3
    module = density.module_params(large, basis="activated") / large.n_activated
    assert 0.03 < module < 0.06
