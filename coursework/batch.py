"""Marks a folder of submissions: one stateless command each, so many at a time."""

import json
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from coursework import marker
from coursework.assignment import HERE, dump

NEEDS_A_PERSON = "needs a person"
MAX_SECONDS = 1_800
"""Of one marker; it keeps to its own limits, this is for what nobody thought of."""


def students(submissions):
    """({student: folder}, names that are no folder). A name that is no text is escaped."""
    folders, others = {}, []
    for entry in sorted(os.scandir(submissions), key=lambda e: os.fsencode(e.name)):
        if entry.name.startswith("."):
            continue
        name = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
        name = unicodedata.normalize("NFC", name)
        if entry.is_symlink() or entry.is_dir():
            while name in folders:  # they differ only in what a text does not show
                name += " (another)"
            folders[name] = entry.path
        else:
            others.append(name)
    return folders, others


def file_name(student):
    """A student's file name: the name itself where that is safe, else escaped and made unique."""
    safe = quote(student, safe=" @+,=()'")
    if safe == student and len(safe) < 100 and not student.startswith("."):
        return student
    return f"{safe[:80]}-{sha256(student.encode()).hexdigest()[:12]}"


def marks_path(out, student):
    """Where a student's marks are kept between runs."""
    return Path(out) / "marks" / f"{file_name(student)}.json"


def mark_all(
    submissions, sheet, out, *, jobs, unprotected=False, extra=(), progress=lambda it, n: it
):
    """Mark every submission that is not marked yet. Returns how many were marked now."""
    submissions, out = os.path.abspath(submissions), Path(out).resolve()
    folders, _ = students(submissions)
    sheet_path = Path(out) / "private" / "sheet.json"
    marker.write_atomically(sheet_path, dump(sheet))
    sheet_path.parent.chmod(0o700)
    due = [s for s, folder in folders.items() if not _is_marked(out, s, folder, sheet)]
    with ThreadPoolExecutor(jobs) as pool:
        runs = [
            pool.submit(_mark_one, folders[s], s, sheet, sheet_path, out, unprotected, extra)
            for s in due
        ]
        try:
            for run in progress(as_completed(runs), len(runs)):
                run.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return len(due)


def _is_marked(out, student, folder, sheet):
    try:
        kept = json.loads(marks_path(out, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    broken = any(q["status"].startswith("needs a person: the marker") for q in kept["questions"])
    return not broken and kept["fingerprint"] == marker.fingerprint(folder, sheet)


def _mark_one(folder, student, sheet, sheet_path, out, unprotected, extra):
    path = marks_path(out, student)
    command = [sys.executable, "-m", "coursework", "mark-one", sheet["name"], folder]
    command += ["--sheet", str(sheet_path), f"--student={student}", "--out", str(path), *extra]
    command += ["--unprotected"] * unprotected
    if why := _failure(command):
        status = f"{NEEDS_A_PERSON}: the marker stopped ({why[:200]})"
        rows = [marker.row(q, None, status) for q in sheet["questions"]]
        marks = {
            "student": student,
            "assignment": sheet["name"],
            "fingerprint": "",
            "questions": rows,
        }
        marker.write_atomically(path, json.dumps(marks))


def _failure(command):
    """Run one marker. Returns why it failed, or ""."""
    options = {"cwd": HERE.parent, "capture_output": True, "text": True, "errors": "replace"}
    try:
        done = subprocess.run(command, timeout=MAX_SECONDS, check=False, **options)
    except subprocess.TimeoutExpired:
        return "it took too long"
    if not done.returncode:
        return ""
    lines = [line for line in done.stderr.splitlines() if line.strip("* ")]
    return lines[-1] if lines else f"exit code {done.returncode}"


def read_marks(out, names=None):
    """All kept marks, by student; of `names` alone where given."""
    found = {}
    for path in sorted((Path(out) / "marks").glob("*.json")):
        marks = json.loads(path.read_text(encoding="utf-8"))
        if names is None or marks["student"] in names:
            found[marks["student"]] = marks
    return dict(sorted(found.items()))
