"""Figures that move, a folder each: Python computes, and one script draws and words the numbers."""
