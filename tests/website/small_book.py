"""A book of a few short pages on the website of the present tree, for tests that build one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ("build", ".", "-W", "-n", "--keep-going", "--quiet")
TOC = """format: jb-book
root: book/index
chapters:
- file: {}
"""


class SmallBook:
    """A book in a folder of its own.

    Args:
        folder: empty.
        pages: the text of each page, by its name; `book/index` is the first page.
    """

    def __init__(self, folder: Path, pages: dict[str, str]) -> None:
        self.folder = folder
        for name in ("website", "devtools", "src"):
            made = shutil.ignore_patterns("node_modules", "__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, folder / name, ignore=made)
        (folder / "website" / "node_modules").symlink_to(ROOT / "website" / "node_modules")
        for name in ("_config.yml", "CITATION.cff", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        self.write("website/moved.yaml", "{}\n")
        self.write("book/references.bib", "")
        self.write("_toc.yml", TOC.format("\n- file: ".join(list(pages)[1:])))
        for name, text in pages.items():
            self.write(f"{name}.md", text)

    @property
    def site(self) -> Path:
        """The built pages."""
        return self.folder / "_build" / "html"

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def git(self, *arguments: str, day: str = "2026-01-01") -> str:
        """What git says; its commits are of that day, by somebody who is not looked up."""
        return git(self.folder, *arguments, day=day)

    def commit(self, message: str, day: str) -> None:
        """Commits all there is, with a history of its own from the first time on."""
        if not (self.folder / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")
            self.write(".gitignore", "/_build/\n__pycache__/\n/website/node_modules\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, day=day)

    def build(self) -> None:
        """Builds as `make html` does, going on from what is there."""
        command = [Path(sys.executable).with_name("jupyter-book"), *BUILD]
        env = {**os.environ, "PYTHONPATH": f"{self.folder}:{self.folder / 'src'}"}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def git(folder: Path, *arguments: str, day: str = "2026-01-01") -> str:
    """What git says in `folder`, whoever is set up there; commits are of that day."""
    named = {
        f"GIT_{who}_{what}": "x@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    dates = {f"GIT_{who}_DATE": f"{day}T12:00:00+00:00" for who in ("AUTHOR", "COMMITTER")}
    env = {**os.environ, **named, **dates}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
