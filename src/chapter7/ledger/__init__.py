"""The ledger of statements: what is said, what comes out, the verdict, the source.

Rows `C01` and up are the statements of the text that this chapter grew from, in our words; rows
`L01` and up are the literature's figures that our pages quote. They stand in `rows/`, a file a
section. Every number that can be computed is computed in `values/`, a module a section, from the
other modules. A new file is found in either. Which page states a row is the book's to know.

`python -m chapter7.ledger` prints a summary, with `--csv` the rows.
"""

from chapter7.ledger.claim import RELATIONS, SETTLED_BY, VERDICTS, Claim
from chapter7.ledger.command import main
from chapter7.ledger.loading import load
from chapter7.ledger.rule import judge, summary, value, verdict
from chapter7.ledger.text import stated_text, value_text, with_unit
from chapter7.ledger.values import FUNCTIONS

__all__ = [
    "FUNCTIONS",
    "RELATIONS",
    "SETTLED_BY",
    "VERDICTS",
    "Claim",
    "judge",
    "load",
    "main",
    "stated_text",
    "summary",
    "value",
    "value_text",
    "verdict",
    "with_unit",
]
