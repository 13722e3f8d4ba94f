"""Keeps the website of each release, and lays the kept ones into the website that is published.

    versions.py keep SITE REMOTE    adds the release that is built in SITE to the branch `versions`
    versions.py lay SITE REMOTE     puts each kept release into SITE, under v/<version>/

REMOTE is the name or the address of a Git repository. Pages of a kept release are stored as they
were built; laid, they carry a note that a newer one exists, and search engines are led to that one.
It needs nothing but Python and git, so that the job that may write runs no other code.
"""

import html
import posixpath
import re
import shutil
import sys
import tempfile
from pathlib import Path

from devtools.git import GitError, address, git, sign

BRANCH = "versions"
FOLDER = "v"
HOME = "book/index.html"
NOT_KEPT = ("sitemap.xml", "robots.txt", FOLDER)
"""What belongs to the website as a whole, not to a version of it."""
MARK = "<!-- newer -->"
"""Where website/theme/layout.html has room for the note."""
SAID = re.compile(r'<p class="version">((?:[^.<]|\.(?=\w))*)')
RELEASE = re.compile(r"Version (\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)")
CANONICAL = re.compile(r'(<link rel="canonical" href=")([^"]*)(">)')
NOTE = (
    '<aside class="older" aria-label="Version">This is version {version}, and there is a newer '
    'one. <a href="{link}">{words}</a></aside>'
)
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Versions</title>
  <style>
    :root {{ color-scheme: light dark; }}
    body {{ max-width: 36rem; margin: 4rem auto; font: 1.0625rem/1.6 system-ui, sans-serif; }}
    a {{ display: inline-block; padding: 0.6rem 0; }}
  </style>
</head>
<body>
<main>
  <h1>Versions</h1>
  <ul>
    <li><a href="../{home}">The present state</a></li>
{items}
  </ul>
</main>
</body>
</html>
"""


class VersionsError(Exception):
    """Something cannot be kept or laid; the message says what and why."""


def keep(site: Path, remote: str) -> str:
    """Adds the built release in `site` to the branch of `remote`. Returns: its version.

    Raises: VersionsError: `site` is no release, or another website is kept under its version.
    """
    version = released(site)
    with tempfile.TemporaryDirectory() as scratch:
        store = fetched(remote, Path(scratch) / "store")
        kept = store / FOLDER / version
        is_known = kept.exists()
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(site, kept, ignore=lambda folder, names: outside(site, folder, names))
        git(store, "add", "--all", "--force")
        if git(store, "status", "--porcelain"):
            if is_known:
                rule = "another one is kept under it already, and a release does not change"
                raise VersionsError(f"version {version}: {rule}")
            git(store, "commit", "--quiet", "--message", f"Keep version {version}")
            git(store, "push", "--quiet", address(remote), f"HEAD:{BRANCH}")
    return version


def outside(site: Path, folder: str, names: list[str]) -> set[str]:
    """The files of the site's own folder that belong to no version."""
    return set(names) & set(NOT_KEPT) if Path(folder) == site else set()


def released(site: Path) -> str:
    """The version that the website in `site` is. Raises: VersionsError: it is no release."""
    said = words(site)
    match = RELEASE.fullmatch(said)
    if not match:
        raise VersionsError(f"{site} is no release: its pages say {said!r}")
    return match[1]


def words(site: Path) -> str:
    """What the first page of the website in `site` says of its version."""
    page = site / HOME
    if not page.is_file():
        raise VersionsError(f"there is no website in {site}: run `make html` first")
    match = SAID.search(page.read_text(encoding="utf-8"))
    if not match:
        raise VersionsError(f"{page} does not say which version it is")
    return match[1].strip()


def lay(site: Path, remote: str) -> list[str]:
    """Puts the kept releases into `site`, in place of what was laid before; the newest first."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        store = fetched(remote, Path(scratch) / "store")
        if not (store / FOLDER).is_dir():
            return []
        shutil.copytree(store / FOLDER, site / FOLDER)
    versions = sorted((path.name for path in (site / FOLDER).iterdir()), key=rank, reverse=True)
    present = words(site)
    for version in versions:
        if present != f"Version {version}":
            for page in (site / FOLDER / version).rglob("*.html"):
                renew(page, site, version)
    items = "\n".join(f'    <li><a href="{v}/{HOME}">Version {v}</a></li>' for v in versions)
    (site / FOLDER / "index.html").write_text(
        INDEX.format(home=HOME, items=items), encoding="utf-8"
    )
    return versions


def rank(version: str) -> tuple:
    """The order of versions: numbers by value, and a release after its candidates."""
    numbers, _, candidate = version.partition("-")
    parts = (int(part) if part.isdigit() else part for part in candidate.split("."))
    named = [(isinstance(part, str), part) for part in parts]
    return [int(number) for number in numbers.split(".")], not candidate, named


def renew(page: Path, site: Path, version: str) -> None:
    """Tells a page of an old version that there is a newer one, and where."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(site / FOLDER / version).as_posix()
    stands = (site / name).is_file()
    target = posixpath.relpath(
        name if stands else HOME, f"{FOLDER}/{version}/{posixpath.dirname(name)}"
    )
    said = "This page as it is now" if stands else "The chapter as it is now, without this page"
    note = NOTE.format(version=html.escape(version), link=target, words=said)
    if not stands:  # nothing newer that a search engine could be led to
        text = CANONICAL.sub(lambda match: owned(match, name, version), text)
    page.write_text(text.replace(MARK, note), encoding="utf-8")


def owned(match: re.Match, name: str, version: str) -> str:
    """The canonical address of a page that only an old version has: its own there."""
    home = match[2].removesuffix(name)
    return f"{match[1]}{home}{FOLDER}/{version}/{name}{match[3]}"


def fetched(remote: str, store: Path) -> Path:
    """A checkout of the branch in the new folder `store`; empty where the branch does not exist."""
    store.mkdir(parents=True)
    git(store, "init", "--quiet", f"--initial-branch={BRANCH}")
    if git(store, "ls-remote", "--heads", address(remote), BRANCH):
        git(store, "fetch", "--quiet", "--depth=1", address(remote), BRANCH)
        git(store, "reset", "--quiet", "--hard", "FETCH_HEAD")
    sign(store)
    return store


def main(verb: str = "", site: str = "", remote: str = "") -> None:
    """Does what the command line says."""
    if verb not in ("keep", "lay") or not remote:
        sys.exit(__doc__)
    try:
        if verb == "keep":
            print(f"Version {keep(Path(site), remote)} is on the branch {BRANCH}.")
        else:
            print(f"Kept versions: {', '.join(lay(Path(site), remote)) or 'none'}.")
    except (VersionsError, GitError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:4])
