"""The website's styles and scripts as they are written."""

import re

from tests.built import ROOT

ASSETS = ROOT / "website" / "assets"


def test_older_browsers_get_the_light_colours_that_others_get():
    palette = (ASSETS / "palette.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--c7-([\w-]+): light-dark\((#\w{6}),", palette))
    older = (ASSETS / "older.css").read_text(encoding="utf-8")
    assert dict(re.findall(r"--c7-([\w-]+): (#\w{6});", older)) == light
    assert len(light) >= 11
