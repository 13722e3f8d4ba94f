"""Grades go back in the form that Moodle and Canvas import; who is left out is named."""

import csv

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coursework.exchange import grades
from coursework.marking.marks import Status, question_mark
from coursework.marking.store import Store, write_json
from coursework.results import report, tables
from tests.coursework.commands import coursework

QUESTIONS = [{"id": "q1", "title": "T", "points": 24}, {"id": "q8", "title": "T", "points": 6}]
STUDENTS = [
    ["student", "system", "id"],
    ["Ada Lovelace_12345", "moodle", "12345"],
    ["Zoë_77", "moodle", "77"],
    ["Gone_9", "moodle", "9"],
    ["Late_5", "moodle", "5"],
]
MORE = ["Grade can be changed", "Last modified (grade)", "Feedback comments"]
WORKSHEET = [
    ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", *MORE],
    ["Participant 12345", "Ada Lovelace", "ada@x.org", "Submitted", "", "30.00", "Yes", "-", "=ok"],
    ["Participant 77", "Zoë", "zoe@x.org", "Submitted", "", "30.00", "Yes", "-", "a, b\nc"],
    ["Participant 5", "Late", "late@x.org", "Submitted", "", "30.00", "No", "-", ""],
    ["Participant 2", "Absent", "absent@x.org", "No submission", "", "30.00", "Yes", "-", ""],
]
IDENTITY = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
GRADEBOOK = [
    [*IDENTITY, "Density (4711)", "Other (1)", "Final Score"],
    ["", "", "", "", "", "Manual Posting", "", ""],
    ["    Points Possible", "", "", "", "", "30.00", "5.00", "(read only)"],
    ["Lovelace, Ada", "123", "s1", "ada", "A", "", "3", "60"],
    ["Ünal, Zoë", "77", "s2", "zoe", "A", "1", "4", "80"],
    ["Student, Test", "9999", "", "abc", "A", "", "", ""],
]


def results(out, have):
    """A results folder; {student: points of q1, or None for one who waits for a person}."""
    for student, points in have.items():
        status = Status.AWAITING if points is None else Status.GRADED
        rows = [question_mark(QUESTIONS[0], points, status)]
        rows.append(question_mark(QUESTIONS[1], 0.5, Status.GRADED))
        marks = {"student": student, "assignment": "density", "fingerprint": "", "questions": rows}
        write_json(Store(out).marks_path(student), marks)
    report.write_all(out, set(have))
    return out


def table(path, rows, delimiter=","):
    text = tables.plain_csv_text(rows[0], rows[1:], delimiter=delimiter)
    path.write_text(text, "utf-8", newline="")
    return path


def cells(path, delimiter=","):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.fixture
def moodle(tmp_path):
    out = results(tmp_path / "out", {"Ada Lovelace_12345": 20, "Zoë_77": 23.75})
    files = {"sheet": table(tmp_path / "worksheet.csv", WORKSHEET)}
    files["students"] = table(tmp_path / "students.csv", STUDENTS)
    return out, tmp_path / "grades.csv", files


@pytest.fixture
def canvas(tmp_path):
    out = results(tmp_path / "out", {"lovelaceada_123": 20, "ünalzoë_77": 23.75})
    rows = [STUDENTS[0], ["lovelaceada_123", "canvas", "123"], ["ünalzoë_77", "canvas", "77"]]
    files = {"sheet": table(tmp_path / "gradebook.csv", GRADEBOOK)}
    files["students"] = table(tmp_path / "students.csv", rows)
    return out, tmp_path / "grades.csv", files


def test_moodle_gets_its_worksheet_with_grades(moodle):
    out, target, files = moodle
    done = grades.export("moodle", out, target, **files)
    assert (done.count, done.left) == (2, [])
    expected = [list(line) for line in WORKSHEET]
    expected[1][4], expected[2][4] = "20.5", "24.25"
    assert cells(target) == expected


ANY = st.text(st.characters(exclude_categories=["Cs"]))


@settings(max_examples=40)
@given(texts=st.lists(ANY, min_size=1, max_size=4))
@example(texts=["=1+1", "a\rb", "x" * 200_000, "'='", ' "q", \0; \t'])
def test_what_a_system_wrote_comes_back_as_it_was(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("sheet")
    rows = [[f"Participant {i}", t, t, t, "", "30", "Yes", t, t] for i, t in enumerate(texts)]
    people = [["student", "system", "id"], ["last", "moodle", str(len(texts) - 1)]]
    files = {"sheet": table(folder / "sheet.csv", [WORKSHEET[0], *rows])}
    files["students"] = table(folder / "students.csv", people)
    grades.export("moodle", results(folder / "out", {"last": 1}), folder / "g.csv", **files)
    rows[-1][4] = "1.5"
    assert cells(folder / "g.csv") == [WORKSHEET[0], *rows]


def test_canvas_gets_the_students_and_one_column(canvas):
    out, target, files = canvas
    done = grades.export("canvas", out, target, **files)
    assert (done.count, done.left) == (2, [])
    assert cells(target) == [
        [*IDENTITY, "Density (4711)"],
        ["", "", "", "", "", "Manual Posting"],
        ["    Points Possible", "", "", "", "", "30.00"],
        ["Lovelace, Ada", "123", "s1", "ada", "A", "20.5"],
        ["Ünal, Zoë", "77", "s2", "zoe", "A", "24.25"],
        ["Student, Test", "9999", "", "abc", "A", ""],
    ]


def test_canvas_knows_an_id_without_a_gradebook(canvas):
    out, target, files = canvas
    grades.export("canvas", out, target, students=files["students"], column="Density (4711)")
    assert cells(target) == [
        [*IDENTITY, "Density (4711)"],
        ["    Points Possible", "", "", "", "", "30"],
        ["lovelaceada_123", "123", "", "", "", "20.5"],
        ["ünalzoë_77", "77", "", "", "", "24.25"],
    ]


@pytest.mark.parametrize("folder", ["ada", "S1", "Lovelace, Ada", " lovelace,  ada"])
def test_without_a_table_a_student_is_found_by_login_or_name(canvas, tmp_path, folder):
    out = results(tmp_path / "other", {folder: 10})
    done = grades.export("canvas", out, canvas[1], sheet=canvas[2]["sheet"])
    assert done.count == 1 and cells(canvas[1])[3][5] == "10.5"


def test_points_become_grades_of_another_maximum_only_on_demand(moodle, tmp_path):
    out, target, files = moodle
    hundred = [[cell.replace("30.00", "100,00") for cell in line] for line in WORKSHEET]
    files["sheet"] = table(tmp_path / "hundred.csv", hundred)
    with pytest.raises(ValueError, match="may reach 100, these results reach 30: change that in"):
        grades.export("moodle", out, target, **files)
    assert not target.exists()
    grades.export("moodle", out, target, **files, scale=True)
    assert [line[4] for line in cells(target)] == ["Grade", "68.33", "80.83", "", ""]


def test_a_worksheet_in_another_language_needs_the_column(moodle, tmp_path):
    out, target, files = moodle
    names = ["Identifikator", "Name", "E-Mail", "Status", "Bewertung", "Bestwertung"]
    files["sheet"] = table(tmp_path / "w.csv", [names + WORKSHEET[0][6:], *WORKSHEET[1:]], ";")
    with pytest.raises(ValueError, match="has 0 columns 'Grade'; its columns are 'Identifikator'"):
        grades.export("moodle", out, target, **files)
    grades.export("moodle", out, target, **files, column="Bewertung")
    assert cells(target, ";")[1][4] == "20.5"


def test_whoever_gets_no_grade_is_named_and_keeps_the_old_one(moodle, tmp_path):
    _, target, files = moodle
    have = {"Ada Lovelace_12345": None, "Zoë_77": 3, "Gone_9": 4, "Late_5": 5, "nobody": 6}
    done = grades.export("moodle", results(tmp_path / "more", have), target, **files)
    assert dict(done.left) == {
        "Ada Lovelace_12345": "24 points are not decided yet",
        "Gone_9": "0 rows of the sheet have the id 9",
        "Late_5": "the system says that its grade cannot be changed",
        "nobody": "0 rows of the sheet have this name or login",
    }
    assert [line[4] for line in cells(target)] == ["Grade", "", "3.5", "", ""]


def test_two_students_never_share_a_row(canvas, tmp_path):
    out = results(tmp_path / "two", {"lovelaceada_123": 1, "ada": 2})
    done = grades.export("canvas", out, canvas[1], **canvas[2])
    assert done.count == 1 and "its row is that of" in done.left[0][1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sheet": None}, "moodle needs --sheet FILE: its grading worksheet"),
        ({"sheet": [["Identifier", "Grade"], ["Participant 1", ""]]}, "must stand behind 'Grade'"),
        ({"sheet": [["I", "Grade", "Max"], ["Ada", "", "30"]]}, "line 2: the first cell must end"),
        ({"sheet": [["I", "Grade", "Max"], ["P 1", "", "-"]]}, "'Max' must be a number over 0"),
        ({"sheet": [["I", "Grade", "Max"], ["P 1", "", "5"], ["P 2", "", "6"]]}, "one number"),
        ({"students": [["student", "id"], ["a", "1"]]}, "is no table of collect-zip"),
        ({"students": [STUDENTS[0], ["a", "canvas", "1"]]}, "line 2: it is of canvas, not moodle"),
    ],
)
def test_a_table_of_another_form_is_named(moodle, tmp_path, change, words):
    out, target, files = moodle
    made = {k: v and table(tmp_path / "changed.csv", v) for k, v in change.items()}
    with pytest.raises(ValueError) as error:
        grades.export("moodle", out, target, **(files | made))
    assert words in str(error.value) and not target.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["Student", "ID", "Section", "x"]], "none of its columns names 'density': say --column"),
        ([["Student", "ID", "Section", "Density A", "density (2)"]], "'Density A', 'density (2)'"),
        ([["Student", "id", "Density"]], "has 0 columns 'Section'"),
        ([["Student", "ID", "Section", "Density"], ["a", "1", "", ""]], "'Points Possible', got 0"),
        (
            [["Student", "ID", "Section", "Density"], ["Points Possible", "", "", "(read only)"]],
            "'Density' must be a number over 0, got '(read only)'",
        ),
    ],
)
def test_a_gradebook_of_another_form_is_named(canvas, tmp_path, rows, words):
    with pytest.raises(ValueError) as error:
        grades.export("canvas", canvas[0], canvas[1], sheet=table(tmp_path / "g.csv", rows))
    assert words in str(error.value)


def test_the_command_ends_with_a_status_that_says_whether_all_have_a_grade(moodle):
    out, target, files = moodle
    options = ["--sheet", files["sheet"], "--students", files["students"]]
    done = coursework("export", "moodle", out, target, *options)
    assert done.returncode == 0 and "2 grades for Moodle" in done.stdout and not done.stderr
    results(out, {"Gone_9": 4})
    done = coursework("export", "moodle", out, target, *options)
    assert done.returncode == 1
    assert done.stderr == "no grade written: 'Gone_9': 0 rows of the sheet have the id 9\n"
    for wrong in (["canvas", out, target], ["moodle", out, files["sheet"], *options]):
        done = coursework("export", *wrong)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    done = coursework("export", "gradescope", out, target, *options)
    assert done.returncode == 2 and "are for moodle and canvas, not gradescope" in done.stderr
