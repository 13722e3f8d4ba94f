"""HTML of a page as other systems take it, worked out by hand."""

import base64
import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from chapter7 import plots
from tests.plots.examples import bottleneck
from website.bank.markup import NoForm, portable, with_formulas, with_images

PAGE = "https://book.example/notebooks/a/page.html"
KATEX = (
    '<span class="math"><span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi>'
    '<annotation encoding="application/x-tex">{tex}</annotation></semantics></math></span>'
    '<span aria-hidden="true" class="katex-html"><svg></svg>x</span></span></span>'
)
HAND = [  # as it stands on a page -> as it goes elsewhere
    ("<p>one\n  two</p>", "<p>one two</p>"),
    ('<p>a <span class="pasted-text">0.2</span> b</p>', "<p>a 0.2 b</p>"),
    (f"<p>{KATEX.format(tex='a &lt; b')}</p>", "<p><tex>a &lt; b</tex></p>"),
    (
        f'<div class="math"><span class="katex-display">{KATEX.format(tex="x")}</span></div>',
        '<tex display="block">x</tex>',
    ),
    (
        '<div class="highlight"><pre><span></span><b>if</b> x:\n\n    y\n</pre></div>',
        "<pre>if x:\n\n    y</pre>",
    ),
    ('<code class="docutils"><span class="pre">f(x)</span></code>', "<code>f(x)</code>"),
    (
        '<a class="reference" href="../../book/glossary.html#t">t</a>',
        '<a href="https://book.example/book/glossary.html#t">t</a>',
    ),
    ('<a href="#fig-one">f</a>', f'<a href="{PAGE}#fig-one">f</a>'),
    ('<p>so<sup class="c7-claim"><a href="#c1">1</a></sup>.</p>', "<p>so.</p>"),
    (
        '<table class="c"><tbody><tr class="r"><td colspan="1">1</td></tr></tbody></table>',
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
    ),
]


def part(html: str):
    return BeautifulSoup(f"<div>{html}</div>", "html.parser").div


@pytest.mark.parametrize(("html", "made"), HAND)
def test_a_part_of_a_page_is_made_fit_for_another_place(html, made):
    whole = part(html)
    before = str(whole)
    assert portable(whole, PAGE) == made
    assert str(whole) == before


def test_what_has_no_form_is_named_with_its_page():
    with pytest.raises(NoForm, match=f"{PAGE}.*<video>"):
        portable(part("<video></video>"), PAGE)


def test_a_figure_becomes_one_image_in_its_light_colours_with_its_words():
    draw = next(iter(bottleneck.EXAMPLES.values()))
    shown = plots.show(draw(), alt="A line that falls.")
    html = portable(part(f"<figure>{shown.data}</figure>"), PAGE)
    found = re.fullmatch(
        r'<img alt="A line that falls." src="data:image/svg\+xml;base64,([\w+/=]+)"/>', html
    )
    drawing = base64.b64decode(found[1]).decode()
    is_drawn = ElementTree.fromstring(shown.data).find(".//svg")  # the first one, for a desk
    assert ElementTree.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    assert names(ElementTree.fromstring(drawing)) == names(is_drawn)
    after = set(re.findall(r"var\(--c7-[\w-]+(.)", drawing))
    assert after == {","}  # each with a colour of its own
    placed = []
    moved = with_images(html, lambda name, data: placed.append(data) or f"images/{name}")
    assert placed == [drawing.encode()]
    assert re.search(r'src="images/[0-9a-f]{12}\.svg"', moved)


def names(drawing: ElementTree.Element) -> set[str]:
    """Elements and attributes of a drawing, with their capitals."""
    found = {part.tag.rpartition("}")[2] for part in drawing.iter()}
    return found | {name.rpartition("}")[2] for part in drawing.iter() for name in part.attrib}


def test_formulas_are_handed_on_as_tex():
    html = 'a <tex>x &lt; y</tex><tex display="block">z</tex>'
    assert with_formulas(html, lambda tex: f"[{tex}]", str.upper) == "a [x < y]Z"
