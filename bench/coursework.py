"""CPU seconds per submission of the numpy assignment, beside nbgrader on the same submissions.

Usage: python -m bench.coursework [SUBMISSIONS] [REPEATS]; by default 100 and 2.

Both mark the same notebooks from clean, one at a time, by turns. What is counted is processor
time, user
and system, of the command and of every process below it: this process adopts the orphans among
them, or
the sandboxes' inner processes would go uncounted. nbgrader is in an environment of its own.
"""

import contextlib
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coursework.authoring import release
from tests.coursework.commands import SEED
from tests.coursework.nbgrader_environment import nbgrader
from tests.coursework.submissions import SUBMISSIONS, solved_notebook

ROOT = Path(__file__).parents[1]

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


def write_submissions(folder, count):
    """Write `count` submissions in both layouts: submissions/S/ and submitted/S/density/."""
    made = {s.name: s for s in SUBMISSIONS}
    for i in range(count):
        book = made[ORDINARY[i % len(ORDINARY)]].make("density", solved_notebook("density"))
        text = json.dumps(book)
        for place in (folder / f"submissions/s{i:03}", folder / f"submitted/s{i:03}/density"):
            place.mkdir(parents=True)
            (place / "density.ipynb").write_text(text, encoding="utf-8")
        for file in ("checks.py", "checks-density.json"):
            shutil.copy(folder / "source/density" / file, folder / f"submitted/s{i:03}/density")


def ours(folder):
    shutil.rmtree(folder / "results", ignore_errors=True)
    command = [sys.executable, "-m", "coursework", "mark", "density", folder / "submissions"]
    command += ["--out", folder / "results", "--jobs", "1"]
    return measured(command, cwd=ROOT, env=os.environ | {"COURSE_SEED": SEED})


def theirs(folder):
    shutil.rmtree(folder / "autograded", ignore_errors=True)
    path = os.pathsep.join((str(nbgrader().parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "HOME": str(folder)}
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return measured([nbgrader(), "autograde", "density"], cwd=folder, env=environment | threads)


def main():
    adopted = ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    assert adopted == 0, "this kernel does not let a process adopt orphans"
    given = [int(x) for x in sys.argv[1:3]]
    count, repeats = given + [100, 2][len(given) :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
        release.nbgrader_source("density", folder, SEED)
        path = os.pathsep.join((str(nbgrader().parent), os.environ["PATH"]))
        environment = os.environ | {"PATH": path, "HOME": name}
        measured([nbgrader(), "generate_assignment", "density"], cwd=folder, env=environment)
        write_submissions(folder, count)
        print(f"{count} submissions, seconds per submission: processor (by the clock)")
        for _ in range(repeats):
            for label, run in (("coursework", ours), ("nbgrader", theirs)):
                cpu, clock = (x / count for x in run(folder))
                print(f"{label:12} {cpu:6.3f} ({clock:.3f})", flush=True)


if __name__ == "__main__":
    main()
