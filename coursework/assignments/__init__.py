"""The assignments, a folder each: its text with the solutions, and its tests."""
