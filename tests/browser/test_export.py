"""`jupyter nbconvert --to html` of a run page: one file that stands there whole, offline."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.built import settle
from tests.browser.watch import DESK, PHONE
from tests.built import BOOK

AMBER, PANEL = "rgb(200, 128, 0)", "rgb(252, 250, 245)"
MADE_UP = r"""
Costs \$5 and `$6`: $a_1 < b$, and wrong: $\nonsense$.

$$
\rho = \frac{B}{F}
$$

\begin{align} x &= 1 \\ y &= 2 \end{align}

![dot](dot.svg)
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    """The folder of the exports of three notebooks, made in one call from elsewhere."""
    folder = tmp_path_factory.mktemp("export")
    made_up = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(MADE_UP)])
    nbformat.write(made_up, folder / "made-up.ipynb")
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    pages = BOOK.parent / "notebooks" / "bottleneck"
    notebooks = [pages / "see-it.ipynb", pages / "supervisory-density.ipynb", "made-up.ipynb"]
    command = [Path(sys.executable).parent / "jupyter", "nbconvert", "--to", "html"]
    # What a person has set for their Jupyter is not read.
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config")}
    done = subprocess.run(
        [*command, "--output-dir", folder, *notebooks],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def export(exported, open_page):
    """Opens an export from the disk; nothing but the folder may be asked."""

    def opened(name: str, **shape):
        page = open_page(exported.as_uri(), **shape)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        settle(page, f"{exported.as_uri()}/{name}.html")
        assert [url for url in asked if not url.startswith("data:")] == [page.url]
        return page

    return opened


def style(page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )


@pytest.mark.parametrize("shape", [DESK, PHONE], ids=["desk", "phone"])
def test_the_explorer_stands_there_as_its_still_picture(export, shape):
    page = export("see-it", **shape)
    figure = page.locator(".c7-widget[data-module=explorer]")
    expect(figure.get_by_text("Counted: ").first).to_be_visible()
    expect(figure.locator("button:visible")).to_have_count(0)
    box = figure.locator(".c7-areas:visible").first.bounding_box()
    assert box["width"] > 250 and box["height"] > 100
    assert style(page, ".c7-widget .c7-panel", "background-color") == PANEL
    assert style(page, ".c7-widget .c7-trunk", "fill") == AMBER
    assert style(page, ".c7-widget .c7-options", "display") == "flex"
    # The figure that does not move, text, code, what a cell printed.
    expect(page.locator(".c7-desk svg")).to_be_visible()
    expect(page.get_by_role("heading", name="What is counted")).to_be_visible()
    expect(page.get_by_text("explorer = Explorer()")).to_be_hidden()
    expect(page.get_by_text("compute = {}")).to_be_visible()
    expect(page.get_by_text("k up to 6.14")).to_be_hidden()  # in a solution
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_export_shows_its_formulas_and_its_figures(export):
    page = export("supervisory-density")
    page.eval_on_selector_all("details", "folds => folds.forEach((fold) => (fold.open = true))")
    formulas = page.locator("math")
    assert formulas.count() > 40 and page.locator(".katex-error").count() == 0
    boxes = [formula.bounding_box() for formula in formulas.all()]
    assert all(box["width"] > 3 and box["height"] > 5 for box in boxes)
    figure = page.locator(".c7-widget[data-module=entropy]")
    expect(figure.get_by_text("What independent heads pay")).to_be_visible()
    assert style(page, ".c7-widget .c7-panel", "background-color") == PANEL


def test_what_a_notebook_folds_is_folded_in_its_export(export):
    page = export("supervisory-density")
    folds = page.locator("details.c7-folded")
    assert folds.count() > 5 and page.locator("details[open]").count() == 0
    answers = page.get_by_text("Show the answer", exact=True)
    assert answers.count() >= 3
    expect(page.get_by_text("Right: ").first).to_be_hidden()
    answers.first.click()
    expect(page.get_by_text("Right: ").first).to_be_visible()
    assert page.locator("sup a").count() > 5


def test_formulas_are_found_in_every_form_and_nothing_else_is(export):
    page = export("made-up")
    assert [tex.strip() for tex in page.locator("math annotation").all_text_contents()] == [
        "a_1 < b",
        r"\nonsense",
        r"\rho = \frac{B}{F}",
        r"\begin{align} x &= 1 \\ y &= 2 \end{align}",
    ]
    expect(page.locator("math[display=block]")).to_have_count(2)
    expect(page.get_by_text("Costs $5 and $6:")).to_be_visible()
    expect(page.get_by_text(r"\nonsense").first).to_be_visible()
    assert page.locator("img").get_attribute("src").startswith("data:image/svg+xml")
