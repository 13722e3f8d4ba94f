"""Marks one submission: runs its cells in the sandbox, compares what its answers give out here."""

import builtins
import hashlib
import json
import os
import sys
import time
from typing import TypedDict

from chapter7.exercises import verdict
from coursework.authoring.sheet import Plain, Sheet, SheetQuestion, SheetTest
from coursework.marking import notebook
from coursework.marking.marks import QuestionMark, Status, TestMark, WorkMarks, question_mark
from coursework.marking.sandbox import Ended, Limits, Sandbox, ended_by

BUILT_IN_ERRORS = {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
OF_A_NEWER_PYTHON = {"SyntaxError", "IndentationError", "ImportError", "ModuleNotFoundError"}
OF_A_NEWER_PYTHON |= {"AttributeError"}
"""How an answer ends that is written for a newer Python than the marker's."""
NO_ANSWER = "There is no answer."


Folder = str | os.PathLike[str]


class Reply(TypedDict, total=False):
    """What became of one test: a value, no such name, an exception, or why it was stopped."""

    value: Plain
    missing: bool
    error: str
    text: str
    ended: str


def mark(
    folder: Folder, sheet: Sheet, *, limits: Limits | None = None, unprotected: bool = False
) -> WorkMarks:
    """The marks of one student's folder.

    Args:
        folder: holds NAME.ipynb. It is read once, so that the marks are those of the fingerprint.
        sheet: of `assignment.make_sheet`.
    Raises: NoSandbox.
    """
    read = _read(folder, sheet)
    try:
        if isinstance(read, notebook.Unreadable):
            raise read
        work = notebook.find_work(notebook.parse(read), sheet)
    except notebook.Unreadable as error:
        status = Status.UNREADABLE.because(str(error))
        rows = [question_mark(q, None, status) for q in sheet["questions"]]
    else:
        run = Run(work, sheet, limits or Limits(), unprotected)
        rows = [_question(q, work, run) for q in sheet["questions"]]
    return {
        "assignment": sheet["name"],
        "seed": sheet["seed"],
        "fingerprint": _fingerprint(read, sheet),
        "questions": rows,
    }


def fingerprint(folder: Folder, sheet: Sheet) -> str:
    """What a mark depends on: the notebook's bytes, or why there are none, and the sheet."""
    return _fingerprint(_read(folder, sheet), sheet)


def _read(folder: Folder, sheet: Sheet) -> bytes | notebook.Unreadable:
    try:
        return notebook.read_bytes(folder, sheet["name"])
    except notebook.Unreadable as error:
        return error


def _fingerprint(read: bytes | notebook.Unreadable, sheet: Sheet) -> str:
    whole = hashlib.sha256(json.dumps(sheet, sort_keys=True).encode())
    whole.update(read if isinstance(read, bytes) else str(read).encode())
    return whole.hexdigest()


class Run:
    """One submission's run, in as few sandboxes as it lets us get by with.

    Args:
        work: what to run; where nothing in it is the student's own, no sandbox is started.
    """

    def __init__(
        self, work: notebook.Work, sheet: Sheet, limits: Limits, unprotected: bool
    ) -> None:
        self._work, self._sheet, self._limits = work, sheet, limits
        self._unprotected = unprotected
        self._sandbox: Sandbox | None = None
        self._stopped: dict[int, str] = {}  # index of a cell -> why it is left out
        self._raised: dict[int, str] = {}  # index of a cell -> the exception that ended it
        self._deadline = time.monotonic() + limits.total_seconds
        tests = sheet["tests"] if work.own else []
        try:
            self._replies = {test["id"]: self._reply(test) for test in tests}
        finally:
            self._stop()

    def tests(self, question: str) -> list[tuple[SheetTest, Reply]]:
        """(test of the sheet, reply) of a question; none where nothing was run."""
        tests = (t for t in self._sheet["tests"] if t["question"] == question)
        return [(t, self._replies[t["id"]]) for t in tests if t["id"] in self._replies]

    def notes(self, question: str) -> list[str]:
        """How the cells that are about this question ended, where not well."""
        ended = self._raised | self._stopped
        return [why for i, why in ended.items() if i >= 0 and self._work.cells[i].about == question]

    def needs_a_newer_python(self, question: str) -> bool:
        """Whether the notebook is of a newer Python, and a cell or a test of it ends for that."""
        if self._work.python is None or self._work.python <= sys.version_info[:2]:
            return False
        errors: list[str | None] = [why.partition(":")[0] for why in self._raised.values()]
        errors += [reply.get("error") for _, reply in self.tests(question)]
        return any(error in OF_A_NEWER_PYTHON for error in errors)

    def _reply(self, test: SheetTest) -> Reply:
        """One test's reply; from a fresh sandbox where the one in use does not answer."""
        if time.monotonic() > self._deadline:
            return {"ended": Status.TIMED_OUT}
        fresh = self._sandbox is None
        reply = self._try(test)
        if "ended" in reply and not fresh and reply["ended"] != Status.TIMED_OUT:
            reply = self._try(test)  # an earlier test may have left something behind
        return reply

    def _try(self, test: SheetTest) -> Reply:
        try:
            sandbox = self._sandbox or self._start()
            call: dict[str, Plain] = {
                key: test[key] for key in ("name", "args", "gradient") if key in test
            }
            return _checked(sandbox.ask(call))
        except verdict.NotPlain as error:
            return {"error": "its answer", "text": str(error)}
        except Ended as ended:
            self._stop()
            return {"ended": ended.reason}

    def _start(self) -> Sandbox:
        """A sandbox that has run every cell but those that end or hang it."""
        while True:
            self._sandbox = sandbox = Sandbox(
                self._limits, warm=self._sheet["warm"], unprotected=self._unprotected
            )
            if self._run_cells(sandbox):
                return sandbox
            self._stop()
            if time.monotonic() > self._deadline:
                raise Ended(Status.TIMED_OUT)

    def _run_cells(self, sandbox: Sandbox) -> bool:
        self._raised = {}
        sources = [("", self._sheet["setup"]), *self._work.cells]
        for i, (_, source) in enumerate(sources, start=-1):
            if i in self._stopped:
                continue
            if time.monotonic() > self._deadline:
                raise Ended(Status.TIMED_OUT)
            try:
                error = sandbox.ask({"source": source})["ended"]
            except Ended as ended:
                self._stopped[i] = ended.reason
                return False
            if error is not None:
                self._raised[i] = str(error)[:300]
        return True

    def _stop(self) -> None:
        if self._sandbox:
            self._sandbox.close()
            self._sandbox = None


def _checked(reply: dict[str, Plain]) -> Reply:
    """A reply from the sandbox in a form that `verdict.verdict` takes. Raises: NotPlain, Ended."""
    if "value" in reply:
        return {"value": verdict.validate(reply["value"])}
    if reply.get("missing") is True:
        return {"missing": True}
    if isinstance(error := reply.get("error"), str):
        return {"error": error[:80], "text": str(reply.get("text", ""))[:300]}
    raise Ended(_how(reply["ended"]))


def _how(status: Plain) -> str:
    if not isinstance(status, int) or status < 0:
        return "it sent no answer"
    code = os.waitstatus_to_exitcode(status) if status < 1 << 16 else 1
    return ended_by(-code if code < 0 else 0, code)


def _question(question: SheetQuestion, work: notebook.Work, run: Run) -> QuestionMark:
    if question["kind"] == "text":
        return _text_mark(question, work)
    name, most = question["id"], question["points"]
    replies, why = run.tests(name), run.notes(name)
    tests = [_test_mark(test, reply) for test, reply in replies]
    points = sum(test["points"] for test in tests)
    notes = [f"A cell of this question: {note}" for note in why]
    if points < most and name in work.not_code:
        status = Status.NEEDS_A_PERSON.because("its answer stands in a cell that is not run")
        return question_mark(question, None, status, tests=tests, notes=notes)
    if all("missing" in reply for _, reply in replies) and not _is_about(name, work):
        return question_mark(question, 0, Status.GRADED, notes=[NO_ANSWER])
    if points < most and run.needs_a_newer_python(name):
        of, ours = (".".join(map(str, v[:2])) for v in (work.python, sys.version_info))
        status = Status.NEEDS_A_PERSON.because(f"it is of Python {of}, and was run with {ours}")
        return question_mark(question, None, status, tests=tests, notes=notes)
    slow = any(test["timed_out"] for test in tests)
    slow |= Status.TIMED_OUT in why and not any(test["passed"] for test in tests)
    status = Status.TIMED_OUT if slow else Status.GRADED
    return question_mark(question, points, status, tests=tests, notes=notes)


def _is_about(question: str, work: notebook.Work) -> bool:
    return any(cell.about == question for cell in work.cells)


def _text_mark(question: SheetQuestion, work: notebook.Work) -> QuestionMark:
    name = question["id"]
    if name in work.lost:
        status = Status.NEEDS_A_PERSON.because("the cell of this question is gone")
        return question_mark(question, None, status)
    if not work.texts[name]:
        return question_mark(question, 0, Status.GRADED, notes=[NO_ANSWER])
    return question_mark(question, None, Status.AWAITING, answer=work.texts[name])


def _test_mark(test: SheetTest, reply: Reply) -> TestMark:
    if "ended" in reply:
        passed, message = False, f"It was stopped: {reply['ended']}."
    else:
        if not test["visible"] and "error" in reply:
            # The text, or the name of a class of its own, could carry the test's input out.
            known = reply["error"] if reply["error"] in BUILT_IN_ERRORS else "an error"
            reply = {"error": known}
        passed, message = verdict.verdict(test, reply)
    if not passed and not test["visible"] and message.startswith("It gave"):
        message = test["hint"]
    return TestMark(
        id=test["id"],
        visible=test["visible"],
        passed=passed,
        points=test["points"] if passed else 0,
        max_points=test["points"],
        message=message,
        timed_out=reply.get("ended") == Status.TIMED_OUT,
    )
