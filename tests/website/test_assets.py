"""The website's styles and scripts as they are written."""

import re

from tests.built import ROOT

ASSETS = ROOT / "website" / "assets"
SHARED = ROOT / "src" / "chapter7" / "widgets" / "shared"


def test_older_browsers_get_the_light_colours_that_others_get():
    palette = (ASSETS / "palette.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--c7-([\w-]+): light-dark\((#\w{6}),", palette))
    older = (ASSETS / "older.css").read_text(encoding="utf-8")
    assert dict(re.findall(r"--c7-([\w-]+): (#\w{6});", older)) == light
    assert len(light) >= 11


def test_notebooks_have_the_colours_of_the_website_light_and_dark():
    palette = (ASSETS / "palette.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--c7-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", palette)
    sheet = (SHARED / "colours.css").read_text(encoding="utf-8")
    rules = re.findall(r"^:where\([^{]*\{(.*?)^\}$", sheet, re.M | re.S)
    assert len(rules) == 2
    for which, rule in enumerate(rules):
        wanted = {name: colours[which] for name, *colours in pairs}
        assert dict(re.findall(r"--c7-([\w-]+): (#\w{6});", rule)) == wanted
