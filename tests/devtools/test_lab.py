"""The copies of the notebooks that a reader works on."""

from devtools import lab


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_copies_are_renewed_but_for_what_a_reader_has_changed(tmp_path):
    edition, copies = tmp_path / "edition", tmp_path / "lab"
    copies.mkdir()
    write(edition / "part" / "a.ipynb", "a1")
    write(edition / "part" / "b.ipynb", "b1")
    assert lab.renew(edition, copies) == []
    a, b = copies / "part" / "a.ipynb", copies / "part" / "b.ipynb"
    assert (a.read_text(), b.read_text()) == ("a1", "b1")

    write(b, "b1 and mine")
    write(edition / "part" / "a.ipynb", "a2")
    write(edition / "part" / "b.ipynb", "b2")
    for _ in range(2):
        assert lab.renew(edition, copies) == [b]
        assert (a.read_text(), b.read_text()) == ("a2", "b1 and mine")

    b.unlink()
    write(edition / "part" / "c.ipynb", "c1")
    assert lab.renew(edition, copies) == []
    assert b.read_text() == "b2" and (copies / "part" / "c.ipynb").read_text() == "c1"


def test_a_notebook_that_a_reader_had_before_is_not_overwritten(tmp_path):
    edition, copies = tmp_path / "edition", tmp_path / "lab"
    write(edition / "a.ipynb", "new")
    write(copies / "a.ipynb", "mine")
    assert lab.renew(edition, copies) == [copies / "a.ipynb"]
    write(copies / "a.ipynb", "new")
    assert lab.renew(edition, copies) == []
