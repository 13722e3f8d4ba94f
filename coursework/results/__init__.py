"""From marks to files for people and for other systems."""
