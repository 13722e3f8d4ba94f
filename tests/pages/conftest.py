"""The pages as their authors wrote them."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.built import NOTEBOOKS, ROOT

CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)^```$", re.S | re.M)


@dataclass(frozen=True)
class Cell:
    """One code cell: its options (YAML) and its code."""

    options: str
    code: str

    @property
    def shown(self) -> bool:
        return "remove-cell" not in self.options


@dataclass(frozen=True)
class Page:
    """One notebook page in MyST Markdown."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def prose(self) -> str:
        return CELL.sub("", self.text)

    @property
    def cells(self) -> list[Cell]:
        return [split_cell(body) for body in CELL.findall(self.text)]


def split_cell(body: str) -> Cell:
    if body.startswith("---\n"):
        _, options, code = body.split("---\n", 2)
        return Cell(options, code)
    lines = body.splitlines(keepends=True)
    n = next((i for i, line in enumerate(lines) if not line.startswith(":")), len(lines))
    return Cell("".join(lines[:n]), "".join(lines[n:]))


def notebook_pages() -> list[Page]:
    paths = (ROOT / f"{name}.md" for name in NOTEBOOKS)
    return [Page(path, path.read_text(encoding="utf-8")) for path in paths]


@pytest.fixture(params=notebook_pages(), ids=lambda page: page.name)
def notebook(request) -> Page:
    return request.param
