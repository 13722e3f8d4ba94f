"""Writes the notebooks that readers run, one for each page that computes.

They stand in `_build/notebooks/<section>/`, and beside the page, which offers its own for download.
"""

import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.application import Sphinx

from website.edition import notebook, pictures
from website.edition.markdown import Translator
from website.edition.stills import Picture
from website.extension import execution

PAGES = "notebooks/"


def publish(app: Sphinx, error: Exception | None) -> None:
    """Writes the notebook of every page. Raises UnknownNode: a page has what no notebook knows."""
    if error or app.builder.name != "html":
        return
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    install = package(app).code()
    for name in sorted(app.env.found_docs):
        page = execution.as_notebook(app.env, Path(app.env.doc2path(name)))
        if page is None:
            continue
        _, executed = cache.merge_match_into_notebook(page)
        document = app.env.get_and_resolve_doctree(name, app.builder)
        text = notebook.text(maker(app, name, install).notebook(executed, document))
        for path in (target(app, name), Path(app.outdir, f"{name}.ipynb")):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def target(app: Sphinx, name: str) -> Path:
    """Where the notebook of a page stands: `_build/notebooks/` as the sources in `notebooks/`."""
    return Path(app.outdir).parent / "notebooks" / f"{name.removeprefix(PAGES)}.ipynb"


def package(app: Sphinx) -> notebook.Source:
    """The package at this version: the commit that is checked out, else the branch."""
    options = app.config.html_theme_options
    command = ["git", "-C", app.srcdir, "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        version = done.stdout.strip()
    except (OSError, subprocess.CalledProcessError):  # no git, or no checkout
        version = options["repository_branch"]
    return notebook.Source(options["repository_url"], version)


def maker(app: Sphinx, name: str, install: str) -> notebook.Maker:
    """What makes the notebook of the page `name`."""
    address = urljoin(app.config.html_baseurl, app.builder.get_target_uri(name))
    numbers = app.env.toc_fignumbers.get(name, {})

    def number(node: nodes.Element) -> str:
        is_formula = isinstance(node, nodes.math_block)
        kind = (
            "displaymath" if is_formula else app.env.domains["std"].get_enumerable_node_type(node)
        )
        found = numbers.get(kind, {}).get(node["ids"][0]) if node.get("ids") else None
        form = "%s" if is_formula else app.config.numfig_format.get(kind)
        return form % ".".join(map(str, found)) if found else ""

    def html(node: nodes.Element) -> str:
        return standalone(app.builder.render_partial(node)["fragment"], address)

    def picture(html: str) -> Picture | None:
        return pictures.taken(html, Path(app.outdir).parent / "pictures")

    return notebook.Maker(Translator(address, number), html, install, picture)


def standalone(html: str, address: str) -> str:
    """HTML of the page `address` for another place: whole links, formulas that need no styles."""
    soup = BeautifulSoup(html, "html.parser")
    for formula in soup.select(".katex"):
        formula.replace_with(formula.math)
    for link in soup.select("a[href]"):
        link["href"] = urljoin(address, link["href"])
    return re.sub(r">\s*\n\s*<", "><", str(soup)).strip()


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the step above with Sphinx."""
    app.connect("build-finished", publish, priority=400)  # before the server of formulas ends
    return {"parallel_read_safe": True, "parallel_write_safe": True}
