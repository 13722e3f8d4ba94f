"""Which goal of its page each exercise and question serves, and at which level.

The lists are goals/<section>.yaml.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("goals")
LEVELS = {
    "understand": "say why, in one's own words",
    "apply": "compute it, or do it by hand",
    "analyse": "find the mistake, tell causes apart",
    "judge": "criticise a claim, design a test of it",
    "build": "write the code",
}


class BadGoals(ValueError):
    """A list of goals that does not fit its pages; the message names the page and the entry."""


@dataclass(frozen=True, order=True)
class Aim:
    """What an item serves. goal: the number of a goal of its page, from 1. level: of LEVELS."""

    goal: int
    level: str


def path_of(folder: str) -> Path:
    """The list of a section; `folder` as in chapter_sections."""
    return FOLDER / f"{Path(folder).name}.yaml"


def of_section(folder: str) -> dict[str, dict[str, Aim]]:
    """The aims of a section's items, by page and name.

    Raises: BadGoals: the file is missing, has an unknown level, or names an item twice.
    """
    path = path_of(folder)
    if not path.is_file():
        raise BadGoals(f"{folder} has no list of goals: {path.name} is missing")
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {f"{folder}/{page}": aims(f"{folder}/{page}", goals) for page, goals in listed.items()}


def aims(page: str, goals: list[dict[str, list[str]]]) -> dict[str, Aim]:
    """The aims of one page's items, by name. Raises: BadGoals: see `of_section`."""
    found: dict[str, Aim] = {}
    for number, by_level in enumerate(goals, start=1):
        for level, names in by_level.items():
            if level not in LEVELS:
                raise BadGoals(f"{page}: a level is one of {', '.join(LEVELS)}, not {level!r}")
            for name in names:
                if name in found:
                    raise BadGoals(f"{page}: {name} stands twice")
                found[name] = Aim(number, level)
    return found


def check(page: str, listed: dict[str, Aim], names: Iterable[str], n_goals: int) -> None:
    """Whether the list fits the page: all its items, no other, and each of its goals served.

    Raises: BadGoals: it does not.
    """
    shown = set(names)
    for name in sorted(shown ^ listed.keys()):
        where = "in no goal's list" if name in shown else "not on the page"
        raise BadGoals(f"{page}: {name} is {where}")
    served = {aim.goal for aim in listed.values()}
    if served != set(range(1, n_goals + 1)):
        raise BadGoals(f"{page} has {n_goals} goals; its list serves {sorted(served)}")
