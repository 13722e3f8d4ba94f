"""A figure's scripts and styles as the one file that Jupyter takes of each.

Jupyter runs a widget's script from memory, where it can import nothing. The website's build reads
the same files through esbuild.
"""

import base64
import functools
import re
from pathlib import Path

IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"(\.[^"]+)";\n', re.M)
STYLE_IMPORT = re.compile(r'^@import "(\.[^"]+)";\n', re.M)
FONT = re.compile(r'url\("(\.[^"]+\.woff2)"\)')
EXPORT = re.compile(r"^export (?!default)", re.M)


@functools.cache
def script(entry: Path) -> str:
    """The ES module `entry` and all that it imports, as one ES module.

    All share one scope, so that no two may give one name at their top; `as` and a default import
    are not understood. Only `entry` exports.
    """
    return "".join(EXPORT.sub("", part) for part in _parts(entry, IMPORT).values())


@functools.cache
def styles(entry: Path) -> str:
    """The style sheet `entry` and all that it imports, as one, its fonts inside it.

    Its own rules weigh more than those that it imports: a notebook with another figure has the
    latter a second time, behind them. No at-rule may stand in it but @media and @container.
    """
    *imported, own = (
        FONT.sub(lambda match, folder=path.parent: _inside(folder / match[1]), text)
        for path, text in _parts(entry, STYLE_IMPORT).items()
    )
    return "".join([*imported, f":root {{\n{own}}}\n" if imported else own])


def _inside(font: Path) -> str:
    """A font as a part of the style sheet that names it."""
    return f"url(data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()})"


def _parts(entry: Path, imports: re.Pattern) -> dict[Path, str]:
    """The texts of `entry` and of the files that it imports, each once, a file after its own."""
    parts: dict[Path, str] = {}

    def add(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        for name in imports.findall(text):
            needed = (path.parent / name).resolve()
            if needed not in parts:
                add(needed)
        parts[path] = imports.sub("", text)

    add(entry.resolve())
    return parts
