"""A batch goes on: interrupted, with odd names, with links, with a marker that dies."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from coursework.__main__ import main
from coursework.marking.sandbox import Limits, limits_with
from tests.coursework.commands import LIMITS, ROOT, SEED, coursework, write_submission
from tests.coursework.submissions import SUBMISSIONS, Submission, with_cell

BY_NAME = {s.name: s for s in SUBMISSIONS}
PERFECT = BY_NAME["perfect"]


def mark(tmp_path, *more, **environment):
    arguments = ["mark", "density", tmp_path / "in", "--out", tmp_path / "out", *LIMITS, *more]
    return coursework(*arguments, **environment)


def rows(out):
    with open(out / "results.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_odd_names_of_students_stay_whole(tmp_path):
    names = [
        "=cmd()",
        "a,b",
        "new\nline",
        "Zoë Ünal",
        "-x",
        'say "hi"',
        "<b>bold",
        "n" * 250,
        "+1",
        "@a",
        "trail ",
        " lead",
    ]
    for name in names:
        write_submission(tmp_path / "in" / name, "density", BY_NAME["blank"])
    bad = os.fsencode(tmp_path / "in") + b"/not\xff utf-8"
    os.mkdir(bad)
    (tmp_path / "in" / "notes.txt").write_text("no folder")
    (tmp_path / "in" / ".hidden").mkdir()
    done = mark(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "passed over, no folder: notes.txt" in done.stderr
    found = {row["student"] for row in rows(tmp_path / "out")}
    escaped = {("'" + name if name[0] in "=-+@" else name.strip()) for name in names}
    assert found == escaped | {"not\\xff utf-8"}
    assert len(rows(tmp_path / "out")) == 8 * len(found)
    pages = list((tmp_path / "out" / "feedback").iterdir())
    assert len(pages) == len(found)
    assert not any("<b>bold" in page.read_text("utf-8") for page in pages)
    # A hand-given mark finds its student under the written name.
    hand = tmp_path / "hand.csv"
    given = ["'=cmd(),density-q8,4,<i>good", "trail ,density-q8,4,", " lead,density-q8,4,"]
    hand.write_text("\n".join(["student,question,points,comment", *given]), "utf-8")
    assert coursework("merge", tmp_path / "out", hand).returncode == 0
    points = {r["student"]: r["points"] for r in rows(tmp_path / "out")}  # of the last question
    assert [points[name] for name in ("'=cmd()", "trail", "lead")] == ["4", "4", "4"]
    assert not any("<i>good" in page.read_text("utf-8") for page in pages)


def test_links_lead_nowhere(tmp_path):
    write_submission(tmp_path / "in" / "honest", "density", PERFECT)
    (tmp_path / "in" / "copycat").mkdir()
    (tmp_path / "in" / "copycat" / "density.ipynb").symlink_to("../honest/density.ipynb")
    (tmp_path / "in" / "shadow").symlink_to("honest")
    (tmp_path / "in" / "pipe").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe" / "density.ipynb")
    (tmp_path / "in" / "folder" / "density.ipynb").mkdir(parents=True)
    (tmp_path / "in" / "elsewhere").mkdir()
    (tmp_path / "in" / "elsewhere" / "density (1).ipynb").write_text("{}")
    assert mark(tmp_path).returncode == 0
    status = {
        r["student"]: r["status"] for r in rows(tmp_path / "out") if r["question"] == "density-q1"
    }
    assert status["honest"] == "graded"
    assert status["copycat"] == "unreadable: density.ipynb is a symbolic link"
    assert status["shadow"] == "unreadable: the folder is a symbolic link"
    assert "no regular file" in status["pipe"] and status["folder"].startswith("unreadable: ")
    assert status["elsewhere"] == "unreadable: there is no density.ipynb; found density (1).ipynb"


def test_an_interrupted_batch_goes_on_where_it_was(tmp_path):
    for name in ("s0", "s1"):
        write_submission(tmp_path / "in" / name, "density", PERFECT)
    slow = Submission("slow", with_cell("import time\ntime.sleep(5)"))
    write_submission(tmp_path / "in" / "z", "density", slow)
    command = [sys.executable, "-m", "coursework", "mark", "density", str(tmp_path / "in")]
    command += ["--out", str(tmp_path / "out"), "--jobs", "1", *LIMITS]
    run = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"COURSE_SEED": SEED},
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests themselves run in the background, an interrupt would be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    marks, deadline = tmp_path / "out" / "marks", time.monotonic() + 300
    while len(list(marks.glob("*.json"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    assert "run the command again" in run.communicate()[1] and run.returncode == 130
    before = {p.name: p.stat().st_mtime_ns for p in marks.glob("s*.json")}
    assert len(before) == 2
    done = mark(tmp_path)
    assert done.returncode == 0 and "3 submissions, " in done.stdout
    assert before == {p.name: p.stat().st_mtime_ns for p in marks.glob("s*.json")}
    assert "3 submissions, 0 marked now" in mark(tmp_path).stdout


def test_a_new_notebook_is_marked_again(tmp_path):
    write_submission(tmp_path / "in" / "a", "density", BY_NAME["blank"])
    write_submission(tmp_path / "in" / "b", "density", PERFECT)
    assert "2 marked now" in mark(tmp_path).stdout
    (tmp_path / "in" / "a" / "density.ipynb").unlink()
    (tmp_path / "in" / "a").rmdir()
    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    assert "1 marked now" in mark(tmp_path).stdout
    assert {r["points"] for r in rows(tmp_path / "out") if r["question"] == "density-q5"} == {"5"}


def test_a_results_folder_keeps_to_its_assignment_and_seed(tmp_path):
    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    write_submission(tmp_path / "other" / "a", "losses", PERFECT)
    assert mark(tmp_path).returncode == 0
    hand = tmp_path / "hand.csv"
    hand.write_text("student,question,points\na,density-q8,4\n", "utf-8")
    assert coursework("merge", tmp_path / "out", hand).returncode == 0
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    one = tmp_path / "out" / "marks" / "a.json"
    losses = ["losses", tmp_path / "other"]
    for done, words in (
        (coursework("mark", *losses, "--out", tmp_path / "out"), "not of `losses`"),
        (mark(tmp_path, COURSE_SEED="another"), "another COURSE_SEED"),
        (coursework("mark-one", "losses", losses[1] / "a", "--out", one), "not of `losses`"),
        (coursework("merge", tmp_path / "out", other_hand(tmp_path)), "question 'losses-q8'"),
    ):
        assert done.returncode == 2 and words in done.stderr, done.stderr
    assert before == {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    # Jobs of two assignments that wrote into one folder are not mixed.
    kept = json.loads(one.read_text("utf-8"))
    mixed = kept | {"assignment": "losses", "student": "b"}
    one.with_name("b.json").write_text(json.dumps(mixed), "utf-8")
    done = coursework("collect", tmp_path / "out")
    assert done.returncode == 2 and "several assignments or seeds" in done.stderr


def other_hand(tmp_path):
    """Hand-given marks of the other assignment."""
    table = tmp_path / "other.csv"
    table.write_text("student,question,points\na,losses-q8,4\n", "utf-8")
    return table


def test_a_marker_that_dies_costs_one_submission_and_is_called_again(tmp_path):
    write_submission(tmp_path / "in" / "good", "density", PERFECT)
    write_submission(tmp_path / "in" / "bad", "density", PERFECT)
    (tmp_path / "out" / "marks").mkdir(parents=True)
    blocked = tmp_path / "out" / "marks" / "bad.json"
    blocked.mkdir()  # the marker cannot write its result there
    assert mark(tmp_path).returncode == 2
    blocked.rmdir()
    done = mark(tmp_path)
    assert done.returncode == 0
    assert next(r["status"] for r in rows(tmp_path / "out") if r["student"] == "bad") == "graded"


def test_a_stopped_marker_is_reported_and_the_mark_is_left_open(tmp_path):
    from coursework.authoring.assignment import make_sheet
    from coursework.marking import batch
    from coursework.results import report

    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    sheet = make_sheet("density", SEED)
    small = ["--memory", "1000000"]  # too little for Python itself
    batch.mark_all(tmp_path / "in", sheet, tmp_path / "out", jobs=1, extra=small)
    report.write_all(tmp_path / "out", {"a"})
    row = rows(tmp_path / "out")[0]
    assert row["points"] == "" and "the marker stopped (the sandbox did not start" in row["status"]
    assert "1 marked now" in mark(tmp_path).stdout
    assert rows(tmp_path / "out")[0]["status"] == "graded"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mark", "density", "EMPTY", "--out", "x"], "holds no folder"),
        (["mark", "density", "/nowhere", "--out", "x"], "No such file"),
        (["merge", "EMPTY", "/nowhere.csv"], "No such file"),
        (["release", "nothing", "x"], "invalid choice"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(arguments, words, tmp_path):
    done = coursework(*(str(tmp_path) if a == "EMPTY" else a for a in arguments))
    assert done.returncode == 2 and words in done.stderr


def test_the_seed_must_be_set(tmp_path):
    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    done = mark(tmp_path, COURSE_SEED="")
    assert done.returncode == 2 and "set COURSE_SEED" in done.stderr


def test_one_job_gives_the_marks_of_the_batch(tmp_path):
    write_submission(tmp_path / "in" / "a", "density", PERFECT)
    mark(tmp_path)
    one = tmp_path / "queue" / "marks" / "a.json"
    done = coursework("mark-one", "density", tmp_path / "in" / "a", "--out", one)
    assert done.returncode == 0, done.stderr
    assert json.loads(one.read_text()) == json.loads((tmp_path / "out/marks/a.json").read_text())
    assert coursework("collect", tmp_path / "queue").returncode == 0
    assert rows(tmp_path / "queue") == rows(tmp_path / "out")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("--seconds", x) for x in ("inf", "nan", "0", "-1", "1e300", "ten", "")),
        *(("--wall-seconds", x) for x in ("-1", "-inf", "NaN", "0")),
        *(("--memory", x) for x in ("0", "-5", "1e9", "99999999999999999999")),
        *(("--jobs", x) for x in ("0", "-2", "1.5", "nan")),
    ],
)
def test_a_limit_that_is_none_is_refused_before_anything_runs(option, value, capsys):
    """A limit of inf or nan ended every cell at once: a perfect notebook got 0."""
    with pytest.raises(SystemExit) as stopped:
        main(["mark", "density", "/nowhere", "--out", "/nowhere", f"{option}={value}"])
    said = capsys.readouterr().err
    assert stopped.value.code == 2 and f"argument {option}: must be a" in said
    assert f"got {value!r}" in said


def test_a_longer_limit_is_not_cut_off_by_a_shorter_one():
    limits = limits_with(seconds=100.0)
    assert (limits.seconds, limits.wall_seconds, limits.total_seconds) == (100, 400, 4000)
    limits = limits_with(wall_seconds=8.0)
    assert (limits.seconds, limits.wall_seconds, limits.total_seconds) == (10, 8, 400)
    assert limits_with() == Limits()
