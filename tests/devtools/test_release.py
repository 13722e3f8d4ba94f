"""A release: refused where something is not ready, and then written without a push."""

import shutil
import subprocess
import sys

import pytest

from devtools import addresses, release
from devtools.release import ReleaseError
from tests.website.small_book import git

CHANGELOG = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-05-17

### Added

- A page on `this`.

### Corrected

- 2026-05-01, [One](book/one.md), C14: It said two.

## [1.1.0] - 2026-01-01

- Old.

## [1.0.0] - unreleased

- Older.
"""
PAGE = """<main><article><h1 id="one"><a class="headerlink" href="#one">#</a></h1></article></main>
<p class="version">Version {version}. This page last changed on <time>17 May 2026</time>.</p>
"""


@pytest.fixture
def root(tmp_path):
    """A repository that is ready for version 1.2.0, its book built."""
    tmp_path = tmp_path / "root"
    (tmp_path / "website").mkdir(parents=True)
    for name, text in {
        ".gitignore": "/_build/\n",
        "CHANGELOG.md": CHANGELOG,
        "CITATION.cff": "cff-version: 1.2.0\nversion: '1.2.0' # ours\ndate-released: 2026-05-17\n",
        "pyproject.toml": '[project]\nname = "x"\nversion = "1.2.0"\n',
        "website/addresses.yaml": "{}\n",
        "website/moved.yaml": "{}\n",
    }.items():
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for key in ("user.name", "user.email"):
        git(tmp_path, "config", key, "x@example.org")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=All")
    (tmp_path / "_build/html/book").mkdir(parents=True)
    for name in ("index", "one"):
        (tmp_path / f"_build/html/book/{name}.html").write_text(PAGE.format(version="1.2.0"))
    return tmp_path


def change(root, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))
    git(root, "commit", "--quiet", "--all", "--message=Changed")


@pytest.mark.parametrize(
    "version", ["", "1", "1.2", "v1.2.0", "1.2.0.0", "01.2.0", "1.2.0-", "x; ls"]
)
def test_a_version_has_the_form_of_one(root, version):
    with pytest.raises(ReleaseError, match="is no version: it takes"):
        release.check(version, root)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.3.0", r"no section `## \[1.3.0\] - YYYY-MM-DD`"),
        ("1.0.0", r"gives version 1.0.0 no day"),
        ("1.1.0", r"pyproject.toml, version says '1.2.0', and the release is '1.1.0'"),
    ],
)
def test_the_changelog_has_the_section_and_the_files_agree(root, version, words):
    with pytest.raises(ReleaseError, match=words):
        release.check(version, root)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("pyproject.toml", "1.2.0", "1.1.9", "pyproject.toml, version says '1.1.9'"),
        ("CITATION.cff", "'1.2.0'", "1.1.9", "CITATION.cff, version says '1.1.9'"),
        ("CITATION.cff", "2026-05-17", "2026-05-18", "date-released says '2026-05-18'"),
        ("CITATION.cff", "date-released: 2026-05-17", "", "date-released says ''"),
        ("CHANGELOG.md", "2026-05-17", "2026-05-99", "'2026-05-99' is no day"),
        ("CHANGELOG.md", "## [1.2.0]", "## 1.2.0", "CHANGELOG.md: line 5"),
        ("CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- More.\n", r"move them to \[1.2.0\]"),
    ],
)
def test_what_does_not_agree_is_named(root, name, old, new, words):
    change(root, name, old, new)
    with pytest.raises(ReleaseError, match=words):
        release.check("1.2.0", root)


@pytest.mark.parametrize("name", ["new file", "CHANGELOG.md"])
def test_the_tree_is_clean(root, name):
    with (root / name).open("a") as file:
        file.write("more\n")
    with pytest.raises(ReleaseError, match=f"not clean: commit or stash\n.*{name}"):
        release.check("1.2.0", root)


def test_a_release_is_written_and_nothing_is_pushed(root, tmp_path):
    remote = tmp_path / "remote"
    git(tmp_path, "clone", "--quiet", "--bare", str(root), str(remote))
    git(root, "remote", "add", "origin", str(remote))
    before = git(remote, "for-each-ref")
    said = release.write("1.2.0", root)
    assert "git push --atomic origin main v1.2.0" in said
    assert git(remote, "for-each-ref") == before
    assert git(root, "rev-parse", "v1.2.0^{commit}") == git(root, "rev-parse", "HEAD")
    notes = (root / "_build/release/1.2.0.md").read_text()
    assert notes == (
        "Version 1.2.0, 2026-05-17\n\n### Corrected\n\n- One (C14): It said two.\n\n"
        "### Added\n\n- A page on `this`.\n"
    )
    assert git(root, "tag", "--list", "--format=%(contents)", "v1.2.0").strip() == notes.strip()
    assert addresses.read(root / "website/addresses.yaml") == {
        "book/index": ["one"],
        "book/one": ["one"],
    }
    assert git(root, "status", "--porcelain") == ""
    with pytest.raises(ReleaseError, match=r"tag v1.2.0 stands already"):
        release.check("1.2.0", root)


def test_a_book_that_is_not_this_version_or_lost_an_address_is_not_released(root):
    (root / "_build/html/book/index.html").write_text(PAGE.format(version="1.1.0"))
    with pytest.raises(ReleaseError, match=r"the built book is version 1.1.0: run `make html`"):
        release.write("1.2.0", root)
    (root / "_build/html/book/index.html").write_text(PAGE.format(version="1.2.0"))
    change(root, "website/addresses.yaml", "{}", "book/two: [a]")
    with pytest.raises(ReleaseError, match=r"lost, .*: book/two, book/two#a"):
        release.write("1.2.0", root)
    shutil.rmtree(root / "_build")
    with pytest.raises(ReleaseError, match="run `make html` first"):
        release.write("1.2.0", root)
    assert git(root, "tag") == ""


def test_the_command_says_in_a_line_what_is_wrong():
    command = [sys.executable, "-m", "devtools.release", "check", "one"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.startswith(
        "No release: VERSION='one' is no version"
    )
    done = subprocess.run(command[:3], capture_output=True, text=True)
    assert done.returncode == 1 and "release.py check VERSION" in done.stderr
