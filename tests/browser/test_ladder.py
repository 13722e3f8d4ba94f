"""The ladder on its page: what each step shows is what the record holds."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from chapter7.lab import load_record
from chapter7.widgets.ladder import Ladder
from chapter7.widgets.ladder.ladder import ALONE, HEADS, SEEDS, STEPS
from tests.browser.figures import MovingFigure

FIGURE = MovingFigure("ladder", "notebooks/parallel_heads/does-it-help.html", ready=".c7-drawn")
NARROW = "\u202f"
RECORD = load_record("ladder")
LAST = len(STEPS) - 1


def slider(page: Page):
    return page.locator(".c7-ladder input[data-trait=step]")


def recorded(step: int, seed: str = "all") -> list[float]:
    """Right at "=": next-token training alone, then the heads; the mean of the chosen seeds."""
    rows = []
    for variant in (ALONE, HEADS):
        runs = [run for run in RECORD.runs if run["variant"] == variant]
        chosen = [run for run in runs if seed in ("all", str(run["seed"]))]
        rows += np.mean([run["probes"][step]["accuracy"] for run in chosen], axis=0).tolist()
    return rows


def assert_shows(page: Page, step: int, seed: str = "all") -> None:
    """The slider, the widths of the rungs and their numbers."""
    expect(slider(page)).to_have_attribute("aria-valuetext", f"step {STEPS[step]:,}")
    known = recorded(step, seed)
    expect(page.locator(".c7-ladder .c7-drawn .c7-rung")).to_have_count(len(known))
    widths = page.locator(".c7-ladder .c7-drawn .c7-rung").evaluate_all(
        "all => all.map((rung) => Number(rung.getAttribute('width')))"
    )
    rails = page.locator(".c7-ladder .c7-drawn .c7-rail").evaluate_all(
        "all => all.slice(0, 3).map((rail) => Number(rail.getAttribute('d').match(/[\\d.]+/)[0]))"
    )
    across = rails[2] - rails[0]
    assert [width / across for width in widths] == pytest.approx(known, abs=2e-3)
    told = page.locator(".c7-ladder [data-slot=told]")
    expect(told).to_contain_text(re.compile(rf"{100 * known[1]:.0f}{NARROW}% with"))


def test_the_figure_follows_the_keyboard(figure):
    assert_shows(figure, Ladder().step)
    slider(figure).focus()
    figure.keyboard.press("Home")
    assert_shows(figure, 0)
    figure.keyboard.press("ArrowRight")
    assert_shows(figure, 1)
    figure.keyboard.press("End")
    assert_shows(figure, LAST)


def test_one_seed_is_chosen_and_reset_goes_back(figure):
    seeds = figure.locator(".c7-ladder [role=radio]")
    expect(seeds).to_have_count(1 + len(SEEDS))
    seeds.nth(0).focus()
    figure.keyboard.press("ArrowRight")
    assert_shows(figure, Ladder().step, str(SEEDS[0]))
    expect(figure.locator(".c7-ladder [role=radio][aria-checked=true]")).to_have_text(str(SEEDS[0]))
    thin = figure.locator(".c7-ladder .c7-drawn .c7-one")
    expect(thin).to_have_count(0)  # one seed is its own mean
    figure.locator(".c7-ladder [data-action=reset]").click()
    assert_shows(figure, Ladder().step)
    expect(thin).to_have_count(len(recorded(0)))


COUNT_DRAWINGS = """(act) => new Promise((done) => {
  const ask = window.requestAnimationFrame;
  let drawn = 0;
  window.requestAnimationFrame = (draw) => ask(() => { drawn += 1; draw(); });
  act();
  ask(() => ask(() => { window.requestAnimationFrame = ask; done(drawn); }));
})"""


def test_what_is_pressed_is_drawn_at_once_and_not_again_in_the_next_frame(figure):
    press = "() => document.querySelectorAll('.c7-ladder [role=radio]')[1].click()"
    assert figure.evaluate(f"({COUNT_DRAWINGS})({press})") == 0
    assert_shows(figure, Ladder().step, str(SEEDS[0]))
    drag = """() => {
      const slider = document.querySelector(".c7-ladder input");
      slider.value = 1;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.value = 2;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }"""
    assert figure.evaluate(f"({COUNT_DRAWINGS})({drag})") == 1  # once a frame
    assert_shows(figure, 2, str(SEEDS[0]))


def test_the_training_plays_pauses_and_plays_again(figure):
    play = figure.locator(".c7-ladder [data-play]")
    slider(figure).focus()
    figure.keyboard.press("Home")
    play.click()
    expect(play).to_have_text("Pause")
    figure.wait_for_function("+document.querySelector('.c7-ladder input').value >= 2")
    play.click()
    expect(play).to_have_text("Play")
    paused = slider(figure).input_value()
    figure.wait_for_timeout(400)
    assert slider(figure).input_value() == paused != str(LAST)
    slider(figure).focus()
    figure.keyboard.press("End")
    expect(play).to_have_text("Play again")
    play.click()
    expect(play).to_have_text("Pause")
    slider(figure).focus()
    figure.keyboard.press("ArrowRight")  # a hand ends it
    expect(play).to_have_text("Play")


def test_who_wants_less_motion_is_at_the_end_at_once(open_page, site):
    page = FIGURE.opened(open_page(reduced_motion="reduce"), site)
    page.locator(".c7-ladder [data-play]").click()
    assert_shows(page, LAST)
    expect(page.locator(".c7-ladder [data-play]")).to_have_text("Play again")


def test_a_link_leads_to_a_step_and_a_movement_into_the_link(page, site):
    FIGURE.opened(page, site, f"?ladder-step={STEPS[2]}&ladder-seed={SEEDS[-1]}")
    assert_shows(page, 2, str(SEEDS[-1]))
    expect(page.locator(".c7-ladder .c7-noted")).to_have_count(0)
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(f"ladder-step={STEPS[3]}&ladder-seed={SEEDS[-1]}"))
    page.go_back()
    assert_shows(page, 2, str(SEEDS[-1]))
    FIGURE.opened(page, site, f"?ladder-step={STEPS[2] + 1}&ladder-seed=all")
    expect(page.locator(".c7-ladder .c7-noted")).to_have_count(1)
    assert_shows(page, 2)


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_moves_nothing_overflows_and_targets_are_large(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for step in range(0, LAST + 1, 3):
        slider(figure).fill(str(step))
        heights.add(FIGURE.height(figure))
    assert len(heights) == 1
    assert figure.evaluate("document.documentElement.scrollWidth") <= width
    sizes = FIGURE.sizes(figure)
    assert len(sizes) == 5 + 1 + len(SEEDS)  # slider, play, three actions; all seeds, each seed
    assert min(min(size) for size in sizes) >= 44


def test_the_thumb_stands_under_the_cursor(figure):
    for width in (1280, 390):
        figure.set_viewport_size({"width": width, "height": 800})
        for step in (0, LAST // 2, LAST):
            slider(figure).fill(str(step))
            cursor = figure.locator(".c7-ladder .c7-drawn .c7-cursor")
            expect(cursor).to_have_count(1)
            figure.evaluate("() => new Promise(requestAnimationFrame)")
            box = slider(figure).bounding_box()
            at = box["x"] + 12 + step / LAST * (box["width"] - 24)
            drawn = cursor.evaluate("el => el.getBoundingClientRect().x")
            assert drawn == pytest.approx(at, abs=1.5), (width, step)


def test_the_picture_is_saved_and_the_numbers_are_copied(open_page, site):
    text = FIGURE.copied(open_page, site)
    assert text.startswith("The ladder: far answers first")
    known = recorded(Ladder().step)
    assert f"Next token alone: {100 * known[0]:.0f}{NARROW}%" in text
    assert f"Head {len(known) - 1}: {100 * known[-1]:.0f}{NARROW}%" in text


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    root = FIGURE.still(open_page, site)
    step = Ladder().step
    assert f"Shown: step {STEPS[step]:,} of {STEPS[-1]:,}" in root.inner_text()
    expect(root.locator(".c7-wide .c7-rung")).to_have_count(len(recorded(step)))
