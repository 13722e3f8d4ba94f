"""Answers to each assignment, right and wrong, a module for each."""

from tests.coursework.subjects import decoding, density, heads, losses

SUBJECTS = {module.SUBJECT.name: module.SUBJECT for module in (density, losses, heads, decoding)}
