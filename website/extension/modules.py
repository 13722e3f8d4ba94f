"""The documentation of every module of a package, so that a new one needs no entry on a page.

```{modules} chapter7.plots
```
```{widgets} chapter7.widgets
```
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from chapter7.widgets.shared import Figure

MODULE = """\
```{{eval-rst}}
.. automodule:: {name}
   :members:
```
"""
WIDGET = """\
### `{name}`

```{{eval-rst}}
.. automodule:: {name}
   :members: {classes}
```
"""


class Modules(SphinxDirective):
    """The modules right under the package named, each with all that it defines."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of each, in the order of their names."""
        entries = [MODULE.format(name=module.__name__) for module in under(self.arguments[0])]
        return self.parse_text_to_nodes("\n".join(entries))


class Widgets(SphinxDirective):
    """The figures that move of the package named, a section and a folder each."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of each, in the order of their names."""
        entries = [
            WIDGET.format(name=module.__name__, classes=", ".join(classes))
            for module in under(self.arguments[0])
            if (classes := figures(module))
        ]
        return self.parse_text_to_nodes("\n".join(entries), allow_section_headings=True)


def under(package: str) -> Iterator[ModuleType]:
    """The modules and packages right under a package, in the order of their names."""
    path = importlib.import_module(package).__path__
    for found in pkgutil.iter_modules(path, f"{package}."):
        yield importlib.import_module(found.name)


def figures(module: ModuleType) -> list[str]:
    """The names of the figures that a module gives away, the one that all of them share apart."""
    named = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    return [
        name
        for name, value in named.items()
        if isinstance(value, type) and issubclass(value, Figure) and value is not Figure
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directives with Sphinx."""
    app.add_directive("modules", Modules)
    app.add_directive("widgets", Widgets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
