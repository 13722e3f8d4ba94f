"""The figures of 7.2, parallel heads, in the order of its pages."""
