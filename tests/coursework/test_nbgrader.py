"""nbgrader takes the source tree: it makes the students' version and marks the solution in full."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from tests.coursework.commands import coursework
from tests.coursework.nbgrader_environment import nbgrader
from tests.coursework.submissions import FULL


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose only assignment is `density`, with one solved and one blank submission."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'c'\nc.ExecutePreprocessor.timeout = 120\n"
    )
    assert coursework("export", "nbgrader", "density", folder).returncode == 0

    def run(*arguments):
        command = nbgrader()
        path = os.pathsep.join((str(command.parent), os.environ["PATH"]))
        environment = {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "HOME": str(folder)}
        done = subprocess.run(
            [command, *arguments], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]

    run("generate_assignment", "density")
    for student, tree in (("solved", "source"), ("blank", "release")):
        shutil.copytree(folder / tree / "density", folder / "submitted" / student / "density")
    run("autograde", "density")
    return folder


def test_the_students_version_holds_no_solution_and_no_hidden_test(course):
    text = (course / "release" / "density" / "density.ipynb").read_text("utf-8")
    assert "SOLUTION" not in text and "HIDDEN" not in text and "expected" not in text
    cells = [c for c in json.loads(text)["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    assert len(cells) == 8


def test_what_it_collected_is_marked_by_our_marker(course):
    for student in ("solved", "blank"):
        folder = course / "submissions" / student
        shutil.copytree(course / "submitted" / student / "density", folder)
    done = coursework("mark", "density", course / "submissions", "--out", course / "results")
    assert done.returncode == 0, done.stderr
    with open(course / "results" / "results.csv", encoding="utf-8", newline="") as file:
        points = {(r["student"], r["question"]): r["points"] for r in csv.DictReader(file)}
    for question, most in FULL["density"].items():
        assert points["solved", question] == str(most) and points["blank", question] == "0"
    assert points["solved", "density-q8"] == "" and points["blank", "density-q8"] == "0"


def test_it_marks_the_solution_in_full_and_a_blank_with_nothing(course):
    query = (
        "select s.student_id, b.name, g.auto_score, b2.max_score from grade g "
        "join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join base_cell b on b.id = g.cell_id join grade_cells b2 on b2.id = g.cell_id"
    )
    with sqlite3.connect(course / "gradebook.db") as base:
        rows = base.execute(query).fetchall()
    scores = {(student, cell): (score, most) for student, cell, score, most in rows}
    for question, points in FULL["density"].items():
        assert scores["solved", f"check-{question}"] == (points, points)
        assert scores["blank", f"check-{question}"] == (0, points)
    assert scores["solved", "density-q8"][1] == 6
