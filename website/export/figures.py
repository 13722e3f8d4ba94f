"""The still pictures of the figures that move, in place of their live views."""

from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from chapter7.widgets.shared import modules
from website.edition.outputs import PAGE, VIEW

WIDGETS = Path(modules.__file__).parents[1]
NO_CONTROLS = """
.c7-static :is(.c7-controls, .c7-actions, .c7-head button) { display: none; }
.c7-static:not([data-pinned="true"]) .c7-compare { display: none; }
.c7-static .c7-shown { display: block; }
"""
"""As on paper: no controls, and a line that names the setting shown."""


class StillFigures(Preprocessor):
    """Takes out the live views of widgets, which a file has no kernel and no script for.

    What else an output holds is shown instead: of a figure what the website shows, a still picture
    if it moves, which gets its styles here; of a question its text; of others plain text.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Changes the notebook that nbconvert hands over, a copy of the one in the file."""
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                data.pop(VIEW, None)
                if PAGE in data:
                    data["text/html"] = data.pop(PAGE)
                if "text/html" in data:
                    data["text/html"] = styled(data["text/html"])
        return nb, resources


def styled(html: str) -> str:
    """The HTML of a figure that moves, below the styles of its name; any other HTML as it is."""
    figure = BeautifulSoup(html, "html.parser").select_one("div.c7-widget[data-module]")
    sheet = figure and WIDGETS / figure["data-module"] / f"{figure['data-module']}.css"
    if not (sheet and sheet.exists()):
        return html
    return f"<style>{modules.styles(sheet)}{NO_CONTROLS}</style>{html}"
