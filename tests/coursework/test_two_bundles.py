"""Both bundles in one folder, as whoever drags the files to Binder has them."""

import json

import nbclient
import nbformat
import pytest

from coursework.authoring.release import release
from tests.coursework.submissions import solved_notebook

OLD = """\
from checks import check
def training_flops(n_params, n_tokens):
    return 6 * n_params * n_tokens
check("q1")"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dragged")
    release("density", folder)
    release("losses", folder)
    return folder


def printed(book, folder):
    """The lines that a notebook prints in a kernel whose working folder is `folder`."""
    book = nbformat.from_dict(book)
    nbclient.NotebookClient(book, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [out for c in book.cells if c.cell_type == "code" for out in c.outputs]
    return "".join(out.get("text", "") for out in outputs).splitlines()


@pytest.mark.parametrize("name", ["density", "losses"])
def test_each_notebook_finds_its_own_checks(folder, name):
    lines = printed(solved_notebook(name), folder)
    sheet = json.loads((folder / f"checks-{name}.json").read_text("utf-8"))
    assert len(lines) == len(sheet["tests"]) >= 8
    assert all(line.startswith(f"{name}-q") and line.endswith(": right") for line in lines)


def test_nothing_of_one_bundle_replaces_the_others(folder):
    both = {"README-density.txt", "README-losses.txt", "density.ipynb", "losses.ipynb"}
    both |= {"checks-density.json", "checks-losses.json"}
    assert {path.name for path in folder.iterdir() if path.is_file()} == both | {"checks.py"}


def test_a_bundle_from_before_the_ids_still_checks(folder):
    """Its notebook asks for "q1", and its checks.json lies beside the new ones."""
    text = (folder / "checks-density.json").read_text("utf-8")
    (folder / "checks.json").write_text(text.replace("density-q", "q"), "utf-8")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(OLD)])
    lines = printed(book, folder)
    assert lines and all(line.startswith("q1, check ") and line.endswith("right") for line in lines)


def test_checks_that_are_not_there_are_named(folder, tmp_path):
    (tmp_path / "checks.py").write_bytes((folder / "checks.py").read_bytes())
    (tmp_path / "checks-losses.json").write_bytes((folder / "checks-losses.json").read_bytes())
    cell = nbformat.v4.new_code_cell('from checks import check\ncheck("density-q1")')
    book = nbformat.v4.new_notebook(cells=[cell])
    said = f"density-q1 has no visible check in {tmp_path}/checks-*.json."
    assert printed(book, tmp_path) == [said]
