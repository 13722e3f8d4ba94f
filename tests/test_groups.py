"""How the tests are shared out between two workers."""

import subprocess
import sys

GROUPED = """
import pytest

@pytest.mark.parametrize("n", range(10))
@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.xdist_group(n)) for n in "ab"])
def test_of(name, n, worker_id):
    with open(f"{name}.txt", "a") as file:
        print(worker_id, file=file)
"""


def test_a_group_stays_with_one_worker(tmp_path):
    """A record of a page is kept by the worker that visited it; pytest 9.2 lost the groups."""
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-q"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    for name in "ab":
        workers = (tmp_path / f"{name}.txt").read_text(encoding="utf-8").split()
        assert len(workers) == 10
        assert len(set(workers)) == 1
