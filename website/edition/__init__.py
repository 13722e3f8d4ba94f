"""The notebooks that readers run: each page that computes, as it reads on the website.

`code` decides what code stays, `markdown` turns what Sphinx resolved into Markdown, `outputs`
prepares what the cells gave, with `stills` for figures that move, and `notebook` puts them
together. `pictures` drives a browser. They know no Sphinx application; `website.extension.edition`
calls them.
"""

BRANCH = "notebooks"
"""The branch of the repository that holds them, for Binder and Colab."""
