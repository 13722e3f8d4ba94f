"""The commands: release, collect-zip, mark, mark-one, collect, merge, export."""

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command imports what it needs, and so does the process that marks one
    from coursework.marking.marks import QuestionMark
    from coursework.marking.sandbox import Limits

NO_SANDBOX = """\
********************************************************************************
Nothing was marked. A submission is a program that somebody else wrote: without the
sandbox it can read the tests and the other submissions and write whatever you can.
Install bubblewrap, or say --unprotected if this machine holds nothing but this one
submission and you accept that.
********************************************************************************"""
UNPROTECTED = """\
********************************************************************************
UNPROTECTED: the submissions run as you, with your files and your network.
********************************************************************************"""


A_DAY = 86_400
MOST_MEMORY = 2**50


def number(kind: type[int] | type[float], most: float) -> Callable[[str], float]:
    """A reader of a limit for argparse: a number of this kind over 0, up to `most`."""

    def read(text: str) -> float:
        value: float | None
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not 0 < value <= most:
            what = "a whole number" if kind is int else "a number"
            raise argparse.ArgumentTypeError(
                f"must be {what} over 0 and at most {most:,}, got {text!r}"
            )
        return value

    return read


def parser() -> argparse.ArgumentParser:
    """The command line."""
    from coursework.authoring.assignment import NAMES

    top = argparse.ArgumentParser(prog="python -m coursework", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def command(name: str, text: str, *, assignment: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        if assignment:
            sub.add_argument("name", choices=NAMES, metavar="NAME", help=" or ".join(NAMES))
        return sub

    def limits(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--unprotected", action="store_true", help="run without a sandbox")
        seconds = number(float, A_DAY)
        sub.add_argument("--seconds", type=seconds, help="processor time of a cell or a test")
        sub.add_argument("--wall-seconds", type=seconds, help="the same by the clock")
        memory = number(int, MOST_MEMORY)
        sub.add_argument("--memory", type=memory, help="bytes of one submission's processes")

    sub = command("release", "write the students' bundle into DIR")
    sub.add_argument("dir", metavar="DIR", type=Path)
    sub = command("collect-zip", "a zip from Moodle, Canvas or Blackboard to one folder a student")
    sub.add_argument("archive", metavar="ZIP", type=Path)
    sub.add_argument("dir", metavar="SUBMISSIONS", type=Path, help="a new folder")
    sub = command("mark", "mark a folder of submissions, one folder a student")
    sub.add_argument("submissions", metavar="SUBMISSIONS", type=Path)
    sub.add_argument("--out", required=True, type=Path, help="where the results go")
    sub.add_argument("--jobs", type=number(int, 1_000), default=2, help="submissions at a time")
    limits(sub)
    sub = command("mark-one", "mark one student's folder; for a queue of jobs")
    sub.add_argument("folder", metavar="FOLDER", type=Path)
    sub.add_argument("--out", required=True, type=Path, help="the JSON file of the marks")
    sub.add_argument(
        "--sheet", type=Path, help="tests that `mark` wrote; default: from COURSE_SEED"
    )
    sub.add_argument("--student", help="default: the folder's name")
    limits(sub)
    sub = command(
        "collect", "results.csv and feedback from marks that jobs wrote", assignment=False
    )
    sub.add_argument("out", metavar="DIR", type=Path)
    sub = command("merge", "take hand-given marks over into the results", assignment=False)
    sub.add_argument("out", metavar="DIR", type=Path, help="the results folder")
    sub.add_argument(
        "table", metavar="HAND.csv", type=Path, help="student, question, points, comment"
    )
    sub = command("export", "files for another system", assignment=False)
    sub.add_argument("system", choices=("moodle", "canvas", "gradescope", "nbgrader"))
    sub.add_argument("source", help="the results folder; for nbgrader, the assignment")
    sub.add_argument("target", type=Path, help="the grade table; for the last two, a folder")
    for_grades = sub.add_argument_group("for moodle and canvas")
    for_grades.add_argument("--sheet", type=Path, help="the table that the system gave")
    for_grades.add_argument("--students", type=Path, help="the table that collect-zip kept")
    for_grades.add_argument("--column", help="the column to fill in; default: found by its name")
    for_grades.add_argument("--scale", action="store_true", help="to the system's maximum")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    from coursework.marking.sandbox import NoSandbox

    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options) or 0
    except NoSandbox as error:
        print(f"coursework: {error}\n{NO_SANDBOX}", file=sys.stderr)
        return 3
    except (ValueError, OSError) as error:
        print(f"coursework: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. What is marked is kept: run the command again.", file=sys.stderr)
        return 130


def release(options: argparse.Namespace) -> None:
    """Write the students' bundle."""
    from coursework.authoring import release as bundle

    bundle.release(options.name, options.dir)
    name = options.name
    print(f"{options.dir}: {name}.ipynb, checks.py, checks-{name}.json, README-{name}.txt")


def collect_zip(options: argparse.Namespace) -> int:
    """Sort an archive of a learning management system. Returns 1 where not everybody is placed."""
    from coursework.exchange.collect import TABLE, collect

    found = collect(options.name, options.archive, options.dir)
    placed = len(found.rows) - len(found.missing)
    print(f"{options.dir}: {placed} notebooks of {len(found.rows)} students, {TABLE}")
    for row in found.missing:
        print(f"without a notebook: {row['student']!r}: {row['note']}", file=sys.stderr)
    for path, why in found.lost:
        print(f"not placed: {path!r}: {why}", file=sys.stderr)
    return int(bool(found.missing or found.lost))


def mark(options: argparse.Namespace) -> None:
    """Mark a folder of submissions."""
    from coursework.authoring.assignment import make_sheet, seed_from_environment
    from coursework.marking import batch
    from coursework.marking.students import students
    from coursework.results import report

    folders, others = students(options.submissions)
    if not folders:
        raise ValueError(
            f"{options.submissions} holds no folder: one folder a student is asked for"
        )
    _check_sandbox(options)
    sheet = make_sheet(options.name, seed_from_environment())
    done = batch.mark_all(
        options.submissions,
        sheet,
        options.out,
        jobs=options.jobs,
        unprotected=options.unprotected,
        extra=_limit_options(options),
        progress=_progress,
    )
    merged = report.write_all(options.out, set(folders))
    for other in others:
        print(f"passed over, no folder: {other}", file=sys.stderr)
    _summary(options.out, merged, done)


def _progress(runs: Iterator[Future[None]], count: int) -> Iterable[Future[None]]:
    from tqdm import tqdm

    return tqdm(runs, total=count, unit="submission", disable=None if count else True)


def _summary(out: Path, merged: "dict[str, list[QuestionMark]]", done: int | None) -> None:
    from coursework.marking.marks import Status

    rows = [(s, q) for s, questions in merged.items() for q in questions]
    now = "" if done is None else f", {done} marked now"
    print(f"{len(merged)} submissions{now}: {out}/results.csv, {out}/feedback/")
    for words in (status for status in Status if status is not Status.GRADED):
        found = [s for s, q in rows if q["status"].startswith(words)]
        if found:
            few = textwrap.shorten(", ".join(dict.fromkeys(found)), 200, placeholder=" ...")
            print(f"  {words}: {len(found)} questions of {few}")


def _check_sandbox(options: argparse.Namespace) -> None:
    from coursework.marking.sandbox import Sandbox, check_private

    if options.unprotected:
        print(UNPROTECTED, file=sys.stderr)
        return
    here = Path(__file__).parent
    check_private(here, options.out.parent if not options.out.exists() else options.out)
    Sandbox(_limits(options)).close()


def _named_limits(options: argparse.Namespace) -> dict[str, float]:
    """The limits that the command line names."""
    named = {key: getattr(options, key) for key in ("seconds", "wall_seconds", "memory")}
    return {key: value for key, value in named.items() if value is not None}


def _limits(options: argparse.Namespace) -> "Limits":
    from coursework.marking.sandbox import limits_with

    return limits_with(**_named_limits(options))


def _limit_options(options: argparse.Namespace) -> list[str]:
    named = _named_limits(options).items()
    return [x for key, value in named for x in (f"--{key.replace('_', '-')}", str(value))]


def mark_one(options: argparse.Namespace) -> None:
    """Mark one student's folder."""
    from coursework.marking import marker, store
    from coursework.marking.students import name_of

    if options.sheet:
        sheet = store.read_json(options.sheet)
    else:
        from coursework.authoring.assignment import make_sheet, seed_from_environment

        sheet = make_sheet(options.name, seed_from_environment())
    store.refuse_others(options.out, sheet)
    limits = _limits(options)
    marks = marker.mark(options.folder, sheet, limits=limits, unprotected=options.unprotected)
    student = name_of(options.student or options.folder.resolve().name)
    store.write_json(options.out, {"student": student, **marks})


def collect(options: argparse.Namespace) -> None:
    """Write results from the marks that jobs wrote into DIR/marks."""
    from coursework.marking.store import Store
    from coursework.results import report

    marks = Store(options.out).all_marks()
    if len({(m["assignment"], m["seed"]) for m in marks.values()}) > 1:
        raise ValueError(f"{options.out}/marks holds marks of several assignments or seeds")
    merged = report.write_all(options.out, set(marks))
    _summary(options.out, merged, None)


def merge(options: argparse.Namespace) -> None:
    """Merge hand-given marks."""
    from coursework.results import report

    _summary(options.out, report.merge(options.out, options.table), None)


def export(options: argparse.Namespace) -> int:
    """Write files for another system. Returns 1 where a grade could not be written."""
    if options.system in ("moodle", "canvas"):
        return _export_grades(options)
    if options.sheet or options.students or options.column or options.scale:
        raise ValueError(f"--sheet and its like are for moodle and canvas, not {options.system}")
    if options.system == "gradescope":
        from coursework.exchange import gradescope

        count = gradescope.export(options.source, options.target)
        print(f"{options.target}: results.json of {count} students")
    else:
        from coursework.authoring.assignment import seed_from_environment
        from coursework.authoring.release import nbgrader_source

        nbgrader_source(options.source, options.target, seed_from_environment())
        print(f"{options.target}/source/{options.source}: with solutions, for instructors alone")
    return 0


def _export_grades(options: argparse.Namespace) -> int:
    from coursework.exchange.grades import export

    named = {key: getattr(options, key) for key in ("sheet", "students", "column", "scale")}
    done = export(options.system, options.source, options.target, **named)
    print(f"{options.target}: {done.count} grades for {options.system.title()}")
    for student, why in done.left:
        print(f"no grade written: {student!r}: {why}", file=sys.stderr)
    return int(bool(done.left))


COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "release": release,
    "collect-zip": collect_zip,
    "mark": mark,
    "mark-one": mark_one,
    "collect": collect,
    "merge": merge,
    "export": export,
}

if __name__ == "__main__":
    sys.exit(main())
