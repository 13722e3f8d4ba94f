"""CPU seconds per submission of each assignment, beside nbgrader on the same submissions.

Usage: python -m bench.coursework [ASSIGNMENT ...] [--submissions 100] [--repeats 2]
    [--nbgrader ASSIGNMENT ...]

By default all assignments, of which nbgrader marks `density` too; a run of all writes
bench/coursework.md. Both mark the same notebooks from clean, one at a time, by turns. What is
counted is processor time, user and system, of the command and of every process below it: this
process adopts the orphans among them, or the sandboxes' inner processes would go uncounted.
nbgrader is in an environment of its own.
"""

import argparse
import contextlib
import ctypes
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.table import spread, table
from coursework.authoring import assignment, release
from tests.coursework.commands import SEED
from tests.coursework.nbgrader_environment import nbgrader
from tests.coursework.submissions import all_for, solved_notebook

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("coursework.md")

PR_SET_CHILD_SUBREAPER = 36
ORDINARY = ("perfect", "blank", "misconceptions", "more misconceptions", "other kinds of number")
"""What a class hands in: nothing here hangs, floods or attacks, since nbgrader would lose the
marks."""


def measured(command, **options):
    """Run `command`. Returns (CPU seconds, seconds) of it and its children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stderr[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start


def write_submissions(name, folder, count):
    """Write `count` submissions in both layouts: submissions/S/ and submitted/S/NAME/."""
    ordinary = [s for s in all_for(name) if s.name in ORDINARY]
    for i in range(count):
        book = ordinary[i % len(ordinary)].make(name, solved_notebook(name))
        text = json.dumps(book)
        for place in (folder / f"submissions/s{i:03}", folder / f"submitted/s{i:03}/{name}"):
            place.mkdir(parents=True)
            (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
        for file in ("checks.py", f"checks-{name}.json"):
            shutil.copy(folder / "source" / name / file, folder / f"submitted/s{i:03}/{name}")


def ours(name, folder):
    shutil.rmtree(folder / "results", ignore_errors=True)
    command = [sys.executable, "-m", "coursework", "mark", name, folder / "submissions"]
    command += ["--out", folder / "results", "--jobs", "1"]
    return measured(command, cwd=ROOT, env=os.environ | {"COURSE_SEED": SEED})


def theirs(name, folder):
    shutil.rmtree(folder / "autograded", ignore_errors=True)
    return nbgraders("autograde", name, folder)


def nbgraders(command, name, folder):
    path = os.pathsep.join((str(nbgrader().parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "HOME": str(folder)}
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return measured([nbgrader(), command, name], cwd=folder, env=environment | threads)


def compare(name, *, count, repeats, beside_nbgrader):
    """Mark a class with one assignment, and print what a submission takes.

    Returns: {marker: [(CPU seconds, seconds) of a submission, a round each]}.
    """
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        release.nbgrader_source(name, folder, SEED)
        markers = {"coursework": ours}
        if beside_nbgrader:
            (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
            nbgraders("generate_assignment", name, folder)
            markers["nbgrader"] = theirs
        write_submissions(name, folder, count)
        took = {label: [] for label in markers}
        for _ in range(repeats):
            for label, run in markers.items():
                cpu, clock = (x / count for x in run(name, folder))
                took[label].append((cpu, clock))
                print(f"{name:9} {label:10} {cpu:6.3f} ({clock:.3f})", flush=True)
    return took


def document(found, count):
    """Markdown of what a class of `count` took: {assignment: what `compare` returns}."""
    rows = [
        [f"`{name}`", label, *(spread(seconds, 2) for seconds in zip(*rounds, strict=True))]
        for name, took in found.items()
        for label, rounds in took.items()
    ]
    head = ["assignment", "marked by", "processor seconds", "seconds by the clock"]
    return f"""# What marking costs

Seconds for a submission, from a class of {count} that is marked from clean, one at a time: right
ones, blank ones, and ones with usual mistakes. Processor time, user and system, of the command and
of all processes below it. The median of the rounds; in brackets, from the lowest to the highest.
Made by `python -m bench.coursework` on {platform.system()}, Python {platform.python_version()}.

{table(head, rows)}
"""


def main():
    adopted = ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    assert adopted == 0, "this kernel does not let a process adopt orphans"
    parser = argparse.ArgumentParser(prog="python -m bench.coursework")
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", default=assignment.NAMES)
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--nbgrader", nargs="*", metavar="ASSIGNMENT", default=["density"])
    given = parser.parse_args()
    if unknown := {*given.assignments, *given.nbgrader} - set(assignment.NAMES):
        parser.error(f"no assignment {sorted(unknown)}; there are {', '.join(assignment.NAMES)}")
    print(f"{given.submissions} submissions, seconds per submission: processor (by the clock)")
    options = {"count": given.submissions, "repeats": given.repeats}
    found = {
        name: compare(name, **options, beside_nbgrader=name in given.nbgrader)
        for name in given.assignments
    }
    if set(found) == set(assignment.NAMES):
        KEPT.write_text(document(found, given.submissions), encoding="utf-8")


if __name__ == "__main__":
    main()
