"""No step on the way to a result may leave a float's range where the result does not.

The oracle is exact: Python's fractions, and logarithms of 60 digits where a formula has them.
"""

import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isclose, log2

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chapter7 import _contracts, density, exam

LARGEST, SMALLEST = Fraction(sys.float_info.max), 5e-324
ANY = st.floats(SMALLEST, sys.float_info.max)
WHOLE = st.integers(1, 10**308).map(float)
VOCABULARY = st.integers(2, 10**9)


def agrees(call, exact, rel_tol=1e-14):
    """Whether `call()` is the float next to `exact`, or raises where there is none."""
    if exact > LARGEST:
        with pytest.raises(OverflowError, match="is too large for a float"):
            call()
        return True
    # below the normal range floats are SMALLEST apart
    return isclose(call(), float(exact), rel_tol=rel_tol, abs_tol=SMALLEST)


@given(st.lists(ANY, min_size=1, max_size=5), st.lists(ANY, max_size=4))
def test_a_product_over_others(factors, divisors):
    exact = Fraction(1)
    for factor in factors:
        exact *= Fraction(factor)
    for divisor in divisors:
        exact /= Fraction(divisor)
    assert agrees(lambda: _contracts.product("product", *factors, over=divisors), exact)


@given(st.lists(st.floats(-1e50, 1e50, allow_subnormal=False), min_size=2, max_size=5))
def test_a_product_that_stays_in_range_is_pythons_to_the_last_bit(factors):
    plain = 1.0
    for factor in factors:
        plain *= factor
    if 1e-300 < abs(plain) < 1e300:
        assert _contracts.product("product", *factors) == plain


@given(ANY, ANY)
def test_training(n_params, n_tokens):
    exact = 6 * Fraction(n_params) * Fraction(n_tokens)
    assert agrees(lambda: density.training_flops(n_params, n_tokens), exact)
    again = exact * 8 / 6
    assert agrees(lambda: density.training_flops(n_params, n_tokens, recomputation=True), again)


@given(WHOLE, WHOLE, WHOLE, ANY)
def test_attention(n_layers, d_model, context, n_tokens):
    arguments = n_layers, d_model, context, n_tokens
    exact = Fraction(6)
    for argument in arguments:
        exact *= Fraction(argument)
    assert agrees(lambda: density.attention_flops(*arguments), exact)


@given(ANY, VOCABULARY, WHOLE)
def test_bits(n_tokens, vocab_size, k):
    exact = Fraction(n_tokens) * Fraction(k) * Fraction(log2(vocab_size))
    assert agrees(lambda: density.supervisory_bits(n_tokens, vocab_size, k), exact)


@given(ANY, VOCABULARY, WHOLE, st.one_of(st.just(0.0), ANY))
def test_density(n_params, vocab_size, k, extra):
    exact = Fraction(k) * Fraction(log2(vocab_size)) / (6 * (Fraction(n_params) + Fraction(extra)))
    assert agrees(
        lambda: density.supervisory_density(n_params, vocab_size, k, extra_params=extra), exact
    )


@given(st.integers(2, 10**308), st.data())
def test_targets(n_tokens, data):
    n_tokens = float(n_tokens)
    k = float(data.draw(st.integers(1, int(n_tokens) - 1)))
    if k < n_tokens:
        exact = Fraction(k) * Fraction(n_tokens) - Fraction(k) * (Fraction(k) + 1) / 2
        assert agrees(lambda: density.target_count(n_tokens, k), exact)


@given(WHOLE, WHOLE, WHOLE)
def test_heads_and_modules(d_model, vocab_size, k):
    vocab_size, d = vocab_size + 1, Fraction(d_model)
    heads = (Fraction(k) - 1) * d * Fraction(vocab_size)
    assert agrees(lambda: density.bare_head_params(d_model, vocab_size, k), heads)
    module = d * (14 * d + Fraction(vocab_size))
    assert agrees(lambda: density.dense_module_params(d_model, vocab_size), module)


@given(ANY, ANY, st.floats(SMALLEST, 1))
def test_hours(flops, peak, utilisation):
    exact = Fraction(flops) / (Fraction(peak) * Fraction(utilisation) * 3_600)
    assert agrees(lambda: density.gpu_hours(flops, peak, utilisation), exact)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        # 1e300 / 1e306 seconds are 1e-6 / 3600 hours
        (lambda: density.gpu_hours(1e300, 1e306, 1), 1 / 3.6e9),
        (lambda: density.gpu_hours(1e-300, 1e-200, 1e-200), 1e100 / 3_600),
        (lambda: density.training_flops(1e308, 1e-308), 6),
        (lambda: density.supervisory_bits(1e-300, 4, 1e300), 2),
        # 1 / (6 * 1e308), below the normal range; with as many extra, half of it
        (lambda: density.supervisory_density(1e308, 2), 1 / 6 * 1e-308),
        (lambda: density.supervisory_density(1e308, 2, 2, extra_params=1e308), 1 / 6 * 1e-308),
        # n (n - 1) / 2 for n = 1.5e154, although n (n - 1) is beyond a float
        (lambda: density.target_count(1.5e154, 1.4e154), 1.4e154 * 0.8e154),
    ],
)
def test_by_hand(call, expected):
    assert isclose(call(), expected, rel_tol=1e-13)


@given(st.one_of(st.floats(SMALLEST, 1e-290), st.floats(1e-290, 0.999)), WHOLE)
@example(1.0955091445243133e-54, 1.0)
@example(1e-20, 1.0)
@example(2e-20, 1.0)
def test_the_bits_of_many_steps(p, n_steps):
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 60, -10_000, 10_000
        chance = Decimal(p)
        wrong = 1 - chance
        # of a tiny p 1 - p keeps few of 60 digits, or none; there -(1 - p) ln(1 - p) is p
        other = -wrong * wrong.ln() if p > 1e-20 else chance
        exact = Fraction(Decimal(n_steps) * (-chance * chance.ln() + other) / Decimal(2).ln())
    assert agrees(lambda: exam.grade_bits(p, n_steps, "each step"), exact, rel_tol=1e-12)


def exact_snr(p, n_steps, teacher, error):
    """Mean squared over variance of (mark - mean mark) (right - p), outcome by outcome."""
    p, error = Fraction(p), Fraction(error)
    others = p ** (n_steps - 1) if teacher == "final answer" else 1
    good = others * (1 - error) + (1 - others) * error  # a good mark, given a right step
    outcomes = [(p * good, 1, 1), (p * (1 - good), 0, 1)]
    outcomes += [((1 - p) * error, 1, 0), ((1 - p) * (1 - error), 0, 0)]
    usual = sum(chance * mark for chance, mark, _ in outcomes)
    told = [(chance, (mark - usual) * (right - p)) for chance, mark, right in outcomes]
    mean = sum(chance * x for chance, x in told)
    return mean**2 / sum(chance * (x - mean) ** 2 for chance, x in told)


@pytest.mark.parametrize(
    ("p", "n_steps"),
    [(1e-300, 1), (1e-160, 2), (0.25, 3), (0.25, 500), (0.75, 100), (0.875, 3_000)],
)
@pytest.mark.parametrize("error", [0, 0.125])
@pytest.mark.parametrize("teacher", exam.TEACHERS)
def test_what_an_exam_tells_may_be_tiny(p, n_steps, error, teacher):
    exact = exact_snr(p, n_steps, teacher, error)
    assert agrees(
        lambda: exam.gradient_snr(p, n_steps, teacher, mark_error=error), exact, rel_tol=1e-12
    )


def test_students_may_learn_as_fast_as_a_float_can_say():
    curves = exam.learning_curves(
        "each step", n_steps=2, n_exams=20, p_start=0.5, learning_rate=1.7e308, n_students=4
    )
    assert ((curves >= 0) & (curves <= 1)).all()
