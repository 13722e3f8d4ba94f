"""Running the pages: what a result depends on, and that two runs give the same."""

import shutil

import nbformat
import pytest
from jupyter_cache.executors.utils import single_nb_execution
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_notebook, new_output

from website.edition import outputs
from website.extension import execution, freshness

DRAWN_BY_LOT = """import ipywidgets, traitlets
slider, text = ipywidgets.IntSlider(), ipywidgets.Text()
display(ipywidgets.HBox([slider, text]), object())"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "src" / "package").mkdir(parents=True)
    (tmp_path / "src" / "package" / "a.py").write_text("one = 1\n")
    (tmp_path / "src" / "package" / "rows.yaml").write_text("- 1\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.1\n")
    return tmp_path


def edit(path, text):
    path.write_text(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: edit(root / "src/package/a.py", "one = 2\n"),
        lambda root: edit(root / "src/package/rows.yaml", "- 2\n"),
        lambda root: edit(root / "src/package/new.js", ""),
        lambda root: (root / "src/package/a.py").rename(root / "src/package/b.py"),
        lambda root: (root / "src/package/rows.yaml").unlink(),
        lambda root: edit(root / "constraints.txt", "numpy==2.2\n"),
    ],
    ids=["code", "data", "new file", "name", "gone", "versions"],
)
def test_a_change_of_the_package_or_of_a_version_is_another_cache(tree, change):
    before = freshness.digest(tree, execution.COMPUTES)
    change(tree)
    assert freshness.digest(tree, execution.COMPUTES) != before


def test_what_python_writes_beside_the_package_is_no_change(tree):
    before = freshness.digest(tree, execution.COMPUTES)
    (tree / "src" / "package" / "__pycache__").mkdir()
    edit(tree / "src" / "package" / "__pycache__" / "a.pyc", "")
    shutil.copytree(tree / "src" / "package", tree / "src" / "package.egg-info")
    edit(tree / "README.md", "")
    assert freshness.digest(tree, execution.COMPUTES) == before


def test_two_runs_of_a_page_give_the_same_file(monkeypatch):
    monkeypatch.setattr(KernelManager.transport_encryption, "default_value", "auto")
    files = []
    for _ in range(2):
        cells = [
            nbformat.v4.new_markdown_cell("A page", id="a"),
            nbformat.v4.new_code_cell(DRAWN_BY_LOT, id="b"),
        ]
        page = nbformat.v4.new_notebook(cells=cells)
        run = single_nb_execution(page, cwd=None, timeout=120, allow_errors=False)
        assert run.err is None
        files.append(nbformat.writes(outputs.settled(run.nb)))
    assert files[0] == files[1]
    read = nbformat.reads(files[0], as_version=4)
    nbformat.validate(read)
    views = [o.data for o in read.cells[1].outputs]
    assert views[1]["text/plain"] == "<object>"
    state = read.metadata.widgets[outputs.STATE]["state"]
    model = state[views[0]["application/vnd.jupyter.widget-view+json"]["model_id"]]
    children = [state[name.removeprefix("IPY_MODEL_")] for name in model["state"]["children"]]
    assert [child["model_name"] for child in children] == ["IntSliderModel", "TextModel"]


def test_what_a_cell_prints_stands_in_one_piece():
    pieces = [new_output("stream", text=text) for text in ("64: ", "1.92", "\n", "512\n")]
    apart = new_output("stream", name="stderr", text="slow\n")
    run = new_notebook(cells=[new_code_cell("...", outputs=[*pieces, apart])])
    (cell,) = outputs.settled(run).cells
    assert [(o.name, o.text) for o in cell.outputs] == [
        ("stdout", "64: 1.92\n512\n"),
        ("stderr", "slow\n"),
    ]
