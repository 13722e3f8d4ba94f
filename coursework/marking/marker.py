"""Marks one submission: runs its cells in the sandbox, compares what its answers give out here."""

import hashlib
import json
import os
import time

from coursework import checks
from coursework.marking import notebook
from coursework.marking.sandbox import Ended, Limits, Sandbox, ended_by

GRADED, TIMED_OUT, AWAITING = "graded", "timed out", "awaiting a hand-given mark"
BUILT_IN_ERRORS = {
    name
    for name, value in vars(__import__("builtins")).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}


def mark(folder, sheet, *, limits=None, unprotected=False):
    """The marks of one student's folder, as plain data.

    Args:
        folder: holds NAME.ipynb.
        sheet: of `assignment.make_sheet`.
    Returns: {"assignment", "seed", "fingerprint", "questions": [{"question", "title", "points",
        "max_points", "status", "tests", "answer", "notes"}]}; points are None where no mark can
        be given yet.
    Raises: NoSandbox.
    """
    limits = limits or Limits()
    try:
        data = notebook.read_bytes(folder, sheet["name"])
        work = notebook.find_work(notebook.parse(data), sheet)
    except notebook.Unreadable as error:
        rows = [row(q, None, f"unreadable: {error}") for q in sheet["questions"]]
        return _marks(folder, sheet, rows)
    replies, notes = Run(work, sheet, limits, unprotected).replies()
    rows = [_question(q, work, sheet, replies, notes) for q in sheet["questions"]]
    return _marks(folder, sheet, rows)


def _marks(folder, sheet, rows):
    whole = fingerprint(folder, sheet)
    return {
        "assignment": sheet["name"],
        "seed": sheet["seed"],
        "fingerprint": whole,
        "questions": rows,
    }


def fingerprint(folder, sheet):
    """What a mark depends on: the notebook's bytes and the sheet."""
    try:
        data = notebook.read_bytes(folder, sheet["name"])
    except notebook.Unreadable as error:
        data = str(error).encode()
    whole = hashlib.sha256(json.dumps(sheet, sort_keys=True).encode())
    whole.update(data)
    return whole.hexdigest()


class Run:
    """One submission's run: as few sandboxes as it lets us get by with."""

    def __init__(self, work, sheet, limits, unprotected):
        self._work, self._sheet, self._limits = work, sheet, limits
        self._unprotected = unprotected
        self._sandbox = None
        self._skipped = {}  # index of a cell -> why it is left out
        self._errors = {}
        self._deadline = time.monotonic() + limits.total_seconds

    def replies(self):
        """({test id: reply}, {question: notes on its cells})."""
        answered = [t for t in self._sheet["tests"] if t["question"] in self._work.answered]
        try:
            replies = {test["id"]: self._reply(test) for test in answered}
        finally:
            self._stop()
        notes = {}
        for i, why in (self._errors | self._skipped).items():
            notes.setdefault(self._work.cells[i][0], []).append(why)
        return replies, notes

    def _reply(self, test):
        """One test's reply; from a fresh sandbox where the one in use does not answer."""
        if time.monotonic() > self._deadline:
            return {"ended": "timed out"}
        fresh = self._sandbox is None
        reply = self._try(test)
        if "ended" in reply and not fresh and reply["ended"] != "timed out":
            reply = self._try(test)  # an earlier test may have left something behind
        return reply

    def _try(self, test):
        try:
            sandbox = self._sandbox or self._start()
            call = {key: test[key] for key in ("name", "args", "gradient") if key in test}
            reply = sandbox.ask(call)
            if "value" in reply:
                return {"value": checks.validate(reply["value"])}
            if isinstance(reply.get("error"), str):
                return {"error": reply["error"][:80], "text": str(reply.get("text", ""))[:300]}
            raise Ended(_how(reply["ended"]))
        except checks.NotPlain as error:
            return {"error": "its answer", "text": str(error)}
        except Ended as ended:
            self._stop()
            return {"ended": ended.reason}

    def _start(self):
        """A sandbox that has run every cell but those that end or hang it."""
        while True:
            self._sandbox = Sandbox(
                self._limits, warm=self._sheet["warm"], unprotected=self._unprotected
            )
            if self._run_cells():
                return self._sandbox
            self._stop()
            if time.monotonic() > self._deadline:
                raise Ended("timed out")

    def _run_cells(self):
        self._errors = {}
        sources = [("", self._sheet["setup"]), *self._work.cells]
        for i, (_, source) in enumerate(sources, start=-1):
            if i in self._skipped:
                continue
            if time.monotonic() > self._deadline:
                raise Ended("timed out")
            try:
                error = self._sandbox.ask({"source": source})["ended"]
            except Ended as ended:
                self._skipped[i] = ended.reason
                return False
            if error is not None:
                self._errors[i] = str(error)[:300]
        return True

    def _stop(self):
        if self._sandbox:
            self._sandbox.close()
            self._sandbox = None


def _how(status):
    if not isinstance(status, int) or status < 0:
        return "it sent no answer"
    code = os.waitstatus_to_exitcode(status) if status < 1 << 16 else 1
    return ended_by(-code if code < 0 else 0, code)


def row(question, points, status, **more):
    """One question's mark, as plain data."""
    return {
        "question": question["id"],
        "title": question["title"],
        "points": points,
        "max_points": question["points"],
        "status": status,
        "tests": [],
        "answer": "",
        "notes": [],
        **more,
    }


def _question(question, work, sheet, replies, notes):
    name = question["id"]
    if question["kind"] == "text":
        return _text_row(question, work)
    if name not in work.answered:
        return row(question, 0, GRADED, notes=["There is no answer."])
    tests = [_test_row(t, replies[t["id"]]) for t in sheet["tests"] if t["question"] == name]
    total = sum(test["points"] for test in tests)
    why = notes.get(name, [])
    slow = any(test["timed_out"] for test in tests)
    slow |= TIMED_OUT in why and not any(test["passed"] for test in tests)
    said = [f"A cell of this question: {note}" for note in why]
    return row(question, total, TIMED_OUT if slow else GRADED, tests=tests, notes=said)


def _text_row(question, work):
    name = question["id"]
    if name in work.lost:
        return row(question, None, "needs a person: the cell of this question is gone")
    if not work.texts[name]:
        return row(question, 0, GRADED, notes=["There is no answer."])
    return row(question, None, AWAITING, answer=work.texts[name])


def _test_row(test, reply):
    if "ended" in reply:
        passed, message = False, f"It was stopped: {reply['ended']}."
    else:
        if not test["visible"] and "error" in reply:
            # The text, or the name of a class of its own, could carry the test's input out.
            known = reply["error"] if reply["error"] in BUILT_IN_ERRORS else "an error"
            reply = {"error": known}
        passed, message = checks.verdict(test, reply)
    if not passed and not test["visible"] and message.startswith("It gave"):
        message = test["hint"]
    return {
        "id": test["id"],
        "visible": test["visible"],
        "passed": passed,
        "points": test["points"] if passed else 0,
        "max_points": test["points"],
        "message": message,
        "timed_out": reply.get("ended") == TIMED_OUT,
    }
