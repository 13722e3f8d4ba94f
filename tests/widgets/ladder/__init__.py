"""Tests of the ladder's numbers and traits."""
