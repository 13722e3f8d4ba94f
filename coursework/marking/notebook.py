"""Reads a student's notebook, whatever became of it, and finds the answers in it."""

import ast
import itertools
import json
import os
import re
import stat
from dataclasses import dataclass, replace

from coursework.marking.students import is_left_behind

MAX_BYTES = 100_000_000
MAX_SOURCE = 1_000_000


class Unreadable(Exception):
    """The submission cannot be read; the message says why."""


@dataclass(frozen=True)
class Cell:
    """One cell: its kind, its text, and the grade id of its metadata or ""."""

    kind: str
    source: str
    grade_id: str


def read_bytes(folder, name):
    """The bytes of folder/name.ipynb, following no link: it could lead to another's work.

    Raises: Unreadable.
    """
    path = os.path.join(folder, f"{name}.ipynb")
    if os.path.islink(folder):
        raise Unreadable("the folder is a symbolic link")
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Unreadable(f"there is no {name}.ipynb{_others(folder)}") from None
    except OSError as error:
        why = "a symbolic link" if os.path.islink(path) else f"not to be opened ({error.strerror})"
        raise Unreadable(f"{name}.ipynb is {why}") from None
    state = os.fstat(fd)
    if not stat.S_ISREG(state.st_mode):
        os.close(fd)
        raise Unreadable(f"{name}.ipynb is no regular file")
    with os.fdopen(fd, "rb") as file:
        if state.st_size > MAX_BYTES:
            size, most = state.st_size // 10**6, MAX_BYTES // 10**6
            raise Unreadable(f"{name}.ipynb has {size} MB, the limit is {most} MB")
        return file.read(MAX_BYTES)


MAX_NAMED = 3
MAX_LOOKED_AT = 1_000


def _others(folder):
    """What is there instead, notebooks first, also one folder down: nbgrader's layout, an unpacked
    zip.
    """
    found = [e.name for e in _entries(folder) if not e.is_dir(follow_symlinks=False)]
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            found += [f"{entry.name}/{below.name}" for below in _entries(entry.path)]
    found.sort(key=lambda name: (".ipynb" not in name.casefold(), name))
    more = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
    named = os.fsencode(", ".join(found[:MAX_NAMED])).decode("utf-8", "replace")
    return f"; found {named}{more}" if found else "; the folder is empty"


def _entries(folder):
    try:
        with os.scandir(folder) as entries:
            few = list(itertools.islice(entries, MAX_LOOKED_AT))
    except OSError:
        return []
    return [entry for entry in few if not is_left_behind(entry.name)]


def parse(data):
    """The cells of a notebook file. Raises: Unreadable."""
    if not data.strip():
        raise Unreadable("the file is empty")
    try:
        book = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    except RecursionError:
        raise Unreadable("the file is nested too deep") from None
    except ValueError as error:
        raise Unreadable(f"the file is no JSON: {str(error)[:100]}") from None
    if isinstance(book, dict) and "worksheets" in book and isinstance(book["worksheets"], list):
        sheets = [sheet for sheet in book["worksheets"] if isinstance(sheet, dict)]
        book = {"cells": [cell for sheet in sheets for cell in _list(sheet.get("cells"))]}
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("the file is no notebook: it has no list of cells")
    cells = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    size = sum(len(cell.source) for cell in cells)
    if size > MAX_SOURCE:
        raise Unreadable(f"its cells hold {size:,} characters, the limit is {MAX_SOURCE:,}")
    return cells


def _list(value):
    return value if isinstance(value, list) else []


def _cell(cell):
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = cell.get("metadata")
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = tag.get("grade_id") if isinstance(tag, dict) else None
    texts = [x if isinstance(x, str) else "" for x in (cell.get("cell_type"), source, grade_id)]
    # A lone surrogate is valid in JSON and in no file.
    return Cell(*(text.encode("utf-8", "replace").decode() for text in texts))


@dataclass(frozen=True)
class Work:
    """What is marked: the cells to run, in order, and the questions that have an answer.

    Args:
        cells: (question or "", code).
        answered: ids of code questions with an answer.
        texts: answers to the questions that a person marks, "" where there is none.
        lost: questions for a person whose cell is no longer in the notebook.
    """

    cells: tuple
    answered: frozenset
    texts: dict
    lost: frozenset


def of_assignment(cells, sheet):
    """`cells` with this assignment's ids, if it is this assignment's notebook.

    A cell speaks for an assignment by its id, or by defining a function that only this one asks
    for: ids get lost, and in the first notebooks handed out they did not name their assignment.

    Raises: Unreadable: it is another assignment's notebook, or none.
    """
    speaks_for = dict.fromkeys(sheet["asks_for"], 0)
    for cell in cells:
        for name, functions in sheet["asks_for"].items():
            tagged = re.fullmatch(rf"(check-)?{name}-\w+", cell.grade_id)
            speaks_for[name] += bool(tagged or any(defines(cell.source, f) for f in functions))
    most = max(speaks_for, key=speaks_for.get)
    name = sheet["name"]
    if speaks_for[most] > speaks_for[name]:
        raise Unreadable(f"this is `{most}`, not `{name}`")
    if not speaks_for[name]:
        raise Unreadable(f"there is nothing of `{name}` in it")
    return [replace(cell, grade_id=_with_name(cell.grade_id, name)) for cell in cells]


def defines(source, name):
    """Whether a text holds a definition of `name`, whatever stands around it."""
    return bool(re.search(rf"\b(?:def|class)\s+{name}\b|\b{name}\s*(?::[^=\n]+)?=(?!=)", source))


def _with_name(grade_id, name):
    return re.sub(r"^(check-)?(q\d+|setup|checks)$", rf"\g<1>{name}-\2", grade_id)


def find_work(cells, sheet):
    """The answers by the rule: the last that is not blank counts, and the stub is no answer.

    All other cells are run in their order, so that a later answer replaces an earlier one, and an
    answer that was split over two cells stays whole.
    """
    names = {q["name"]: q["id"] for q in sheet["questions"] if q["kind"] == "code"}
    stubs = {q["id"]: q["stub"] for q in sheet["questions"]}
    skipped = set(sheet["check_cells"])
    cells = of_assignment(cells, sheet)
    run, answered = [], set()
    for cell in cells:
        if cell.kind != "code" or cell.grade_id in skipped:
            continue
        source = without_magics(cell.source)
        tree = _parsed(source)
        question = cell.grade_id if cell.grade_id in names.values() else ""
        if _is_blank(source, tree) or any(_same(source, tree, stubs[q]) for q in names.values()):
            continue
        if question:
            answered.add(question)
        answered |= {names[name] for name in _defined(tree) if name in names}
        run.append((question, source))
    texts = {q["id"]: _text(cells, q) for q in sheet["questions"] if q["kind"] == "text"}
    there = {cell.grade_id for cell in cells}
    lost = frozenset(q for q in texts if q not in there)
    return Work(tuple(run), frozenset(answered), texts, lost)


def _text(cells, question):
    tagged = [cell.source.strip() for cell in cells if cell.grade_id == question["id"]]
    given = [text for text in tagged if text and text != question["stub"].strip()]
    return given[-1] if given else ""


def _parsed(source):
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_blank(source, tree):
    return not tree.body if tree else not source.strip()


def _same(source, tree, stub):
    """Whether a cell is the released one but for spaces and comments."""
    if tree is None:
        return source.strip() == stub.strip()
    try:
        return ast.dump(tree) == ast.dump(ast.parse(stub))
    except RecursionError:
        return False


def _defined(tree):
    """The names that a cell defines at its top level."""
    found = set()
    for node in tree.body if tree else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {t.id for t in targets if isinstance(t, ast.Name)}
    return found


def without_magics(source):
    """A cell as Python: IPython's %magic, !command and help? lines become calls that do nothing."""
    if not any(mark in source for mark in "%!?"):
        return source
    if _parsed(source) is not None:
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except Exception:  # whatever it is, the cell will say so itself when it is run
        return source
