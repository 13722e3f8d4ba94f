"""A notebook put together from the parts of a page: order, names, outputs, the same bytes."""

import base64
import hashlib
import io
import os
import subprocess
import sys

import nbformat
import pytest
from docutils import nodes
from docutils.core import publish_doctree
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from tests.built import ROOT
from website.edition import outputs
from website.edition.markdown import Code, Solution, Translator
from website.edition.notebook import Maker, Source, solved, text
from website.edition.stills import Picture
from website.extension.questions import html

IMPORTS = "from math import log\nfrom myst_nb import glue"
_made = io.BytesIO()
Image.new("RGB", (6, 4)).save(_made, "PNG")
PNG = _made.getvalue()  # three by two CSS pixels, on a screen of twice as many
FIGURE = '<div class="c7-figure"><svg></svg></div>'


def cell(index: int, *children: nodes.Node) -> nodes.container:
    return nodes.container("", *children, nb_element="cell_code", cell_index=index)


def question() -> nodes.Element:
    legend = html("legend", nodes.Text("Which?"))
    feedback = html("li", html("span", nodes.Text("Because."), css="c7-feedback"))
    fold = html("details", html("summary", nodes.Text("Show")), html("ul", feedback))
    return html("form", html("fieldset", legend), fold, css="c7-question", ids=("q-which",))


def page() -> tuple[nbformat.NotebookNode, nodes.document]:
    """The cells of a page that was run, and its text."""
    drawn = {"text/html": FIGURE, "image/png": "AAAA", "text/plain": "<HTML>"}
    cells = [
        new_code_cell(IMPORTS, metadata={"tags": ["hide-input"]}),
        new_code_cell("x = log(2)\nglue('x', x)", metadata={"tags": ["remove-cell"]}),
        new_code_cell("print(x)", outputs=[new_output("stream", text="0.69\n")]),
        new_code_cell("assert x", metadata={"tags": ["remove-cell"]}),
        new_code_cell("draw(x)", outputs=[new_output("display_data", drawn)]),
        new_code_cell("link(x)", metadata={"tags": ["remove-cell", "notebook-only"]},
                      outputs=[new_output("stream", text="linked")]),
    ]  # fmt: skip
    figure = nodes.figure("", nodes.caption("", "It falls."), ids=["fig-fall"])
    document = publish_doctree("")
    document += nodes.section("", nodes.title("", "A page"), nodes.paragraph("", "Words."))
    document[0] += [cell(0), cell(2), cell(4, figure), nodes.paragraph("", "After."), question()]
    return new_notebook(cells=cells), document


def made() -> nbformat.NotebookNode:
    translator = Translator("https://host/page.html", lambda node: "")
    install = Source("https://host/r", "abc").code()
    return Maker(translator, lambda node: "<form></form>", install, no_picture).notebook(*page())


def no_picture(html: str) -> None:
    return None


def test_cells_stand_in_order_and_hidden_ones_only_where_they_are_needed():
    cells = made().cells
    assert [c.id for c in cells] == [
        "text-1", "code-0", "code-1", "code-2", "code-4", "text-2", "code-5", "text-3", "q-which",
    ]  # fmt: skip
    source = {c.id: c.source for c in cells}
    assert source["text-1"] == "# A page\n\nWords."
    assert source["code-1"] == "x = log(2)" and source["text-2"] == "It falls."
    code = [c for c in cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, 7))
    hidden = [c.id for c in code if c.metadata.get("jupyter", {}).get("source_hidden")]
    assert hidden == ["code-0", "code-1", "q-which"]
    given = {c.id: c.outputs for c in code}
    assert given["code-1"] == [] and given["code-5"][0].text == "linked"


def test_the_first_cell_installs_what_is_missing_and_imports_what_is_used():
    first = made().cells[1].source
    assert first.startswith("from importlib.util import find_spec\n\nif find_spec(")
    assert "    %pip install --quiet --no-deps https://host/r/archive/abc.zip\n\n" in first
    wanted = next(line for line in first.splitlines() if "anywidget" in line)
    assert " torch" in wanted and "torch==" not in wanted
    assert first.endswith("\nfrom math import log\nfrom chapter7.widgets.questions import Question")


def test_a_figure_is_stored_as_a_picture_and_what_the_page_shows_beside_it():
    (drawn,) = next(c for c in made().cells if c.id == "code-4").outputs
    assert drawn.data == {"image/png": "AAAA", "text/plain": "<HTML>", outputs.PAGE: FIGURE}


MOVING = '<div class="c7-widget" data-module="a"></div>'


def moving() -> nbformat.NotebookNode:
    return new_output("display_data", {"text/html": MOVING, outputs.VIEW: {"model_id": "1"}})


def test_a_figure_that_moves_is_stored_as_a_picture_beside_its_live_view():
    picture = Picture(PNG, "It rises.")
    output = outputs.stored(moving(), {MOVING: picture}.get)
    assert output.data == {
        outputs.PAGE: MOVING,
        outputs.VIEW: {"model_id": "1"},
        "image/png": base64.b64encode(PNG).decode(),
    }
    assert output.metadata == {"image/png": {"width": 3, "height": 2, "alt": "It rises."}}


def test_a_figure_that_moves_says_so_where_no_picture_can_be_taken():
    data = outputs.stored(moving(), no_picture).data
    assert data[outputs.PAGE] == MOVING and "image/png" not in data
    assert data["text/html"].startswith("<p>This figure moves: run the notebook, or see it on")


def test_other_html_is_stored_as_it_is():
    other = new_output("display_data", {"text/html": "<b>a table</b>"})
    assert outputs.stored(other, no_picture) == other


def test_below_the_caption_of_a_figure_that_moves_stands_where_it_does():
    cells, document = page()
    cells.cells[4].outputs = [moving()]
    maker = Maker(Translator("https://host/page.html", lambda node: ""), str, "", no_picture)
    words = next(c for c in maker.notebook(cells, document).cells if "It falls." in c.source)
    told = "[on the website](https://host/page.html#fig-fall)"
    assert words.source == f"It falls.\n\n*This figure moves when the notebook runs, and {told}.*"


def test_cells_that_the_page_shows_in_another_order_are_refused():
    cells, document = page()
    document[0] += cell(1)
    maker = Maker(Translator("", lambda node: ""), str, "", no_picture)
    with pytest.raises(ValueError, match=r"another order than they run: \[0, 2, 4, 1\]"):
        maker.notebook(cells, document)


def test_a_page_whose_cells_only_prove_becomes_text():
    document = publish_doctree("")
    document += nodes.section("", nodes.title("", "A page"))
    proofs = new_notebook(cells=[new_code_cell("assert True", metadata={"tags": ["remove-cell"]})])
    maker = Maker(Translator("", lambda node: ""), str, "%pip install", no_picture)
    assert [c.source for c in maker.notebook(proofs, document).cells] == ["# A page"]


def solution(*given: nbformat.NotebookNode) -> nbformat.NotebookNode:
    page = new_notebook(cells=[new_code_cell("draw(2)\n", outputs=list(given))])
    return solved(Solution("Solution to *1*", ("Before.", Code(0), "It falls.")), page)


def test_a_solution_is_one_fold_of_its_text_its_code_and_what_that_gave():
    cell = solution(new_output("stream", text="1\n2\n"))
    assert cell.cell_type == "markdown" and "attachments" not in cell
    assert cell.source == (
        "<details>\n<summary>Solution to *1*</summary>\n\nBefore.\n\n```python\ndraw(2)\n```\n\n"
        "```\n1\n2\n```\n\nIt falls.\n\n</details>"
    )
    cell = solution(new_output("execute_result", {"text/plain": "a ``` b"}))
    assert "\n\n````\na ``` b\n````\n\n" in cell.source


def test_a_figure_of_a_solution_is_a_picture_within_its_cell():
    about = {"image/png": {"alt": "A *line*"}}
    drawn = {"text/html": FIGURE, "image/png": "AAAA", "text/plain": "<HTML>"}
    cell = solution(*2 * [new_output("display_data", drawn, metadata=about)])
    assert cell.attachments == {
        "code-0-1.png": {"image/png": "AAAA"}, "code-0-2.png": {"image/png": "AAAA"},
    }  # fmt: skip
    assert "\n\n![A \\*line\\*](attachment:code-0-1.png)\n\n![A" in cell.source
    exported, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[cell]))
    assert exported.count('src="data:image/png;base64,AAAA"') == 2


def test_what_a_fold_cannot_show_is_refused():
    view = {outputs.VIEW: {"model_id": "1"}, "text/plain": "Explorer()"}
    with pytest.raises(ValueError, match=r"what its fold cannot show: .*widget-view"):
        solution(new_output("display_data", view))


def test_two_processes_make_the_same_bytes():
    command = [
        sys.executable,
        "-c",
        "from tests.website import test_edition_notebook as t; t.tell()",
    ]
    digests = {
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1 and len(digests.pop()) == 64


def tell() -> None:
    """Prints what names the bytes of the notebook."""
    sys.stdout.write(hashlib.sha256(text(made()).encode()).hexdigest())
