"""Every figure of every section, drawn: real text, and colours of the palette only."""

import importlib
import pkgutil
import re
from xml.etree import ElementTree

import pytest

from chapter7 import plots

SECTIONS = [m.name for m in pkgutil.iter_modules(plots.__path__) if m.name not in ("style", "svg")]
EXAMPLES = {
    section: importlib.import_module(f"tests.plots.examples.{section}").EXAMPLES
    for section in SECTIONS
}
FIGURES = [(section, name) for section, drawn in EXAMPLES.items() for name in drawn]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_figure_of_a_section_has_an_example(section):
    module = importlib.import_module(f"chapter7.plots.{section}")
    drawn = {
        name
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__wrapped__", None)
    }
    assert drawn == set(EXAMPLES[section])


@pytest.mark.parametrize(("section", "name"), FIGURES)
def test_a_figure_is_wellformed_svg_with_real_text_and_only_palette_colours(section, name):
    html = plots.show(EXAMPLES[section][name](), "A line that rises.").data
    svg = html[html.index("<svg") : html.rindex("</div>")]
    tree = ElementTree.fromstring(svg.replace("xlink:href", "href"))
    assert tree.get("role") == "img" and tree.get("aria-label") == "A line that rises."
    texts = [t.text for t in tree.iter() if t.tag.endswith("text") and t.text]
    assert any(re.search("[a-z]{3}", text) for text in texts), "an axis has words"
    assert "<image" not in svg and "<metadata" not in svg
    colours = set(re.findall(r"(?:fill|stroke|color): (#\w+)", svg))
    assert colours == set(), "a colour outside a variable does not follow the theme"
