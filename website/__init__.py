"""The book around the pages: Sphinx extension, bundles, theme, assets."""
