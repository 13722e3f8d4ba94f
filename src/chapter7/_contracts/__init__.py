"""The rules that several modules share: for numbers that come in, and for results that go out.

Every message names the value and the rule. The rules for tensors are in `_contracts.tensors`, which
is imported by name: what counts FLOPs should not load torch.
"""

from chapter7._contracts.numbers import (
    at_least,
    count,
    integer,
    one,
    positive,
    probability,
    real,
    same_shape,
    whole,
)
from chapter7._contracts.results import Number, number, product, unwarned

__all__ = [
    "Number",
    "at_least",
    "count",
    "integer",
    "number",
    "one",
    "positive",
    "probability",
    "product",
    "real",
    "same_shape",
    "unwarned",
    "whole",
]
