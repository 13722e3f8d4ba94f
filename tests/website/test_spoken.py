"""A formula in words."""

import pytest

from website.build import katex
from website.extension.spoken import spoken


@pytest.fixture(scope="module", autouse=True)
def server():
    yield
    katex.stop()


SAID = {
    "h_1": "h sub 1",
    r"h_1 \le \lambda h_2": "h sub 1 is at most lambda h sub 2",
    r"\frac{1}{6N}": "1 over 6 N",
    r"p(x \mid y)": "p ( x given y )",
    "2 \\times 10^{-3}": "2 times 10 to the power minus 3",
    r"\sqrt{d}": "the root of d",
    "h'": "h prime",
    r"\min(1, p/q)": "min ( 1 , p over q )",
    r"\log_2 V \text{ bits}": "log sub 2 V bits",
    r"\infty > \Delta x": "infinity is greater than delta x",
}


@pytest.mark.parametrize("tex", SAID)
def test_a_formula_is_said_in_words(tex):
    assert spoken(tex) == SAID[tex]


def test_what_katex_cannot_read_stays_as_it_is():
    assert spoken(r"\unknown{") == r"\unknown{"
