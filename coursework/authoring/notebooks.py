"""jupytext and nbformat, imported in a quarter of the time that they would take."""

import contextlib
import sys
from collections.abc import Iterator

IRIS = "rfc3987_syntax"
"""With it jsonschema checks texts of the format "iri", which a notebook's schema has none of. It
compiles its grammar on import, for more than a second: longer than the marking of a submission."""


@contextlib.contextmanager
def without(module: str) -> Iterator[None]:
    """What is imported in here finds `module` not installed, unless it is imported already."""
    hidden = module not in sys.modules
    if hidden:
        sys.modules[module] = None  # type: ignore[assignment]  # as importlib documents it
    try:
        yield
    finally:
        if hidden:
            del sys.modules[module]


with without(IRIS):
    import jupytext
    import nbformat

__all__ = ["jupytext", "nbformat"]
