"""A class of a hundred, from a zip of Moodle to its table of grades: who is lost on the way?

Usage: python -m bench.classroom [ASSIGNMENT [COUNT]]; by default density and 100. Takes minutes.

A fifth hand in something odd. All go through collect-zip, mark, merge and export. Then those of the
odd that end by themselves run in real kernels: what passes a visible check there must not have got
a silent zero. Prints what is at fault; without a fault it ends with status 0.
"""

import csv
import io
import json
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import nbclient
import nbformat

from coursework.authoring.release import release
from coursework.results import tables
from tests.coursework.commands import LIMITS, coursework
from tests.coursework.submissions import FULL, all_for, solved_notebook

ORDINARY = ("perfect", "blank", "misconceptions", "more misconceptions", "other kinds of number")
POINTS_OF_THE_TEXT = 6
NAMES = (
    "Zoë Ünal",
    "=cmd()",
    "O'Hara, Mary",
    "李 小龍",
    "@ada",
    "Jean-Luc",
    "ada",
    "Ada",
    ".hidden",
)
FILES = (
    "{} (1).ipynb",
    "{}-2.ipynb",
    "{}.ipynb.txt",
    "{}.IPYNB",
    "{} copy.ipynb",
    "my homework.ipynb",
)
RESULTS = """
import json
from checks import results
print("RESULTS" + json.dumps(results(json.load(open("checks-{}.json")), globals())))
"""


def a_class(name, count):
    """[(id, student's name, file's name, Submission)]: the odd ones first."""
    odd_count = count // 5
    by_name = {s.name: s for s in all_for(name)}
    odd = [s for s in all_for(name) if s.name not in ORDINARY]
    odd = odd[:: max(1, len(odd) // odd_count)][:odd_count]
    found = []
    for i in range(count):
        submission = odd[i] if i < odd_count else by_name[ORDINARY[i % len(ORDINARY)]]
        student = NAMES[i % 20] if i % 20 < len(NAMES) else f"Student {i}"
        file = FILES[i % 30] if i % 30 < len(FILES) else "{}.ipynb"
        found.append((str(1000 + i), student, file.format(name), submission))
    return found


def write_zip(path, name, people):
    """Moodle's archive of all submissions."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for number, student, file, submission in people:
            folder = f"{student}_{number}_assignsubmission_file_/"
            data = submission.make(name, solved_notebook(name))
            if data is None:
                made.writestr(folder + "answers.docx", "")
            else:
                made.writestr(folder + file, data if isinstance(data, bytes) else json.dumps(data))
            made.writestr(f"__MACOSX/{folder}._{file}", "")


def write_worksheet(path, name, people):
    """Moodle's grading worksheet."""
    most = sum(FULL[name].values()) + POINTS_OF_THE_TEXT
    columns = [
        "Identifier",
        "Full name",
        "Status",
        "Grade",
        "Maximum Grade",
        "Last modified (grade)",
    ]
    rows = [[f"Participant {n}", s, "Submitted", "", most, "-"] for n, s, _, _ in people]
    path.write_text(tables.plain_csv_text(columns, rows), "utf-8", newline="")


def fill_in(path):
    """Give half the points of whatever waits for a person. Returns how many rows."""
    read = tables.read(path)
    points, most = read.columns.index("points"), read.columns.index("max_points")
    for row in read.rows:
        row[points] = str(int(row[most]) / 2)
    path.write_text(tables.plain_csv_text(read.columns, read.rows), "utf-8", newline="")
    return len(read.rows)


def faults_of_marks(name, students, out):
    """Who is not in the results, or has not the points deserved by hand-worked marks."""
    rows = {}
    for _, cells in tables.read(out / "results.csv").texts():
        rows.setdefault(cells["student"], {})[cells["question"]] = cells
    if set(rows) != set(students):
        yield f"students: {sorted(set(rows) ^ set(students))}"
    for student, submission in students.items():
        for question, points in submission.deserved(name).items():
            found = rows[student][question]["points"]
            if found != ("" if points is None else str(points)):
                yield f"{student} ({submission.name}), {question}: {found!r}, deserves {points}"


def faults_in_kernels(name, students, submissions, out, bundle):
    """Whose answer passes a visible check in a real kernel, and got a silent zero for it."""
    for student, submission in students.items():
        path = submissions / student / f"{name}.ipynb"
        if submission.name in ORDINARY or not submission.local or not path.exists():
            continue
        passed = in_a_kernel(name, path, bundle)
        marks = next(m for m in kept_marks(out) if m["student"] == student)
        for question in marks["questions"]:
            done = {t["id"] for t in question["tests"] if t["passed"]}
            here = {t for t in passed if t.startswith(f"{question['question']}-v")}
            if question["status"] == "graded" and here - done:
                yield f"{student} ({submission.name}): {sorted(here - done)} pass in Jupyter"


def in_a_kernel(name, path, bundle):
    """Ids of the visible tests that the notebook passes in a kernel, run from top to bottom."""
    book = nbformat.reads(path.read_text("utf-8-sig"), as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(RESULTS.format(name)))
    with tempfile.TemporaryDirectory() as folder:
        for file in ("checks.py", f"checks-{name}.json"):
            (Path(folder) / file).write_bytes((bundle / file).read_bytes())
        where = {"metadata": {"path": folder}}
        nbclient.NotebookClient(book, allow_errors=True, timeout=120, resources=where).execute()
    text = "".join(out.get("text", "") for out in book.cells[-1].outputs)
    found = json.loads(text.partition("RESULTS")[2] or "{}")
    return {test for test, passed in found.items() if passed}


def kept_marks(out):
    """All marks of a results folder."""
    return [json.loads(path.read_text("utf-8")) for path in (out / "marks").glob("*.json")]


def run(*arguments, allowed=(0,)):
    """One command; its time is printed."""
    start = time.perf_counter()
    done = coursework(*arguments)
    print(f"{arguments[0]:12} {time.perf_counter() - start:6.1f} s, status {done.returncode}")
    if done.returncode not in allowed:
        sys.exit(done.stderr)
    return done


def faults(name, count, base):
    """Everything that is at fault, as text."""
    people, bundle, out = a_class(name, count), base / "bundle", base / "results"
    submissions, grades = base / "submissions", base / "grades.csv"
    release(name, bundle)
    write_zip(base / "class.zip", name, people)
    write_worksheet(base / "worksheet.csv", name, people)
    run("collect-zip", name, base / "class.zip", submissions, allowed=(0, 1))
    rows = [cells for _, cells in tables.read(submissions / "students.csv").texts()]
    by_id = {number: submission for number, _, _, submission in people}
    students = {row["student"]: by_id[row["id"]] for row in rows}
    if len(students) != len(people):
        yield f"collected {len(students)} of {len(people)}"
    run("mark", name, submissions, "--out", out, "--jobs", 2, *LIMITS)
    yield from faults_of_marks(name, students, out)
    waiting = fill_in(out / "by-hand.csv")
    run("merge", out, out / "by-hand.csv")
    left = len(tables.read(out / "by-hand.csv").rows)
    if left:
        yield f"{left} of {waiting} rows still wait after merge"
    files = ["--sheet", base / "worksheet.csv", "--students", submissions / "students.csv"]
    run("export", "moodle", out, grades, *files)
    given = [row["Grade"] for row in csv.DictReader(io.StringIO(grades.read_text("utf-8")))]
    if "" in given or len(given) != len(people):
        yield f"{given.count('')} of {len(given)} rows of Moodle's table have no grade"
    statuses = Counter(
        q["status"].partition(":")[0] for m in kept_marks(out) for q in m["questions"]
    )
    print(dict(statuses), f"of {len(FULL[name]) + 1} questions each")
    yield from faults_in_kernels(name, students, submissions, out, bundle)


def main():
    name, count = [*sys.argv[1:3], *("density", 100)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        found = list(faults(name, int(count), Path(folder)))
    print("\n".join([*found, f"{count} submissions of {name}: {len(found)} faults"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
