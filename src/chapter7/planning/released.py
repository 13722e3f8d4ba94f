"""Configurations of released models: the keys that say what a model holds."""

import json
from functools import cache
from pathlib import Path


def released(name: str | None = None) -> dict:
    """The configuration of a released model, or all of them by name.

    Raises: ValueError: there is none of that name; the message names those that are.
    """
    every = json.loads(_text())
    if name is None:
        return every
    if name not in every:
        raise ValueError(f"no configuration {name!r}; there are {', '.join(every)}")
    return every[name]


@cache
def _text() -> str:
    return Path(__file__).with_name("configs.json").read_text(encoding="utf-8")
