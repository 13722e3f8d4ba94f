"""The still pictures of the figures that move, in place of their live views."""

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from website.edition.outputs import PAGE, VIEW
from website.edition.stills import styled


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
