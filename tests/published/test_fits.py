"""Published fits against the figures their papers print, and against direct sums."""

from math import exp, isclose, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter7.published import fits
from tests.bad_input import bad_arguments

SIZES = st.floats(1e3, 1e15)
VALID = {
    "chinchilla_bits": {"n_params": 70e9, "n_tokens": 1.4e12},
    "kaplan_bits": {"n_params": 1.5e9},
    "gpt3_bits": {"flops": 3.15e23},
    "learned_bits_per_token": {"n_tokens": 1.4e12},
}


@pytest.mark.parametrize(
    ("function", "nats", "bits"),
    [
        # 1.69 + 406.4 / 70e9^0.34 + 410.7 / 1.4e12^0.28 = 1.69 + 0.0834 + 0.1634
        ("chinchilla_bits", 1.69 + 406.4 / 70e9**0.34 + 410.7 / 1.4e12**0.28, 2.79),
        # (8.8e13 / 1.5e9)^0.076 = 58,667^0.076
        ("kaplan_bits", (8.8e4 / 1.5) ** 0.076, 3.32),
        # GPT-3: 6 * 175e9 * 300e9 = 3.15e23 FLOPs; a PFLOP/s-day is 8.64e19 of them: 3,645.8 days
        ("gpt3_bits", 2.57 / 3645.8333333**0.048, 2.50),
        # 0.1634 * 0.28 / 0.72
        ("learned_bits_per_token", 410.7 / 1.4e12**0.28 * 7 / 18, 0.09),
    ],
)
def test_the_figures_that_the_chapter_quotes(function, nats, bits):
    value = getattr(fits, function)(**VALID[function])
    assert type(value) is float
    assert isclose(value, nats / log(2), rel_tol=1e-9)
    assert round(value, 2) == bits


def test_learned_bits_are_small_beside_residual_bits():
    learned = fits.learned_bits_per_token(1.4e12)
    assert round(learned * 1.4e12 / 70e9, 1) == 1.8  # per parameter
    # 2.7940 residual bits / 0.09154 learned bits
    assert round(fits.chinchilla_bits(70e9, 1.4e12) / learned, 1) == 30.5


@pytest.mark.parametrize("n_tokens", [10**4, 10**6])
def test_learned_bits_are_the_excess_code_length_summed_token_by_token(n_tokens):
    n_params = 70e9
    loss = fits.chinchilla_bits(n_params, np.arange(1, n_tokens + 1))
    summed = (loss - fits.chinchilla_bits(n_params, n_tokens)).sum() / n_tokens
    closed = fits.learned_bits_per_token(n_tokens)
    # The closed form is the integral from 0. L falls, so that the sum lies below it, by at most
    # the integral of the data term B t^-b from 0 to 1, B / (1 - b).
    slack = 410.7 / 0.72 / log(2) / n_tokens
    assert 0 <= closed - summed <= slack
    assert slack < 0.02 * closed


@given(SIZES, SIZES)
def test_more_parameters_and_more_tokens_leave_fewer_bits(n, d):
    assert fits.chinchilla_bits(2 * n, d) < fits.chinchilla_bits(n, d)
    assert fits.chinchilla_bits(n, 2 * d) < fits.chinchilla_bits(n, d)
    assert fits.chinchilla_bits(n, d) > 1.69 / log(2)
    assert isclose(fits.kaplan_bits(10 * n), fits.kaplan_bits(n) / 10**0.076, rel_tol=1e-12)
    assert isclose(fits.gpt3_bits(10 * n), fits.gpt3_bits(n) / 10**0.048, rel_tol=1e-12)


def test_arrays_broadcast():
    bits = fits.chinchilla_bits([[1e9], [1e10]], [1e11, 1e12, 1e13])
    assert bits.shape == (2, 3)
    assert bits[1, 2] == fits.chinchilla_bits(1e10, 1e13)


RULES = {function: dict.fromkeys(arguments, "positive") for function, arguments in VALID.items()}


@pytest.mark.parametrize(("function", "name", "value", "error", "words"), bad_arguments(RULES))
def test_invalid_input_names_the_value_and_the_rule(function, name, value, error, words):
    with pytest.raises(error) as caught:
        getattr(fits, function)(**VALID[function] | {name: value})
    for word in words:
        assert word in str(caught.value)


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(ValueError, match=r"broadcast: n_params \(2,\), n_tokens \(3,\)"):
        fits.chinchilla_bits([1, 2], [1, 2, 3])


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e300, 1.7e308])
def test_the_quotient_in_a_fit_may_be_beyond_a_float(size):
    # the same powers by logarithms: (8.8e13 / N)^0.076 and 2.57 (C / 8.64e19)^-0.048 nats
    kaplan = exp(0.076 * (log(8.8e13) - log(size))) / log(2)
    gpt3 = 2.57 * exp(-0.048 * (log(size) - log(8.64e19))) / log(2)
    assert isclose(fits.kaplan_bits(size), kaplan, rel_tol=1e-12)
    assert isclose(fits.gpt3_bits(size), gpt3, rel_tol=1e-12)


def test_the_corrected_fit_by_hand():
    # (1.4e12)^0.3658 = 27,735 and (7e10)^0.3478 = 5,915, by logarithms on paper
    corrected = {"fit": fits.CORRECTED_FIT}
    bits = (1.8172 + 482.01 / 5_915 + 2_085.43 / 27_735) / log(2)
    assert isclose(fits.chinchilla_bits(70e9, 1.4e12, **corrected), bits, rel_tol=1e-3)
    learned = 2_085.43 / 27_735 * 0.3658 / 0.6342 / log(2)
    assert isclose(fits.learned_bits_per_token(1.4e12, **corrected), learned, rel_tol=2e-3)
    assert round(fits.learned_bits_per_token(1.4e12, **corrected), 2) == 0.06


@pytest.mark.parametrize(("fit", "bits"), [("CHINCHILLA_FIT", 2.438), ("CORRECTED_FIT", 2.622)])
def test_what_no_training_removes(fit, bits):
    fit = getattr(fits, fit)
    assert isclose(fits.irreducible_bits(fit), bits, rel_tol=1e-3)
    assert isclose(fits.chinchilla_bits(1e60, 1e60, fit=fit), bits, rel_tol=1e-3)
