"""What the search's index takes for a word."""

import pytest

from website.extension.search import English


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a density of 0.372 bits", ["a", "density", "of", "0.372", "bits"]),
        ("50,257 tokens", ["50257", "tokens"]),
        ("$V = 50{,}257$", ["V", "50257"]),
        ("density(1, 50_257)", ["density", "1", "50257"]),
        ("2\u202f788\u202f000.5", ["2788000.5"]),
        ("(1,2), 12,34 and 1,2345", ["1", "2", "12", "34", "and", "1", "2345"]),
        ("arXiv:2404.19737, sec. 2.2.", ["arXiv", "2404.19737", "sec", "2.2"]),
        ("7B, 1.5e3, k_2", ["7B", "1", "5e3", "k_2"]),
        ("4.36%.", ["4.36"]),
        ("", []),
    ],
)
def test_a_number_is_one_word(text, words):
    assert English({}).split(text) == words
