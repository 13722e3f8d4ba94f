"""The functions that compute a row's number, a module a section. A new one is found by itself."""

from chapter7.ledger.computing import collect

FUNCTIONS = collect(__path__, __name__)
"""By name, each with its unit (None if the row says it)."""
