"""The coding exercises of section 7.2, *Parallel heads*, in the order of its pages."""
