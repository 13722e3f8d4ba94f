"""The rules for input: what passes, what is refused, and what the refusal says."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from chapter7 import _contracts
from tests.bad_input import every_bad_value

CHECKS = {
    "positive": lambda value: _contracts.positive("value", value),
    "not negative": lambda value: _contracts.at_least("value", value, 0),
    "probability": lambda value: _contracts.probability("value", value),
    "whole from 0": lambda value: _contracts.whole("value", value, 0),
    "whole from 1": lambda value: _contracts.whole("value", value, 1),
    "whole from 2": lambda value: _contracts.whole("value", value, 2),
    "count from 1": lambda value: _contracts.count("value", value, 1),
}
BROKEN = [
    (rule, *row) for rule in CHECKS for row in every_bad_value(rule.replace("count", "whole"))
]


@pytest.mark.parametrize(("rule", "value", "error", "words"), BROKEN)
def test_a_broken_rule_is_named_with_the_value(rule, value, error, words):
    with pytest.raises(error) as caught:
        CHECKS[rule](value)
    assert "value" in str(caught.value) and words in str(caught.value)


def plainly(value):
    """Nested lists of Python numbers."""
    if isinstance(value, list | tuple):
        return [plainly(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value


@pytest.mark.parametrize(
    "value",
    [
        *(3, 3.0, np.int8(3), np.uint64(3), np.float16(3), np.array(3), torch.tensor(3)),
        *([3], (3, 3.0), [10**30, 1.5], [np.int64(3), 3.0], [[3], [4]]),
        *(np.array([3], dtype=object), range(3, 5), torch.tensor([3.0, 4.0])),
        *([np.array(3), 2], [torch.tensor(3.0), 2], [[torch.tensor(3)], [np.array(3.0)]]),
        *(torch.tensor(3.0, dtype=torch.bfloat16), [torch.tensor(3.0).to(torch.float8_e4m3fn)]),
        *(np.ma.array([3, 4]), [np.ma.array([3, 4], mask=[0, 0])]),
    ],
    ids=repr,
)
def test_real_numbers_of_every_kind_become_float64(value):
    checked = _contracts.positive("value", value)
    assert checked.dtype == np.float64
    plain = plainly(value)
    assert checked.shape == np.shape(plain)
    assert checked.ravel().tolist() == [float(item) for item in np.ravel(plain).tolist()]


HALF_MASKED = np.ma.array([1, 2], mask=[False, True])


@pytest.mark.parametrize(
    "value",
    [
        *(HALF_MASKED, np.ma.masked, [np.ma.masked, 1], [[1, 2], HALF_MASKED], (HALF_MASKED,)),
        *(np.array([np.ma.masked, 1], dtype=object), np.ma.array(HALF_MASKED, dtype=object)),
    ],
    ids=repr,
)
def test_a_masked_entry_is_refused_wherever_it_stands(value):
    for check in CHECKS.values():
        with pytest.raises(ValueError, match="value must hold no masked entry, got "):
            check(value)
    with pytest.raises(TypeError, match="value must be an int, not "):
        _contracts.integer("value", value)


@pytest.mark.parametrize(
    "value",
    [
        *([np.array(True), 2], [torch.tensor(True), 2], torch.tensor(True), np.array(True)),
        *(torch.tensor(1.0, requires_grad=True), [torch.tensor(1.0, requires_grad=True)]),
        *([torch.tensor(1j)], np.array("3"), [np.array([1, 2]), 3]),
    ],
    ids=repr,
)
def test_what_is_no_number_is_none_in_a_box_either(value):
    with pytest.raises(TypeError, match="value must be a real number, not "):
        _contracts.real("value", value)


@pytest.mark.parametrize(
    "value",
    [3, np.int8(3), np.uint64(3), np.array(3), torch.tensor(3), torch.tensor(3, dtype=torch.uint8)],
    ids=repr,
)
def test_integers_of_every_kind_become_an_int(value):
    integer = _contracts.integer("value", value)
    assert type(integer) is int
    assert integer == 3


@pytest.mark.parametrize(
    "value",
    [
        *(3.0, np.float64(3), np.array(3.0), torch.tensor(3.0), np.array([3]), torch.tensor([3])),
        *(True, np.True_, torch.tensor(True), "3", None, [3]),
    ],
    ids=repr,
)
def test_what_only_equals_an_integer_is_none(value):
    with pytest.raises(TypeError, match="value must be an int, not "):
        _contracts.integer("value", value)


def test_counting_needs_no_torch():
    code = "import sys, chapter7.density, chapter7.published.fits, chapter7.exam, chapter7.sources"
    loaded = "print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{loaded}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "tensor", [torch.ones(2, requires_grad=True), torch.ones(2, dtype=torch.bfloat16)]
)
def test_a_tensor_that_numpy_cannot_hold_is_refused(tensor):
    with pytest.raises(TypeError, match=r"value must be a real number, not tensor\("):
        _contracts.real("value", tensor)


@pytest.mark.parametrize(("rule", "edge"), [("not negative", 0), ("probability", [0, 1])])
def test_the_edge_of_a_rule_is_inside(rule, edge):
    assert CHECKS[rule](edge).tolist() == edge


def test_a_count_is_one_int():
    assert _contracts.count("n", np.array(3.0), 1) == 3
    assert type(_contracts.count("n", 3.0, 1)) is int
    with pytest.raises(ValueError, match=r"n must be one number, got shape \(1,\)"):
        _contracts.count("n", [3], 1)


def test_shapes_that_do_not_broadcast_are_named():
    a, b = np.ones((2, 3)), np.ones(2)
    _contracts.same_shape(a=a, b=np.ones(3), c=np.ones((2, 1)), d=np.ones(()))
    with pytest.raises(ValueError, match=r"do not broadcast: a \(2, 3\), b \(2,\)"):
        _contracts.same_shape(a=a, b=b)


def test_a_result_is_a_float_or_an_array_and_finite():
    assert type(_contracts.number("sum", np.float64(2))) is float
    assert _contracts.number("sum", np.array([1.0, 2.0])).tolist() == [1, 2]
    for bad in (np.inf, np.nan):
        with pytest.raises(OverflowError, match="sum is too large for a float"):
            _contracts.number("sum", np.array([1.0, bad]))
