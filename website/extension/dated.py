"""Which version a page shows, and the day on which it last changed.

The version and its day stand in CITATION.cff; the days of pages come from git. Where git cannot
tell - no git, no checkout, a shallow clone that ends before the change - a page shows no day
rather than a wrong one. A page that differs from the last commit says that.
"""

import datetime
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class Change:
    """What is known of a page's last change: its day, if any, and whether it is committed."""

    day: datetime.date | None
    committed: bool = True


class History:
    """What git knows of the files in `root`. Without a checkout there it knows nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        top = self._git("rev-parse", "--show-toplevel").strip()
        # A copy without a history of its own may lie inside somebody else's checkout.
        self.is_checkout = bool(top) and Path(top).resolve() == self.root
        self._days = self._read_days() if self.is_checkout else {}
        self._open = self._read_uncommitted() if self.is_checkout else set()

    def change(self, paths: Iterable[str]) -> Change:
        """The last change of any of these files, named from the root."""
        paths = set(paths)
        days = [self._days[path] for path in paths & self._days.keys()]
        # One file whose day lies before a shallow clone's end does not hide a later change.
        return Change(max(days, default=None), committed=not paths & self._open)

    def tags(self) -> dict[str, bool]:
        """The tags that lead to the checked-out commit, and whether they stand at it."""
        here = self._git("tag", "--points-at", "HEAD").split() if self.is_checkout else []
        past = self._git("tag", "--merged", "HEAD").split() if self.is_checkout else []
        return {tag: tag in here for tag in past}

    def _read_days(self) -> dict[str, datetime.date]:
        """The day of each file's last commit, in the time zone of who committed."""
        # A shallow clone shows its first commits as if they had made every file.
        ends = self._boundary()
        form = ("--no-renames", "--name-only", "--format=%x00%H %cs")
        log = self._git("-c", "core.quotePath=false", "log", *form)
        days: dict[str, datetime.date] = {}
        for entry in log.split("\0")[1:]:
            head, *files = entry.splitlines()
            commit, day = head.split()
            if commit not in ends:
                for file in filter(None, files):
                    days.setdefault(file, datetime.date.fromisoformat(day))
        return days

    def _boundary(self) -> set[str]:
        """The commits at which a shallow clone ends; none in a whole one."""
        file = self.root / self._git("rev-parse", "--git-path", "shallow").strip()
        return set(file.read_text(encoding="utf-8").split()) if file.is_file() else set()

    def _read_uncommitted(self) -> set[str]:
        """The files that are new or differ from the last commit."""
        form = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        status = self._git("--no-optional-locks", "status", *form)
        return {entry[3:] for entry in status.split("\0") if entry}

    def _git(self, *arguments: str) -> str:
        """What git says in the root; "" if there is no git or it refuses."""
        command = ["git", "-C", str(self.root), *arguments]
        try:
            done = subprocess.run(command, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return ""
        return done.stdout.decode("utf-8", "surrogateescape")


def about(root: Path) -> dict:
    """What CITATION.cff says of the book: title, authors, version and, of a release, its day."""
    return yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))


def names(cff: dict) -> list[str]:
    """The authors' names as CITATION.cff has them, of people and of groups."""
    keys = ("given-names", "name-particle", "family-names", "name-suffix")
    return [
        author.get("name") or " ".join(author[key] for key in keys if key in author)
        for author in cff["authors"]
    ]


def version(root: Path, tags: dict[str, bool]) -> str:
    """The version in words.

    A draft has no `date-released` in CITATION.cff. Of a release git may know more: whether changes
    have come after it.

    Args:
        root: the folder of CITATION.cff.
        tags: as `History.tags` gives them.
    """
    cff = about(root)
    if "date-released" not in cff:
        return f"Draft of version {cff['version']}"
    later = tags.get(f"v{cff['version']}") is False
    return f"Version {cff['version']}" + (" with later changes" if later else "")


def sources(env: BuildEnvironment, name: str) -> set[str]:
    """The files that a page is made of: its own, and those that Sphinx noted it to depend on."""
    root = Path(env.srcdir)
    files = {root / file for file in (env.doc2path(name), *env.dependencies.get(name, ()))}
    inside = (Path(os.path.normpath(file)) for file in files)
    return {file.relative_to(root).as_posix() for file in inside if file.is_relative_to(root)}


def note_changes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Finds out all changes, and names the pages on which an earlier build shows others."""
    history = History(Path(env.srcdir))
    words = version(Path(env.srcdir), history.tags())
    now = {name: (words, history.change(sources(env, name))) for name in env.found_docs}
    before, env.page_changes = getattr(env, "page_changes", {}), now
    return [name for name, said in now.items() if before.get(name) != said]


def tell(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Tells the template the version, and of a page its last change."""
    words, change = app.env.page_changes.get(pagename, (unpaged(app), Change(None)))
    context |= {
        "version_words": words,
        "changed": change.day,
        "changed_words": change.day and format_date(change.day, "d MMMM y", app.config.language),
        "uncommitted": not change.committed,
    }


def unpaged(app: Sphinx) -> str:
    """The version as the book's first page shows it, for what is no page: the search, the index."""
    return app.env.page_changes[app.config.root_doc][0]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    app.connect("env-updated", note_changes)
    app.connect("html-page-context", tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
