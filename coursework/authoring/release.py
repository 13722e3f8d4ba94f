"""What leaves the house: the students' bundle, and the source tree that nbgrader takes."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from chapter7.exercises import verdict
from coursework.authoring.assignment import (
    dump,
    grade_id,
    is_check,
    load,
    make_sheet,
    tests_of,
    without_solutions,
)
from coursework.authoring.sheet import SheetTest

README = """\
{title}

1. Put these files into one folder: {name}.ipynb, checks.py, checks-{name}.json. Those of
   another assignment may lie beside them.
2. Open {name}.ipynb in JupyterLab or VS Code, at home or on Binder. It needs Python 3.11 or newer
   with: {needs}.
3. Answer in the cells that say YOUR CODE HERE or YOUR ANSWER HERE. The last answer to a question
   counts. Cells of your own may stand anywhere.
4. The cell under a question runs its visible checks. They say what is wrong, not only that it is.
   Further tests with other inputs are run when it is marked, from another copy of the checks:
   changing yours changes no mark. A text has no checks: a person reads it.
5. Choose Restart and run all, save, and hand in {name}.ipynb alone. Other files are not read.

When it is marked, your code has no network and no files. A cell or a test may take ten seconds.
"""


def release(name: str, target: str | os.PathLike[str]) -> None:
    """Write the students' bundle of an assignment into the folder `target`."""
    target = Path(target)
    book = _notebook(name, _released)
    sheet = make_sheet(name)
    public = {key: sheet[key] for key in ("name", "stubs", "tests")}
    target.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, target / f"{name}.ipynb")
    shutil.copyfile(verdict.__file__, target / "checks.py")
    (target / f"checks-{name}.json").write_text(dump(public) + "\n", "utf-8")
    title = next(c.source for c in book.cells).splitlines()[0].lstrip("# ")
    needs = ", ".join({module.split(".")[0]: 0 for module in sheet["warm"]})
    readme = README.format(title=title, name=name, needs=needs)
    (target / f"README-{name}.txt").write_text(readme, "utf-8")


def nbgrader_source(name: str, target: str | os.PathLike[str], seed: str) -> None:
    """Write target/source/NAME: solutions and hidden tests included, for instructors alone."""
    folder = Path(target) / "source" / name
    release(name, folder)
    hidden: dict[str, list[SheetTest]] = {}
    for test in make_sheet(name, seed)["tests"]:
        if not test["visible"]:
            hidden.setdefault(test["question"], []).append(test)

    def cell_source(cell: NotebookNode) -> str:
        question = grade_id(cell).removeprefix("check-")
        if not is_check(cell):
            return cell.source
        tests = json.dumps(dump(hidden[question]))
        return (
            f"{cell.source}\n### BEGIN HIDDEN TESTS\nfrom checks import points\n\n"
            f'points("{question}", {tests})\n### END HIDDEN TESTS'
        )

    nbformat.write(_notebook(name, cell_source), folder / f"{name}.ipynb")


def _released(cell: NotebookNode) -> str:
    return without_solutions(cell.source, "code" if cell.cell_type == "code" else "text")


def _notebook(name: str, source_of: Callable[[NotebookNode], str]) -> NotebookNode:
    """The notebook with points in its cells' metadata and ids that stay the same."""
    book, worth = load(name), {q.id: q.points for q in tests_of(name).QUESTIONS}
    for number, cell in enumerate(book.cells):
        cell.source = source_of(cell)
        cell["id"] = grade_id(cell) or f"text-{number}"
        tag = cell.metadata.get("nbgrader")
        if tag and tag["grade"]:
            tag["points"] = worth[tag["grade_id"].removeprefix("check-")]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    book.nbformat, book.nbformat_minor = 4, 5
    nbformat.validate(book)
    return book
