"""The rules of the house, as far as a page's text can show them."""

import ast
import re
from collections import Counter

import pytest

from tests.built import PAGES, ROOT

from .conftest import notebook_pages

LONGEST_CELL = 12
LONGEST_FOLDED_CELL = 15
WIDEST_LINE = 66
"""Characters of code that fit the text's column on a desk."""


def test_every_page_that_is_written_is_on_the_map_and_the_other_way_round():
    written = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("book", "notebooks")
        for path in (ROOT / folder).rglob("*.md")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert written == set(PAGES)


def test_there_are_pages_to_check():
    assert len(notebook_pages()) >= 6


def test_a_page_breathes(notebook):
    order = [
        notebook.text.find(mark)
        for mark in (
            ":class: goals",
            ":::{predict}",
            "## Exercises",
            "## Check yourself",
            ":class: remember",
        )
    ]
    assert -1 not in order and order == sorted(order), order


def test_a_page_closes_with_at_least_three_questions_of_both_kinds(notebook):
    closing = notebook.text[notebook.text.index("## Check yourself") :]
    questions = re.findall(r"^:::\{question\} [^\n]+\?\n(.*?)^:::$", closing, re.S | re.M)
    assert len(questions) >= 3
    assert {":unit:" in question for question in questions} == {True, False}


def test_names_of_questions_are_unique():
    names = [
        name
        for page in notebook_pages()
        for name in re.findall(r"^:name: (q-.+)$", page.text, re.M)
    ]
    written = sum(page.text.count(":::{question}") for page in notebook_pages())
    assert len(set(names)) == written >= 20


def test_goals_and_what_to_remember_are_three_lines_each(notebook):
    for kind in ("goals", "remember"):
        block = re.search(rf":class: {kind}\n(.*?)^:::$", notebook.text, re.S | re.M)[1]
        assert len(re.findall(r"^- ", block, re.M)) == 3


def exercises(text: str) -> list[tuple[str, str]]:
    """Label and body of every exercise, and ("solution of LABEL", body) of every solution."""
    short = r"^:::\{(exercise|solution)\}(.*?)^:::$"
    gated = r"^:::\{(exercise|solution)-start\}(.*?)^:::\{\1-end\}$"
    found = []
    for kind, body in re.findall(short, text, re.S | re.M) + re.findall(gated, text, re.S | re.M):
        if kind == "solution":
            found.append((f"solution of {body.split()[0]}", body))
        else:
            found.append((re.search(r"^:label: (\S+)$", body, re.M)[1], body))
    return found


def test_a_page_has_three_to_five_exercises_with_one_solution_each(notebook):
    labels = [label for label, _ in exercises(notebook.text)]
    asked = [label for label in labels if not label.startswith("solution of ")]
    assert 3 <= len(asked) <= 5
    assert sorted(labels) == sorted(asked + [f"solution of {label}" for label in asked])
    assert notebook.text.count("{exercise") - notebook.text.count("{exercise-end") == len(asked)


def test_labels_of_exercises_are_unique():
    labels = [label for page in notebook_pages() for label, _ in exercises(page.text)]
    assert len(labels) == len(set(labels)) and len(labels) >= 36


def test_a_solution_that_computes_is_asserted(notebook):
    for label, body in exercises(notebook.text):
        if label.startswith("solution of ") and "{code-cell}" in body:
            assert "assert " in body, label


def test_a_page_lets_the_reader_find_a_mistake_or_criticise(notebook):
    assert re.search(r"^:::\{exercise\} (Find the mistake|Criticise)$", notebook.text, re.M)


def test_cells_are_short_and_hold_no_function_but_an_answer(notebook):
    answers = "\n".join(body for _, body in exercises(notebook.text))
    for cell in notebook.cells:
        tree = ast.parse(cell.code)
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.ClassDef, ast.Lambda}, cell.code
        assert ast.FunctionDef not in kinds or cell.code in answers, cell.code
        lines = [line for line in cell.code.splitlines() if line.strip()]
        folded = not cell.shown or "hide-input" in cell.options
        assert len(lines) <= (LONGEST_FOLDED_CELL if folded else LONGEST_CELL), cell.code


def test_lines_of_code_fit_the_column(notebook):
    lines = [line for cell in notebook.cells if cell.shown for line in cell.code.splitlines()]
    assert [line for line in lines if len(line) > WIDEST_LINE] == []


def test_a_page_opens_with_a_question_and_a_figure(notebook):
    opening = notebook.text[: notebook.text.index(":::{admonition} After this page you can")]
    title, _, under = opening.partition("\n# ")[2].partition("\n")
    lead = re.match(r"\s*^:::\{lead\}\n(.*?)\n:::$", under, re.S | re.M)
    if lead:
        assert lead[1].endswith("?") and len(lead[1].split()) <= 25
    else:  # a figure that asks by itself
        assert "Explorer()" in under, title
    assert re.search(r"plots\.show\(|\b[A-Z]\w+\(\)", under)  # one of plots, or one that moves
    prose = re.sub(r"^```.*?^```$", "", under[lead.end() if lead else 0 :], flags=re.S | re.M)
    assert prose.strip() == ""


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
        assert re.search(r"caption: (?:\|\n\s+)?[^\s|]", cell.options), cell.code
        assert re.search(r"name: fig-[\w-]+", cell.options), cell.code
        alt = next(
            keyword.value
            for node in ast.walk(ast.parse(cell.code))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "plots.show"
            for keyword in node.keywords
            if keyword.arg == "alt"
        )
        # Typed words alone: what is computed may be anything.
        words = [part.value for part in ast.walk(alt) if isinstance(part, ast.Constant)]
        assert len(" ".join(words).split()) >= 15, ast.unparse(alt)


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
