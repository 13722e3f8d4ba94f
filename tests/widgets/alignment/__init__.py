"""Tests of the alignment figure's numbers and traits."""
