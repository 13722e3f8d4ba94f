"""The book's Sphinx extension: pages that run, theme, ledger, questions, notebooks, EPUB."""

from sphinx.application import Sphinx

from website.extension import (
    asides,
    bank,
    builder,
    changes,
    dated,
    edition,
    execution,
    exercises,
    freshness,
    ledger,
    machine_time,
    modules,
    moved,
    opening,
    pictured,
    present,
    questions,
    reach,
    search,
    sections,
    tables,
    theme,
    translation,
    translator,
)
from website.forms.epub import builder as epub

PARTS = (
    builder,
    freshness,
    execution,
    sections,
    dated,
    theme,
    reach,
    moved,
    translator,
    tables,
    ledger,
    changes,
    exercises,
    questions,
    asides,
    opening,
    pictured,
    present,
    bank,
    machine_time,
    modules,
    search,
    edition,
    epub,
    translation,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
