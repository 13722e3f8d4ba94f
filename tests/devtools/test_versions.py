"""Old versions stay: two releases of a small book, kept and laid into the present website."""

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from devtools import versions
from devtools.git import GitError
from devtools.versions import VersionsError
from tests.built import HOME
from tests.website.small_book import SmallBook, git

OLD = {
    "book/index": "# The book\n\nText.\n",
    "book/one": "# One\n\nA sentence.\n",
    "book/two": "# Two\n\nAnother.\n",
    "book/three": "# Three\n\nA third.\n",
}


def release(book: SmallBook, version: str, day: str) -> Path:
    """Releases the book under that version; a copy of its website."""
    cff = (book.folder / "CITATION.cff").read_text()
    lines = [
        line for line in cff.splitlines() if not line.startswith(("version:", "date-released:"))
    ]
    book.write(
        "CITATION.cff", "\n".join([*lines, f"version: {version}", f"date-released: {day}\n"])
    )
    book.commit(f"Release {version}", day)
    book.git("tag", f"v{version}")
    book.build()
    return Path(shutil.copytree(book.site, book.folder.parent / version))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A remote that keeps two versions, and the websites of these and of a later state."""
    folder = tmp_path_factory.mktemp("versions")
    remote = str(folder / "remote")
    git(folder, "init", "--quiet", "--bare", remote)
    book = SmallBook(folder / "book", OLD)
    sites = {"0.9.0": release(book, "0.9.0", "2026-02-03")}
    versions.keep(sites["0.9.0"], remote)
    book.write(
        "_toc.yml",
        "format: jb-book\nroot: book/index\nchapters:\n- file: book/one\n- file: book/moved\n",
    )
    (book.folder / "book" / "two.md").unlink()
    (book.folder / "book" / "three.md").rename(book.folder / "book" / "moved.md")
    book.write("website/moved.yaml", "book/three: book/moved\n")
    sites["0.10.0"] = release(book, "0.10.0", "2026-05-17")
    versions.keep(sites["0.10.0"], remote)
    book.edit("book/one.md", "A sentence", "Another one")
    book.commit("Later", "2026-06-01")
    book.build()
    return sites | {"present": book.site, "remote": remote}


@pytest.fixture
def present(world, tmp_path):
    """A website of the present state with the kept versions."""
    site = Path(shutil.copytree(world["present"], tmp_path / "site"))
    assert versions.lay(site, world["remote"]) == ["0.10.0", "0.9.0"]
    return site


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_each_version_stays_as_it_was(world, present):
    assert "A sentence." in (present / "v/0.9.0/book/one.html").read_text()
    assert "Another one." in (present / "book/one.html").read_text()
    assert "Version 0.9.0." in page(present / "v/0.9.0/book/two.html").select_one(".version").text
    assert (
        not (present / "book/two.html").exists()
        and not (present / "v/0.10.0/book/two.html").exists()
    )
    for path in world["0.9.0"].rglob("*"):
        kept = present / "v/0.9.0" / path.relative_to(world["0.9.0"])
        if path.is_file() and path.name not in ("sitemap.xml", "robots.txt"):
            assert kept.is_file() and (
                kept.suffix == ".html" or kept.read_bytes() == path.read_bytes()
            )


@pytest.mark.parametrize("version", ["0.9.0", "0.10.0"])
def test_an_old_page_leads_to_the_present_one(present, version):
    old = present / "v" / version / "book"
    note = page(old / "one.html").select_one(".older")
    assert f"This is version {version}, and there is a newer one." in note.text
    assert (old / note.a["href"]).resolve() == present / "book/one.html"
    canonical = page(old / "one.html").select_one("link[rel=canonical]")["href"]
    assert canonical == f"{HOME}book/one.html"


def test_a_page_that_is_no_more_leads_to_the_beginning_and_has_its_own_address(present):
    old = page(present / "v/0.9.0/book/two.html")
    target = present / "v/0.9.0/book" / old.select_one(".older a")["href"]
    assert target.resolve() == present / "book/index.html"
    assert old.select_one("link[rel=canonical]")["href"] == f"{HOME}v/0.9.0/book/two.html"


def test_a_page_that_moved_leaves_one_behind_that_leads_on(present):
    left = page(present / "book/three.html")
    assert left.select_one("link[rel=canonical]")["href"] == f"{HOME}book/moved.html"
    assert left.a["href"] == "moved.html" and (present / "book/moved.html").is_file()
    assert 'location.replace("moved.html" + location.search + location.hash)' in str(left.script)
    assert "url=moved.html" in str(left.noscript)
    old = page(present / "v/0.9.0/book/three.html")
    target = present / "v/0.9.0/book" / old.select_one(".older a")["href"]
    assert target.resolve() == present / "book/three.html"


def test_the_present_and_the_release_that_it_is_carry_no_note(world, tmp_path):
    site = Path(shutil.copytree(world["0.10.0"], tmp_path / "site"))
    versions.lay(site, world["remote"])
    assert not page(site / "book/one.html").select(".older")
    assert not page(site / "v/0.10.0/book/one.html").select(".older")
    assert page(site / "v/0.9.0/book/one.html").select(".older")


def test_versions_are_listed_and_opened_by_their_folder(present):
    links = [link["href"] for link in page(present / "v/index.html").select("a")]
    assert links == ["../book/index.html", "0.10.0/book/index.html", "0.9.0/book/index.html"]
    for link in [*links, "0.9.0/index.html"]:
        assert (present / "v" / link).is_file()
    assert "url=book/index.html" in (present / "v/0.9.0/index.html").read_text()


def test_to_lay_twice_is_to_lay_once(world, present):
    before = {path: path.read_bytes() for path in present.rglob("*") if path.is_file()}
    versions.lay(present, world["remote"])
    assert {path: path.read_bytes() for path in present.rglob("*") if path.is_file()} == before


def test_a_release_is_kept_once_and_does_not_change(world, tmp_path):
    before = git(Path(world["remote"]), "rev-parse", versions.BRANCH)
    assert versions.keep(world["0.9.0"], world["remote"]) == "0.9.0"
    site = Path(shutil.copytree(world["0.9.0"], tmp_path / "site"))
    (site / "book/one.html").write_text(page(site / "book/one.html").prettify() + "changed")
    with pytest.raises(VersionsError, match=r"version 0.9.0: another one is kept"):
        versions.keep(site, world["remote"])
    assert git(Path(world["remote"]), "rev-parse", versions.BRANCH) == before


def test_only_a_release_is_kept(world, tmp_path):
    with pytest.raises(VersionsError, match=r"pages say 'Version 0.10.0 with later changes'"):
        versions.keep(world["present"], world["remote"])
    with pytest.raises(VersionsError, match="run `make html` first"):
        versions.keep(tmp_path, world["remote"])


def test_before_the_first_release_nothing_is_laid(world, tmp_path):
    empty = tmp_path / "empty"
    git(tmp_path, "init", "--quiet", "--bare", str(empty))
    site = Path(shutil.copytree(world["present"], tmp_path / "site"))
    assert versions.lay(site, str(empty)) == [] and not (site / "v").exists()


def test_a_remote_that_is_not_there_is_named(world):
    with pytest.raises(GitError, match=r"git ls-remote refused: .*nowhere"):
        versions.lay(world["present"], "/nowhere/at/all")


def test_versions_are_ordered_by_their_numbers():
    names = ["1.0.0", "0.10.0", "1.0.0-rc.2", "0.9.0", "1.0.0-rc.10"]
    ordered = ["0.9.0", "0.10.0", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0"]
    assert sorted(names, key=versions.rank) == ordered
