"""The font that figures are laid out with: the website's own, to the width of every letter."""

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from chapter7.plots.style import FAMILY
from devtools import figure_fonts


@pytest.mark.parametrize("weight", figure_fonts.WEIGHTS)
def test_every_character_is_as_wide_as_on_the_website(weight):
    site = instancer.instantiateVariableFont(figure_fonts.variable(), {"wght": weight})
    ours = TTFont(figure_fonts.FONTS / f"figure-sans-{weight}.ttf")
    assert ours["head"].unitsPerEm == site["head"].unitsPerEm
    cut, whole = ours.getBestCmap(), site.getBestCmap()
    for character in map(ord, figure_fonts.CHARACTERS):
        assert ours["hmtx"][cut[character]][0] == site["hmtx"][whole[character]][0], character


@pytest.mark.parametrize("weight", figure_fonts.WEIGHTS)
def test_it_bears_a_name_of_its_own_and_its_weight(weight):
    font = TTFont(figure_fonts.FONTS / f"figure-sans-{weight}.ttf")
    assert font["name"].getDebugName(1) == FAMILY and "Source" not in FAMILY
    assert font["OS/2"].usWeightClass == weight
    assert "SIL OPEN FONT LICENSE" in (figure_fonts.FONTS / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("weight", figure_fonts.WEIGHTS)
def test_figures_that_move_have_the_same_letters(weight):
    ours, packed = (
        TTFont(figure_fonts.FONTS / f"figure-sans-{weight}{suffix}")
        for suffix in (".ttf", ".woff2")
    )
    assert packed.getBestCmap() == ours.getBestCmap()
    assert packed["hmtx"].metrics == ours["hmtx"].metrics and packed.flavor == "woff2"
