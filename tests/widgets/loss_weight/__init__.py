"""Tests of the loss weight's dials."""
