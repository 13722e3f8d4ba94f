"""Names are the same on both ways: from a folder to a table, and from a table back."""

import os
import unicodedata

import pytest

from coursework.marking.students import Names, students

DECOMPOSED = unicodedata.normalize("NFD", "Zoë")
ODD = ["trail ", " lead", "\u00a0wide\u3000", "tab\t", DECOMPOSED, "o'Hara"]
LEFT_BEHIND = "__MACOSX .DS_Store .ipynb_checkpoints .git Thumbs.db desktop.ini ~$ada __pycache__"


def test_a_folder_is_known_by_its_name_without_what_nobody_sees(tmp_path):
    for name in ODD:
        (tmp_path / name).mkdir()
    folders, others = students(tmp_path)
    assert set(folders) == {"trail", "lead", "wide", "tab", "Zoë", "o'Hara"} and not others
    assert {os.path.basename(path) for path in folders.values()} == set(ODD)


def test_folders_that_look_alike_stay_two_students(tmp_path):
    for name in ("ada", "ada ", "Zoë", DECOMPOSED):
        (tmp_path / name).mkdir()
    assert set(students(tmp_path)[0]) == {"ada", "ada (another)", "Zoë", "Zoë (another)"}


@pytest.mark.parametrize(
    "name", [*LEFT_BEHIND.split(), "@eaDir", "System Volume Information", "lost+found"]
)
def test_what_a_system_left_behind_is_no_student(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / "ada").mkdir()
    assert students(tmp_path) == ({"ada": str(tmp_path / "ada")}, [])
    (tmp_path / name).rmdir()
    (tmp_path / name).write_text("")
    assert students(tmp_path) == ({"ada": str(tmp_path / "ada")}, [])


@pytest.mark.parametrize(
    "written",
    ["Zoë Ünal", " Zoë Ünal ", "zoë ünal", "Zoë  Ünal", unicodedata.normalize("NFD", "Zoë Ünal")],
)
def test_a_name_is_found_however_a_program_wrote_it(written):
    assert Names(["Zoë Ünal", "ada"]).find(written) == "Zoë Ünal"


def test_a_name_that_may_be_two_is_no_name():
    names = Names(["Ada", "ada"])
    assert names.find("ada") == "ada" and names.find("Ada") == "Ada"
    with pytest.raises(ValueError, match="'ADA' may be any of 'Ada', 'ada'"):
        names.find("ADA")
    assert names.find("grace") is None
