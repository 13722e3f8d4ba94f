"""The notebooks that readers run, beside the built pages that they were made from."""

import base64
import difflib
import re
from pathlib import Path

import bleach
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from tests.built import BOOK, NOTEBOOKS, REPOSITORY, parsed, read
from website.edition.notebook import MOVES
from website.edition.outputs import PAGE, STATE, VIEW

EDITION = BOOK.parent / "notebooks"
PLUMBING = re.compile(r"\{[\w:-]+\}`|:::|\[[x ]\]|\bglue\b|\{claim\}|myst")
UNSEEN = (
    ".headerlink, .cell_input, details.hide, svg, script, .sd-summary-state-marker, "
    ".c7-question button, .c7-hint, .c7-reply, .c7-kept, .c7-said, .kicker, .languages, .c7-claim, "
    ".c7-how"
)
"""What the page shows beside its text, or instead of a notebook's code."""
AHEAD = MOVES.partition("[")[0]
"""What a notebook says of a figure that moves; the page need not."""
ANSWERS = re.compile(r"Right:|Wrong:|✓|✗|Solution to")


@pytest.fixture(params=NOTEBOOKS, ids=lambda name: name.rsplit("/", 1)[-1])
def name(request) -> str:
    return request.param


@pytest.fixture
def path(name) -> Path:
    return EDITION / f"{name.removeprefix('notebooks/')}.ipynb"


@pytest.fixture
def edition(path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def rendered(markdown: str) -> BeautifulSoup:
    """Markdown as nbconvert writes it: by another program than the one that made it."""
    renderer = IPythonRenderer(escape=False)
    return BeautifulSoup(MarkdownWithMath(renderer=renderer).render(markdown), "html.parser")


def text_of(notebook) -> BeautifulSoup:
    """The text of a notebook in its order, with its questions."""
    soup = BeautifulSoup("", "html.parser")
    for cell in notebook.cells:
        given = (output.get("data", {}) for output in cell.get("outputs", []))
        parts = [cell.source] if cell.cell_type == "markdown" else []
        parts = [re.sub(rf"^{re.escape(AHEAD)}.*$", "", part, flags=re.M) for part in parts]
        for part in [*parts, *(data["text/markdown"] for data in given if "text/markdown" in data)]:
            soup.append(rendered(part.removeprefix("**Question.** ")))
    return soup


def words_of_page(name: str) -> list[str]:
    article = parsed(name).article
    for number in article.select(".eqno"):
        tag = f" \\tag{{{number.get_text().strip('()#')}}}"
        number.find_next(class_="katex").annotation.append(tag)
        number.decompose()
    for formula in article.select(".katex"):
        formula.replace_with(f"${formula.annotation.get_text()}$")
    for code in article.select("details.solution .cell_input pre"):
        code.find_parent(class_="cell_input").replace_with(code)
    for output in article.select(".cell_output"):
        is_folded = output.find_parent(class_="solution")
        output.replace_with(*output.select("pre, figcaption" if is_folded else "figcaption"))
    for part in article.select(f"{UNSEEN}, .moved"):
        part.decompose()
    for note in article.select(".c7-beside > .c7-margin"):
        note.parent.append(note.extract())  # the page has it before its text, so that it can float
    return words(article)


def words(soup: BeautifulSoup) -> list[str]:
    # A list item, a cell of a table and a line of a fold end a word, a formula and a link do not.
    for part in soup.select(".anchor-link, sup:has([href*='how-we-know.html#'])"):
        part.decompose()
    for part in soup.select(
        "h1, h2, h3, h4, li, p, td, th, div, summary, legend, label, br, span.c7-mark"
    ):
        part.append(" ")
    text = soup.get_text().replace("$", " ")
    return text.split()


def test_a_notebook_reads_word_for_word_like_its_page(name, edition):
    told = words(text_of(edition))
    page = words_of_page(name)
    assert list(difflib.unified_diff(page, told, "page", "notebook", lineterm="", n=4)) == []
    assert len(told) > 500


def test_a_notebook_links_the_same_rows_of_the_ledger(name, edition):
    page = read(name)
    row = "a[href*='how-we-know.html#']"
    rows = [link.get_text() for link in text_of(edition).select(f"sup {row}")]
    assert rows and rows == [link.get_text() for link in page.select(f".c7-how {row}")]


def test_a_notebook_shows_no_plumbing(edition):
    for cell in edition.cells:
        assert not PLUMBING.search(cell.source.partition('", "')[0]), cell.source
        for output in cell.get("outputs", []):
            said = [output.get("text", ""), *output.get("data", {}).values()]
            assert not any(PLUMBING.search(part) for part in said if isinstance(part, str))
    proofs = [
        cell.source for cell in edition.cells if cell.source.startswith(("assert", "np.test"))
    ]
    assert proofs == []


def test_a_notebook_is_small_valid_and_the_one_that_the_page_offers(name, path, edition):
    assert path.stat().st_size <= 1_000_000
    assert (BOOK / f"{name}.ipynb").read_bytes() == path.read_bytes()
    nbformat.validate(edition)
    ids = [cell.id for cell in edition.cells]
    assert len(ids) == len(set(ids))


def test_the_first_cell_installs_the_package_where_it_is_missing_and_imports(edition):
    code = [cell.source for cell in edition.cells if cell.cell_type == "code"]
    assert re.search(
        rf'^if find_spec\("chapter7"\) is None:.*\n(    %pip install --quiet .+\n)+'
        rf"    %pip install --quiet --no-deps {REPOSITORY}/archive/(\w+)\.zip\n\n(from|import) ",
        code[0],
        re.M,
    )
    later = [line for source in code[1:] for line in source.splitlines()]
    assert [line for line in later if re.match(r"(from|import) chapter7|%", line)] == []


def test_no_link_of_a_notebook_needs_the_page_around_it(edition):
    links = text_of(edition).select("a[href]:not(.anchor-link)")
    assert len(links) > 4
    assert all(re.match(r"https://", link["href"]) for link in links)


def test_a_question_hides_its_answers(name, edition):
    asked = [cell for cell in edition.cells if "\nQuestion(" in cell.source]
    page = read(name)
    assert [cell.id for cell in asked] == [form["id"] for form in page.select(".c7-question")]
    for cell in asked:
        right = page.select_one(f"#{cell.id} .c7-answer-right .c7-feedback").get_text()[:30]
        assert right not in cell.source and cell.metadata.jupyter.source_hidden
        (output,) = cell.outputs
        still = rendered(output.data["text/markdown"])
        assert "Right:" in still.details.extract().get_text()
        assert "Right" not in still.get_text() and "✓" not in still.get_text()


def test_an_exercise_is_tried_before_its_solution_which_is_one_fold(name, edition):
    page = read(name)
    order = []
    for cell in edition.cells:
        if "*Exercise " in cell.source:
            order.append("exercise")
        if re.fullmatch(r"# Your turn|def \w+\(.*\):\n    \.\.\..*", cell.source):
            assert cell.outputs == []
            order.append("turn")
        if "Solution to " in cell.source:
            assert cell.cell_type == "markdown"
            assert re.match(r"<details>\n<summary>Solution to Exercise \d+</summary>", cell.source)
            assert cell.source.count("<details>") == 1 and cell.source.endswith("</details>")
            order.append("solution")
    assert order == ["exercise", "turn", "solution"] * len(page.select("details.solution"))


def test_no_cell_of_code_holds_what_a_solution_shows(name, edition):
    page = read(name)
    solved = [code.get_text() for code in page.select("details.solution .cell_input pre")]
    assert len(solved) > 0
    lines = {line for code in solved for line in code.splitlines() if len(line.strip()) > 25}
    elsewhere = page.select(".cell_input:not(details.solution *) pre")
    lines -= {line for code in elsewhere for line in code.get_text().splitlines()}
    code = [cell.source for cell in edition.cells if cell.cell_type == "code"]
    assert [line for source in code for line in source.splitlines() if line in lines] == []


def test_figures_that_move_are_live_and_a_picture_with_a_link_where_nothing_runs(name, edition):
    page = read(name)
    given = [o for c in edition.cells for o in c.get("outputs", []) if "data" in o]
    moving = [output for output in given if 'class="c7-widget"' in output.data.get(PAGE, "")]
    assert len(moving) == len(page.select(".c7-widget"))
    notes = [cell for cell in edition.cells if AHEAD in cell.source]
    assert len(notes) == len(moving)
    assert all(re.search(rf"{name}\.html[#)]", cell.source) for cell in notes)
    states = edition.metadata.widgets[STATE]["state"]
    for output in moving:
        assert "_esm" in states[output.data[VIEW]["model_id"]]["state"]
        assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
        assert len(output.metadata["image/png"]["alt"]) > 20 and "text/html" not in output.data


# What GitHub lets through of a notebook's HTML, among it all that the notebooks use.
GITHUB = {
    *("a", "b", "blockquote", "br", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4"),
    *("i", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def test_where_html_is_sanitised_nothing_is_lost_and_no_answer_shown(edition):
    soup = text_of(edition)
    for link in soup.select(".anchor-link"):
        link.decompose()
    left = bleach.clean(str(soup), tags=GITHUB, attributes={"a": ["href"]}, strip=True)
    clean = BeautifulSoup(left, "html.parser")
    assert clean.get_text().split() == soup.get_text().split()
    assert len(clean.select("details")) == len(soup.select("details")) > 5
    assert not ANSWERS.search(outside_folds(clean))


def outside_folds(soup: BeautifulSoup) -> str:
    """What is read while every fold is closed."""
    assert soup.select("details[open]") == []
    for fold in soup.select("details"):
        fold.decompose()
    return soup.get_text()


@pytest.fixture(scope="module")
def exporter() -> HTMLExporter:
    return HTMLExporter()


def test_an_exported_notebook_shows_no_answer(name, edition, exporter):
    """Everything that `jupyter nbconvert --to html` writes, with no template or setting of ours."""
    exported, _ = exporter.from_notebook_node(edition)
    main = BeautifulSoup(exported, "lxml").main
    for script in main.select("script"):
        script.decompose()
    page = read(name)
    shown = outside_folds(main)
    assert not ANSWERS.search(shown)
    told = page.select("details.solution .cell_output pre")
    told += page.select(".c7-answer-right .c7-feedback")
    secrets = [text for part in told if len(text := part.get_text().strip()) > 20]
    assert len(secrets) > 3
    # A check that was tried above says the same of another function.
    assert [text for text in secrets if text in shown] == []


def test_each_output_has_a_form_that_a_place_without_scripts_shows(edition):
    safe = {"text/plain", "text/markdown", "image/png"}
    for cell in edition.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": output.get("text")})
            if VIEW in data and "Slider" not in data.get("text/plain", "") + cell.source:
                assert {"image/png", "text/markdown"} & set(data), cell.source
            assert safe & set(data), cell.source
            assert "<svg" not in data.get("text/html", "") and "<script" not in str(data)
