"""Times out of a record: by hand."""

import pytest

from chapter7.lab.records import Record
from chapter7.lab.waiting import waited


def run(seed, steps, found):
    return {
        "variant": "heads", "seed": seed, "steps": steps, "flops": 10 * steps,
        "found": {"steps": found, "flops": 10 * found if found > 0 else -1},
    }  # fmt: skip


RECORD = Record(
    "made up", "?", {}, [run(4, 100, -1), run(3, 80, 60)], {}, "", {}, {}, 0.0, 0.0, 0.0
)


def test_a_run_that_solved_counts_until_then_and_another_to_its_end():
    steps = waited(RECORD, "heads", "steps")
    assert steps.at.tolist() == [60, 100]  # by seed: 3, 4
    assert steps.reached.tolist() == [True, False]
    assert waited(RECORD, "heads", "flops").at.tolist() == [600, 1_000]
    with pytest.raises(KeyError, match="no variant 'none'"):
        waited(RECORD, "none", "steps")
