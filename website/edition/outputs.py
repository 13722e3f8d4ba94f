"""What the cells of a page gave, as a notebook stores it.

GitHub and nbviewer show it before anybody runs anything; they take inline drawings and scripts out.
A figure is therefore stored as a picture, a moving one as a sentence with a link beside its live
view. What the website shows of either is kept under a type of its own, for `website.export`.
"""

import json
import re
from html import escape

import nbformat
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

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


def stored(output: NotebookNode, address: str) -> NotebookNode:
    """One output of a cell; `address` is where the website shows its figure."""
    html = output.get("data", {}).get("text/html", "")
    if html.startswith(FIGURE) and "image/png" in output.data:
        data = {**output.data, PAGE: html}
        del data["text/html"]
        return NotebookNode(output, data=data)
    if html.startswith(MOVING):
        link = f'<a href="{escape(address)}">use it on the book’s website</a>'
        said = f"<p>This figure moves: run the notebook, or {link}.</p>"
        return NotebookNode(output, data={**output.data, PAGE: html, "text/html": said})
    return output
