"""Processor time of each page that computes, and of all. Usage: python -m bench.pages [PAGE ...]

Each page runs alone, in a kernel of one thread, as a build runs it; the time is that of its kernel,
imports included, so that other programs on the machine do not use it up. What a build adds, Sphinx
and the bundles, `time make html` tells. PAGE: a part of a page's name.
"""

import os
import resource
import sys
from pathlib import Path

import jupytext
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from bench import table

PAGES = Path(__file__).parents[1] / "notebooks"


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
    """Prints a row a page, and the sum."""
    os.environ["OMP_NUM_THREADS"] = "1"
    KernelManager.transport_encryption.default_value = "auto"  # as in a build: nothing to warn of
    pages = sorted(
        page for page in PAGES.rglob("*.md") if not parts or any(p in str(page) for p in parts)
    )
    found = {str(page.relative_to(PAGES).with_suffix("")): seconds(page) for page in pages}
    found["all of them"] = sum(found.values())
    print(table.table(["page", "seconds"], [[name, f"{s:.1f}"] for name, s in found.items()]))


if __name__ == "__main__":
    main(sys.argv[1:])
