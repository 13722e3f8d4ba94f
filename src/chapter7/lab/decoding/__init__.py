"""Decoding, plain and speculative: the law, what came of drafts, and how the law is checked.

`generate` writes texts on. `verify` is the law as one pure function. `Sampling` makes distributions
of logits, `Acceptance` counts what became of drafts. `output_law` enumerates what comes out of any
law, `WRONG_LAWS` are nine that people wrote, `caught_by` says which check sees one.
"""

from chapter7.lab.decoding.checks import (
    ChiSquare,
    caught_by,
    chi_square,
    keeps_the_impossible,
    output_law,
    power,
    sampled,
    text_law,
)
from chapter7.lab.decoding.generating import Round, Written, generate
from chapter7.lab.decoding.law import EXACT, Law, verify
from chapter7.lab.decoding.sampling import GREEDY, Sampling, truncated
from chapter7.lab.decoding.statistics import Acceptance
from chapter7.lab.decoding.wrong import WRONG_LAWS

__all__ = [
    "EXACT",
    "GREEDY",
    "WRONG_LAWS",
    "Acceptance",
    "ChiSquare",
    "Law",
    "Round",
    "Sampling",
    "Written",
    "caught_by",
    "chi_square",
    "generate",
    "keeps_the_impossible",
    "output_law",
    "power",
    "sampled",
    "text_law",
    "truncated",
    "verify",
]
