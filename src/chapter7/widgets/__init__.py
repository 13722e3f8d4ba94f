"""Figures that move: a package that computes tables and texts, and one .js and .css that draw."""
