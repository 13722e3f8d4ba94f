"""Tests of what figures share."""
