"""What the tests of a section's pages need typed by hand: a file a section, found by itself.

INPUTS: numbers that its pages may type, each with the reason: what a page is given.
QUOTED: by page, the glue keys of figures that a paper reports.
ANSWERS: of its questions with a number, by name: the right one, then the mistakes in the order of
the page; worked out on paper.
"""

import importlib
import pkgutil


def gathered(name: str) -> dict:
    """The entries of the dict `name` of all sections. Raises: ValueError: a key of two sections."""
    found: dict = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        entries = getattr(importlib.import_module(module.name), name, {})
        if twice := set(entries) & set(found):
            raise ValueError(f"{name} of {module.name} has what another section has: {twice}")
        found |= entries
    return found
