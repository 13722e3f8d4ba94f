"""The notebooks that readers download: two builds of the same pages give the same bytes."""

import json
import re

import nbformat
from nbformat import NotebookNode

STATE = "application/vnd.jupyter.widget-state+json"
ADDRESS = re.compile(r" at 0x[0-9a-f]+>")
"""The end of the plain name of an object or function: where it lay in memory."""


def settled(notebook: NotebookNode) -> NotebookNode:
    """A notebook that has just run, without what is drawn by lot in each run.

    Widgets are numbered in the order in which they were made. Objects lose their place in memory.
    """
    widgets = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    text = ADDRESS.sub(">", json.dumps(notebook))
    for number, name in enumerate(widgets):
        text = text.replace(name, f"{number:032x}")
    return nbformat.from_dict(json.loads(text))


def text(notebook: NotebookNode) -> str:
    """The file of a notebook: its cells are numbered, and the lines of its source forgotten."""
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    notebook.metadata.pop("source_map", None)
    return nbformat.writes(notebook) + "\n"
