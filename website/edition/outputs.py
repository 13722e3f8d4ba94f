"""What the cells of a page gave, as a notebook stores it.

GitHub and nbviewer show it before anybody runs anything; they take inline drawings and scripts out.
A figure is therefore stored as a picture, a moving one beside its live view. What the website shows
of either is kept under a type of its own, for `website.export`.
"""

import base64
import json
import re
from collections.abc import Callable

import nbformat
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from chapter7.widgets.shared.figure import NO_PICTURE
from website.edition.stills import Picture

PAGE = "application/vnd.chapter7.page+html"
"""The type of the HTML that stands on the page, in a stored output."""
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
ADDRESS = re.compile(r" at 0x[0-9a-f]+>")
"""The end of the plain name of an object or function: where it lay in memory."""
FIGURE, MOVING = '<div class="c7-figure', '<div class="c7-widget'


def settled(notebook: NotebookNode) -> NotebookNode:
    """A notebook that has just run, without what is drawn by lot in each run.

    Widgets are numbered in the order in which they were made. Objects lose their place in memory.
    What was printed stands in one piece, wherever a busy machine cut it.
    """
    notebook, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})
    text = ADDRESS.sub(">", json.dumps(notebook))
    for number, name in enumerate(models(notebook)):
        text = text.replace(name, f"{number:032x}")
    return nbformat.from_dict(json.loads(text))


def models(notebook: NotebookNode) -> dict:
    """The states of the widgets, by the names of their models."""
    return notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})


def stored(output: NotebookNode, picture: Callable[[str], Picture | None]) -> NotebookNode:
    """One output of a cell; `picture` takes one of a figure that moves, if it can."""
    html = output.get("data", {}).get("text/html", "")
    if not html.startswith((FIGURE, MOVING)):
        return output
    data, about = {**output.data, PAGE: html}, {**output.metadata}
    if moves(output) and (taken := picture(html)):
        data["image/png"] = base64.b64encode(taken.png).decode()
        about["image/png"] = taken.about
    if "image/png" in data:
        del data["text/html"]  # a place that has both would take this
    else:
        data["text/html"] = f"<p>{NO_PICTURE}</p>"
    return NotebookNode(output, data=data, metadata=about)


def moves(output: NotebookNode) -> bool:
    """Whether the output is a figure that moves."""
    return output.get("data", {}).get("text/html", "").startswith(MOVING)
