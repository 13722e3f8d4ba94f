"""The German page as its readers meet it: what its scripts say, and the words of its drawings."""

import pytest
from playwright.sync_api import expect

from tests.browser.built import settle

PAGE = "de/notebooks/bottleneck/huge-pass-tiny-signal"
CROWDED = """
() => {
  const isIn = ({ x, y, width, height }, whole) =>
    x > -0.5 && y > -0.5 && x + width < whole.width + 0.5 && y + height < whole.height + 0.5;
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < 15;
  const drawings = [...document.querySelectorAll(".c7-figure svg")];
  return drawings.filter((svg) => svg.checkVisibility()).flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent);
    const boxes = texts.map((text) => text.getBBox());
    const crowded = boxes.map((box, i) =>
      !isIn(box, svg.viewBox.baseVal) || boxes.some((other, j) => i !== j && meet(box, other)));
    return texts.filter((_, i) => crowded[i]).map((text) => text.textContent);
  });
}
"""
"""The words of drawings that leave their drawing or run into others."""


@pytest.fixture
def german(page, site):
    settle(page, f"{site}/{PAGE}.html")
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_the_words_of_figures_fit_where_the_english_ones_stand(german, width):
    german.set_viewport_size({"width": width, "height": 844})
    assert german.locator(".c7-figure svg text:visible").count() > 30
    assert german.evaluate(CROWDED) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0,94", "Richtig."),
        ("0,94 Bit", "Richtig."),
        ("941,4", "941,4 Bit: Das ist 1.000-mal zu groß. Die Einheit noch einmal durchgehen."),
        ("1.500", "1.500 Bit (der Punkt trennt Tausender): Das ist zu groß."),
        ("0.94", "In „0.94“ trennt der Punkt keine Tausender."),
        ("0,94 nats", "„nats“ ist eine andere Einheit; gefragt ist nach Bit."),
    ],
)
def test_an_answer_is_read_and_judged_in_german(german, typed, said):
    form = german.locator("#q-mark-on-twenty-steps")
    form.locator("input").fill(typed)
    form.locator("button").click()
    expect(form.locator(".c7-reply")).to_contain_text(said)


def test_what_scripts_say_is_german(german):
    german.locator(".c7-predict button").first.click()
    expect(german.locator(".c7-said").first).to_have_text("Vorhergesagt: etwa das 1,1-Fache.")
    button = german.locator(".theme-button")
    button.click()
    expect(button).to_have_attribute("aria-label", "Farben: hell")
    expect(german.locator(".copy").first).to_have_text("Kopieren")


def test_the_languages_lead_to_each_other(german, site):
    german.locator(".languages a").click()
    expect(german.locator("h1")).to_contain_text("Huge pass, tiny signal")
    german.locator(".languages a").click()
    expect(german.locator("h1")).to_contain_text("Riesiger Durchlauf, winziges Signal")


def test_the_search_finds_the_page_by_its_words(page, site):
    page.goto(f"{site}/search.html?q=Prüfling")
    found = page.locator("#search-results li > a")
    expect(found).to_have_text("Riesiger Durchlauf, winziges Signal")
    assert f"{PAGE}.html" in found.get_attribute("href")
