"""The book's Sphinx extension: the theme, the ledger, exercises and questions."""

from sphinx.application import Sphinx

from website.extension import builder, exercises, ledger, questions, theme


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in (builder, theme, ledger, exercises, questions):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
