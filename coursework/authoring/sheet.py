"""A sheet as plain data: all that marking needs to know of an assignment, as JSON carries it."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON holds: a value as `verdict.encode` writes it."""


class SheetTest(TypedDict):
    """One test of the marker: the call of an answer, and what it must give.

    `args` are there for a call, and not for a variable. `mistakes` are pairs: what a known mistake
    gives, and the message that names it. `rel` is the relative tolerance.
    """

    id: str
    question: str
    visible: bool
    points: int
    name: str
    expected: Plain
    rel: float
    mistakes: list[list[Plain]]
    hint: str
    args: NotRequired[list[Plain]]
    gradient: NotRequired[bool]
    form: NotRequired[bool]


class SheetQuestion(TypedDict):
    """One question; `kind` is "code" or "text", `name` what the answer defines, "" for a text."""

    id: str
    title: str
    points: int
    kind: str
    name: str
    stub: str


class Sheet(TypedDict):
    """An assignment; `seed` only tells one seed from another, None: the visible tests alone.

    `asks_for` has the functions of each assignment; `warm` the modules that are imported before
    the first cell; `stubs` which name each unchanged answer cell defines.
    """

    name: str
    seed: str | None
    asks_for: dict[str, list[str]]
    setup: str
    warm: Sequence[str]
    released: list[str]
    stubs: dict[str, str]
    questions: list[SheetQuestion]
    tests: list[SheetTest]
