"""The texts that the laboratory's models read: real code that PyTorch brings along, and plays.

Nothing is downloaded. Both are cut into training, validation and test part by whole files, so that
no file stands in two of them; `sha256` says which text it was.
"""

import ast
import hashlib
import importlib.util
import lzma
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path

LONGEST_LINE = 160
MOST_DIGITS = 0.1
"""Lines and shares of digits beyond which a file is a table rather than code."""
LEFT_OUT = re.compile(r"(^|/)(tests?|benchmarks?|_antlr)/|(^|/)(__init__|conftest|test_\w+)\.py$")
STRING_OR_COMMENT = re.compile(
    r"""(?P<string>(?P<triple>\"{3}|'{3})(?:\\.|.)*?(?P=triple)"""
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\#[^\n]*""",
    re.DOTALL,
)
"""Whichever begins first; a # inside a string is none of a comment."""


@dataclass(frozen=True)
class Corpus:
    """A text in three parts."""

    name: str
    source: str
    """Where it is from, with version and licence."""
    train: str
    validation: str
    test: str

    @property
    def sha256(self) -> str:
        """Of the whole text, part after part."""
        parts = "\0".join([self.train, self.validation, self.test])
        return hashlib.sha256(parts.encode()).hexdigest()

    def zlib_bits(self) -> float:
        """Bits per byte of the validation part under zlib: a model should need fewer."""
        data = self.validation.encode()
        return 8 * len(zlib.compress(data, 9)) / len(data)

    def lzma_bits(self) -> float:
        """Bits per byte that the validation part adds to the training part under lzma."""
        context, data = self.train.encode(), self.validation.encode()
        # One window over all of it; the default one forgets the beginning of a large text.
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 24}]
        before, after = (
            len(lzma.compress(text, format=lzma.FORMAT_XZ, filters=filters))
            for text in (context, context + data)
        )
        return 8 * (after - before) / len(data)


@cache
def code() -> Corpus:
    """The Python files of SymPy, which PyTorch depends on, cleaned; about 6.5 MB of ASCII.

    Cleaned: see `cleaned`; tests, generated parsers and `__init__.py` files are left out. A file
    belongs to the part that the hash of its path names: 1 of 20 each to validation and test.
    """
    root = Path(importlib.util.find_spec("sympy").origin).parent
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    parts: tuple[list[str], ...] = ([], [], [])
    for name in sorted(files):
        text = None if LEFT_OUT.search(name) else cleaned(files[name].read_text("utf-8"))
        if text is not None:
            parts[_part(name)].append(text)
    version = metadata.version("sympy")
    return Corpus("code", f"SymPy {version}, BSD-3-Clause", *map("\n".join, parts))


@cache
def plays() -> Corpus:
    """Ten plays of Shakespeare, who speaks and what is said; about 1.2 MB of ASCII.

    Eight are for training, Twelfth Night for validation, The Tempest for test. See data/README.md.
    """
    packed = resources.files("chapter7.lab").joinpath("data/plays.txt.xz").read_bytes()
    *train, validation, test = lzma.decompress(packed).decode("ascii").split("\f")
    return Corpus(
        "plays",
        "William Shakespeare, public domain",
        train="\n".join(train),
        validation=validation,
        test=test,
    )


def cleaned(source: str) -> str | None:
    """Python code as a model reads it, or None for a file that is a table or not ASCII.

    Comments and docstrings go; four leading spaces become a tab; blank lines come one at a time.
    """
    if not source.isascii():
        return None
    lines = source.splitlines()
    for node, is_alone in _docstrings(ast.parse(source)):
        first, last = node.lineno - 1, node.end_lineno
        if lines[first][: node.col_offset].strip():
            continue  # on its definition's own line
        rest = lines[last - 1].encode()[node.end_col_offset :].decode()
        lines[first:last] = [""] * (last - first)
        lines[last - 1] = " " * node.col_offset + ("pass" if is_alone else rest.lstrip("; "))
    code = STRING_OR_COMMENT.sub(lambda found: found["string"] or "", "\n".join(lines))
    text = "\n".join(_tabbed(line.rstrip()) for line in code.split("\n")).strip("\n") + "\n"
    text = re.sub(r"\n{3,}", "\n\n", text)
    too_long = max(map(len, text.split("\n"))) > LONGEST_LINE
    digits = sum(map(str.isdigit, text)) / len(text)
    return None if too_long or digits > MOST_DIGITS or text.isspace() else text


def _docstrings(tree: ast.Module) -> Iterable[tuple[ast.Expr, bool]]:
    """Each docstring, and whether it is all that its definition holds."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            yield node.body[0], len(node.body) == 1 and not isinstance(node, ast.Module)


def _tabbed(line: str) -> str:
    spaces = len(line) - len(line.lstrip(" "))
    return "\t" * (spaces // 4) + line[spaces // 4 * 4 :]


def _part(name: str) -> int:
    """0 for training, 1 for validation, 2 for test."""
    place = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 20
    return {0: 1, 1: 2}.get(place, 0)
