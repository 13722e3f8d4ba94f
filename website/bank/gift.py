"""The bank in GIFT, Moodle's plain text: https://docs.moodle.org/en/GIFT_format.

A question is one paragraph. Formulas stand as TeX, which Moodle's MathJax sets; backslashes are
doubled, since \\n is GIFT's line break. Tags stand in a comment, as Moodle reads them. Images
stay in the text: a GIFT file holds no others.
"""

from decimal import Decimal

from website.bank.markup import with_tex
from website.bank.reading import Item, Value

TOP = "$course$/top/Multi-Token Prediction"
CONTROL = "~=#{}:"


def escaped(text: str) -> str:
    """Text whose control characters stand for themselves."""
    text = text.replace("\\", "\\\\")
    for character in CONTROL:
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def html(text: str) -> str:
    """A text that is HTML, formulas as TeX."""
    return f"[html]{escaped(with_tex(text))}"


def category(*names: str) -> str:
    """The path of a category; a slash in a name is doubled."""
    return "/".join([TOP, *(name.replace("/", "//") for name in names)])


def decimal(number: float) -> str:
    """A number in plain digits, to twelve of them: GIFT knows no exponents."""
    return f"{Decimal(f'{number:.12g}'):f}"


def value(entry: Value) -> str:
    """One number that may be entered, its tolerance, and what is said to it."""
    weight = 100 if entry.right else 0
    number = f"{decimal(entry.number)}:{decimal(entry.within)}"
    return f"=%{weight}%{number}#{html(entry.feedback)}"


def source(item: Item) -> str:
    """Where an item stands in the book, for who has answered it."""
    return f'<p><a href="{item.address}">{item.page}</a>, {item.section}</p>'


def question(item: Item) -> str:
    """One item as a paragraph."""
    answers = [
        f"{'=' if answer.right else '~'}{html(answer.text)}#{html(answer.feedback)}"
        for answer in item.answers
    ]
    if item.values:
        answers = ["#", *map(value, item.values)]
    answers.append(f"####{html(item.solution + source(item))}")
    inside = "\n".join(f"  {answer}" for answer in answers)
    tags = f"// [id:{item.name}] [tag:{item.aim.level}] [tag:{item.section.split()[0]}]"
    return f"{tags}\n::{escaped(item.title)}::{html(item.text)}{{\n{inside}\n}}"


def write(items: list[Item]) -> bytes:
    """The file."""
    parts, at = [], None
    for item in items:
        if at != (at := (item.section, item.page)):
            parts.append(f"$CATEGORY: {category(*at)}")
        parts.append(question(item))
    return ("\n\n".join(parts) + "\n").encode()
