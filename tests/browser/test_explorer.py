"""The explorer on its page: every control moves it to what the Python package gives."""

import re
from dataclasses import replace
from math import log

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from chapter7.published.models import DEEPSEEK_V3, GPT_3, LLAMA_2_7B, LLAMA_2_70B
from chapter7.quantities import with_prefix, with_unit
from chapter7.widgets.explorer import PRESETS, STOPS, VOCABULARIES, Explorer, Setting, stop_index
from chapter7.widgets.explorer.scales import MARKS, scales
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, START, read
from chapter7.widgets.explorer.tables import PULL
from tests.browser.built import PAPER
from tests.browser.explorer import (
    action,
    assert_shows,
    check,
    column,
    control,
    numbers,
    on_plane,
    on_scale,
    open_counting,
    opened,
    other_basis,
    settled,
    show,
)

ACTIVATED, TOTAL = (stop_index(DEEPSEEK_V3, basis) for basis in ("activated", "total"))


@pytest.fixture
def figure(page: Page, site: str) -> Page:
    return opened(page, site)


def test_the_page_begins_where_python_begins(figure):
    assert_shows(figure, Explorer().setting)
    assert figure.locator(".c7-static").count() == 0


def test_every_readout_and_bar_on_a_grid_of_settings(figure):
    sizes = sorted({*range(0, len(STOPS), 21), ACTIVATED, TOTAL, stop_index(LLAMA_2_7B)})
    others = ("heads", "bits", "context", "count")
    rest = [
        (k, vocab, *(CHOICES[name][(i + j) % len(CHOICES[name])] for j, name in enumerate(others)))
        for i, (k, vocab) in enumerate(zip((1, 2, 3, 5, 8) * 3, [*VOCABULARIES] * 3, strict=True))
    ]
    settings = [Setting(size, *values) for size in sizes for values in rest]
    assert len(settings) >= 100
    for setting, shown in zip(settings, show(figure, settings), strict=True):
        reading = read(setting)
        check(shown, setting)
        other = other_basis(setting)
        for name, value in (
            ("trunk", on_scale("compute", reading.trunk_flops)),
            ("attending", on_scale("compute", reading.trunk_flops + reading.attention_flops)),
            ("flops", on_scale("compute", reading.flops_per_token)),
            ("density", on_scale("density", reading.density)),
            ("knob", on_scale("density", reading.density)),
            ("other", other and on_scale("density", read(other).density)),
        ):
            assert shown[name] == pytest.approx(value, abs=6e-5), (setting, name)
        assert len(shown["segments"]) == setting.k
        label = on_scale("bits", reading.bits_per_label)
        for j, segment in enumerate(shown["segments"]):
            assert segment == pytest.approx([j * label, label], abs=6e-5), setting
        marks = [on_scale("density", mark.density(setting)) for mark in MARKS]
        assert shown["known"][: len(marks)] == pytest.approx(marks, abs=6e-5), setting


def test_the_second_picture_shows_the_packages_densities(figure):
    def points(selector: str) -> list[tuple[float, float]]:
        return figure.locator(f".c7-plane {selector}").evaluate_all(
            """all => all.map((circle) => {
              const box = circle.getBoundingClientRect();
              const plane = circle.closest(".c7-plane").getBoundingClientRect();
              return [(box.x + box.width / 2 - plane.x) / plane.width,
                      (box.y + box.height / 2 - plane.y) / plane.height];
            })"""
        )

    for setting in (
        START,
        Setting(TOTAL, 1, 129_280, "free", "residual", 8_192),
        Setting(3, 8, 32_000, "module", "ceiling", 131_072, "information"),
    ):
        show(figure, [setting])
        expected = [
            (
                on_scale("size", mark.stop.n_params),
                1 - on_scale("density", mark.density(setting)),
            )
            for mark in MARKS
        ]
        for found, wanted in zip(points(".c7-mark circle"), expected, strict=True):
            assert found == pytest.approx(wanted, abs=3e-3)
        assert points(".c7-at")[0] == pytest.approx(on_plane(setting), abs=3e-3)
        assert line_of(figure, "now") == [pytest.approx(p, abs=1e-3) for p in on_line(setting)]
        other = other_basis(setting)
        if other:
            assert points(".c7-at-other")[0] == pytest.approx(on_plane(other), abs=3e-3)
        assert figure.locator(".c7-at-other").is_visible() == bool(other)


def line_of(page: Page, name: str) -> list[tuple[float, float]]:
    """The points of a line on the plane, as shares of its width and height."""
    drawn = page.locator(f".c7-plane .c7-{name}").get_attribute("d")
    pairs = (pair.split(" ") for pair in drawn.removeprefix("M").split("L"))
    return [(float(x) / 1_000, float(y) / 230) for x, y in pairs]


def on_line(setting: Setting) -> list[tuple[float, float]]:
    """The dense stops at a setting, as the package computes them."""
    dense = [i for i, stop in enumerate(STOPS) if not stop.is_moe]
    return [on_plane(replace(setting, size=size)) for size in dense]


def test_the_readers_point_moves_along_the_line(figure):
    sizes = [size for size, stop in enumerate(STOPS) if not stop.is_moe][::9]
    at = []
    for size in sizes:
        show(figure, [Setting(size, 2, 32_000, "bare")])
        circle = figure.locator(".c7-plane .c7-at")
        at.append(
            (float(circle.get_attribute("cx")[:-1]) / 100, float(circle.get_attribute("cy")) / 230)
        )
    assert at == sorted(at)  # to the right and down
    expected = on_line(Setting(0, 2, 32_000, "bare"))[::9]
    assert at == [pytest.approx(p, abs=3e-3) for p in expected]


def test_the_size_slider_by_keyboard(figure):
    slider = control(figure, "size")
    slider.focus()
    size = START.size
    moves = [("ArrowRight", 1)] * 12 + [("ArrowLeft", -1)] * 5 + [("ArrowUp", 1), ("ArrowDown", -1)]
    for key, step in moves:
        figure.keyboard.press(key)
        size += step
        assert_shows(figure, replace(START, size=size))
        said = figure.locator("[data-slot=size]").inner_text()
        assert slider.get_attribute("aria-valuetext") == said
    figure.keyboard.press("Home")
    assert_shows(figure, replace(START, size=0))
    figure.keyboard.press("End")
    assert_shows(figure, replace(START, size=len(STOPS) - 1))


def test_the_predictions_slider_by_keyboard(figure):
    control(figure, "k").focus()
    figure.keyboard.press("Home")
    for k in range(1, MOST_PREDICTIONS + 1):
        assert_shows(figure, replace(START, k=k))
        figure.keyboard.press("ArrowRight")
    assert_shows(figure, replace(START, k=MOST_PREDICTIONS))


def test_the_sliders_by_pointer(figure):
    def press_at(trait: str, share: float) -> None:
        slider = control(figure, trait)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        thumb = 22
        x = box["x"] + thumb / 2 + share * (box["width"] - thumb)
        figure.mouse.move(x, box["y"] + box["height"] / 2)
        figure.mouse.down()

    def drag_by(pixels: float) -> None:
        box = control(figure, "size").bounding_box()
        figure.mouse.move(box["x"] + box["width"] + pixels, box["y"] + box["height"] / 2, steps=8)
        figure.mouse.up()

    press_at("k", 4 / 7)
    figure.mouse.up()
    assert_shows(figure, replace(START, k=5))
    press_at("size", 0)
    assert_shows(figure, replace(START, size=0, k=5))
    drag_by(20)
    assert_shows(figure, replace(START, size=len(STOPS) - 1, k=5))


def test_size_up_the_meter_shrinks_and_k_up_supervision_grows(figure):
    sizes = show(figure, [Setting(size, 1, 32_000) for size in range(len(STOPS))])
    levels = [shown["density"] for shown in sizes]
    assert levels == sorted(levels, reverse=True)
    low, high = scales()["density"]
    assert levels[0] - levels[-1] == pytest.approx(log(20_000) / log(high / low), abs=1e-4)
    assert all(shown["segments"] == sizes[0]["segments"] for shown in sizes)
    first, *_, last = show(figure, [replace(START, k=k) for k in range(1, 9)])
    ((_, one),) = first["segments"]
    assert len(last["segments"]) == 8
    assert sum(last["segments"][-1]) == pytest.approx(8 * one, abs=5e-4)
    assert last["flops"] - first["flops"] < 0.03
    assert last["trunk"] == first["trunk"]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets(figure, preset):
    show(figure, [Setting(0, 7, 256_000)])
    button = figure.get_by_role("button", name=preset, exact=True)
    button.click()
    assert_shows(figure, PRESETS[preset])
    assert figure.locator("[data-preset][aria-pressed=true]").all_text_contents() == [preset]
    control(figure, "k").focus()
    figure.keyboard.press("End")
    expect(figure.locator("[data-preset][aria-pressed=true]")).to_have_count(0)


def test_no_layer_of_the_trunk_changes_from_ntp_to_mtp(figure):
    def cells() -> list[str]:
        return figure.locator(".c7-live-svg .c7-cell").evaluate_all("l => l.map(p => p.outerHTML)")

    figure.get_by_role("button", name="DeepSeek-V3 / NTP").click()
    ntp, arcs = cells(), figure.locator(".c7-arc").count()
    expect(figure.locator(".c7-extra")).to_have_count(0)
    figure.get_by_role("button", name="DeepSeek-V3 / MTP, k = 2").click()
    assert cells() == ntp
    assert figure.locator(".c7-arc").count() == 2 * arcs
    expect(figure.locator(".c7-extra.c7-hot")).to_have_count(1)


def test_the_basis_leads_to_the_other_count_and_back(figure):
    activated = figure.get_by_role("button", name="activated")
    total = figure.get_by_role("button", name="total")
    total.click()
    assert_shows(figure, replace(START, size=TOTAL))
    assert total.get_attribute("aria-pressed") == "true"
    assert activated.get_attribute("aria-pressed") == "false"
    total.click()  # already there
    assert_shows(figure, replace(START, size=TOTAL))
    activated.click()
    assert_shows(figure, START)
    figure.get_by_role("button", name="70B").click()
    expect(activated).to_be_disabled()
    expect(total).to_be_disabled()


def test_every_vocabulary(figure):
    for vocab in VOCABULARIES:
        control(figure, "vocab").select_option(str(vocab))
        assert_shows(figure, replace(START, vocab=vocab))


WORDS = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"]


def assert_tells(page: Page, setting: Setting, index: int, columns: int) -> None:
    """The column is lit, and says its compute, the words asked for and what they are worth."""
    reading = read(setting)
    compute = with_prefix(reading.flops_per_token, "FLOP")
    position = f"Position {index + 1}, “{WORDS[index]}”: {compute}"
    expect(page.locator(".c7-told [data-slot=position]")).to_have_text(position)
    asked = page.locator(".c7-told [data-slot=asked]").text_content()
    targets = WORDS[index + 1 : min(index + 1 + setting.k, columns)]
    assert re.findall("“(.+?)”", asked) == targets
    worth = reading.bits_per_label * (len(targets) if setting.count == "terms" else 1)
    assert (with_unit(worth, "bits") in asked) == bool(targets)
    expect(column(page, index)).to_have_attribute("aria-label", f"{position} {asked}")
    expect(column(page, index)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(1)
    expect(page.locator(".c7-live-svg .c7-word.c7-hot")).to_have_text(WORDS[index])


def test_hovering_a_column_tells_what_it_computes_and_is_asked(figure):
    for index in (0, 4, 9, 10):
        column(figure, index).hover()
        assert_tells(figure, START, index, 11)


def test_columns_by_keyboard_with_one_tab_stop(figure):
    figure.locator(".c7-counting summary").focus()
    figure.keyboard.press("Tab")
    assert_tells(figure, START, 2, 11)
    expect(column(figure, 2)).to_be_focused()
    for key, index in (
        ("ArrowRight", 3),
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 10),
        ("ArrowRight", 10),
    ):
        figure.keyboard.press(key)
        expect(column(figure, index)).to_be_focused()
        assert_tells(figure, START, index, 11)
    assert figure.locator("[role=gridcell][tabindex='0']").count() == 1
    figure.keyboard.press("Tab")
    expect(action(figure, "pin")).to_be_focused()


def test_tapping_a_column_on_a_phone(phone, site):
    opened(phone, site)
    assert phone.locator("[role=gridcell]").count() == 6
    for index in (5, 0, 3):
        column(phone, index).tap()
        assert_tells(phone, START, index, 6)
    phone.get_by_role("button", name="Llama-2-7B / NTP").tap()
    assert_shows(phone, PRESETS["Llama-2-7B / NTP"])
    assert_tells(phone, PRESETS["Llama-2-7B / NTP"], 3, 6)


def test_a_change_moves_what_the_column_tells(figure):
    column(figure, 8).hover()
    for setting in (Setting(0, 1, 32_000), Setting(stop_index(GPT_3), 8, 50_257)):
        show(figure, [setting])
        assert_tells(figure, setting, 8, 11)


@pytest.mark.parametrize(("width", "columns"), [(1280, 11), (900, 11), (390, 6), (320, 6)])
def test_the_drawing_has_a_column_for_each_token_at_every_width(figure, width, columns):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(columns)
    for setting, active in (
        (START, 2),
        (Setting(0, 8, 32_000), columns - 1),
        (Setting(TOTAL, 5, 256_000), 0),
        (Setting(40, 1, 50_257), 4),
    ):
        show(figure, [setting])
        column(figure, active).focus()
        drawing = figure.locator(".c7-live-svg")
        assert drawing.locator(".c7-word").all_text_contents() == WORDS[:columns]
        lit = drawing.locator(".c7-cell.c7-hot").get_attribute("d")
        assert lit.count("M") == min(12, setting.stop.n_layers)
        inner = figure.locator(".c7-picture").evaluate("el => el.clientWidth")
        # The lit cells begin at their column, less half of the gap between two.
        assert float(lit[1:].split(" ")[0]) == pytest.approx(
            (active + 0.07) * inner / columns, abs=0.06
        )
        targets = min(setting.k, columns - 1 - active)
        assert drawing.locator(".c7-dot").count() == targets
        assert drawing.locator(".c7-cross").count() == setting.k - targets
    assert figure.evaluate("document.documentElement.scrollWidth") <= width


# Pairs of names whose boxes overlap by more than the white above and below their letters.
OVERLAPS = """
() => {
  const named = [...document.querySelectorAll(".c7-mark tspan, .c7-known span")]
    .filter((name) => name.textContent && name.checkVisibility())
    .map((name) => {
      const range = document.createRange();
      range.selectNodeContents(name);
      return [name.textContent, range.getBoundingClientRect()];
    });
  return [named.length, named.flatMap(([name, a], i) => named.slice(i + 1)
    .filter(([, b]) => Math.min(a.right, b.right) > Math.max(a.left, b.left)
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
    .map(([other]) => `${name} / ${other}`))];
}
"""


@pytest.mark.parametrize("width", [1280, 768, 680, 640, 390, 320])
def test_no_name_of_a_known_model_lies_on_another(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    for bits in CHOICES["bits"]:
        for context in CHOICES["context"]:
            show(figure, [replace(START, bits=bits, context=context)])
            count, overlaps = figure.evaluate(OVERLAPS)
            assert count >= 10
            assert overlaps == [], (bits, context)


@pytest.mark.parametrize("width", [1280, 900, 768, 390, 320])
def test_nothing_below_moves_while_the_figure_moves(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(11 if width > 700 else 6)
    settings = [
        Setting(size, k, vocab, *more)
        for size in (0, 30, stop_index(LLAMA_2_70B), 70, ACTIVATED, TOTAL, len(STOPS) - 1)
        for k, vocab in ((1, 32_000), (2, 129_280), (8, 129_280))
        for more in (
            ("free", "ceiling", 0, "terms"),
            ("bare", "residual", 8_192, "information"),
            ("module", "residual", 131_072, "terms"),
        )
    ]
    heights = {shown["height"] for shown in show(figure, settings)}
    assert len(heights) == 1
    action(figure, "pin").click()
    heights |= {shown["height"] for shown in show(figure, settings[::4])}
    for index in range(figure.locator("[role=gridcell]").count()):
        column(figure, index).focus()
        heights.add(figure.locator(".c7-explorer").evaluate("el => el.offsetHeight"))
    assert len(heights) == 1
    open_counting(figure)
    assert len({shown["height"] for shown in show(figure, settings)}) == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_going_live_shifts_nothing(open_page, site, width):
    page = open_page(viewport={"width": width, "height": 900})
    page.add_init_script(
        """
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shifts.push(...entry.sources
            .filter(({ node }) => node?.parentElement?.closest(".c7-widget"))
            .map(({ node }) => node.className));
        }).observe({ type: "layout-shift", buffered: true });
        """
    )
    opened(page, site)
    page.wait_for_timeout(200)
    assert page.evaluate("window.shifts") == []


def test_readouts_are_announced_once_a_movement_has_ended(figure):
    live = figure.locator(".c7-live[aria-live=polite]")
    expect(live).to_have_text("")
    control(figure, "size").evaluate(
        """slider => {
          for (let size = 0; size < 20; size += 1) {
            slider.value = size;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }"""
    )
    assert live.text_content() == ""
    readouts = numbers(replace(START, size=19))
    for name in ("predictions", "compute", "bits", "density"):
        expect(live).to_contain_text(readouts[name])


def test_a_drag_that_rests_has_not_ended(figure):
    live = figure.locator(".c7-live")
    control(figure, "k").scroll_into_view_if_needed()
    box = control(figure, "k").bounding_box()
    figure.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    figure.mouse.down()
    settled(figure)
    assert live.text_content() == ""
    figure.mouse.up()
    expect(live).to_have_text(re.compile(r"k = [45]:"))


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_touch_targets_are_large_enough(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(11 if width > 700 else 6)
    open_counting(figure)
    action(figure, "tour").click()
    boxes = figure.locator(
        ".c7-explorer :is(button, select, input, summary, [role=gridcell])"
    ).evaluate_all(
        "all => all.filter((el) => el.checkVisibility())"
        ".map((el) => [el.offsetWidth, el.offsetHeight])"
    )
    assert len(boxes) > 30
    assert min(height for _, height in boxes) >= 44
    assert min(wide for wide, _ in boxes) >= (44 if width > 320 else 42)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page, site, scheme, width):
    page = opened(open_page(viewport={"width": width, "height": 900}, color_scheme=scheme), site)
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])

    def check() -> None:
        found = Axe().run(page, context=".c7-explorer").response
        assert [rule["id"] for rule in found["violations"]] == []
        assert len(found["passes"]) > 10

    check()
    action(page, "pin").click()
    open_counting(page)
    show(page, [Setting(0, 8, 256_000, "free", "residual", 8_192, "information")])
    action(page, "tour").click()
    page.locator("[data-choice='0']").click()
    expect(action(page, "next")).to_be_visible()
    check()


@pytest.mark.parametrize("share", [-0.018, -0.01, 0.0, 0.01, 0.018])
def test_the_pointer_is_drawn_to_a_published_model(figure, share):
    at = stop_index(LLAMA_2_7B)
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    thumb = 22
    x = box["x"] + thumb / 2 + (at / (len(STOPS) - 1) + share) * (box["width"] - thumb)
    figure.mouse.click(x, box["y"] + box["height"] / 2)
    assert_shows(figure, replace(START, size=at))
    assert slider.input_value() == str(at)


def test_the_pointer_is_free_further_off_and_the_keyboard_everywhere(figure):
    at = stop_index(LLAMA_2_7B)
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x = box["x"] + 11 + ((at + PULL + 2) / (len(STOPS) - 1)) * (box["width"] - 22)
    figure.mouse.click(x, box["y"] + box["height"] / 2)
    assert_shows(figure, replace(START, size=at + PULL + 2))
    for step in range(1, PULL + 3):
        figure.keyboard.press("ArrowLeft")
        assert_shows(figure, replace(START, size=at + PULL + 2 - step))


def test_the_switches_change_what_is_counted_and_nothing_else(figure):
    open_counting(figure)
    for trait, label in (("heads", "free"), ("bits", "residual"), ("count", "new labels")):
        before = show(figure, [START])[0]
        button = figure.get_by_role("button", name=label, exact=True)
        button.click()
        changed = replace(START, **{trait: button.get_attribute("data-value")})
        assert_shows(figure, changed)
        expect(button).to_have_attribute("aria-pressed", "true")
        assert show(figure, [START])[0] == before
    for context in CHOICES["context"]:
        control(figure, "context").select_option(str(context))
        assert_shows(figure, replace(START, context=context))


def test_under_four_predictions_loss_terms_grow_fourfold_and_new_labels_do_not(figure):
    def bits(k: int, count: str) -> str:
        return show(figure, [replace(START, k=k, count=count)])[0]["texts"]["bits"]

    assert bits(1, "terms") == bits(1, "information") == "17.0\u202fbits"
    assert bits(4, "terms") == "67.9\u202fbits"
    assert bits(4, "information") == "17.0\u202fbits"
    expect(figure.locator(".c7-segment.c7-again:not([hidden])")).to_have_count(3)


def test_a_pin_gives_ratios_and_goes_again(figure):
    ntp = PRESETS["DeepSeek-V3 / NTP"]
    figure.get_by_role("button", name="DeepSeek-V3 / NTP").click()
    action(figure, "pin").click()
    expect(action(figure, "pin")).to_have_text("Unpin")
    figure.get_by_role("button", name="DeepSeek-V3 / MTP, k = 2").click()
    assert_shows(figure, START, ntp)
    told = figure.locator("[data-slot=compare]").inner_text()
    assert told.endswith("compute × 1.04, supervision × 2.00, density × 1.92.")
    at = on_scale("density", read(ntp).density)
    found = figure.locator(".c7-pin-at").nth(2).get_attribute("x1")
    assert float(found.rstrip("%")) / 100 == pytest.approx(at, abs=6e-5)
    expect(figure.locator(".c7-pin-at:not([hidden])")).to_have_count(3)
    assert line_of(figure, "pinned") == [pytest.approx(p, abs=1e-3) for p in on_line(ntp)]
    expect(figure.locator(".c7-at-pin")).to_be_visible()
    action(figure, "pin").click()
    assert_shows(figure, START)
    expect(figure.locator(".c7-pin-at:not([hidden])")).to_have_count(0)
    expect(figure.locator(".c7-at-pin")).to_be_hidden()


def test_reset_leads_back_to_the_start(figure):
    show(figure, [Setting(0, 8, 256_000, "free", "residual", 8_192, "information")])
    action(figure, "pin").click()
    action(figure, "reset").click()
    assert_shows(figure, START)


STATED = [  # of the figure as it begins, in words, by hand
    "Shown: 37B activated of 671B, k = 2, vocabulary 129,280.",
    "Counted: modules, ceiling bits, no attention, loss terms.",
    "a token meets 37B of its 671B parameters",
    "61 layers (12 drawn)",
    "trunk 222 GFLOP + 1 module 9.69 GFLOP (+4.4 %)",
    "ceiling, 2 × log₂ 129,280: the same labels, asked twice",
    "By all 671B: 0.00828 bits per GFLOP.",
]


def test_printed_the_figure_is_a_picture_with_its_numbers(figure):
    figure.emulate_media(media="print")
    for name in ("button", "input", "select", ".c7-tour", ".c7-status"):
        for element in figure.locator(f".c7-explorer {name}").all():
            expect(element).to_be_hidden()
    text = figure.locator(".c7-explorer").inner_text()
    for words in (*STATED, *numbers(START).values()):
        assert words in text.replace("\u202f", " ") or words in text
    expect(figure.locator(".c7-live-svg")).to_be_visible()
    expect(figure.locator(".c7-plane")).to_be_visible()


def test_motion_is_reduced_on_request(open_page, site):
    page = opened(open_page(reduced_motion="reduce"), site)
    duration = "el => getComputedStyle(el).transitionDuration"
    assert page.locator(".c7-knob").evaluate(duration) in ("0s", "")


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/notebooks/bottleneck/see-it.html")
    text = page.locator(".c7-explorer").inner_text()
    for words in (*STATED, *list(numbers(START).values())[1:]):
        assert words in text.replace("\u202f", " ") or words in text
    expect(page.locator(".c7-picture svg.c7-wide")).to_be_visible()
    expect(page.locator(".c7-picture svg.c7-narrow")).to_be_hidden()
    for name in ("button", "input", "select"):
        for element in page.locator(f".c7-explorer {name}").all():
            expect(element).to_be_hidden()
