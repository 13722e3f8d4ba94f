"""Marks a folder of submissions: one stateless command each, so many at a time."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from coursework.marking import marker, store
from coursework.marking.marks import Status, question_mark
from coursework.marking.sandbox import reason_in
from coursework.marking.students import students

ROOT = Path(__file__).parents[2]
STOPPED = Status.NEEDS_A_PERSON.because("the marker stopped")
MAX_SECONDS = 1_800
"""Of one marker; it keeps to its own limits, this is for what nobody thought of."""


def mark_all(
    submissions, sheet, out, *, jobs, unprotected=False, extra=(), progress=lambda it, n: it
):
    """Mark every submission that is not marked yet. Returns how many were marked now.

    Raises: ValueError: `out` holds marks of another assignment or seed.
    """
    submissions, kept = os.path.abspath(submissions), store.Store(out)
    folders, _ = students(submissions)
    kept.claim(sheet)
    kept.write_sheet(sheet)
    due = [s for s, folder in folders.items() if not _is_marked(kept, s, folder, sheet)]
    with ThreadPoolExecutor(jobs) as pool:
        runs = [pool.submit(_mark_one, folders[s], s, sheet, kept, unprotected, extra) for s in due]
        try:
            for run in progress(as_completed(runs), len(runs)):
                run.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return len(due)


def _is_marked(kept, student, folder, sheet):
    marks = kept.marks_of(student)
    if marks is None:
        return False
    broken = any(q["status"].startswith(STOPPED) for q in marks["questions"])
    return not broken and marks["fingerprint"] == marker.fingerprint(folder, sheet)


def _mark_one(folder, student, sheet, kept, unprotected, extra):
    path = kept.marks_path(student)
    command = [sys.executable, "-m", "coursework", "mark-one", sheet["name"], folder]
    command += ["--sheet", str(kept.sheet_path), f"--student={student}", "--out", str(path), *extra]
    command += ["--unprotected"] * unprotected
    if why := _failure(command):
        status = STOPPED + f" ({why})"
        rows = [question_mark(q, None, status) for q in sheet["questions"]]
        marks = {
            "student": student,
            "assignment": sheet["name"],
            "seed": sheet["seed"],
            "fingerprint": "",
            "questions": rows,
        }
        store.write_json(path, marks)


def _failure(command):
    """Run one marker. Returns why it failed, or ""."""
    options = {"cwd": ROOT, "capture_output": True, "text": True, "errors": "replace"}
    try:
        done = subprocess.run(command, timeout=MAX_SECONDS, check=False, **options)
    except subprocess.TimeoutExpired:
        return "it took too long"
    if not done.returncode:
        return ""
    own = [line for line in done.stderr.splitlines() if line.startswith("coursework: ")]
    said = own[-1].removeprefix("coursework: ") if own else reason_in(done.stderr)
    return said or f"exit code {done.returncode}"
