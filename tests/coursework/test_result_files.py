"""Hand-given marks, and the files for other systems."""

import json
import shutil

import pytest

from tests.coursework.commands import coursework, write_submission
from tests.coursework.submissions import SUBMISSIONS
from tests.coursework.test_batch import mark, rows

BY_NAME = {s.name: s for s in SUBMISSIONS}


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    base = tmp_path_factory.mktemp("marked")
    for name in ("perfect", "blank", "misconceptions", "corrupt file"):
        write_submission(base / "in" / name, "density", BY_NAME[name])
    assert mark(base).returncode == 0
    return base


@pytest.fixture
def out(marked, tmp_path):
    shutil.copytree(marked, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def merge(out, text):
    table = out.parent / "hand.csv"
    table.write_text("student,question,points,comment\n" + text, "utf-8")
    return coursework("merge", out, table)


def q8(out, student):
    return rows_of(out, student)["density-q8"]


def rows_of(out, student):
    return {r["question"]: r for r in rows(out) if r["student"] == student}


def test_hand_given_marks_are_merged_and_survive_a_second_marking(out):
    by_hand = (out / "by-hand.csv").read_text("utf-8")
    assert "perfect,density-q8,6,,," in by_hand and "the labels are the same" in by_hand.replace(
        "\n", " "
    )
    done = merge(out, "perfect,density-q8,4.5,Name a measurement.\n")
    assert done.returncode == 0, done.stderr
    assert q8(out, "perfect")["points"] == "4.5" and q8(out, "perfect")["status"] == "graded"
    assert "Name a measurement." in (out / "feedback" / "perfect.html").read_text("utf-8")
    assert mark(out.parent).returncode == 0
    assert q8(out, "perfect")["points"] == "4.5"
    assert q8(out, "misconceptions")["status"] == "awaiting a hand-given mark"


def test_an_answer_that_changed_needs_a_person_again(out):
    merge(out, "perfect,density-q8,5,\n")
    path = out.parent / "in" / "perfect" / "density.ipynb"
    book = json.loads(path.read_text("utf-8"))
    book["cells"][-1]["source"] = "Another text."
    path.write_text(json.dumps(book), "utf-8")
    mark(out.parent)
    row = q8(out, "perfect")
    assert row["points"] == "" and row["status"].startswith("needs a person: the answer changed")


def test_a_person_may_decide_what_the_tests_could_not(out):
    assert merge(out, "corrupt file,density-q1,2,Handed in on paper.\n").returncode == 0
    row = next(
        r for r in rows(out) if (r["student"], r["question"]) == ("corrupt file", "density-q1")
    )
    assert (row["points"], row["status"]) == ("2", "graded")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nobody,density-q8,4,", "no student 'nobody' with a question 'density-q8'"),
        ("perfect,density-q9,4,", "no student 'perfect' with a question 'density-q9'"),
        ("perfect,density-q8,7,", "points must lie in [0, 6], got 7"),
        ("perfect,density-q8,-1,", "points must lie in [0, 6], got -1"),
        ("perfect,density-q8,nan,", "points must lie in [0, 6], got nan"),
        ("perfect,density-q8,good,", "points must be a number, got 'good'"),
    ],
)
def test_one_wrong_line_and_nothing_is_merged(out, line, words):
    done = merge(out, f"misconceptions,density-q8,3,\n{line}\n")
    assert done.returncode == 2 and words in done.stderr and "line 3" in done.stderr
    assert q8(out, "misconceptions")["points"] == ""


def test_gradescope_gets_what_the_results_say(out, tmp_path):
    assert coursework("export", "gradescope", out, tmp_path / "gs").returncode == 0
    made = json.loads((tmp_path / "gs" / "misconceptions" / "results.json").read_text("utf-8"))
    scores = {t["number"]: (t["score"], t["max_score"]) for t in made["tests"]}
    assert scores["density-q5"] == (1, 5) and scores["density-q1"] == (0, 2) and made["score"] == 1
    assert any("This is the forward pass alone" in t["output"] for t in made["tests"])
    waiting = json.loads((tmp_path / "gs" / "perfect" / "results.json").read_text("utf-8"))
    assert waiting["score"] == 24
    assert "awaiting a hand-given mark" in waiting["tests"][-1]["output"]
    allowed = {"name", "number", "score", "max_score", "output", "output_format", "visibility"}
    assert all(set(t) <= allowed for t in made["tests"])
