"""Numbers as a reader sees them in the ledger."""

import dataclasses

import pytest

from chapter7 import ledger

BY_ID = {claim.id: claim for claim in ledger.load()}


@pytest.mark.parametrize(
    ("name", "stated", "value"),
    [
        ("C01", "4 × 10¹² FLOP per token", "2.22 × 10¹¹ FLOP per token"),
        ("C35", "below 5 × 10⁻⁴ bits per GFLOP", "0.372 bits per GFLOP"),
        ("C36", "2 to 4 bits per token", "2.79 bits per token"),
        ("C49", "0.2 %", "4.36 %"),
        ("C51", "139,264 bits", "139,084 bits"),
        ("C67", "", "5,576,000 dollars"),
        ("C02", "", "6.21 × 10¹⁵ FLOP/s"),
        ("C04", "", ""),
        ("L13", "", "−0.8 points"),
    ],
)
def test_numbers_are_written_with_their_units(name, stated, value):
    assert " ".join(ledger.stated_text(BY_ID[name]).split()) == stated
    assert " ".join(ledger.value_text(BY_ID[name]).split()) == value


@pytest.mark.parametrize(
    ("stated", "text"),
    [  # the value is 6 times 1234567 FLOP: 7,407,402
        (7e6, "7,410,000 FLOP"),  # one digit is stated, three are shown
        (7.4074e6, "7,407,400 FLOP"),  # five beside five
        (7.407402e6, "7,410,000 FLOP"),  # stated unrounded
    ],
)
def test_a_computed_number_has_as_many_digits_as_the_stated_one(stated, text):
    claim = dataclasses.replace(BY_ID["C01"], stated=stated, given=(("params", 1_234_567),))
    assert " ".join(ledger.value_text(claim).split()) == f"{text} per token"
