"""Builds that go on from an earlier one show nothing old.

Sphinx reads a page again when its text changes. It does not know that a page may show what the
package computes, or that a page's title stands in the menus of all others.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from website.extension import translation
from website.translation.page import address

SHOWN = (
    "src",
    "constraints.txt",
    "_config.yml",
    "CITATION.cff",
    "book/references.bib",
    "bench/pages.md",
    "website/bank",
    "website/extension",
    "website/build",
    "website/edition",
    "website/changelog.py",
    "website/moved.yaml",
    "website/static",
    "website/theme/theme.toml",
)
"""What any page may show, and what Sphinx does not watch. (Sphinx watches the templates.)"""

MADE = {"__pycache__", ".ipynb_checkpoints"}
"""Folders that nobody wrote."""


def digest(root: Path, names: Iterable[str]) -> str:
    """A short name for the present content of these files and folders under `root`."""
    digest = hashlib.sha256()
    for path in sorted(file for name in names for file in files(root / name)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def files(path: Path) -> list[Path]:
    """The file itself, or the files in the folder that somebody wrote."""
    if path.is_file():
        return [path]
    found = (file for file in path.rglob("*") if file.is_file() and not MADE & set(file.parts))
    return [file for file in found if not any(part.endswith(".egg-info") for part in file.parts)]


def name_what_is_shown(app: Sphinx, config) -> None:
    """Puts the state of SHOWN into the settings: if they change, Sphinx reads every page again."""
    config.shown_state = digest(Path(app.srcdir), SHOWN)


def rewrite_all(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Every page, if one changed what others show of it: its title, its place or its anchors."""
    titles = sorted((name, title.astext()) for name, title in env.titles.items())
    objects = {name: sorted(domain.get_objects()) for name, domain in env.domains.items()}
    shared = repr((titles, env.toctree_includes, objects))
    before, env.shared_between_pages = getattr(env, "shared_between_pages", None), shared
    return env.found_docs if before != shared else []


def remove_what_is_gone(app: Sphinx, error: Exception | None) -> None:
    """Removes what an earlier build wrote of pages that are no more; Sphinx leaves it.

    A page stands in a folder, as its source does; above them stand the index and the search.
    """
    if error is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    translated = {address(name, language.name) for language, name in translation.pages(app)}
    kept = app.env.found_docs | translated
    pages = (path for ending in ("html", "ipynb") for path in site.glob(f"*/**/*.{ending}"))
    editions = (site.parent / "notebooks").rglob("*.ipynb")
    for path in (*pages, *editions):
        root = site if path.is_relative_to(site) else site.parent
        if path.relative_to(root).with_suffix("").as_posix() not in kept:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    app.add_config_value("shown_state", "", "env")
    app.connect("config-inited", name_what_is_shown)
    app.connect("env-updated", rewrite_all)
    app.connect("build-finished", remove_what_is_gone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
