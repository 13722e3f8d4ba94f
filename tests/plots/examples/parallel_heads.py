"""The figures of 7.2, with numbers like those of its pages."""

EXAMPLES = {}
