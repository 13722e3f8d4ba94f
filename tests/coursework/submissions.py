"""Submissions that the marker must survive, each with the marks that it deserves.

The marks are worked out by hand from the points in coursework/assignments/*/tests.py; none was produced by the
marker. What belongs to one assignment alone, its answers right and wrong, is in `subjects`.
"""

import copy
import functools
import json
import sys
from dataclasses import dataclass, field

from coursework.authoring import release
from tests.coursework.subjects import SUBJECTS
from tests.coursework.subjects.subject import NONE

QUESTIONS = tuple(NONE)
FULL = {
    name: {f"{name}-{q}": points for q, points in subject.points.items()}
    for name, subject in SUBJECTS.items()
}
TARGET = {name: f"{name}-{subject.target}" for name, subject in SUBJECTS.items()}
"""A question that no other answer calls."""
OTHER = dict(zip(FULL, [*FULL][1:] + [*FULL][:1], strict=True))
"""For each assignment another one, whose notebook is handed in under its name."""


@dataclass(frozen=True)
class Submission:
    """One submission for all assignments.

    Args:
        name: of the student's folder.
        make: (assignment, solved notebook) -> the notebook, or bytes.
        marks: what it deserves where that is not full: {question: points}, or one for each
        assignment. status: {question: what its status begins with} where that is not "graded".
        local: whether it ends by itself, so that a student sees the visible checks' results.
        says: {assignment: texts that the feedback must hold}.
        text: what of the answer to question 8 must reach a person, in this order; None: as handed in.
    """

    name: str
    make: object
    marks: dict = field(default_factory=dict)
    status: dict = field(default_factory=dict)
    local: bool = True
    says: dict = field(default_factory=dict)
    text: tuple | None = None

    def deserved(self, assignment):
        """{question: points or None} of the seven questions that are marked by tests."""
        return FULL[assignment] | self._own(self.marks, assignment)

    def statuses(self, assignment):
        return self._own(self.status, assignment)

    @staticmethod
    def _own(table, assignment):
        own = table.get(assignment, {} if set(table) & set(FULL) else table)
        return {
            TARGET[assignment] if q == "target" else f"{assignment}-{q}": value
            for q, value in own.items()
        }


def cell(source, grade_id="", kind="code"):
    tag = {"grade": False, "grade_id": grade_id, "locked": False, "solution": True}
    metadata = {"nbgrader": tag | {"schema_version": 3, "task": False}} if grade_id else {}
    made = {
        "cell_type": kind,
        "metadata": metadata,
        "source": source,
        "id": f"c{abs(hash(source))}",
    }
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def grade_id(a_cell):
    return a_cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def index(book, name):
    """Where the cell of a question stands; "q1" is the assignment's first."""
    names = {name, *(f"{assignment}-{name}" for assignment in FULL)}
    return next(i for i, c in enumerate(book["cells"]) if grade_id(c) in names)


def answer(assignment, body, before=""):
    """The target question's cell with another body."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"{before}\n{SUBJECTS[assignment].head}\n{lines}\n"


def filled(assignment, body):
    """A body with a right and a wrong result of the target question put in."""
    subject = SUBJECTS[assignment]
    return body.replace("RIGHT", subject.right).replace("WRONG", subject.wrong)


def with_body(body, before="", after=""):
    """The perfect notebook whose target answer has this body; RIGHT and WRONG are put in."""

    def make(assignment, book):
        source = answer(assignment, filled(assignment, body), before) + after
        book["cells"][index(book, TARGET[assignment])]["source"] = source
        return book

    return make


def with_cell(source, *, at="first", body=None):
    """The perfect notebook with a cell more, and the target's body if one is given."""

    def make(assignment, book):
        if body:
            book = with_body(body)(assignment, book)
        where = {"first": index(book, "checks") + 1, "last": len(book["cells"])}
        book["cells"].insert(where[at], cell(source))
        return book

    return make


def right_answer(assignment):
    return answer(assignment, f"return {SUBJECTS[assignment].right}").strip()


def rewritten(change):
    """The perfect notebook whose target answer is `change` of a right one."""

    def make(assignment, book):
        source = change(right_answer(assignment))
        book["cells"][index(book, TARGET[assignment])]["source"] = source
        return book

    return make


def pasted(source):
    first, *rest = source.splitlines()
    return "\n".join([f">>> {first}", *(f"... {line}" for line in rest)])


def into_check(assignment, book):
    """The answer stands in the cell of the question's checks, above them."""
    book["cells"][index(book, TARGET[assignment])]["source"] = ""
    check = book["cells"][index(book, f"check-{TARGET[assignment]}")]
    check["source"] = right_answer(assignment) + "\n" + check["source"]
    return book


def with_kind(kind):
    """The target's cell is of another kind, so that no kernel runs it."""

    def make(assignment, book):
        i = index(book, TARGET[assignment])
        book["cells"][i] = cell(right_answer(assignment), TARGET[assignment], kind)
        return book

    return make


def fenced(assignment, book):
    """The stub stands, and the answer is shown in a text."""
    i = index(book, TARGET[assignment])
    book["cells"][i]["source"] = released(assignment)["cells"][i]["source"]
    text = f"My answer:\n\n```python\n{right_answer(assignment)}\n```"
    book["cells"].insert(i + 1, cell(text, kind="markdown"))
    return book


def without_ids(change):
    """No cell has its id, and the target's answer is `change` of a right one."""

    def make(assignment, book):
        return no_metadata(assignment, rewritten(change)(assignment, book))

    return make


def indented(source):
    return "\n".join(f"    {line}" for line in source.splitlines())


def as_lambda(before, after):
    """The answer as a lambda, assigned in an unusual way."""

    def make(assignment, book):
        name, arguments = SUBJECTS[assignment].head.removeprefix("def ").rstrip(":").split("(", 1)
        function = f"(lambda {arguments.rstrip(')')}: {SUBJECTS[assignment].right})"
        source = before.replace("NAME", name) + function + after
        return without_ids(lambda _: source)(assignment, book)

    return make


def of_python(version, make):
    """The notebook that `make` makes, saved with this Python."""

    def made(assignment, book):
        book = make(assignment, book)
        book["metadata"]["language_info"] = {"name": "python", "version": version}
        return book

    return made


def text_cells(*parts, stub=True, kind="markdown", ids=False, where=1):
    """The answer to question 8 in cells of its own, at `where` from its cell."""

    def make(assignment, book):
        i = index(book, "q8")
        if stub:
            book["cells"][i]["source"] = "YOUR ANSWER HERE"
        own = [cell(part, f"{assignment}-q8" if ids else "", kind) for part in parts]
        book["cells"][i + where : i + where] = own
        return book

    return make


def text_in_question(assignment, book):
    book["cells"][index(book, "q8")]["source"] = "YOUR ANSWER HERE"
    heading = next(c for c in book["cells"] if c["source"].startswith("## Question 8"))
    heading["source"] += "\n\nThe labels are the same tokens."
    return book


def text_as_comment(assignment, book):
    book["cells"][index(book, "q8")]["source"] = "YOUR ANSWER HERE"
    book["cells"].append(cell("# The labels are\n# the same tokens."))
    return book


def with_answers(name):
    """The submission of this name with each subject's own answers."""
    own = {a: subject.answers[name] for a, subject in SUBJECTS.items() if name in subject.answers}

    def make(assignment, book):
        answers = own[assignment]
        for question, source in answers.sources.items():
            book["cells"][index(book, question)]["source"] = source
        return with_cell(answers.before)(assignment, book) if answers.before else book

    marks = {assignment: answers.marks for assignment, answers in own.items()}
    says = {assignment: answers.says for assignment, answers in own.items()}
    local = all(answers.local for answers in own.values())
    return Submission(name, make, marks, says=says, local=local)


def solved_notebook(assignment):
    """The notebook with its solutions, as a student's file holds it."""
    return json.loads(written(assignment, without_marks))


def without_marks(a_cell):
    """A cell's source without the lines around its solution."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(x for x in a_cell.source.splitlines() if x.strip() not in marks)


def released(assignment):
    return json.loads(written(assignment, release._released))


@functools.cache
def written(assignment, source_of):
    """A notebook's file: made once for all the submissions that begin with it."""
    return json.dumps(release._notebook(assignment, source_of))


def blank(assignment, book):
    return released(assignment)


def deleted(assignment, book):
    del book["cells"][index(book, TARGET[assignment])]
    return book


def edited_checks(assignment, book):
    for c in book["cells"]:
        if grade_id(c).startswith("check-"):
            c["source"] = "check = lambda *a: print('passed')"
    return book


def deleted_checks(assignment, book):
    book["cells"] = [c for c in book["cells"] if not grade_id(c).startswith("check-")]
    return book


def edited_setup(assignment, book):
    setup = book["cells"][index(book, "setup")]
    setup["source"] = "import math\nimport random\n" + setup["source"] + "\nimport os\n"
    target = book["cells"][index(book, TARGET[assignment])]
    target["source"] = answer(assignment, f"math, random, os\nreturn {SUBJECTS[assignment].right}")
    return book


def duplicated(*bodies):
    """The target's cell several times under one id; "STUB" is the cell as it was handed out."""

    def make(assignment, book):
        i = index(book, TARGET[assignment])
        stub = released(assignment)["cells"][i]["source"]
        copies = []
        for body in bodies:
            a_copy = copy.deepcopy(book["cells"][i])
            blank_ones = {"STUB": stub, "EMPTY": "", "COMMENT": "# nothing yet\n"}
            a_copy["source"] = (
                blank_ones[body]
                if body in blank_ones
                else answer(assignment, filled(assignment, body))
            )
            copies.append(a_copy)
        book["cells"][i : i + 1] = copies
        return book

    return make


def split(assignment, book):
    """One answer over two cells that carry the same id, as JupyterLab's split makes them."""
    i = index(book, TARGET[assignment])
    first, second = copy.deepcopy(book["cells"][i]), copy.deepcopy(book["cells"][i])
    first["source"] = "def part(x):\n    return x"
    second["source"] = answer(assignment, f"return part({SUBJECTS[assignment].right})")
    book["cells"][i : i + 1] = [first, second]
    return book


def reordered(assignment, book):
    book["cells"].reverse()
    return book


def renamed_target(assignment, book):
    book["cells"][index(book, TARGET[assignment])]["metadata"]["nbgrader"]["grade_id"] = "mine"
    return book


def handed_out_before(assignment, book):
    """With the ids of the first release, which did not name their assignment."""
    for c in book["cells"]:
        if grade_id(c):
            c["metadata"]["nbgrader"]["grade_id"] = grade_id(c).replace(f"{assignment}-", "")
    return book


def other_assignment(assignment, book):
    """The other assignment's notebook, solved, under this one's name."""
    return solved_notebook(OTHER[assignment])


def other_assignment_without_ids(assignment, book):
    return no_metadata(assignment, other_assignment(assignment, book))


def other_assignment_of_before(assignment, book):
    book = other_assignment(assignment, book)
    return handed_out_before(OTHER[assignment], book)


def no_metadata(assignment, book):
    for c in book["cells"]:
        c["metadata"] = {}
    return book


def odd_metadata(assignment, book):
    odd = [None, [], "x", {"nbgrader": None}, {"nbgrader": {"grade_id": {"a": [1]}}}, 7]
    for i, metadata in enumerate(odd):
        book["cells"].insert(0, cell(f"x{i} = {i}") | {"metadata": metadata})
    book["cells"].insert(0, {"cell_type": ["code"], "source": {"a": 1}})
    book["cells"].insert(0, {"cell_type": "code", "source": ["y = ", 5, None, "1\n"]})
    book["cells"].insert(0, "no cell")
    book["metadata"] = {"kernelspec": {"name": "\ud800"}, "x": "=1+1"}
    return book


def old_format(assignment, book):
    """nbformat 3: cells in a worksheet, code under "input"."""
    cells = []
    for c in book["cells"]:
        c = dict(c)
        if c["cell_type"] == "code":
            c["input"] = c.pop("source")
        cells.append(c)
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def in_windows_style(assignment, book):
    return b"\xef\xbb\xbf" + json.dumps(book).replace("\\n", "\\r\\n").encode()


def file_of(data):
    return lambda assignment, book: data


def huge_output(assignment, book):
    """A saved notebook of 60 MB: what was printed is in the file."""
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    book["cells"][index(book, "setup")]["outputs"] = [text]
    return book


WRITE_MODULES = """
for module in ("checks", "numpy", "torch", "json", "random", "tests", "sitecustomize"):
    with open(f"{module}.py", "w") as file:
        file.write("raise SystemExit('taken over')")
"""
PATCH_CHECKS = """
import checks
checks.verdict = lambda *a: (True, "")
checks.difference = lambda *a: None
checks.results = lambda *a: {}
check = lambda *a: print("right")
import builtins, math
math.isclose = lambda *a, **k: True
"""
FORGE = f"""
import json, os
QUESTIONS = {[q for own in FULL.values() for q in own]}
"""
FORGE += """
def forge():
    for fd in range(3, 40):
        for q in QUESTIONS:
            for kind in ("v1", "v2", "h1", "h2"):
                line = {"id": f"{q}-{kind}", "value": True, "ended": 0, "passed": True, "points": 99}
                try:
                    os.write(fd, (json.dumps(line) + "\\n").encode())
                except OSError:
                    pass
"""
EQUAL = """
class Yes(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __float__(self): return 6.0
    def __hash__(self): return 0
class Any:
    def __eq__(self, other): return True
    def __float__(self): return 6.0
    def __array__(self, *a, **k): return 6.0
    def __iter__(self): return iter([self])
    def __len__(self): return 1
"""
LOUD = """
class Loud(float):
    def __eq__(self, other): raise RuntimeError("compared")
    def __float__(self): return float("nan")
class Row(list):
    def __iter__(self): raise RuntimeError("iterated")
    def __eq__(self, other): return True
def loud(value):
    return Row(Loud(x) for x in value) if isinstance(value, list) else Loud(value)
"""
HOOKS = """
shell = get_ipython()
def hook(*args, **kwargs):
    pass
shell.events.register("post_run_cell", hook)
shell.input_transformers_cleanup.append(lambda lines: lines)
shell.set_custom_exc((Exception,), lambda *a, **k: None)
"""
EARLY = """
import asyncio, json, os, sys, time
def early():
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    line = json.dumps({"id": frame.f_locals["request"]["id"], "ended": None}) + "\\n"
    os.write(frame.f_locals["channel"], line.encode())
    while True:
        time.sleep(1)
asyncio.get_running_loop().call_soon(early)
"""
LOOT = f"""
import os
loot = []
wanted = ["sheet.json", "results.csv", "by-hand.csv", "students.json", "marker.py", "shadow", "passwd",
          "submissions.py", *{[f"{name}.{ending}" for name in FULL for ending in ("md", "ipynb")]}]
"""
LOOT += """
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "site-packages", "python3.11", "sys")]
    loot += [f"{folder}/{f}" for f in files if f in wanted]
for name in ("environ", "cmdline", "mem", "maps"):
    for pid in (p for p in os.listdir("/proc") if p.isdigit()):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                if b"COURSE_SEED" in file.read(100_000):
                    loot.append(f"/proc/{pid}/{name}")
        except (OSError, ValueError, OverflowError):
            pass
"""
VANDAL = """
import glob, os
for pattern in ("/tmp/**/*.json", "/tmp/**/*.csv", "/work/**/*.json", "/home/**/*.csv", "/run/**/*"):
    for path in glob.glob(pattern, recursive=True):
        try:
            with open(path, "w") as file:
                file.write("mine")
        except OSError:
            pass
for path in ("../results.csv", "/results.csv", "/etc/passwd", "/usr/lib/x", "/run/marker/runner.py"):
    try:
        with open(path, "w") as file:
            file.write("mine")
        os.symlink("/etc/passwd", path + ".link")
    except OSError:
        pass
"""
BACKGROUND = """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            pass
    os._exit(0)
"""
BOMB = """import os, time
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)"""
NETWORK = """import socket
for address in (("127.0.0.1", PORT), ("192.0.2.1", 80), ("localhost", PORT)):
    with socket.create_connection(address, timeout=1) as line:
        line.sendall(b"hello")
return RIGHT"""

ZERO = {"target": 0}
LATE = {"target": "timed out"}
STOPPED = {"target": ("graded", "timed out")}  # whichever limit of the two is met first
OPEN = {"target": None}
NEWER = {"target": "needs a person: it is of Python 3."}
NOT_RUN = {"target": "needs a person: its answer stands in a cell that is not run"}
UNREADABLE = dict.fromkeys(QUESTIONS)
IS_OTHER = {
    name: dict.fromkeys(QUESTIONS, f"unreadable: this is `{other}`, not `{name}`")
    for name, other in OTHER.items()
}
NOT_READ = dict.fromkeys(QUESTIONS, "unreadable: ")

SUBMISSIONS = [
    Submission("perfect", lambda a, book: book),
    Submission("blank", blank, NONE),
    *map(with_answers, dict.fromkeys(name for s in SUBJECTS.values() for name in s.answers)),
    Submission("loop in an answer", with_body("while True:\n    pass"), ZERO, LATE, local=False),
    Submission(
        "loop in an answer's cell",
        with_body("return RIGHT", after="while True:\n    pass"),
        ZERO,
        LATE,
        local=False,
    ),
    Submission("loop at top level", with_cell("while True:\n    pass"), local=False),
    Submission("loop at the end", with_cell("while True:\n    pass", at="last"), local=False),
    Submission("import error", with_cell("import no_such_module")),
    Submission(
        "import error in an answer", with_body("return RIGHT", before="import no_such_module"), ZERO
    ),
    Submission("syntax error in an answer", with_body("return ((RIGHT"), ZERO),
    Submission("deleted cell", deleted, ZERO),
    Submission("edited checks", edited_checks),
    Submission("deleted checks", deleted_checks),
    Submission("edited setup", edited_setup),
    Submission("duplicated, right last", duplicated("return WRONG", "return RIGHT")),
    Submission("duplicated, wrong last", duplicated("return RIGHT", "return WRONG"), ZERO),
    Submission("duplicated, stub last", duplicated("return RIGHT", "STUB")),
    Submission("duplicated, empty last", duplicated("STUB", "return RIGHT", "EMPTY", "COMMENT")),
    Submission("split cell", split),
    Submission("reordered", reordered),
    Submission("renamed cell", renamed_target),
    Submission("no metadata", no_metadata),
    Submission("handed out before", handed_out_before),
    Submission("other assignment", other_assignment, UNREADABLE, IS_OTHER, local=False),
    Submission("other, no ids", other_assignment_without_ids, UNREADABLE, IS_OTHER, local=False),
    Submission("other, of before", other_assignment_of_before, UNREADABLE, IS_OTHER, local=False),
    Submission(
        "another course",
        lambda assignment, book: book | {"cells": [cell("x = 1"), cell("def f():\n    pass")]},
        UNREADABLE,
        dict.fromkeys(QUESTIONS, "unreadable: there is nothing of `"),
        local=False,
    ),
    Submission("odd metadata", odd_metadata, local=False),
    Submission("old format", old_format, local=False),
    Submission("byte order mark", in_windows_style, local=False),
    Submission(
        "helper overwritten", with_cell(WRITE_MODULES, body="return WRONG"), ZERO, local=False
    ),
    Submission("checker patched", with_cell(PATCH_CHECKS, body="return WRONG"), ZERO, local=False),
    Submission("forged replies", with_cell(FORGE, body="forge()\nreturn WRONG"), ZERO, local=False),
    Submission("equals everything", with_cell(EQUAL, body="return Yes(7.25)"), ZERO),
    Submission("equals everything too", with_cell(EQUAL, body="return Any()"), ZERO),
    Submission("right in a loud class", with_cell(LOUD, body="return loud(RIGHT)")),
    Submission("IPython hooks", with_cell(HOOKS)),
    Submission(
        "magics", with_cell("%config InlineBackend.figure_format = 'svg'\n%time x = 1\n!true\nlen?")
    ),
    # What Jupyter runs is run, however it is written.
    Submission("indented", rewritten(indented)),
    Submission("pasted with prompts", rewritten(pasted), local=False),
    Submission("%time before", with_cell("%time js = [1]", body="js[0]\nreturn RIGHT")),
    Submission("%%capture over !pip", rewritten(lambda s: f"%%capture\n!pip --version\n{s}")),
    Submission("%%capture over %%time", rewritten(lambda s: f"%%capture\n%%time\n{s}")),
    Submission(
        "await", rewritten(lambda s: f"import asyncio\nawait asyncio.sleep(0)\n{s}"), local=False
    ),
    Submission("help", rewritten(lambda s: f"help(max)\n{s}"), local=False),
    Submission("magic assigned", rewritten(lambda s: f"x = %who_ls\n{s}")),
    Submission("shell assigned", rewritten(lambda s: f"x = !true\nx.n\n!no-such-command\n{s}")),
    Submission(
        "front end's magics",
        rewritten(lambda s: f"%matplotlib inline\n%autosave 9\n%clear\n{s}"),
        local=False,
    ),
    Submission(
        "loads an extension", rewritten(lambda s: f"%load_ext autoreload\n%autoreload 2\n{s}")
    ),
    Submission(
        "display in an answer", with_body("display(1)\nget_ipython()\nreturn RIGHT"), local=False
    ),
    Submission(
        "module written",
        with_cell(
            "%%writefile mine_alone.py\ndef part(x):\n    return x",
            body="from mine_alone import part\nreturn part(RIGHT)",
        ),
    ),
    Submission("checks above the answer", rewritten(lambda s: f"check('density-q4')\n{s}")),
    Submission("answer in the check's cell", into_check),
    # Another Python than the marker's.
    Submission("newer Python", of_python("3.99.1", with_body("return ((RIGHT")), OPEN, NEWER),
    Submission(
        "newer module",
        of_python("3.99.1", with_body("return RIGHT", "import no_such")),
        OPEN,
        NEWER,
    ),
    Submission(
        "newer module in a test",
        of_python("3.99.1", with_body("import no_such\nreturn RIGHT")),
        OPEN,
        NEWER,
    ),
    Submission("newer Python, wrong", of_python("3.99.1", with_body("return WRONG")), ZERO),
    Submission("newer Python, right", of_python("3.99.1", with_body("return RIGHT"))),
    Submission("older Python", of_python("3.8.2", with_body("return ((RIGHT")), ZERO),
    Submission("odd Python", of_python({"3": 99}, with_body("return ((RIGHT")), ZERO),
    Submission(
        "f-string of 3.12",
        of_python(
            "3.12.3", with_body("f\"{', '.join(['a'])} {\", \".join(['b'])}\"\nreturn RIGHT")
        ),
        {} if sys.version_info >= (3, 12) else OPEN,
        {} if sys.version_info >= (3, 12) else NEWER,
    ),
    # An answer that is there is never none.
    Submission("answer as Markdown", with_kind("markdown"), OPEN, NOT_RUN),
    Submission("answer as raw text", with_kind("raw"), OPEN, NOT_RUN),
    Submission("answer in a fence", fenced, OPEN, NOT_RUN),
    Submission("no ids, %%time", without_ids(lambda s: f"%%time\n{s}")),
    Submission("no ids, try", without_ids(lambda s: f"try:\n{indented(s)}\nfinally:\n    pass")),
    Submission("no ids, if", without_ids(lambda s: f"if True:\n{indented(s)}")),
    Submission("no ids, two names", as_lambda("NAME, x = ", ", 1")),
    Submission("no ids, walrus", as_lambda("(NAME := ", ")")),
    Submission("no ids, globals", as_lambda("globals().update(NAME=", ")")),
    Submission(
        "text under the stub",
        text_cells("The labels", "are the same"),
        text=("The labels", "are the same"),
    ),
    Submission("text over the stub", text_cells("The labels", where=0), text=("The labels",)),
    Submission("text in raw cells", text_cells("The labels", kind="raw"), text=("The labels",)),
    Submission(
        "text as code", text_cells("The labels are the same", kind="code"), text=("The labels are",)
    ),
    Submission("text as a comment", text_as_comment, text=("The labels are", "the same tokens.")),
    Submission("text in the question", text_in_question, text=("The labels are the same",)),
    Submission(
        "text in two cells",
        text_cells("AND THEN", ids=True, stub=False),
        text=("labels", "AND THEN"),
    ),
    Submission(
        "text in two cells, one id",
        text_cells("AND THEN", stub=False),
        text=("labels", "AND THEN"),
    ),
    Submission(
        "corrupt file", file_of(b'{"cells": [{"cell_type": "co'), UNREADABLE, NOT_READ, local=False
    ),
    Submission("empty file", file_of(b""), UNREADABLE, NOT_READ, local=False),
    Submission("binary file", file_of(bytes(range(256)) * 40), UNREADABLE, NOT_READ, local=False),
    Submission("other JSON", file_of(b'["a list"]'), UNREADABLE, NOT_READ, local=False),
    Submission(
        "deep JSON", file_of(b"[" * 100_000 + b"]" * 100_000), UNREADABLE, NOT_READ, local=False
    ),
    Submission("no file", file_of(None), UNREADABLE, NOT_READ, local=False),
    Submission("huge saved output", huge_output, local=False),
    Submission("500 MB in one line", with_body("print('x' * 500_000_000)\nreturn RIGHT")),
    Submission(
        "500 MB in many lines",
        with_body("for _ in range(500):\n    print('x\\n' * 500_000)\nreturn RIGHT"),
    ),
    Submission(
        "500 MB on stderr",
        with_body(
            "import sys\nfor _ in range(500):\n    sys.stderr.write('x\\n' * 500_000)\nreturn RIGHT"
        ),
    ),
    Submission(
        "lone surrogates",
        with_body("raise ValueError('\ud800' + chr(0xdc80))", before="# \ud800"),
        ZERO,
        local=False,
    ),
    Submission(
        "huge source", with_cell("x = '" + "x" * 2_000_000 + "'"), UNREADABLE, NOT_READ, local=False
    ),
    Submission("500 MB returned", with_body("return 'x' * 500_000_000"), ZERO),
    Submission("a large array", with_body("return list(range(3_000_000))"), ZERO),
    Submission("reads solutions", with_cell(LOOT, body="return loot or WRONG"), ZERO, local=False),
    Submission("writes others' results", with_cell(VANDAL), local=False),
    Submission("kill -9", with_body("import os\nos.kill(os.getpid(), 9)"), ZERO, local=False),
    Submission(
        "kill -9 of all",
        with_body("import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)"),
        ZERO,
        local=False,
    ),
    Submission("kill -9 in a cell", with_cell("import os\nos.kill(os.getpid(), 9)"), local=False),
    Submission("os._exit", with_body("import os\nos._exit(0)"), ZERO, local=False),
    Submission("os._exit in a cell", with_cell("import os\nos._exit(0)"), local=False),
    Submission("sys.exit", with_body("import sys\nsys.exit(0)"), ZERO),
    Submission("sys.exit in a cell", with_cell("import sys\nsys.exit(0)")),
    Submission(
        "exit at the end",
        with_cell("import atexit, os\natexit.register(os._exit, 3)\natexit.register(print, 1)"),
    ),
    Submission(
        "memory",
        with_body("x = []\nwhile True:\n    x.append(bytearray(10**8))"),
        ZERO,
        STOPPED,
        local=False,
    ),
    Submission("memory in a cell", with_cell("x = bytearray(10**11)")),
    Submission(
        "shared memory",
        with_body(
            "import mmap, time\nx = mmap.mmap(-1, 1 << 33)\nfor i in range(0, 1 << 33, 1 << 27):\n"
            "    x[i : i + (1 << 27) : 4096] = b'x' * (1 << 15)  # a byte of each page\n"
            "    time.sleep(0.02)"
        ),
        ZERO,
        STOPPED,
        local=False,
    ),
    Submission("fork bomb", with_body(BOMB), ZERO, LATE, local=False),
    Submission("fork bomb in a cell", with_cell(BOMB), local=False),
    Submission(
        "warnings on stderr",
        with_body(
            "import warnings, sys\nwarnings.warn('w')\nprint('e', file=sys.stderr)\nreturn RIGHT"
        ),
    ),
    Submission("input()", with_body("input('> ')\nreturn RIGHT"), ZERO),
    Submission("background process", with_cell(BACKGROUND), local=False),
    Submission(
        "background process in an answer",
        with_body(BACKGROUND.strip() + "\nreturn RIGHT"),
        local=False,
    ),
    Submission("network", with_body(NETWORK.replace("PORT", "9")), ZERO),
    Submission("nan", with_body("return float('nan')"), ZERO, says={"density": ["It gave nan"]}),
    Submission(
        "closes its line",
        with_body("import os\nos.closerange(3, 256)\nreturn RIGHT"),
        ZERO,
        local=False,
    ),
    Submission(
        "stops the clock",
        with_cell(
            "import signal, time\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)",
            # Past the processor time that it has, where the signal comes; then the clock ends it.
            body="while time.process_time() < 3.5:\n    pass\ntime.sleep(60)",
        ),
        ZERO,
        LATE,
        local=False,
    ),
    Submission(
        "names its error after the input",
        with_body(
            "class E(Exception):\n    pass\nraise type('smuggled', (E,), {})(repr(locals()))"
        ),
        ZERO,
    ),
]

OF_ANOTHER_SUBJECT = {
    *("perfect", "blank", "right in a loud class", "names its error after the input"),
    *("no metadata", "handed out before", "answer in a fence", "no ids, two names"),
    *("other assignment", "other, no ids", "other, of before", "newer Python"),
    *("checker patched", "forged replies", "equals everything", "equals everything too"),
    *("helper overwritten", "reads solutions", "loop in an answer", "text under the stub"),
}
"""What another subject can change: its names and texts, and what tampers with its checks."""
OF_A_LATER_SUBJECT = {
    *("perfect", "blank", "no metadata", "other assignment", "text under the stub"),
    *("checker patched", "forged replies", "equals everything", "equals everything too"),
}
"""Of these, what is not the same for a third subject as for the second."""


def all_for(assignment):
    """The submissions that an assignment can have: none with answers to other questions."""
    answered = {name for subject in SUBJECTS.values() for name in subject.answers}
    others = answered - set(SUBJECTS[assignment].answers)
    return [s for s in SUBMISSIONS if s.name not in others]


def tried_with(assignment):
    """All submissions to the first assignment, to the others what they can change."""
    first, second, *_ = SUBJECTS
    if assignment == first:
        return all_for(first)
    general = OF_ANOTHER_SUBJECT if assignment == second else OF_A_LATER_SUBJECT
    names = general | set(SUBJECTS[assignment].answers)
    return [s for s in all_for(assignment) if s.name in names]
