"""The branch of the notebooks, pushed to a repository of the test's own."""

import subprocess
import sys

import pytest
import yaml

from devtools import publish
from devtools.git import git
from tests.built import BOOK, NOTEBOOKS, REPOSITORY


@pytest.fixture
def edition(monkeypatch):
    monkeypatch.setattr(publish, "EDITION", BOOK.parent / "notebooks")


def test_the_branch_holds_the_notebooks_and_what_binder_needs(edition, tmp_path):
    remote = tmp_path / "remote"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    for _ in range(2):  # the second time in place of the first
        publish.push(str(remote))
    listed = git(remote, "ls-tree", "-r", "--name-only", publish.BRANCH).splitlines()
    assert git(remote, "rev-list", "--count", publish.BRANCH) == "1"
    notebooks = {f"{page.removeprefix('notebooks/')}.ipynb" for page in NOTEBOOKS}
    assert {name for name in listed if name.endswith(".ipynb")} == notebooks
    top = {"environment.yml", "postBuild", "pyproject.toml", "README.md", "LICENSE", "LICENSE-text"}
    rest = {name for name in listed if not name.startswith("src/")} - notebooks
    assert rest == top
    assert REPOSITORY in git(remote, "show", f"{publish.BRANCH}:README.md")


def test_binder_installs_the_whole_package_from_the_branch(edition, tmp_path):
    branch, wheel = tmp_path / "branch", tmp_path / "wheel"
    publish.stage(branch)
    assert "pip install --no-deps --no-build-isolation ." in (branch / "postBuild").read_text()
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--wheel-dir", wheel, branch], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (made,) = wheel.iterdir()
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", made], capture_output=True, text=True, check=True
    ).stdout
    package = publish.ROOT / "src"
    for path in sorted(package.rglob("*.*")):
        if path.suffix in (".py", ".js", ".css", ".yaml", ".ttf", ".json", ".npz"):
            assert path.relative_to(package).as_posix() in names
    conda = yaml.safe_load((branch / "environment.yml").read_text())["dependencies"]
    assert "setuptools>=77" in conda  # what builds the package, without a network


def test_without_notebooks_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(publish, "EDITION", tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="run `make html` first"):
        publish.stage(tmp_path / "branch")
