"""The documentation of every module of a package, so that a new module needs no entry on a page.

```{modules} chapter7.plots
```
"""

import importlib
import pkgutil

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ENTRY = """\
```{{eval-rst}}
.. automodule:: {name}
   :members:
```
"""


class Modules(SphinxDirective):
    """The modules right under the package named, each with all that it defines."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of each, in the order of their names."""
        package = importlib.import_module(self.arguments[0])
        found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        return self.parse_text_to_nodes("\n".join(ENTRY.format(name=m.name) for m in found))


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive with Sphinx."""
    app.add_directive("modules", Modules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
