"""The marker's commands as an instructor gives them, and one marked batch for an assignment."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from coursework.authoring import release
from coursework.marking.store import file_name
from tests.coursework.submissions import solved_notebook, tried_with

ROOT = Path(__file__).parents[2]
SEED = "the tests' seed"
JOBS = 3
"""Of a batch: more than there may be cores, for many of its submissions only let a limit pass."""
LIMITS = ["--seconds", "2", "--wall-seconds", "8", "--memory", "1000000000"]


def coursework(*arguments, **environment):
    """Run one command of the marker."""
    return subprocess.run(
        [sys.executable, "-m", "coursework", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"COURSE_SEED": SEED} | environment,
        capture_output=True,
        text=True,
    )


@dataclass(frozen=True)
class Batch:
    """One marked batch: the submissions' folder, the results' folder, and what was said."""

    assignment: str
    submissions: Path
    out: Path
    bundle: Path
    said: str

    @property
    def rows(self):
        """{student: {question: row of results.csv}}."""
        found = {}
        with open(self.out / "results.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["student"], {})[row["question"]] = row
        return found

    def feedback(self, student):
        """Of a student; a name that a file cannot have is quoted."""
        return self._kept("feedback", f"{file_name(student)}.html")

    def marks(self, student):
        return json.loads(self._kept("marks", f"{file_name(student)}.json"))

    def _kept(self, folder, name):
        return (self.out / folder / name).read_text(encoding="utf-8")


def write_submission(folder, assignment, submission):
    folder.mkdir(parents=True)
    made = submission.make(assignment, solved_notebook(assignment))
    if made is not None:
        data = made if isinstance(made, bytes) else json.dumps(made).encode()
        (folder / f"{assignment}.ipynb").write_bytes(data)


def one_worker(assignment):
    """The mark of all tests that look at this assignment's batch."""
    return pytest.mark.xdist_group(f"the batch of {assignment}")


def mark_batch(assignment, base):
    submissions, out, bundle = base / "submissions", base / "results", base / "bundle"
    for submission in tried_with(assignment):
        write_submission(submissions / submission.name, assignment, submission)
    release.release(assignment, bundle)
    done = coursework("mark", assignment, submissions, "--out", out, "--jobs", JOBS, *LIMITS)
    assert done.returncode == 0, done.stderr
    return Batch(assignment, submissions, out, bundle, done.stdout)
