"""What the website needs beyond its pages, as one small Sphinx extension."""

import re

from sphinx.application import Sphinx

from website.build import katex


def use_bundled_node(app: Sphinx) -> None:
    """Formulas are rendered at build time by the Node that is installed beside Sphinx."""
    katex.use_bundled_node()


def stop_katex(app: Sphinx, error: Exception | None) -> None:
    """Ends the server of formulas with the build."""
    katex.stop()


def open_sections(app, what, name, obj, options, lines) -> None:
    """Puts the text of a docstring's section on lines of its own, as napoleon wants to read it."""
    opened, deeper = [], ""
    for line in lines:
        section = re.match(r"(Args|Returns|Raises|Source): (.+)", line)
        if section:
            opened += [f"{section[1]}:", f"    {section[2]}"]
            deeper = "    " if section[1] in ("Args", "Raises") else ""
        else:
            deeper = deeper if line.startswith(" ") else ""
            opened.append(deeper + line)
    lines[:] = opened


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the steps above with Sphinx."""
    app.connect("builder-inited", use_bundled_node, priority=1)
    app.connect("build-finished", stop_katex)
    app.connect("autodoc-process-docstring", open_sections, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
