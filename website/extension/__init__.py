"""The book's Sphinx extension: the theme, running pages, the ledger, exercises and questions."""

from sphinx.application import Sphinx

from website.extension import (
    builder,
    execution,
    exercises,
    freshness,
    ledger,
    modules,
    questions,
    search,
    theme,
)

PARTS = (builder, freshness, execution, theme, ledger, exercises, questions, modules, search)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
