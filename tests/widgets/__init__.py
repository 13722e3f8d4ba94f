"""Tests of the figures that move."""
