"""Every submission gets the marks that it deserves, and changes nobody else's."""

import csv
import json
import subprocess
import sys

import pytest

from tests.coursework.commands import ROOT, one_worker
from tests.coursework.submissions import (
    FULL,
    OF_A_LATER_SUBJECT,
    OF_ANOTHER_SUBJECT,
    SUBMISSIONS,
    TARGET,
    tried_with,
)

EACH = pytest.mark.parametrize(
    ("batch", "submission"),
    [
        pytest.param(a, s, id=f"{a}: {s.name}", marks=one_worker(a))
        for a in FULL
        for s in tried_with(a)
    ],
    indirect=["batch"],
)


@EACH
def test_it_gets_the_marks_that_it_deserves(batch, submission):
    rows = batch.rows[submission.name]
    got = {q: rows[q]["points"] for q in FULL[batch.assignment]}
    deserved = submission.deserved(batch.assignment)
    messages = batch.feedback(submission.name)
    assert got == {q: "" if p is None else str(p) for q, p in deserved.items()}, messages


@EACH
def test_its_statuses_say_what_happened(batch, submission):
    rows = batch.rows[submission.name]
    named = submission.statuses(batch.assignment)
    for q in FULL[batch.assignment]:
        assert rows[q]["status"].startswith(named.get(q, "graded")), rows[q]
        assert rows[q]["max_points"] == str(FULL[batch.assignment][q])


@EACH
def test_its_feedback_names_the_misconceptions(batch, submission):
    page = batch.feedback(submission.name)
    for words in submission.says.get(batch.assignment, []):
        assert words in page, words


def test_the_free_text_waits_for_a_person(batch):
    text = f"{batch.assignment}-q8"
    statuses = {s.name: batch.rows[s.name][text]["status"] for s in tried_with(batch.assignment)}
    assert statuses["perfect"] == "awaiting a hand-given mark"
    assert statuses["blank"] == "graded" and batch.rows["blank"][text]["points"] == "0"
    assert statuses["no metadata"].startswith("needs a person: the cell of this question is gone")
    assert all("needs a person: the marker" not in status for status in statuses.values())


def test_all_of_a_text_reaches_a_person_in_its_order(batch):
    with open(batch.out / "by-hand.csv", encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["question"] == f"{batch.assignment}-q8"]
    answers = {r["student"]: r["answer"] for r in rows}
    told = [s for s in tried_with(batch.assignment) if s.text]
    for s in told:
        places = [answers[s.name].find(part) for part in s.text]
        assert -1 not in places and places == sorted(places), (s.name, answers[s.name])
        assert (
            batch.rows[s.name][f"{batch.assignment}-q8"]["status"] == "awaiting a hand-given mark"
        )
    assert told


def test_local_checks_and_marker_agree_on_every_visible_test(batch):
    local = [s for s in tried_with(batch.assignment) if s.local]
    paths = [batch.submissions / s.name / f"{batch.assignment}.ipynb" for s in local]
    done = subprocess.run(
        [sys.executable, ROOT / "tests/coursework/local_run.py", batch.bundle, *paths],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    on_the_spot = json.loads(done.stdout)
    visible = [
        t["id"]
        for t in json.loads((batch.bundle / f"checks-{batch.assignment}.json").read_text())["tests"]
    ]
    for s in local:
        tests = [t for q in batch.marks(s.name)["questions"] for t in q["tests"]]
        marked = {t["id"]: t["passed"] for t in tests}
        assert on_the_spot[s.name] is not None, s.name
        assert on_the_spot[s.name] == {t: marked.get(t, False) for t in visible}, s.name
    assert len(local) > 10


def test_feedback_shows_no_hidden_test(batch):
    sheet = json.loads((batch.out / "private" / "sheet.json").read_text("utf-8"))
    tests = [t for t in sheet["tests"] if not t["visible"]]
    # What is drawn: long numbers, which stand nowhere by chance.
    drawn = {n for t in tests for n in numbers(t.get("args", [])) | numbers(t["expected"])}
    assert len(drawn) > 10
    for s in tried_with(batch.assignment):
        page = batch.feedback(s.name)
        assert not [n for n in drawn if n in page], s.name
        # Nor does an error that a submission names after what it was given.
        hidden = [part for part in page.split("<li") if "hidden test" in part]
        assert "smuggled" not in "".join(hidden)


def numbers(data):
    if isinstance(data, dict):
        return {n for value in data.values() for n in numbers(value)}
    if isinstance(data, list):
        return {n for part in data for n in numbers(part)}
    return {str(data)} if isinstance(data, (int, float)) and len(str(data)) > 5 else set()


CHEATS = {"checker patched", "forged replies", "equals everything", "equals everything too"}
CHEATS |= {"helper overwritten", "reads solutions"}


def test_a_wrong_answer_cannot_buy_the_target_question(batch):
    tried = CHEATS & {s.name for s in tried_with(batch.assignment)}
    assert len(tried) >= 4
    for name in tried:
        assert batch.rows[name][TARGET[batch.assignment]]["points"] == "0", name


def test_what_each_assignment_is_tried_with_is_there():
    assert {s.name for s in SUBMISSIONS} >= OF_ANOTHER_SUBJECT >= OF_A_LATER_SUBJECT
