"""The book's Sphinx extension: running pages, theme, ledger, exercises, questions, search."""

from sphinx.application import Sphinx

from website.extension import (
    asides,
    builder,
    execution,
    exercises,
    freshness,
    ledger,
    modules,
    questions,
    search,
    theme,
    translator,
)

PARTS = (
    builder,
    freshness,
    execution,
    theme,
    translator,
    ledger,
    exercises,
    questions,
    asides,
    modules,
    search,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
