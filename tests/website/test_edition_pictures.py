"""Pictures of figures that move: what they show, and that each is taken once."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageColor

from chapter7.plots import PALETTE
from chapter7.widgets.entropy import Entropy
from devtools import chromium
from website.edition import pictures


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def html() -> str:
    return Entropy(stay_a=10, k=8)._repr_mimebundle_()[0]["text/html"]


def taken(*given) -> pictures.Picture | None:
    """In a thread of its own: another test's browser may be open in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(pictures.taken, *given).result()


def test_the_picture_shows_the_figure_on_light_paper_and_says_its_setting(html, kept):
    picture = taken(html, kept)
    assert picture.alt == (
        "Entropies of a two-state chain. "
        "Shown: a chain that stays at A with 0.50, at B with 0.80, asked for 8 tokens."
    )
    assert picture.about["width"] == 952 and 400 < picture.about["height"] < 520
    pixels = np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB"))
    assert pixels.shape == (2 * picture.about["height"], 2 * 952, 3)
    share = {name: np.mean(np.all(pixels == ImageColor.getrgb(PALETTE[name]), axis=-1))
             for name in ("paper", "green")}  # fmt: skip
    assert share["paper"] > 0.5 and share["green"] > 0.1  # eight bars, most of them filled
    assert len(picture.png) < 100_000


def test_a_picture_is_taken_once_for_what_it_shows(html, kept, monkeypatch):
    first = taken(html, kept)
    monkeypatch.setattr(chromium, "executable", lambda shell: None)
    assert taken(html, kept) == first
    assert taken(html.replace("independent", "other"), kept) is None


def test_a_narrow_page_has_a_picture_of_its_own(html, kept):
    narrow = taken(html, kept, 480)
    assert 420 < narrow.about["width"] <= 480
    assert narrow.alt == taken(html, kept).alt


def test_a_browser_that_does_not_start_takes_no_picture(html, tmp_path, monkeypatch):
    monkeypatch.setattr(chromium, "executable", lambda shell: "/bin/false")
    assert taken(html, tmp_path / "none") is None
    assert not (tmp_path / "none").exists()
