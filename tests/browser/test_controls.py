"""What the page's own script does to it, and what it takes back when the window changes."""

import pytest
from playwright.sync_api import expect

from tests.browser.built import settle
from tests.built import NOTEBOOKS

INSTRUCTORS = "book/for-instructors"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}

BLOCK = '<div><div class="highlight"><pre><span></span>{}</pre></div></div>'
SAID = {  # what a block shows, as Pygments marks it, and what can be run
    """<span class="gp">$ </span>make book
<span class="go">The book is at http://127.0.0.1:8000/</span>

<span class="gp">$ </span>for i in 1 2; do
<span class="gp">&gt; </span>  echo $i
<span class="gp">&gt; </span>done
<span class="go">1</span>
<span class="go">2</span>
""": "make book\nfor i in 1 2; do\n  echo $i\ndone",
    """<span class="go">Python 3.12</span>
<span class="gp">&gt;&gt;&gt; </span>if True:
<span class="gp">... </span>    print(1)
<span class="go">1</span>
""": "if True:\n    print(1)",
    "a = 1\n\n\n    b = 2\n": "a = 1\n\n\n    b = 2",
}


def copied(page, block) -> str:
    """What the block's button puts onto the clipboard."""
    block.hover()
    button = block.get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("name", [INSTRUCTORS, "book/how-to-use"])
def test_copied_commands_can_be_run_as_they_are(open_page, site, name):
    page = open_page(**CLIPBOARD)
    settle(page, f"{site}/{name}.html")
    blocks = page.locator(".highlight-console .highlight").all()
    assert len(blocks) >= 2
    for block in blocks:
        lines = block.locator("pre").inner_text().rstrip().split("\n")
        assert lines[0].startswith("$ ")
        # "> " is the prompt of a command that goes on.
        commands = [line.removeprefix("$ ").removeprefix("> ") for line in lines]
        assert copied(page, block) == "\n".join(commands)


def test_a_script_is_copied_whole(open_page, site):
    page = open_page(**CLIPBOARD)
    settle(page, f"{site}/{INSTRUCTORS}.html")
    block = page.locator(".highlight-bash .highlight")
    text = block.locator("pre").inner_text().rstrip()
    assert text.startswith("#!/bin/bash") and "#SBATCH" in text
    assert copied(page, block) == text


def test_prompts_and_what_was_printed_are_not_copied(open_page, site):
    page = open_page(**CLIPBOARD)

    def with_blocks(route):
        response = route.fetch()
        blocks = "".join(BLOCK.format(shown) for shown in SAID)
        route.fulfill(response=response, body=response.text().replace("</h1>", f"</h1>{blocks}", 1))

    page.route("**/how-to-use.html", with_blocks)
    settle(page, f"{site}/book/how-to-use.html")
    blocks = page.locator("article h1 ~ div > .highlight").all()[: len(SAID)]
    assert [copied(page, block) for block in blocks] == list(SAID.values())


def test_every_piece_of_code_can_be_copied_and_no_output(page, site):
    for name in (INSTRUCTORS, "book/how-to-use", NOTEBOOKS[1]):
        settle(page, f"{site}/{name}.html")
        listings = page.locator("article .highlight:not(.cell_output *, .highlight-text *)")
        assert listings.count() > 0
        assert page.locator("article .copy").count() == listings.count()
        assert listings.locator("> .copy").count() == listings.count()


SCROLL = "pre, .wide, div.math"
# What lies in a closed fold is no stop of the Tab key, whatever it carries.
RIGHT = f"""() => [...document.querySelectorAll("{SCROLL}")].every((el) =>
  !el.checkVisibility() || (el.scrollWidth > el.clientWidth) === el.hasAttribute("tabindex"))"""
UNFOLD = "document.querySelectorAll('details').forEach((fold) => (fold.open = true))"


@pytest.mark.parametrize("name", [NOTEBOOKS[0], NOTEBOOKS[2], INSTRUCTORS])
def test_only_what_scrolls_is_reached_by_keyboard_whatever_the_window_does(page, site, name):
    settle(page, f"{site}/{name}.html")
    page.set_viewport_size({"width": 320, "height": 844})
    page.evaluate(UNFOLD)
    reached = []
    for width in (320, 1280, 390, 1920, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(RIGHT, timeout=10_000)
        reached.append(page.locator(f":is({SCROLL})[tabindex]").count())
    assert reached[0] == reached[4] > reached[1] >= reached[3]


def test_a_menu_over_the_page_closes_where_the_window_has_room_for_it(page, site):
    menu, width = "chapter-menu", 1000
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page, f"{site}/{NOTEBOOKS[1]}.html")
    page.locator(f".top [popovertarget={menu}]").click()
    page.set_viewport_size({"width": 430, "height": 844})
    expect(page.locator(f"#{menu}:popover-open")).to_have_count(1)
    page.set_viewport_size({"width": width, "height": 844})
    expect(page.locator(f"#{menu}:popover-open")).to_have_count(0)
    expect(page.locator(f"#{menu} .headings a").first).to_be_visible()


def test_the_place_of_a_withdrawn_verdict_goes_with_the_next_one_and_with_the_width(page, site):
    page.set_viewport_size({"width": 320, "height": 844})
    settle(page, f"{site}/notebooks/bottleneck/see-it.html")
    question = page.locator("form.c7-question:has(input[type=radio])").first
    place = question.get_by_role("status")
    radios, check = question.locator("input[type=radio]"), question.locator(".c7-check")

    def withdraw() -> None:
        radios.first.check()
        check.click()
        radios.nth(1).check()

    withdraw()
    height = place.bounding_box()["height"]
    assert place.inner_text() == "" and height > 20
    page.set_viewport_size({"width": 1280, "height": 844})
    expect(place).to_have_attribute("style", "")
    assert place.bounding_box()["height"] < height
    withdraw()
    check.click()
    assert place.evaluate("el => el.style.minHeight") == ""
