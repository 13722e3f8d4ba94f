"""A page read by jupytext, as JupyterLab and Binder read it."""

import jupytext


def test_a_page_opens_as_a_notebook_with_all_its_cells(notebook):
    read = jupytext.reads(notebook.text, fmt="md:myst")
    code = [cell.source.strip() for cell in read.cells if cell.cell_type == "code"]
    assert code == [cell.code.strip() for cell in notebook.cells]
    assert read.metadata.kernelspec.name == "python3"


def test_a_page_comes_back_from_jupyter_as_it_was(notebook):
    read = jupytext.reads(notebook.text, fmt="md:myst")
    again = jupytext.reads(jupytext.writes(read, fmt="md:myst"), fmt="md:myst")
    assert [cell.source for cell in again.cells] == [cell.source for cell in read.cells]
    assert [cell.metadata for cell in again.cells] == [cell.metadata for cell in read.cells]
