"""The book's Sphinx extension: theme, ledger, exercises, questions, the package, the search."""

from sphinx.application import Sphinx

from website.extension import (
    builder,
    execution,
    exercises,
    ledger,
    modules,
    questions,
    search,
    theme,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in (builder, execution, theme, ledger, exercises, questions, modules, search):
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
