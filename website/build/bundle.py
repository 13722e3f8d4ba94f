"""Makes the files that a page loads out of website/assets/ and the widgets' own files.

Scripts become classic scripts, which load from a disk too, where ES modules do not. Fonts stand
inside a style sheet: nothing moves when they arrive, and every browser reads them from a disk.
What a page loads depends on that page and its section, and on no other.
"""

import functools
import hashlib
import json
import re
import shutil
import string
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from website.build import maths, node
from website.translation import scripts
from website.translation.catalogues import languages

WEBSITE = Path(__file__).parents[1]
ROOT = WEBSITE.parent
ASSETS, MODULES = WEBSITE / "assets", WEBSITE / "node_modules"
WIDGETS = ROOT / "src" / "chapter7" / "widgets"
ENTRIES = {  # what a page loads -> what it is made of
    "book.css": ASSETS / "book.css",
    "book.js": ASSETS / "book.js",
    "search.js": ASSETS / "search.js",
    "predictions.js": ASSETS / "predictions.js",
    "questions.js": ASSETS / "questions.js",
    "present.js": ASSETS / "present.js",
    "opening.css": ASSETS / "opening.css",
    "ledger.css": ASSETS / "ledger.css",
    "ledger.js": ASSETS / "ledger.js",
}
FONT = MODULES / "@fontsource-variable" / "source-sans-3"
FACES = {  # a file that assets/font.css names -> what it is cut from, and its weight
    "upright.woff2": ("source-sans-3-latin-wght-normal.woff2", 400),
    "bold.woff2": ("source-sans-3-latin-wght-normal.woff2", 650),
    "slanted.woff2": ("source-sans-3-latin-wght-italic.woff2", 400),
}
"""One weight a file: Firefox prints a font of several as outlines, which cannot be copied."""
CHARACTERS = string.printable + "\u00a0\u2009\u200b‘’‚“”„–—…·−±×÷©ßÄÖÜáäåçèéêëíîñóöøúü"
"""What the text's fonts are cut to, whatever the pages say: one file for all, which no page makes
heavier. A character costs some 80 bytes; tests/pages/test_fonts.py tells which is missing.
Not ¹²³, of which the font has three and no others: in 10⁻¹² one would stand apart.
"""
HOSTED = """import figure from {script};
import {{ host }} from {host};
host({name}, figure);
"""
TARGET = "chrome111,firefox114,safari16.4"
OF_LANGUAGE = re.compile(r"_static/(?P<language>[a-z]{2,3})/(?P<name>[\w-]+)\.js\?v=")
"""A script with the words of a language, as a translated page names it."""
STAMP = re.compile(r'(?<=")(?P<path>[\w./-]+)\?v=\w*(?=")')
"""The address of a file as a template writes it, `?v=` at its end, or as a build left it."""


def write(site: Path) -> None:
    """Writes the styles and scripts of the built pages in `site` into its folder _static/."""
    with tempfile.TemporaryDirectory() as folder:
        entries = {
            **ENTRIES,
            "font.css": cut_text_fonts(Path(folder) / "text"),
            **maths.cut(site, Path(folder) / "maths"),
            **figure_entries(Path(folder)),
            **language_entries(site, Path(folder)),
        }
        remove_all_but(entries, site / "_static")
        node.run(
            MODULES / "esbuild" / "bin" / "esbuild",
            *(f"{PurePosixPath(name).with_suffix('')}={path}" for name, path in entries.items()),
            "--bundle",
            "--minify",
            "--format=iife",
            f"--target={TARGET}",
            "--loader:.woff2=dataurl",
            "--log-level=warning",
            f"--outdir={site / '_static'}",
        )
    shutil.copy(FONT / "LICENSE", site / "_static" / "font.LICENSE")


def remove_all_but(entries: Iterable[str], folder: Path) -> None:
    """Removes what earlier builds made for figures and formulas that are no more."""
    for path in (*folder.glob("figure-*"), *folder.glob("maths*")):
        if path.name not in entries:
            path.unlink()


def figure_entries(folder: Path) -> dict[str, Path]:
    """The script and the styles of each figure: every folder of the widgets with a script of its
    name. The script that hosts one is written to `folder`."""
    entries = {}
    for script in WIDGETS.glob("*/*.js"):
        name = script.stem
        if name == script.parent.name:
            entries[f"figure-{name}.js"] = hosted(name, ROOT, folder)
            entries[f"figure-{name}.css"] = script.with_suffix(".css")
    return entries


def hosted(name: str, root: Path, folder: Path) -> Path:
    """Writes the script that hosts a figure to `folder`; its parts stand under `root`."""
    paths = {"script": WIDGETS / name / f"{name}.js", "host": ASSETS / "host.js"}
    values = {key: json.dumps(moved(path, root).as_posix()) for key, path in paths.items()}
    script = folder / f"figure-{name}.js"
    script.write_text(HOSTED.format(name=json.dumps(name), **values), encoding="utf-8")
    return script


def moved(path: Path, root: Path) -> Path:
    """The place under `root` of a file of the repository."""
    return root / path.relative_to(ROOT)


def language_entries(site: Path, folder: Path) -> dict[str, Path]:
    """The scripts that translated pages in `site` load, made of sources with the language's words,
    which are written to `folder`."""
    entries = {}
    for language in languages():
        asked = {
            match["name"]
            for page in (site / language.name).rglob("*.html")
            for match in OF_LANGUAGE.finditer(page.read_text(encoding="utf-8"))
        }
        root = scripts.write(language, folder / language.name) if asked else folder
        for name in sorted(asked):
            figure = name.removeprefix("figure-")
            source = (
                moved(ENTRIES[f"{name}.js"], root)
                if figure == name
                else hosted(figure, root, folder / language.name)
            )
            entries[f"{language.name}/{name}.js"] = source
    return entries


def cut_text_fonts(out: Path) -> Path:
    """Copies the text's styles to `out`, and its fonts cut to CHARACTERS. Returns: the styles."""
    out.mkdir()
    for name, (source, weight) in FACES.items():
        font = TTFont(FONT / "files" / source, recalcTimestamp=False)
        cut = subset.Subsetter(subset.Options(hinting=False, layout_features=["kern"]))
        cut.populate(text=CHARACTERS)
        cut.subset(font)
        font = instancer.instantiateVariableFont(font, {"wght": weight})
        font.flavor = "woff2"
        font.save(out / name)
    return Path(shutil.copy(ASSETS / "font.css", out))


def stamp(site: Path) -> None:
    """Gives each file that the built pages in `site` load the address of its present content.

    A page asks for `book.css?v=` and this content's hash: no browser keeps an old file, and none
    fetches a file anew that has not changed. Pages that were built earlier are stamped as well.
    """
    known: dict[Path, str] = {}

    def address(page: Path, match: re.Match) -> str:
        file = (page.parent / match["path"]).resolve()
        if file not in known:
            known[file] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        return f"{match['path']}?v={known[file]}"

    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        stamped = STAMP.sub(functools.partial(address, page), text)
        if stamped != text:
            page.write_text(stamped, encoding="utf-8")
