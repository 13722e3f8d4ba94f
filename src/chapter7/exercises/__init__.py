"""Checks of the coding exercises, one file a section."""

from chapter7.exercises.core import *  # noqa: F403
