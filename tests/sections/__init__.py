"""What the tests of a section's pages need typed by hand: a file a section, found by itself.

INPUTS: numbers that its pages may type, each with the reason: what a page is given.
QUOTED: by page, the glue keys of figures that a paper reports.
ANSWERS: of its questions with a number, by name: the right one, then the mistakes in the order of
the page; worked out on paper.
RIGHT: a right answer to each coding exercise, by name: of the package, or of another method; an
oracle that the hand-made cases do not come from.
BY_HAND: the results of an exercise's cases, where they are numbers that paper gives.
"""

import importlib
import pkgutil


def by_section(name: str) -> dict[str, dict]:
    """The dict `name` of each section; an empty one where a section needs none."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        section = importlib.import_module(f"{__name__}.{module.name}")
        found[module.name] = getattr(section, name, {})
    return found


def gathered(name: str) -> dict:
    """The entries of the dict `name` of all sections. Raises: ValueError: a key of two sections."""
    found: dict = {}
    for section, entries in by_section(name).items():
        if twice := set(entries) & set(found):
            raise ValueError(f"{name} of {section} has what another section has: {twice}")
        found |= entries
    return found
