"""Numbers as a language writes them: 0.95 and 61,300 are 0,95 and 61.300 in German."""

import datetime
import re
from collections.abc import Iterable

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol
from bs4 import NavigableString, Tag

NUMBER = re.compile(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)*[⁻⁰¹²³⁴-⁹]*(?![\d-])")
"""A number as the English pages write it; what belongs to a name (Llama-3.1-405B) is none."""
BETWEEN = re.compile(r"(?<=\d), (?=[−+±]?\d)")
TEX = re.compile(r"\d+(?:\{,\}\d{3})*(?:\.\d+)?")


def localised(text: str, language: str) -> str:
    """`text` with its numbers as `language` writes them; where a comma stands in numbers, a
    semicolon stands between them."""
    text = NUMBER.sub(lambda number: swapped(number[0], language), text)
    if get_decimal_symbol(language) == ",":
        return BETWEEN.sub("; ", text)
    return text


def swapped(number: str, language: str) -> str:
    """An English number with the language's signs; a version, 1.2.0, stays as it is."""
    if number.count(".") > 1:
        return number
    signs = {",": get_group_symbol(language), ".": get_decimal_symbol(language)}
    return "".join(signs.get(sign, sign) for sign in number)


def localise_formula(formula: Tag, language: str) -> None:
    """Changes the numbers of a formula that KaTeX has set: what is seen, heard and copied."""
    source = formula.find("annotation")
    tex = source.get_text()
    groups = "{,}" in tex
    for part in (formula.select_one(".katex-html"), formula.select_one("semantics")):
        leaves = [leaf for leaf in part.find_all(string=True) if leaf.parent is not source]
        _swap(leaves, language, groups)
    changed = TEX.sub(lambda number: _tex(number[0], language), tex)
    source.string.replace_with(NavigableString(changed))


def localise_date(day: Tag, language: str) -> None:
    """Writes a `time` element as the language writes a day."""
    date = datetime.date.fromisoformat(day["datetime"])
    day.string = format_date(date, "long", locale=language)


def _tex(number: str, language: str) -> str:
    """A number as TeX has it, its signs in braces so that no space follows them."""
    return re.sub(r"[.,]", r"{\g<0>}", swapped(number.replace("{,}", ","), language))


def _swap(leaves: Iterable[NavigableString], language: str, groups: bool) -> None:
    """Changes numbers in texts that follow each other; a number may run through several.

    groups: whether a comma between digits stands for thousands here; else it parts a list.
    """
    leaves = list(leaves)
    whole = "".join(leaves)
    number = r"\d+(?:,\d{3})*(?:\.\d+)?" if groups else r"\d+(?:\.\d+)?"
    changed = re.sub(number, lambda found: swapped(found[0], language), whole)
    start = 0
    for leaf in leaves:
        leaf.replace_with(NavigableString(changed[start : start + len(leaf)]))
        start += len(leaf)
