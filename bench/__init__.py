"""Measures every page of the built book beside a default Jupyter Book of the same content."""
