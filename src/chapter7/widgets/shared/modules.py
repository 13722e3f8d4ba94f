"""A figure's scripts and styles as the one file that Jupyter takes of each.

Jupyter runs a widget's script from memory, where it can import nothing. The website's build reads
the same files through esbuild.
"""

import functools
import re
from pathlib import Path

IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"(\.[^"]+)";\n', re.M)
STYLE_IMPORT = re.compile(r'^@import "(\.[^"]+)";\n', re.M)
EXPORT = re.compile(r"^export (?!default)", re.M)


@functools.cache
def script(entry: Path) -> str:
    """The ES module `entry` and all that it imports, as one ES module.

    All share one scope, so that no two may give one name at their top; `as` and a default import
    are not understood. Only `entry` exports.
    """
    return "".join(EXPORT.sub("", part) for part in _parts(entry, IMPORT))


@functools.cache
def styles(entry: Path) -> str:
    """The style sheet `entry` and all that it imports, as one."""
    return "".join(_parts(entry, STYLE_IMPORT))


def _parts(entry: Path, imports: re.Pattern) -> list[str]:
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
    return list(parts.values())
