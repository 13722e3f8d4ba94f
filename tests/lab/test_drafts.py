"""What the experiment on drafts counts: by hand, and by loops that are written out."""

import numpy as np
import pytest
import torch

from chapter7.lab import decoding
from chapter7.lab.experiments import drafts


class Told:
    """What `by_entropy` and `in_loops` read of a round."""

    def __init__(self, p, q, kept, emitted, n_drafted):
        self.target_probs, self.draft_probs = np.array(p, dtype=float), np.array(q, dtype=float)
        self.kept, self.emitted = np.array(kept), np.array(emitted)
        self.n_drafted = np.array(n_drafted)


def test_bits_of_a_row_by_hand():
    p = np.array([[0.5, 0.5, 0], [1, 0, 0], [0.5, 0.25, 0.25]])
    assert drafts.entropy(p) == pytest.approx([1, 0, 1.5])


def test_refusals_are_sorted_by_the_models_entropy_by_hand():
    even, sure, other = [0.5, 0.5], [1.0, 0.0], [0.0, 1.0]
    # Three rows: one keeps its draft, one is refused at once, one has ended.
    p = [[even, sure, even], [sure, even, even], [even, even, even]]
    q = [[sure, other], [other, even], [even, even]]
    one = Told(p, q, kept=[1, 0, 0], emitted=[2, 1, 0], n_drafted=[2, 2, 0])
    found = drafts.by_entropy([one], 2)
    zero, bit = 0, 3  # bins: 0 bits, and 1 bit, which is cut to the upper side
    assert np.shape(found["asked"]) == (2, len(drafts.ENTROPIES) + 1)
    assert found["asked"][0][zero] == found["asked"][0][bit] == 0.5
    # place 1: even against sure shares a half, sure against other nothing
    assert found["refused"][0][bit] == pytest.approx(0.25)
    assert found["refused"][0][zero] == pytest.approx(0.5)
    assert found["other"][0][zero] == 0.5 and found["other"][0][bit] == 0
    # place 2: only the row that kept its first draft has come there
    assert found["asked"][1][zero] == found["refused"][1][zero] == 1


@pytest.mark.parametrize(
    ("text", "is_loop"),
    [
        ([1, 2, 3, 4] * 8, True),
        ([9] + [7] * 32, True),
        (list(range(32)), False),
        ([1, 2] * 15 + [1, 3], False),
        ([5] * 31, False),  # too short to tell
        (list(range(16)) * 2, True),
        ([*range(17), *range(15)], False),  # a period of 17 is too long
    ],
)
def test_what_counts_as_a_loop(text, is_loop):
    assert drafts.is_loop(text) is is_loop


def test_rounds_in_loops_by_hand():
    loop, plain = torch.tensor([1] * 32), torch.arange(32)
    done = decoding.Written([loop, plain], 2, *[np.zeros(0, dtype=int)] * 3)
    nothing = [[[1.0]]] * 2
    rounds = [
        Told(nothing, nothing, kept=[3, 1], emitted=[4, 2], n_drafted=[3, 3]),
        Told(nothing, nothing, kept=[2, 0], emitted=[3, 0], n_drafted=[3, 0]),
    ]
    found = drafts.in_loops(done, rounds)  # three rounds of rows that write, two of the loop
    assert found == pytest.approx(
        {"loops": 0.5, "rounds_in_loops": 2 / 3, "kept_in_loops": 5 / 3, "kept": 2}
    )


def test_rounds_without_room_for_a_whole_draft_do_not_count():
    done = decoding.Written(
        [], 4, np.array([2, 2, 2, 1]), np.array([2, 0, 1, 1]), np.array([3, 1, 2, 2])
    )
    found = drafts.kept_of(done)
    assert found["survival"] == pytest.approx([2 / 3, 1 / 3])
    assert found["conditional"] == pytest.approx([2 / 3, 1 / 2])
    assert found["accepted"] == pytest.approx(0.5) and found["length"] == 2


def test_rows_begin_evenly_and_at_lines():
    text = torch.arange(100)
    rows = drafts.spread(text, n=3, length=10)
    assert rows[:, 0].tolist() == [0, 45, 90] and rows[:, -1].tolist() == [9, 54, 99]
    text = torch.tensor([5, 0, 1, 2, 0, 3, 4, 0, 6, 7, 8, 0, 9, 9, 9, 9])
    rows = drafts.at_line_starts(text, 0, n=2, length=3)
    assert rows.tolist() == [[3, 4, 0], [6, 7, 8]]
