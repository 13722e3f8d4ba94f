"""Tests of the entropy figure's numbers and traits."""
