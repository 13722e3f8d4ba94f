"""Assignments of the chapter, handed out and marked. Run as `python -m coursework`."""
