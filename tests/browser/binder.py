"""A kernel that has what environment.yml names and nothing else, and what notebooks give in it."""

import ast
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.built import ROOT
from website.edition.outputs import VIEW

FORKED = str(Path(__file__).with_name("kernels.py"))
NOT_OF_PYPI = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib", "python": ""}
BLOCK = """
from importlib.machinery import PathFinder

missing, find_spec = set({missing!r}), PathFinder.find_spec
PathFinder.find_spec = lambda name, path=None, target=None: (
    None if name.partition(".")[0] in missing else find_spec(name, path, target)
)
"""


def missing() -> list[str]:
    """The modules of this environment that only other distributions bring."""
    there = installed_by_conda()
    return [
        module
        for module, owners in metadata.packages_distributions().items()
        if not there & {canonicalize_name(owner) for owner in owners}
    ]


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


@contextmanager
def kernels(folder: Path, env: dict[str, str]) -> Iterator[None]:
    """Writes the kernel `python3`, of one thread, into `folder`, which $JUPYTER_PATH is to name,
    and runs in `env` what its kernels are forked off."""
    (folder / "blocked").mkdir(parents=True)
    block = BLOCK.format(missing=missing())
    (folder / "blocked" / "sitecustomize.py").write_text(block, encoding="utf-8")
    env = {**env, "PYTHONPATH": str(folder / "blocked"), "OMP_NUM_THREADS": "1"}
    with socket.create_server(("127.0.0.1", 0)) as door, (folder / "log").open("w") as log:
        port = str(door.getsockname()[1])
        kernel = {
            "argv": [sys.executable, "-I", "-S", FORKED, port, "-f", "{connection_file}"],
            "display_name": "Python 3",
            "language": "python",
        }
        (folder / "kernels" / "python3").mkdir(parents=True)
        path = folder / "kernels" / "python3" / "kernel.json"
        path.write_text(json.dumps(kernel), encoding="utf-8")
        forker = subprocess.Popen(
            [sys.executable, FORKED],
            stdin=door,
            stdout=log,
            stderr=log,
            env=env,
            cwd=folder,
            start_new_session=True,  # to end it together with its kernels
        )
        try:
            yield
        finally:
            os.killpg(forker.pid, signal.SIGKILL)
            forker.wait()


def with_solutions(notebook: NotebookNode) -> NotebookNode:
    """The notebook with a cell after each solution, which runs its code as a reader may."""
    cells = [made for cell in notebook.cells for made in (cell, *copied(cell))]
    return NotebookNode(notebook, cells=cells)


def copied(cell: NotebookNode) -> list[NotebookNode]:
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


def content(output: NotebookNode) -> str:
    """What an output says: text, or the picture of a figure that does not move.

    One that moves is a live view where it runs, and has its picture from the website's build.
    """
    data = output.get("data", {})
    drawn = None if VIEW in data else data.get("image/png")
    return output.get("text") or drawn or data.get("text/plain", "")
