"""Chromium and serving, for tests, benchmarks and make."""
