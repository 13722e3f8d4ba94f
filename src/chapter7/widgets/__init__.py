"""Figures that move: one .py (traits, tables), one .js (draws) and one .css per widget."""
