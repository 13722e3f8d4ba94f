"""Tests of the explorer's Python and of its script's pure parts."""
