"""by-hand.csv goes to a spreadsheet and comes back, whatever the names and texts are."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coursework.marking.marks import Status, question_mark
from coursework.marking.store import Store, write_json
from coursework.marking.students import name_of
from coursework.results import report, tables

QUESTION = {"id": "q8", "title": "Answer a colleague", "points": 6}
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(name_of)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def marked(out, answers):
    """A results folder whose students have each handed in one text."""
    for student, answer in answers.items():
        waiting = question_mark(QUESTION, None, Status.AWAITING, answer=answer)
        marks = {"assignment": "density", "fingerprint": "f", "questions": [waiting]}
        write_json(Store(out).marks_path(student), {"student": student, **marks})
    report.write_all(out, set(answers))


def filled_in(out, change=lambda name: name):
    """by-hand.csv as a person gives it back, with 4 points in every row."""
    read = tables.read(out / "by-hand.csv")
    rows = [[change(row[0]), *row[1:3], "4", *row[4:]] for row in read.rows]
    path = out / "filled-in.csv"
    path.write_text(tables.plain_csv_text(read.columns, rows), "utf-8", newline="")
    return path


@settings(max_examples=40)
@given(answers=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4))
@example(answers={"ada": "x" * 200_000, "'=x": "'=1", "a,b\nc": "a\rb\0", "\u202eada": "＝1+1"})
def test_every_name_and_text_comes_back(tmp_path_factory, answers):
    out = tmp_path_factory.mktemp("out")
    marked(out, answers)
    waiting = {c["student"]: c["answer"] for _, c in tables.read(out / "by-hand.csv").texts()}
    assert waiting == answers
    merged = report.merge(out, filled_in(out))
    assert {s: q[0]["points"] for s, q in merged.items()} == dict.fromkeys(answers, 4)
    results = [cells for _, cells in tables.read(out / "results.csv").texts()]
    assert {(r["student"], r["points"]) for r in results} == {(s, "4") for s in answers}


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: f" {name}\u00a0"])
def test_a_spreadsheet_may_change_case_and_blanks(tmp_path, change):
    marked(tmp_path, {"zoë ünal": "a", "grace": "b"})
    merged = report.merge(tmp_path, filled_in(tmp_path, change))
    assert [q[0]["points"] for q in merged.values()] == [4, 4]


def test_a_name_that_may_be_two_merges_nothing(tmp_path):
    marked(tmp_path, {"Ada": "a", "ada": "b"})
    with pytest.raises(ValueError, match="line 2: 'ADA' may be any of 'Ada', 'ada'"):
        report.merge(tmp_path, filled_in(tmp_path, str.upper))
    assert "hand-given.json" not in [path.name for path in tmp_path.iterdir()]


def test_a_table_of_another_program_is_read(tmp_path):
    marked(tmp_path, {"Zoë; B": "a"})
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows(
        [["student", "question", "points", "comment"], ["Zoë; B", "q8", "3", "so, so"]]
    )
    (tmp_path / "hand.csv").write_text(text.getvalue(), "utf-16", newline="")
    assert report.merge(tmp_path, tmp_path / "hand.csv")["Zoë; B"][0]["notes"] == ["so, so"]


def test_points_may_have_a_decimal_comma(tmp_path):
    marked(tmp_path, {"ada": "a"})
    (tmp_path / "hand.csv").write_text("student;question;points\nada;q8;4,5\n", "utf-8")
    assert report.merge(tmp_path, tmp_path / "hand.csv")["ada"][0]["points"] == 4.5


def test_two_marks_for_one_answer_merge_nothing(tmp_path):
    marked(tmp_path, {"ada": "a"})
    (tmp_path / "hand.csv").write_text("student,question,points\nada,q8,4\nADA,q8,5\n", "utf-8")
    with pytest.raises(ValueError, match="line 3: 'ada' has points for q8 in line 2 too"):
        report.merge(tmp_path, tmp_path / "hand.csv")
