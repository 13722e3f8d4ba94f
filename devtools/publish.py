"""Puts the notebooks that were built on a branch of their own, where Binder and Colab open them.

`publish.py REMOTE` pushes the branch to a Git remote; `publish.py --stage FOLDER` only writes its
content. The branch has one commit, made anew each time: nobody works on it.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from website.edition import BRANCH

ROOT = Path(__file__).parent.parent
EDITION = ROOT / "_build" / "notebooks"
BESIDE = ("environment.yml", "postBuild", "pyproject.toml", "LICENSE", "LICENSE-text", "src")
"""What Binder needs. The package goes along, so that it is of the same state as the notebooks."""
AUTHOR = (("user.name", "%an"), ("user.email", "%ae"))
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
    address = git(ROOT, "remote", "get-url", remote) if "/" not in remote else remote
    commit = git(ROOT, "rev-parse", "HEAD")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / BRANCH
        stage(folder)
        author = [
            word
            for key, form in AUTHOR
            for word in ("-c", f"{key}={git(ROOT, 'log', '-1', f'--format={form}')}")
        ]
        git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
        git(folder, "add", "--all", "--force")
        git(folder, *author, "commit", "--quiet", "--message", f"The notebooks of {commit}")
        git(folder, "push", "--quiet", "--force", address, BRANCH)


def git(folder: Path, *arguments: str) -> str:
    """What Git says in `folder`. Raises CalledProcessError: it refuses, and has said why."""
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        stage(Path(sys.argv[2]))
    else:
        push(sys.argv[1])
