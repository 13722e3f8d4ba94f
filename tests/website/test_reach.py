"""What search engines, previews and catalogues are told, without a build."""

import json

from PIL import Image

from website.build import card
from website.extension import reach


def test_no_text_ends_the_element_that_holds_the_data():
    data = {"name": "</script><b>", "days": "für × 2"}
    written = reach.script(data)
    assert "<" not in written and "für × 2" in written
    assert json.loads(written) == data


def test_authors_are_people_and_groups():
    person = {"given-names": "Ada", "family-names": "Lovelace"}
    assert reach.author(person) == {"@type": "Person", "name": "Ada Lovelace"}
    assert reach.author({"name": "They"}) == {"@type": "Organization", "name": "They"}


def test_a_card_is_drawn_when_its_words_change(tmp_path):
    path = tmp_path / "new" / "card.png"
    card.draw_page(path, "7.1, page 1 of 6", "A title", "A description.")
    with Image.open(path) as drawn:
        assert drawn.size == (card.WIDTH, card.HEIGHT)
    first, when = path.read_bytes(), path.stat().st_mtime_ns
    card.draw_page(path, "7.1, page 1 of 6", "A title", "A description.")
    assert path.stat().st_mtime_ns == when
    card.draw_page(path, "7.1, page 1 of 6", "A title", "Another one.")
    assert path.read_bytes() != first


def test_long_words_stay_on_the_card(tmp_path):
    """Nothing is drawn at its edges, with a title of two lines and the longest description."""
    path = tmp_path / "card.png"
    card.draw_page(path, "7.5, page 5 of 5", "Count it, then compute it once again", "word " * 36)
    with Image.open(path) as drawn:
        pixels = drawn.convert("RGB")
        paper = pixels.getpixel((0, 0))
        edges = [pixels.crop(box).getcolors() for box in ((0, 0, 1200, 30), (0, 600, 1200, 630))]
        edges.append(pixels.crop((1170, 0, 1200, 630)).getcolors())
    assert [[colour for _, colour in colours] for colours in edges] == [[paper]] * 3
