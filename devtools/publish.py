"""Puts the notebooks that were built on a branch of their own, where Binder and Colab open them.

`publish.py REMOTE` pushes the branch to a Git remote; `publish.py --stage FOLDER` only writes its
content. The branch has one commit, made anew each time: nobody works on it.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import yaml

from devtools.git import address, git, sign
from website.edition import BRANCH

ROOT = Path(__file__).parent.parent
EDITION = ROOT / "_build" / "notebooks"
BESIDE = ("environment.yml", "postBuild", "pyproject.toml", "LICENSE", "LICENSE-text", "src")
"""What Binder needs. The package goes along, so that it is of the same state as the notebooks."""
README = """\
# The notebooks of *{title}*

Made out of the pages in [the repository]({repository}), for Binder and Colab: change the pages.
[The website]({website}) has the same text.
"""
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")


def stage(folder: Path, edition: Path | None = None, about: str = README) -> None:
    """Writes what the branch holds into the new folder `folder`.

    Args:
        edition: the built notebooks; None: this checkout's.
        about: the text of README.md, for `filled`.
    Raises: FileNotFoundError: the notebooks are not built.
    """
    edition = edition or EDITION
    if not any(edition.rglob("*.ipynb")):
        raise FileNotFoundError(f"there are no notebooks in {edition}: run `make html` first")
    shutil.copytree(edition, folder, ignore=IGNORED)
    for source in (ROOT / name for name in BESIDE):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=IGNORED)
        else:
            shutil.copy2(source, folder)
    (folder / "README.md").write_text(filled(about), encoding="utf-8")


def filled(about: str) -> str:
    """A text about the notebooks, with the book's title and its two addresses filled in."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    repository = config["repository"]["url"]
    owner, name = repository.split("/")[-2:]
    return about.format(
        title=config["title"], repository=repository, website=f"https://{owner}.github.io/{name}/"
    )


def push(remote: str) -> None:
    """Pushes the branch to `remote`, the name or the address of a repository."""
    commit = git(ROOT, "rev-parse", "HEAD")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / BRANCH
        stage(folder)
        git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
        sign(folder)
        git(folder, "add", "--all", "--force")
        git(folder, "commit", "--quiet", "--message", f"The notebooks of {commit}")
        git(folder, "push", "--quiet", "--force", address(remote), BRANCH)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        stage(Path(sys.argv[2]))
    else:
        push(sys.argv[1])
