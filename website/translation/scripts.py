"""The words of scripts: what a page's scripts say after it is there.

No script names its words. They are found in its source (words.mjs): texts that read like words, at
places where a text is read; a word that looks like a name has the comment `/* said */` before it.
A language gets scripts of its own, in which its words stand in the place of the English ones, so
that nothing is looked up in the reader's browser and the English scripts stay as they are.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from website.build import node
from website.translation.catalogues import Found, Language

ROOT = Path(__file__).parents[2]
FOLDERS = ("website/assets", "src/chapter7/widgets")
"""Where the scripts stand that pages load."""


def files() -> list[Path]:
    """All scripts, the widgets' by folder."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.js"))


def read(words: dict[str, str]) -> dict[Path, dict]:
    """Of each script its `messages` and its `source`, in which `words` have replaced theirs."""
    given = {"files": list(map(str, files())), "words": words}
    done = node.run(Path(__file__).with_name("words.mjs"), given=json.dumps(given))
    return {Path(path): script for path, script in json.loads(done).items()}


def found() -> Iterator[tuple[str, Found]]:
    """The messages of all scripts, each with the catalogue of its folder."""
    for path, script in read({}).items():
        for message in script["messages"]:
            yield f"scripts/{path.parent.name}", Found(message, str(path.relative_to(ROOT)))


def write(language: Language, out: Path) -> Path:
    """Writes the scripts with the words of a language into `out`, at their places in the
    repository. Returns: `out`."""
    for path, script in read(language.words).items():
        target = out / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script["source"], encoding="utf-8")
    return out
