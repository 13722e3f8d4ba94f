"""A formula in words, where its picture alone would name a control: `$h_1$` is “h sub 1”."""

import unicodedata
from xml.etree import ElementTree

import sphinxcontrib.katex

from website.build import katex

SIGNS = {
    "+": "plus",
    "−": "minus",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≈": "is about",
    "/": "over",
    "×": "times",
    "⋅": "times",
    "∣": "given",
    "|": "given",
    "!": "factorial",
    "%": "per cent",
    "∑": "the sum",
    "ˉ": "bar",
}
"""Signs as they are read; any other sign that is not ASCII has its name in Unicode."""
BETWEEN = {
    "msub": ["sub"],
    "msup": ["to the power"],
    "msubsup": ["sub", "to the power"],
    "mfrac": ["over"],
    "munder": ["under it"],
    "munderover": ["from", "to"],
}
"""What is said between the parts of an element that gives each its place."""
BEFORE = {"msqrt": "the root of"}


def spoken(tex: str) -> str:
    """The words of a formula, in the order of its MathML; TeX that KaTeX cannot read, as it is."""
    katex.use_bundled_node()
    markup = sphinxcontrib.katex.render_latex(tex, {"output": "mathml"})
    return in_words(ElementTree.fromstring(markup)) or tex


def in_words(markup: ElementTree.Element) -> str:
    """The words of a formula in KaTeX's MathML; "" where that holds none."""
    found = markup.find(".//{*}semantics/*")
    words = [] if found is None else [word for word in _words(found) if word]
    return " ".join(words).replace("to the power prime", "prime")


def _words(node: ElementTree.Element) -> list[str]:
    kind = node.tag.rpartition("}")[2]
    if not len(node):
        text = (node.text or "").strip()
        is_plain = kind == "mtext" or (text.isascii() and text not in SIGNS)
        return [text] if is_plain else [_sign(sign) for sign in text]
    words = [BEFORE[kind]] if kind in BEFORE else []
    between = iter(BETWEEN.get(kind, ()))
    for part in node:
        words += _words(part)
        if part is not node[-1] and (word := next(between, None)):
            words.append(word)
    return words


def _sign(sign: str) -> str:
    if sign in SIGNS or sign.isascii():
        return SIGNS.get(sign, sign)
    if unicodedata.category(sign) == "Cf":  # not seen: it joins a function to its argument
        return ""
    return unicodedata.name(sign).rpartition("LETTER ")[2].lower().replace("lamda", "lambda")
