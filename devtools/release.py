"""Prepares a release, and pushes nothing.

    release.py check VERSION    whether everything is ready for it
    release.py write VERSION    writes notes, the addresses of the built book, a commit and a tag
    release.py notes VERSION    prints the notes

`make release VERSION=1.2.0` checks, builds the book from clean and writes.
"""

import re
import sys
import tomllib
from pathlib import Path

import yaml

from devtools import addresses, versions
from devtools.git import GitError, git
from website import changelog
from website.changelog import ChangelogError, Version

ROOT = Path(__file__).parent.parent
FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?")
ADDRESSES = "website/addresses.yaml"


class ReleaseError(Exception):
    """Something is not ready; the message says what, and what to do."""


def check(version: str, root: Path = ROOT) -> Version:
    """The changelog's section of the version, if all is ready for its release.

    Raises: ReleaseError: the first thing that is not: the version's form, a tag that stands, a tree
    with changes, the changelog, or a file with another version or day.
    """
    if not FORM.fullmatch(version):
        raise ReleaseError(
            f"VERSION={version!r} is no version: it takes a form like 1.2.0 or 1.2.0-rc.1"
        )
    if git(root, "tag", "--list", f"v{version}"):
        raise ReleaseError(
            f"the tag v{version} stands already: a release does not change, take the next"
        )
    if changed := git(root, "status", "--porcelain"):
        raise ReleaseError(f"the tree is not clean: commit or stash\n{changed}")
    section = noted(version, root)
    for place, (said, wanted) in stated(version, section, root).items():
        if said != wanted:
            raise ReleaseError(f"{place} says {said!r}, and the release is {wanted!r}")
    return section


def noted(version: str, root: Path = ROOT) -> Version:
    """The changelog's section of a version.

    Raises: ReleaseError: it lacks, has no day or no text, or other entries wait for a release.
    """
    try:
        sections = changelog.read((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    except ChangelogError as error:
        raise ReleaseError(f"CHANGELOG.md: {error}") from None
    section = next((section for section in sections if section.name == version), None)
    if section is None:
        raise ReleaseError(f"CHANGELOG.md has no section `## [{version}] - YYYY-MM-DD`")
    if section.day is None:
        raise ReleaseError(
            f"CHANGELOG.md gives version {version} no day: `## [{version}] - YYYY-MM-DD`"
        )
    if not section.text and not section.corrections:
        raise ReleaseError(f"CHANGELOG.md says nothing of version {version}")
    waiting = next((s for s in sections if s.name == changelog.UNRELEASED), None)
    if waiting and (waiting.text or waiting.corrections):
        raise ReleaseError(
            f"CHANGELOG.md has entries under [{changelog.UNRELEASED}]: move them to [{version}]"
        )
    return section


def stated(version: str, section: Version, root: Path) -> dict[str, tuple[str, str]]:
    """What each file says of version and day, and what it should; the book takes CITATION.cff's."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return {
        "pyproject.toml, version": (project["version"], version),
        "CITATION.cff, version": (str(cff.get("version", "")), version),
        "CITATION.cff, date-released": (str(cff.get("date-released", "")), str(section.day)),
    }


def write(version: str, root: Path = ROOT) -> str:
    """Notes, addresses, commit and tag of a release whose book is built. Returns: what to push.

    Raises: ReleaseError: `check` finds something, the book is not built at this version, or an
    address that readers may have kept is lost.
    """
    section = check(version, root)
    site = root / "_build" / "html"
    known, moved = root / ADDRESSES, root / "website" / "moved.yaml"
    try:
        built = versions.released(site)
    except versions.VersionsError as error:
        raise ReleaseError(str(error)) from None
    if built != version:
        raise ReleaseError(f"the built book is version {built}: run `make html` first")
    if lost := addresses.lost(addresses.read(known), site, addresses.moves(moved)):
        raise ReleaseError(f"lost, without a line in website/moved.yaml: {', '.join(lost)}")
    addresses.write(addresses.joined(addresses.read(known), addresses.offered(site)), known)
    path = root / "_build" / "release" / f"{version}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notes(section), encoding="utf-8")
    if git(root, "status", "--porcelain", ADDRESSES):
        git(root, "commit", "--quiet", "--message", f"Release {version}", "--", ADDRESSES)
    # With `#` kept: the notes are Markdown.
    git(root, "tag", "--annotate", f"v{version}", "--cleanup=verbatim", "--file", str(path))
    branch = git(root, "branch", "--show-current") or "HEAD"
    return f"Wrote {path.relative_to(root)} and the tag v{version}. Now push both at once:\n\n" + (
        f"    git push --atomic origin {branch} v{version}"
    )


def notes(section: Version) -> str:
    """What a release brings, as Markdown: what it corrects, and then the rest."""
    rows = [
        f"- {entry.title} ({', '.join(entry.rows)}): {entry.text}" for entry in section.corrections
    ]
    corrected = "### Corrected\n\n" + "\n".join(rows) + "\n\n" if rows else ""
    return f"Version {section.name}, {section.day}\n\n{corrected}{section.text}\n"


def main(verb: str = "", version: str = "") -> None:
    """Does what the command line says; an error is one line."""
    verbs = {"check": check, "write": write, "notes": lambda version: notes(noted(version))}
    if verb not in verbs:
        sys.exit(__doc__)
    try:
        done = verbs[verb](version)
    except (ReleaseError, GitError) as error:
        sys.exit(f"No release: {error}")
    print(f"Version {version} is ready." if verb == "check" else done)


if __name__ == "__main__":
    main(*sys.argv[1:3])
