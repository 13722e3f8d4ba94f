"""Chromium, Firefox and serving, for tests, benchmarks and make."""
