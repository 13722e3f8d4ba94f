"""The book's Sphinx extension: the theme, the ledger, exercises, questions and the package."""

from sphinx.application import Sphinx

from website.extension import builder, execution, exercises, ledger, modules, questions, theme


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers every part with Sphinx."""
    for part in (builder, execution, theme, ledger, exercises, questions, modules):
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
