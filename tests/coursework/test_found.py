"""A notebook under another name is not taken, but the status says what lies there."""

import pytest

from coursework.marking.notebook import Unreadable, read_bytes

NOTEBOOKS = "density-1.ipynb density.ipynb.txt density.ipynb.json density.IPYNB Density.ipynb"
COPIES = ["density (1).ipynb", "density copy.ipynb", "Untitled.ipynb", "handed in/density.ipynb"]
OTHERS = ["density/density.ipynb", "density.html", "density.zip", "notes.docx"]


@pytest.mark.parametrize("name", [*NOTEBOOKS.split(), *COPIES, *OTHERS])
def test_what_lies_there_is_named(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}")
    with pytest.raises(Unreadable) as error:
        read_bytes(tmp_path, "density")
    assert str(error.value) == f"there is no density.ipynb; found {name}"


def test_what_a_system_left_behind_is_not_named(tmp_path):
    for name in (".ipynb_checkpoints/density-checkpoint.ipynb", "__MACOSX/density.ipynb"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("{}")
    for name in (".DS_Store", "Thumbs.db", "._density.ipynb"):
        (tmp_path / name).write_text("")
    with pytest.raises(Unreadable) as error:
        read_bytes(tmp_path, "density")
    assert str(error.value) == "there is no density.ipynb; the folder is empty"


def test_notebooks_are_named_first_and_few(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt", "z.ipynb"):
        (tmp_path / name).write_text("")
    with pytest.raises(Unreadable) as error:
        read_bytes(tmp_path, "density")
    assert str(error.value) == "there is no density.ipynb; found z.ipynb, a.txt, b.txt and 1 more"
