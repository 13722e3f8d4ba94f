"""Processor time of each page that computes, and of all. Usage: python -m bench.pages [PAGE ...]

The figures of all pages are kept in pages.md, which the course plan shows; those of some are
printed alone. Each page runs alone, in a kernel of one thread, as a build runs it; the time is
that of its kernel, imports included, so that other programs on the machine do not use it up.
What a build adds, Sphinx and the bundles, `time make html` tells. PAGE: a part of a page's name.
"""

import os
import platform
import resource
import sys
from pathlib import Path

import jupytext
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from bench import table

PAGES = Path(__file__).parents[1] / "notebooks"
KEPT = Path(__file__).with_name("pages.md")
HEAD = f"""\
# How long the pages run

Processor seconds of each page's kernel, its imports included, each page alone and on one thread.
Made by `python -m bench.pages` on {platform.system()}, Python {platform.python_version()}.

"""


def seconds(page: Path) -> float:
    """Processor seconds of a page's kernel. Raises CellExecutionError: a cell failed."""
    before = used()
    notebook = jupytext.read(page)
    where = {"metadata": {"path": str(page.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return used() - before


def used() -> float:
    """Processor seconds of the kernels that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main(parts: list[str]) -> None:
    """Prints the figures, and keeps those of all pages."""
    os.environ["OMP_NUM_THREADS"] = "1"
    KernelManager.transport_encryption.default_value = "auto"  # as in a build: nothing to warn of
    pages = sorted(
        page for page in PAGES.rglob("*.md") if not parts or any(p in str(page) for p in parts)
    )
    found = {str(page.relative_to(PAGES).with_suffix("")): seconds(page) for page in pages}
    print(document(found))
    if not parts:
        KEPT.write_text(document(found), encoding="utf-8")


def document(found: dict[str, float]) -> str:
    """The figures as they are kept: processor seconds by page, and their sum."""
    rows = [[name, f"{seconds:.1f}"] for name, seconds in found.items()]
    rows.append(["all of them", f"{sum(found.values()):.1f}"])
    return HEAD + table.table(["page", "seconds"], rows) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
