"""Marks a folder of submissions: one stateless command each, in a process of its own."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from multiprocessing import get_context
from multiprocessing.reduction import DupFd
from typing import Protocol

from coursework.authoring.sheet import Sheet
from coursework.marking import marker, store
from coursework.marking.marks import Marks, Status, question_mark
from coursework.marking.sandbox import reason_in
from coursework.marking.students import students

PROCESSES = get_context("forkserver")
"""A marker begins as a copy of a process that has imported what it needs, and nothing else."""
PROCESSES.set_forkserver_preload(["coursework.__main__", "coursework.marking.marker"])
STOPPED = Status.NEEDS_A_PERSON.because("the marker stopped")
MAX_SECONDS = 1_800
"""Of one marker; it keeps to its own limits, this is for what nobody thought of."""


Progress = Callable[[Iterator[Future[None]], int], Iterable[Future[None]]]
"""Shows how many of so many runs are done, and gives each of them on."""


class SentFd(Protocol):
    """A file descriptor on its way to another process."""

    def detach(self) -> int:
        """The descriptor, in the process that this was sent to."""


def mark_all(
    submissions: str | os.PathLike[str],
    sheet: Sheet,
    out: str | os.PathLike[str],
    *,
    jobs: int,
    unprotected: bool = False,
    extra: Iterable[str] = (),
    progress: Progress = lambda runs, count: runs,
) -> int:
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


def _is_marked(kept: store.Store, student: str, folder: str, sheet: Sheet) -> bool:
    marks = kept.marks_of(student)
    if marks is None:
        return False
    broken = any(q["status"].startswith(STOPPED) for q in marks["questions"])
    return not broken and marks["fingerprint"] == marker.fingerprint(folder, sheet)


def _mark_one(
    folder: str,
    student: str,
    sheet: Sheet,
    kept: store.Store,
    unprotected: bool,
    extra: Iterable[str],
) -> None:
    path = kept.marks_path(student)
    command = ["mark-one", sheet["name"], folder]
    command += ["--sheet", str(kept.sheet_path), f"--student={student}", "--out", str(path), *extra]
    command += ["--unprotected"] * unprotected
    if why := _failure(command):
        status = STOPPED + f" ({why})"
        rows = [question_mark(q, None, status) for q in sheet["questions"]]
        marks: Marks = {
            "student": student,
            "assignment": sheet["name"],
            "seed": sheet["seed"],
            "fingerprint": "",
            "questions": rows,
        }
        store.write_json(path, marks)


def _failure(arguments: list[str]) -> str:
    """Run one `mark-one` in a process of its own. Returns why it failed, or ""."""
    with tempfile.TemporaryFile() as said:
        process = PROCESSES.Process(target=_mark_in_process, args=(arguments, DupFd(said.fileno())))
        process.start()
        process.join(MAX_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            return "it took too long"
        said.seek(0)
        return _why(process.exitcode, said.read().decode(errors="replace"))


def _mark_in_process(arguments: list[str], said: SentFd) -> None:
    os.dup2(said.detach(), 2)
    from coursework.__main__ import main

    sys.exit(main(arguments))


def _why(exit_code: int, said: str) -> str:
    """The reason in what a marker said that ended like this; "" where it ended well."""
    if not exit_code:
        return ""
    own = [line for line in said.splitlines() if line.startswith("coursework: ")]
    reason = own[-1].removeprefix("coursework: ") if own else reason_in(said)
    return reason or f"exit code {exit_code}"
