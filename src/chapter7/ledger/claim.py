"""A row of the ledger, as data: a value that can be compared, hashed and cached."""

from dataclasses import dataclass
from typing import Any

VERDICTS = ("exact", "rounded", "wrong unit", "wrong", "needs nuance", "opinion")
"""What a row can come to, in the order in which it is listed."""
SETTLED_BY = ("computation", "experiment", "paper", "none")
"""What settles a row. "none" means that nothing public does."""
RELATIONS = ("equal", "below", "between")
"""How a stated number is meant, as the value itself, an upper bound, or a range [low, high]."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the ledger.

    Args:
        id: C01 and up for a statement of the text that this chapter grew from, L01 and up for a
            figure of the literature that our pages quote; their numbers go on from section to
            section. M and three digits for what this chapter itself has measured or proved: the
            section (2 for 7.2), its page, and a number on that page.
        section: the part of the text it stood in.
        statement: what is said, in a few words of ours (MyST Markdown).
        note: what a reader should be told (MyST Markdown).
        settled: one of SETTLED_BY.
        stated: the number that is stated; a pair if `relation` is "between"; None: none is.
        unit: of `stated` and of the value; None: the row has no number.
        relation: one of RELATIONS.
        function: name of the function in FUNCTIONS that computes the value; None: none can.
        given: its arguments, pairs of a name and a number, a text or a tuple of them.
        typed: the verdict of a row that no rule can judge; None if `judge` derives it.
        reason: why that verdict.
        references: pairs of a bibliography key and the place in it.
    """

    id: str
    section: str
    statement: str
    note: str
    settled: str
    stated: float | tuple[float, float] | None = None
    unit: str | None = None
    relation: str = "equal"
    function: str | None = None
    given: tuple[tuple[str, Any], ...] = ()
    typed: str | None = None
    reason: str | None = None
    references: tuple[tuple[str, str], ...] = ()

    @property
    def judged(self) -> bool:
        """Whether the verdict is derived from a stated and a computed number."""
        return self.stated is not None and self.function is not None

    @property
    def order(self) -> tuple[str, int]:
        """Its place among all rows. Statements come first, then the literature, then our own."""
        return self.id[0], int(self.id[1:])
