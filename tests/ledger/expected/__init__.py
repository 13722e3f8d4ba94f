"""The value of every computed row, worked out by hand or from raw numbers, a module a section."""
