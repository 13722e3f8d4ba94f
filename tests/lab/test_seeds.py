"""What counts of seeds tell."""

import pytest

from chapter7.lab.seeds import what_seeds_tell

HAND = [  # solved without, with heads, of 5 -> the word
    (5, 5, "easy"),
    (4, 5, "easy"),
    (1, 1, "neither"),
    (0, 1, "neither"),
    (1, 5, "helps"),
    (0, 4, "helps"),
    (5, 1, "hurts"),
    (2, 5, "unclear"),
    (3, 0, "unclear"),
    (2, 2, "unclear"),
]


@pytest.mark.parametrize(("without", "with_heads", "word"), HAND)
def test_a_word_needs_all_seeds_but_one(without, with_heads, word):
    assert what_seeds_tell(without, with_heads) == word


@pytest.mark.parametrize("counts", [(6, 0), (0, 6), (-1, 2), (1, 2, 3)])
def test_counts_are_of_the_seeds_that_were_run(counts):
    with pytest.raises(ValueError, match=r"at least|at most|>="):
        what_seeds_tell(*counts)
