"""Reads a student's notebook, whatever became of it, and finds the answers in it."""

import ast
import itertools
import json
import os
import re
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from coursework.authoring.sheet import Plain, Sheet, SheetQuestion
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


def read_bytes(folder: str | os.PathLike[str], name: str) -> bytes:
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


def _others(folder: str | os.PathLike[str]) -> str:
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


def _entries(folder: str | os.PathLike[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            few = list(itertools.islice(entries, MAX_LOOKED_AT))
    except OSError:
        return []
    return [entry for entry in few if not is_left_behind(entry.name)]


@dataclass(frozen=True)
class Notebook:
    """A notebook file: its cells, and the Python that it was saved with, as (3, 12), or None."""

    cells: list[Cell]
    python: tuple[int, int] | None


def parse(data: bytes) -> Notebook:
    """The notebook in a file. Raises: Unreadable."""
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
    python = _python(book)
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
    return Notebook(cells, python)


def _python(book: Plain) -> tuple[int, int] | None:
    """The Python that a notebook says it was saved with."""
    for key in ("metadata", "language_info", "version"):
        book = book.get(key) if isinstance(book, dict) else None
    found = re.match(r"(\d{1,3})\.(\d{1,3})(?!\d)", book) if isinstance(book, str) else None
    return (int(found[1]), int(found[2])) if found else None


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


def _cell(cell: dict[str, Plain]) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = cell.get("metadata")
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = tag.get("grade_id") if isinstance(tag, dict) else None
    texts = [x if isinstance(x, str) else "" for x in (cell.get("cell_type"), source, grade_id)]
    # A lone surrogate is valid in JSON and in no file.
    return Cell(*(text.encode("utf-8", "replace").decode() for text in texts))


def of_assignment(cells: Iterable[Cell], sheet: Sheet) -> list[Cell]:
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
    most = max(speaks_for, key=speaks_for.__getitem__)
    name = sheet["name"]
    if speaks_for[most] > speaks_for[name]:
        raise Unreadable(f"this is `{most}`, not `{name}`")
    if not speaks_for[name]:
        raise Unreadable(f"there is nothing of `{name}` in it")
    return [replace(cell, grade_id=_with_name(cell.grade_id, name)) for cell in cells]


def defines(source: str, name: str) -> bool:
    """Whether a text holds a definition of `name`, whatever stands around it."""
    return bool(re.search(rf"\b(?:def|class)\s+{name}\b|\b{name}\s*(?::[^=\n]+)?=(?!=)", source))


def _with_name(grade_id: str, name: str) -> str:
    return re.sub(r"^(check-)?(q\d+|setup|checks)$", rf"\g<1>{name}-\2", grade_id)


class Code(NamedTuple):
    """A cell to run: the question that it is about, or "", and its text."""

    about: str
    source: str


@dataclass(frozen=True)
class Work:
    """What is marked.

    Args:
        cells: what is run, in this order.
        own: whether any of them is not as it was handed out.
        texts: answers to the questions that a person marks, "" where there is none.
        lost: questions for a person whose cell is no longer in the notebook.
        not_code: questions whose answer seems to stand in a cell that is not run.
        python: what the notebook was saved with, or None.
    """

    cells: tuple[Code, ...]
    own: bool
    texts: dict[str, str]
    lost: frozenset[str]
    not_code: frozenset[str]
    python: tuple[int, int] | None = None


def find_work(notebook: Notebook, sheet: Sheet) -> Work:
    """The answers by the rule: the last that is not blank counts, and the stub is no answer.

    All other code cells are run in their order, as a kernel runs them, so that a later answer
    replaces an earlier one, and an answer that was split over two cells stays whole.

    Raises: Unreadable: it is another assignment's notebook.
    """
    cells = of_assignment(notebook.cells, sheet)
    asked = {q["id"]: q for q in sheet["questions"] if q["kind"] == "code"}
    stubs = [q["stub"] for q in asked.values()]
    released = set(sheet["released"])
    run: list[Code] = []
    own, not_code = False, set()
    for cell in cells:
        about = _about(cell, asked)
        if cell.kind != "code":
            if about and cell.source.strip() not in {*released, asked[about]["stub"].strip(), ""}:
                not_code.add(about)
        elif not any(_same(cell.source, stub) for stub in ("", *stubs)):
            run.append(Code(about, cell.source))
            own |= cell.source.strip() not in released
    texts = {q["id"]: _text(cells, q, released) for q in sheet["questions"] if q["kind"] == "text"}
    lost = frozenset(texts) - {cell.grade_id for cell in cells}
    return Work(tuple(run), own, texts, lost, frozenset(not_code), notebook.python)


def _about(cell: Cell, asked: dict[str, SheetQuestion]) -> str:
    """The question that a cell answers, by its id or by what it defines; else ""."""
    if cell.grade_id in asked:
        return cell.grade_id
    named = (q["id"] for q in asked.values() if defines(cell.source, q["name"]))
    return next(named, "")


def _text(cells: Iterable[Cell], question: SheetQuestion, released: Collection[str]) -> str:
    """All that was written for a question that a person marks, in its order.

    Its cell counts, also where that was split in two, and so does each new text around it: down to
    the next cell that was handed out with an id, and up to the last one.
    """
    parts: list[str] = []
    nearby: list[str] = []
    here = False
    for cell in [*cells, Cell("code", "", "end")]:
        if cell.grade_id and cell.grade_id != question["id"]:
            parts += nearby if here else []
            nearby, here = [], False
            continue
        here |= bool(cell.grade_id)
        text = cell.source.strip()
        if cell.kind == "code" and not cell.grade_id and not _is_prose(text):
            continue
        if text and text != question["stub"].strip() and text not in released:
            nearby.append(text)
    return "\n\n".join(parts)


def _is_prose(source: str) -> bool:
    """Whether a code cell holds a text: comments, a quoted text, or words that are no Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return not source.startswith(("%", "!", "?"))
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


def _same(source: str, other: str) -> bool:
    """Whether two cells are alike but for spaces and comments."""
    if source.strip() == other.strip():
        return True
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
