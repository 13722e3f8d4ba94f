"""Git, as the tools of this folder call it. It needs nothing but Python and git."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
AUTHOR = {"user.name": "%an", "user.email": "%ae"}


class GitError(Exception):
    """Git refused; the message says what, and why."""


def git(folder: Path, *arguments: str) -> str:
    """What git says in `folder`. Raises: GitError: it refuses."""
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    if done.returncode:
        raise GitError(f"git {arguments[0]} refused: {done.stderr.strip()}")
    return done.stdout.strip()


def sign(folder: Path) -> None:
    """Lets commits in `folder` be of the author of the commit that is checked out here."""
    for key, form in AUTHOR.items():
        git(folder, "config", key, git(ROOT, "log", "-1", f"--format={form}"))


def address(remote: str) -> str:
    """The address of `remote`, which may be one already."""
    return remote if "/" in remote else git(ROOT, "remote", "get-url", remote)
