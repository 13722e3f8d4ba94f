"""The rules of the house, as far as a page's text can show them."""

import ast
import re
from collections import Counter

import pytest

from .conftest import ROOT, notebook_pages, toc_files

LONGEST_CELL = 12


def test_every_page_that_is_written_is_on_the_map_and_the_other_way_round():
    written = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("book", "notebooks")
        for path in (ROOT / folder).rglob("*.md")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert written == set(toc_files())


def test_there_are_pages_to_check():
    assert len(notebook_pages()) >= 6


def test_a_page_breathes(notebook):
    order = [
        notebook.text.find(mark)
        for mark in (":class: goals", ":class: predict", "## Check yourself", ":class: remember")
    ]
    assert -1 not in order and order == sorted(order), order


def test_a_page_closes_with_at_least_three_questions_that_fold_out(notebook):
    closing = notebook.text[notebook.text.index("## Check yourself") :]
    assert len(re.findall(r"^:::\{dropdown\} .+\?$", closing, re.M)) >= 3


def test_goals_and_what_to_remember_are_three_lines_each(notebook):
    for kind in ("goals", "remember"):
        block = re.search(rf":class: {kind}\n(.*?)^:::$", notebook.text, re.S | re.M)[1]
        assert len(re.findall(r"^- ", block, re.M)) == 3


def test_cells_are_short_and_hold_no_function(notebook):
    for cell in notebook.cells:
        tree = ast.parse(cell.code)
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda}, cell.code
        if cell.shown and "hide-input" not in cell.options:
            lines = [line for line in cell.code.splitlines() if line.strip()]
            assert len(lines) <= LONGEST_CELL, cell.code


def test_imports_stand_at_the_top(notebook):
    for i, cell in enumerate(notebook.cells):
        imports = [
            node
            for node in ast.walk(ast.parse(cell.code))
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        # A cell that the website leaves out may bring what only Jupyter needs.
        assert not imports or i == 0 or "In Jupyter" in cell.code, cell.code


def test_every_number_in_the_prose_is_asserted_beside_the_cell_that_glues_it(notebook):
    for cell in notebook.cells:
        if "glue(" in cell.code:
            # A quoted figure is asserted by the tests of `results`, where it stands once.
            assert "assert " in cell.code or "results." in cell.code, cell.code
            assert not cell.shown, cell.code


def test_glued_keys_are_used(notebook):
    used = set(re.findall(r"\{glue:(?:text|math)?\}`(\w+)", notebook.text))
    written = re.findall(r'glue\(\s*"(\w+)"', notebook.text)
    assert [key for key in written if key not in used] == []


def test_every_figure_has_a_caption_a_name_and_a_description(notebook):
    figures = [cell for cell in notebook.cells if "plots.show(" in cell.code]
    assert figures
    for cell in figures:
        assert re.search(r"caption: \|\n\s+\S", cell.options), cell.code
        assert re.search(r"name: fig-[\w-]+", cell.options), cell.code
        alt = next(
            keyword.value
            for node in ast.walk(ast.parse(cell.code))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "plots.show"
            for keyword in node.keywords
            if keyword.arg == "alt"
        )
        assert len(ast.literal_eval(alt).split()) >= 15, ast.unparse(alt)


def test_names_of_figures_and_tables_are_unique():
    names = [
        name
        for page in notebook_pages()
        for name in re.findall(r"name: ((?:fig|tab)-[\w-]+)", page.text)
    ]
    assert [name for name, n in Counter(names).items() if n > 1] == []


@pytest.mark.parametrize(
    "word", ["TODO", "FIXME", "lorem", "obviously", "simply put", "it is easy"]
)
def test_words_that_do_not_belong_on_a_page(word, notebook):
    assert word.lower() not in notebook.prose.lower()
