"""Builds the same content as Jupyter Book does by default, to measure beside it.

The theme, the icons, the formulas (MathJax), the widgets and the figures (PNG) are Jupyter Book's.
What a default page loads from other hosts is served from this machine, since a measurement must not
depend on a network: the HTML's addresses are changed after the build, and the files are those of
the packages in package.json.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import anywidget
import yaml

from bench import lighthouse

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "_build" / "default"
BOOK = FOLDER / "_build" / "html"
KEPT = (
    "title",
    "author",
    "copyright",
    "only_build_toc_files",
    "exclude_patterns",
    "repository",
    "launch_buttons",
    "execute",
    "parse",
    "bibtex_bibfiles",
)
"""Settings of ours that are the content's, not the look's."""
EXTENSIONS = ("sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_exercise")
LOCAL_EXTENSIONS = tuple(
    f"website.extension.{n}"
    for n in (
        "asides",
        "exercises",
        "ledger",
        "modules",
        "opening",
        "pictured",
        "questions",
        "sections",
    )
)
"""What the content's directives need."""
LOST = re.compile(r"Unknown (?:directive type|interpreted text role).*")
"""What Sphinx says of content that it drops."""
START = """\
from chapter7 import plots
get_ipython().run_line_magic("matplotlib", "inline")
plots.show = lambda drawing, *args, **kwargs: drawing.desk
"""
"""Run by each kernel as it starts: a figure is shown as a notebook shows it, as PNG."""
ANYWIDGET = Path(anywidget.__file__).parent / "nbextension"
PACKAGES = {
    "mathjax@3/es5": lighthouse.MODULES / "mathjax" / "es5",
    "@jupyter-widgets/html-manager@1.0.6/dist": (
        lighthouse.MODULES / "@jupyter-widgets" / "html-manager" / "dist"
    ),
    f"anywidget@{anywidget.AnyWidget._model_module_version.default_value}/dist": ANYWIDGET,
}
"""What the pages load from a network of packages, by the address there."""
PACKAGE_HOST = "https://cdn.jsdelivr.net/npm/"
LOADER = "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js"


def settings(ours: dict) -> dict:
    """The settings of the default book, from our `_config.yml` as a dictionary.

    Raises: KeyError: a setting or an extension that the content needs is not in ours.
    """
    return {
        **{name: ours[name] for name in KEPT},
        "html": {"favicon": ours["html"]["favicon"]},  # else the browser finds none, and says so
        "sphinx": {
            "extra_extensions": list(EXTENSIONS),
            "local_extensions": dict.fromkeys(LOCAL_EXTENSIONS, str(ROOT)),
            "config": {
                # The extensions' own files; our theme's are not linked by any page.
                "html_static_path": ours["sphinx"]["config"]["html_static_path"],
                "chapter_sections": ours["sphinx"]["config"]["chapter_sections"],
                "nb_execution_raise_on_error": True,
            },
        },
    }


def localised(page: str) -> str:
    """The HTML of a page that finds its packages in the site's folder `npm`, not elsewhere."""
    page = page.replace(LOADER, "/npm/require.js").replace(PACKAGE_HOST, "/npm/")
    return re.sub(r' integrity="[^"]*"', "", page)  # the shortened loader is another than theirs


def build() -> Path:
    """The folder of the default book, built if it is not there or older than ours.

    Raises: MeasurementError: the build failed, or dropped something of the pages.
    """
    last, ours = BOOK / "npm" / "require.js", ROOT / "_build" / "html" / "searchindex.js"
    if not last.exists() or last.stat().st_mtime < ours.stat().st_mtime:
        _write_sources()
        _run_jupyter_book()
        _bring_packages()
    return BOOK


def _write_sources() -> None:
    start = FOLDER / "ipython" / "profile_default" / "startup" / "figures.py"
    start.parent.mkdir(parents=True, exist_ok=True)
    start.write_text(START, encoding="utf-8")
    ours = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    text = yaml.safe_dump(settings(ours), sort_keys=False)
    (FOLDER / "_config.yml").write_text(text, encoding="utf-8")


def _run_jupyter_book() -> None:
    command = [Path(sys.executable).parent / "jupyter-book", "build", ROOT, "--quiet"]
    command += ["--config", FOLDER / "_config.yml", "--path-output", FOLDER]
    log = FOLDER / "build.log"
    with log.open("w", encoding="utf-8") as file:
        # One thread a page, as in our build: two would wait for each other.
        ours = {"IPYTHONDIR": str(FOLDER / "ipython"), "OMP_NUM_THREADS": "1"}
        environment = os.environ | ours
        done = subprocess.run(command, env=environment, stdout=file, stderr=file)
    if done.returncode:
        end = log.read_text(encoding="utf-8")[-2000:]
        raise lighthouse.MeasurementError(f"the default book could not be built:\n{end}")
    if lost := LOST.search(log.read_text(encoding="utf-8")):
        raise lighthouse.MeasurementError(f"the default book lacks content: {lost[0]}")


def _bring_packages() -> None:
    for address, folder in PACKAGES.items():
        shutil.copytree(folder, BOOK / "npm" / address, dirs_exist_ok=True)
    for page in BOOK.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(localised(text), encoding="utf-8")
    _minify_loader(BOOK / "npm" / "require.js")


def _minify_loader(target: Path) -> None:
    """The package has its script at full length only, and the program that makes it short."""
    source = lighthouse.MODULES / "requirejs"
    options = [f"baseUrl={source}", "name=r", "paths.r=require", "skipModuleInsertion=true"]
    options += [f"out={target}", "optimize=uglify"]
    subprocess.run(
        [lighthouse.NODE, source / "bin" / "r.js", "-o", *options], check=True, capture_output=True
    )
