"""One drawing of every figure, a module a section."""
