"""Reads and checks the rows of the ledger, a file a section."""

import functools
import inspect
import math
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from chapter7.ledger.claim import RELATIONS, SETTLED_BY, VERDICTS, Claim
from chapter7.ledger.values import FUNCTIONS

ROWS = Path(__file__).with_name("rows")
"""The folder of the rows. A new file in it is found by itself."""
FIELDS = {field.name for field in fields(Claim)} - {"typed"} | {"verdict"}
ID = re.compile(r"[CL](0[1-9]|[1-9]\d+)|M[1-5][1-9][1-9]")


@functools.cache
def load(folder: Path = ROWS) -> tuple[Claim, ...]:
    """The rows of all files of a folder, checked, in the order of their numbers. Read once.

    Raises: ValueError: the message names the file, or the row and the rule that it breaks.
    """
    claims = [_claim(row) for path in sorted(folder.glob("*.yaml")) for row in _rows(path)]
    for name, n in Counter(claim.id for claim in claims).items():
        _require(n == 1, name, f"stands {n} times")
    return tuple(sorted(claims, key=lambda claim: claim.order))


def _rows(path: Path) -> list[dict]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is no YAML: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} must hold a list of rows")
    return rows


def _claim(row: dict) -> Claim:
    name = str(row.get("id"))
    rule = "id must be C or L and a number, 01 to 09 with its zero, or M and three digits, 1 to 9"
    _require(ID.fullmatch(name), name, rule)
    row = dict(row)
    unknown = sorted(map(str, set(row) - FIELDS))
    _require(not unknown, name, f"does not know the fields {unknown}")
    for field in ("section", "statement", "note", "settled"):
        _require(isinstance(row.get(field), str), name, f"{field} must be a text")
    for field in ("unit", "relation", "function", "verdict", "reason"):
        _require(isinstance(row.get(field), str | None), name, f"{field} must be a text")
    row["stated"] = _stated(name, row.get("stated"), row.get("relation", "equal"))
    row["given"] = _given(name, row.get("given", {}))
    references = row.get("references", [])
    _require(isinstance(references, list), name, "references must be a list")
    row["references"] = tuple(_reference(name, text) for text in references)
    typed = row.pop("verdict", None)
    claim = Claim(**row, typed=typed)
    _check_number(claim)
    _check_verdict(claim)
    return claim


def _stated(name: str, stated: Any, relation: str) -> float | tuple[float, float] | None:
    _require(relation in RELATIONS, name, f"relation must be one of {RELATIONS}")
    if stated is None:
        return None
    numbers = stated if relation == "between" else [stated]
    _require(
        isinstance(numbers, list)
        and len(numbers) == (2 if relation == "between" else 1)
        and all(type(n) in (int, float) and math.isfinite(n) for n in numbers),
        name,
        f"stated must be a number, or two for between, got {stated!r}",
    )
    return tuple(map(float, numbers)) if relation == "between" else float(stated)


def _given(name: str, given: Any) -> tuple[tuple[str, Any], ...]:
    """The arguments as pairs, with tuples for lists: what a row holds can be hashed."""
    rule = "given must map names to numbers, texts, or lists of them"
    _require(isinstance(given, dict) and all(isinstance(key, str) for key in given), name, rule)
    frozen = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items()}
    for argument in frozen.values():
        items = argument if isinstance(argument, tuple) else (argument,)
        _require(all(isinstance(item, str | int | float) for item in items), name, rule)
    return tuple(frozen.items())


def _reference(name: str, text: Any) -> tuple[str, str]:
    _require(isinstance(text, str) and text.strip(), name, "a reference must be KEY, PLACE")
    key, _, place = text.partition(",")
    return key.strip(), place.strip()


def _check_number(claim: Claim) -> None:
    number = claim.stated is not None or claim.function is not None
    _require(bool(claim.unit) == number, claim.id, "needs a unit if, and only if, it has a number")
    if claim.function is None:
        _require(not claim.given, claim.id, "has arguments but no function")
        return
    _require(claim.function in FUNCTIONS, claim.id, f"no function is called {claim.function!r}")
    computing = FUNCTIONS[claim.function]
    _require(
        computing.unit in (None, claim.unit),
        claim.id,
        f"unit {claim.unit!r}, but the function gives {computing.unit!r}",
    )
    try:
        inspect.signature(computing.function).bind(**dict(claim.given))
    except TypeError as error:
        _require(False, claim.id, f"arguments of {claim.function}: {error}")


def _check_verdict(claim: Claim) -> None:
    _require(claim.settled in SETTLED_BY, claim.id, f"settled must be one of {SETTLED_BY}")
    if claim.judged:
        _require(claim.typed is None, claim.id, "its verdict is derived and must not be typed")
        return
    _require(claim.typed in VERDICTS, claim.id, f"verdict must be one of {VERDICTS}")
    _require(claim.reason, claim.id, "a typed verdict needs a reason")


def _require(holds: Any, name: str, rule: str) -> None:
    if not holds:
        raise ValueError(f"ledger, row {name}: {rule}")
