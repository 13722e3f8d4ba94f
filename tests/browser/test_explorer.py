"""The explorer on its page: every control moves it to what the Python package gives."""

import re
from dataclasses import replace
from math import sqrt

import pytest
from playwright.sync_api import Page, expect

from chapter7.published.models import DEEPSEEK_V3, GPT_2, GPT_3, LLAMA_2_7B, LLAMA_2_70B
from chapter7.quantities import with_unit
from chapter7.widgets.explorer import PRESETS, STOPS, VOCABULARIES, Explorer, Setting, stop_index
from chapter7.widgets.explorer.scales import MARKS
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, START, read
from chapter7.widgets.explorer.stops import ON_SLIDER, named
from chapter7.widgets.explorer.tables import PULL
from tests.browser.explorer import (
    PAGE,
    action,
    as_shares,
    assert_shows,
    check,
    column,
    control,
    go_to,
    numbers,
    on_plane,
    on_scale,
    opened,
    other_basis,
    settled,
    show,
    stop,
    unfold,
)
from tests.browser.figures import MovingFigure

ACTIVATED, TOTAL = (stop_index(DEEPSEEK_V3, basis) for basis in ("activated", "total"))
MTP = PRESETS["DeepSeek-V3 / MTP, k = 2"]
FIGURE = MovingFigure("explorer", PAGE)


def test_the_page_begins_where_python_begins(figure):
    assert_shows(figure, Explorer().setting)
    assert Explorer().k == 1
    assert figure.locator(".c7-static").count() == 0


def test_every_readout_and_area_on_a_grid_of_settings(figure):
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
        # In one scale: the side of the amber square against that of the scale's, of 1, 10 or 100.
        ratio = shown["trunk"][2] / shown["unit"][2]
        sides = [sqrt(reading.flops_per_token / 1e9 / many) for many in (1, 10, 100)]
        assert min(abs(ratio / side - 1) for side in sides) < 0.012, setting
        again = "c7-again" if setting.count == "terms" else "c7-uncounted"
        assert shown["labels"] == ["c7-first"] + [again] * (setting.k - 1)
        x, y = as_shares(shown["at"], shown["plane"])
        assert (x, y) == pytest.approx(on_plane(setting), abs=6e-4), setting
        other = other_basis(setting)
        assert (shown["other"] is None) == (other is None)
        if other:
            at = as_shares(shown["other"], shown["plane"])
            assert at == pytest.approx(on_plane(other), abs=6e-4)


def test_the_plane_shows_the_packages_densities(figure):
    for setting in (
        START,
        Setting(TOTAL, 1, 129_280, "free", "residual", 8_192),
        Setting(3, 8, 32_000, "module", "ceiling", 131_072, "information"),
    ):
        (shown,) = show(figure, [setting])
        found = figure.locator(".c7-plane.c7-drawn .c7-mark").evaluate_all(
            "all => all.map((mark) => ['cx', 'cy'].map((side) => Number(mark.getAttribute(side))))"
        )
        wanted = [
            (on_scale("size", mark.stop.n_params), 1 - on_scale("density", mark.density(setting)))
            for mark in MARKS
        ]
        assert [as_shares(each, shown["plane"]) for each in found] == [
            pytest.approx(at, abs=6e-4) for at in wanted
        ]
        assert line_of(figure, "now", shown) == [
            pytest.approx(at, abs=6e-4) for at in on_line(setting)
        ]
        plain = replace(setting, k=1, context=0)
        assert line_of(figure, "plain", shown) == [
            pytest.approx(at, abs=6e-4) for at in on_line(plain)
        ]


def line_of(page: Page, name: str, shown: dict) -> list[tuple[float, float]]:
    """The points of a line on the plane, as shares of its width and height."""
    drawn = page.locator(f".c7-plane.c7-drawn .c7-{name}").get_attribute("d")
    pairs = (pair.split(" ") for pair in drawn.removeprefix("M").split("L"))
    return [as_shares([float(x), float(y)], shown["plane"]) for x, y in pairs]


def on_line(setting: Setting) -> list[tuple[float, float]]:
    """The dense stops at a setting, as the package computes them."""
    dense = [i for i, stop in enumerate(STOPS) if not stop.is_moe]
    return [on_plane(replace(setting, size=size)) for size in dense]


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


def test_tokens_asked_for_by_keyboard_and_pointer(figure):
    control(figure, "k").focus()
    for k in range(2, MOST_PREDICTIONS + 1):
        figure.keyboard.press("ArrowRight")
        assert_shows(figure, replace(START, k=k))
        expect(control(figure, "k")).to_be_focused()
    for key, k in (("ArrowRight", 1), ("ArrowLeft", 8), ("ArrowUp", 7), ("Home", 1), ("End", 8)):
        figure.keyboard.press(key)  # round at the ends, as among radio buttons
        assert_shows(figure, replace(START, k=k))
    figure.locator("[data-trait=k][data-value='3']").click()
    assert_shows(figure, replace(START, k=3))
    assert figure.locator("[data-trait=k][tabindex='0']").count() == 1


def test_the_size_slider_by_pointer(figure):
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    figure.mouse.move(box["x"] + 12, y)
    figure.mouse.down()
    assert_shows(figure, replace(START, size=0))
    figure.mouse.move(box["x"] + box["width"] + 20, y, steps=8)
    assert_shows(figure, replace(START, size=len(STOPS) - 1))  # with no delay behind the hand
    figure.mouse.up()
    assert_shows(figure, replace(START, size=len(STOPS) - 1))


def test_size_up_the_density_falls_and_k_up_supervision_grows(figure):
    sizes = show(figure, [Setting(size, 1, 32_000) for size in range(len(STOPS))])
    falls = [shown["at"][1] for shown in sizes]
    assert falls == sorted(falls) and falls[-1] > 2 * falls[0]
    assert {shown["texts"]["bits"] for shown in sizes} == {"15.0\u202fbits"}
    first, *_, last = show(figure, [replace(START, k=k) for k in range(1, 9)])
    assert (len(first["labels"]), len(last["labels"])) == (1, 8)
    assert last["at"][1] < first["at"][1]
    assert last["texts"]["bits"] == with_unit(8 * read(START).bits_per_label, "bits")


MODELS = ["100M", "GPT-2", "Llama-2-7B", "DeepSeek-V3", "Llama-2-70B", "Llama-3.1-405B", "2T"]


def test_stops_lead_to_their_models_with_their_vocabularies_and_leave_the_rest(figure):
    show(figure, [Setting(3, 2, 256_000, "free")])
    for name, (size, vocab) in zip(MODELS, named(STOPS).items(), strict=True):
        go_to(figure, name)
        assert_shows(figure, Setting(size, 2, vocab, "free"))
        checked = figure.locator("[data-model][aria-checked=true]")
        expect(checked).to_have_count(1)
    control(figure, "size").focus()
    figure.keyboard.press("ArrowLeft")
    expect(figure.locator("[data-model][aria-checked=true]")).to_have_count(0)


def test_stops_by_keyboard_are_one_tab_stop(figure):
    stop(figure, "DeepSeek-V3").focus()
    figure.keyboard.press("ArrowLeft")
    expect(stop(figure, "Llama-2-7B")).to_be_focused()
    expect(stop(figure, "Llama-2-7B")).to_have_attribute("aria-checked", "true")
    settled(figure)
    assert_shows(figure, replace(START, size=stop_index(LLAMA_2_7B), vocab=32_000))
    assert figure.locator("[data-model][tabindex='0']").count() == 1


# Presses the last stop and tells the sizes that the slider shows, a frame each, until it is there;
# or, given a size, puts the slider there in the second frame.
GLIDE = """
async (by_hand) => {
  const frame = () => new Promise(requestAnimationFrame);
  const slider = document.querySelector(".c7-explorer input[data-trait=size]");
  const stop = [...document.querySelectorAll(".c7-explorer [data-model]")].at(-1);
  const sizes = [];
  stop.click();
  for (let i = 0; i < 2000 && stop.getAttribute("aria-checked") === "false"; i += 1) {
    await frame();
    sizes.push(Number(slider.value));
    if (by_hand === null || i !== 1) continue;
    slider.value = by_hand;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    break;
  }
  return sizes;
}
"""


def test_a_stop_glides_through_the_sizes_between(figure):
    sizes = figure.evaluate(GLIDE, None)
    assert sizes == sorted(sizes) and len({*sizes}) > 3
    assert sizes[-1] == len(STOPS) - 1


def test_a_hand_on_the_slider_ends_a_glide(figure):
    assert figure.evaluate(GLIDE, 7)[-1] < len(STOPS) - 1
    settled(figure)
    settled(figure)
    assert_shows(figure, replace(START, size=7))


def test_tokens_can_be_asked_for_while_the_size_glides(figure):
    stop(figure, "2T").click()
    figure.locator("[data-trait=k][data-value='4']").click()
    expect(stop(figure, "2T")).to_have_attribute("aria-checked", "true", timeout=3_000)
    settled(figure)
    assert_shows(figure, replace(START, size=len(STOPS) - 1, k=4))


def test_who_wants_less_motion_is_there_at_once(open_page, site):
    page = opened(open_page(reduced_motion="reduce"), site)
    stop(page, "2T").click()
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert_shows(page, replace(START, size=len(STOPS) - 1))
    page.locator("[data-trait=k][data-value='8']").click()
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_a_further_token_comes_in(figure):
    figure.locator("[data-trait=k][data-value='3']").click()
    found = figure.evaluate(
        """() => document.getAnimations().map((one) =>
          [one.effect.target.dataset.label, one.effect.getTiming().duration])"""
    )
    assert found == [["1", 160], ["2", 160]]
    figure.locator("[data-trait=k][data-value='2']").click()
    assert figure.evaluate("() => document.getAnimations().length") == 0


def test_no_layer_of_the_trunk_changes_from_ntp_to_mtp(figure):
    def cells() -> list[str]:
        return figure.locator(".c7-strip.c7-drawn .c7-cell").evaluate_all(
            "l => l.map(p => p.outerHTML)"
        )

    ntp = cells()
    expect(figure.locator(".c7-strip.c7-drawn .c7-extra")).to_have_count(0)
    figure.locator("[data-trait=k][data-value='2']").click()
    assert cells() == ntp
    expect(figure.locator(".c7-strip.c7-drawn .c7-extra")).to_have_count(1)
    (shown,) = show(figure, [None])
    check(shown, MTP)


def test_the_basis_leads_to_the_other_count_and_back(figure):
    unfold(figure, "counting")
    basis = control(figure, "basis")
    for name, size in (("total", TOTAL), ("activated", ACTIVATED)):
        basis.select_option(name)
        assert_shows(figure, replace(START, size=size))
        expect(basis).to_have_value(name)
    go_to(figure, "Llama-2-70B")
    expect(basis).to_be_disabled()


def test_every_vocabulary(figure):
    unfold(figure, "counting")
    for vocab in VOCABULARIES:
        control(figure, "vocab").select_option(str(vocab))
        assert_shows(figure, replace(START, vocab=vocab))


WORDS = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"]


def assert_tells(
    page: Page, setting: Setting, index: int, columns: int, chosen: int | None = None
) -> None:
    """The column is lit, and says its compute, the words asked for and what they are worth; it is
    the chosen one, unless a mouse only looks at it."""
    reading = read(setting)
    compute = with_unit(reading.flops_per_token / 1e9, "GFLOP")
    position = page.locator(".c7-told [data-slot=position]")
    said = f"Position {index + 1}, “{WORDS[index]}”: {compute} in {setting.stop.n_layers} layers"
    expect(position).to_have_text(re.compile(f"^{re.escape(said)}"))
    asked = page.locator(".c7-told [data-slot=asked]").text_content()
    targets = WORDS[index + 1 : min(index + 1 + setting.k, columns)]
    assert re.findall("“(.+?)”", asked) == targets
    worth = reading.bits_per_label * (len(targets) if setting.count == "terms" else 1)
    assert (with_unit(worth, "bits") in asked) == bool(targets)
    label = f"{position.text_content()} {asked}"
    expect(column(page, index)).to_have_attribute("aria-label", label)
    chosen = index if chosen is None else chosen
    expect(column(page, chosen)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(1)
    expect(page.locator(".c7-strip.c7-drawn .c7-word.c7-hot")).to_have_text(WORDS[index])


def test_hovering_a_column_tells_what_it_computes_and_is_asked(figure):
    for index in (0, 4, 8, 9):
        column(figure, index).hover()
        assert_tells(figure, START, index, 10, chosen=2)


def test_columns_by_keyboard_with_one_tab_stop(figure):
    control(figure, "k").focus()
    figure.keyboard.press("Tab")
    assert_tells(figure, START, 2, 10)
    expect(column(figure, 2)).to_be_focused()
    for key, index in (
        ("ArrowRight", 3),
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 9),
        ("ArrowRight", 9),
    ):
        figure.keyboard.press(key)
        expect(column(figure, index)).to_be_focused()
        assert_tells(figure, START, index, 10)
    assert figure.locator("[role=gridcell][tabindex='0']").count() == 1
    figure.keyboard.press("Tab")
    expect(figure.locator("[data-fold=counting]")).to_be_focused()


def test_tapping_a_column_on_a_phone(phone, site):
    opened(phone, site)
    assert phone.locator("[role=gridcell]").count() == 8
    for index in (7, 0, 3):
        column(phone, index).tap()
        assert_tells(phone, START, index, 8)
    stop(phone, "7B").tap()
    seven = replace(START, size=stop_index(LLAMA_2_7B), vocab=32_000)
    settled(phone)
    settled(phone)
    assert_shows(phone, seven)
    assert_tells(phone, seven, 3, 8)


def test_a_mouse_looks_and_a_press_chooses(figure):
    column(figure, 7).hover()
    assert_tells(figure, START, 7, 10, chosen=2)
    figure.locator(".c7-density").hover()
    assert_tells(figure, START, 2, 10)
    column(figure, 5).click()
    column(figure, 7).hover()
    figure.mouse.move(0, 0)
    assert_tells(figure, START, 5, 10)
    action(figure, "reset").click()
    assert_tells(figure, START, 2, 10)


def test_a_drag_is_drawn_to_what_stands_under_the_slider_and_keeps_the_vocabulary(figure):
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    figure.mouse.move(box["x"] + box["width"] / 2, y)
    figure.mouse.down()
    for model, vocab in ((GPT_2, 129_280), (GPT_3, 129_280)):
        at = stop_index(model) + 1
        figure.mouse.move(box["x"] + 12 + at / (len(STOPS) - 1) * (box["width"] - 24), y)
        drawn_to = at - 1 if model == GPT_2 else at  # GPT-3 has no name there
        assert_shows(figure, replace(START, size=drawn_to, vocab=vocab))
        expect(figure.locator("[data-model][aria-checked=true]")).to_have_count(0)
    figure.mouse.up()


def test_what_a_picture_says_is_what_it_shows_also_on_the_way(figure):
    stop(figure, "2T").click()
    told = figure.evaluate(
        """async () => {
          const root = document.querySelector(".c7-explorer");
          const told = [];
          for (let i = 0; i < 12; i += 1) {
            await new Promise(requestAnimationFrame);
            const areas = root.querySelector(".c7-areas.c7-drawn");
            const plane = root.querySelector(".c7-plane.c7-drawn");
            const compute = root.querySelector("[data-slot=compute]").textContent;
            const density = root.querySelector("[data-slot=density]").textContent;
            told.push([areas.querySelector(".c7-amber-text").textContent.startsWith(compute),
              areas.getAttribute("aria-label").includes(compute),
              plane.getAttribute("aria-label").includes(density)]);
          }
          return told;
        }"""
    )
    assert told == [[True, True, True]] * 12


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_what_is_unfolded_is_seen_and_the_density_that_it_changes_too(figure, width, height):
    figure.set_viewport_size({"width": width, "height": height})
    density = figure.locator("[data-slot=density]")
    for name in ("counting", "numbers"):
        fold = figure.locator(f"[data-fold={name}]")
        fold.evaluate("el => el.scrollIntoView({ block: 'end' })")  # no room is left below it
        unfold(figure, name)
        opened = figure.locator(f"[data-folded={name}]")
        if name == "numbers":
            expect(opened).to_be_in_viewport(ratio=0.98)
        else:
            for control in opened.locator("select").all()[: 4 if width == 1440 else 6]:
                expect(control).to_be_in_viewport(ratio=1)
            expect(density).to_be_in_viewport(ratio=1)
            is_uncovered = """el => {
              const { left, top } = el.getBoundingClientRect();
              return el.contains(document.elementFromPoint(left + 4, top + 4));
            }"""
            assert density.evaluate(is_uncovered)
        fold.click()


def test_a_change_moves_what_the_column_tells(figure):
    column(figure, 7).click()
    for setting in (Setting(0, 1, 32_000), Setting(stop_index(GPT_3), 8, 50_257)):
        show(figure, [setting])
        assert_tells(figure, setting, 7, 10)


def test_the_strip_is_open_where_there_is_room_and_can_be_folded(figure):
    cells = figure.locator(".c7-strip.c7-drawn .c7-cell")
    fold = figure.locator("[data-fold=layers]")
    expect(cells).to_have_count(1)
    expect(fold).to_have_text("Hide the layers")
    fold.click()
    expect(cells).to_have_count(0)
    expect(fold).to_be_focused()
    figure.set_viewport_size({"width": 390, "height": 844})
    expect(figure.locator("[role=gridcell]")).to_have_count(8)
    expect(cells).to_have_count(0)
    fold.click()
    expect(cells).to_have_count(1)
    expect(fold).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize(("width", "columns"), [(1440, 10), (390, 8), (320, 6)])
def test_the_strip_has_a_column_for_each_token_at_every_width(figure, width, columns):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(columns)
    unfold(figure, "layers")
    figure.mouse.move(0, 0)  # else a column comes to lie under it
    for setting, active in (
        (START, 2),
        (Setting(0, 8, 32_000), columns - 1),
        (Setting(TOTAL, 5, 256_000), 0),
        (Setting(40, 1, 50_257), 4),
    ):
        show(figure, [setting])
        column(figure, active).focus()
        drawing = figure.locator(".c7-strip.c7-drawn")
        assert drawing.locator(".c7-word").all_text_contents() == WORDS[:columns]
        lit = drawing.locator(".c7-cell").get_attribute("d")
        assert lit.count("M") == columns * min(12, setting.stop.n_layers)
        inner = figure.locator(".c7-picture").evaluate("el => el.clientWidth")
        # The frame begins at its column, less half of the gap between two and of its own stroke.
        x = float(drawing.locator(".c7-frame").get_attribute("x"))
        assert x == pytest.approx((active + 0.08) * inner / columns - 2.5, abs=0.06)
        targets = min(setting.k, columns - 1 - active)
        assert drawing.locator(".c7-target").count() == targets
        assert drawing.locator(".c7-cross").count() == setting.k - targets
    assert figure.evaluate("document.documentElement.scrollWidth") <= width


# Pairs of texts of a drawing, or names under the slider, whose boxes overlap.
OVERLAPS = """
() => {
  const named = [...document.querySelectorAll(
    ".c7-areas.c7-drawn text, .c7-plane.c7-drawn text, .c7-models span")]
    .filter((name) => name.textContent && name.checkVisibility())
    .map((name) => [name, name.getBoundingClientRect()]);
  return [named.length, named.flatMap(([name, a], i) => named.slice(i + 1)
    .filter(([other, b]) => other.closest("svg, div") === name.closest("svg, div")
      && Math.min(a.right, b.right) > Math.max(a.left, b.left)
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6)
    .map(([other]) => `${name.textContent} / ${other.textContent}`))];
}
"""


@pytest.mark.parametrize("width", [1440, 1280, 1024, 768, 390, 320])
def test_no_word_of_the_drawings_lies_on_another(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    settled(figure)
    for size in (0, 10, 28, 44, ACTIVATED, 75, TOTAL, len(STOPS) - 1):
        for k, bits in ((1, "ceiling"), (2, "ceiling"), (8, "ceiling"), (8, "residual")):
            show(figure, [Setting(size, k, 129_280, "module", bits)])
            count, overlaps = figure.evaluate(OVERLAPS)
            assert count >= 15
            assert overlaps == [], (size, k, bits)


@pytest.mark.parametrize("width", [1440, 900, 768, 390, 320])
def test_nothing_below_moves_while_the_figure_moves(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    settled(figure)
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
    figure.locator("[data-fold=counting]").click()
    heights = {shown["height"] for shown in show(figure, [None])}
    for index in range(figure.locator("[role=gridcell]").count()):
        column(figure, index).focus()
        heights.add(figure.locator(".c7-explorer").evaluate("el => el.offsetHeight"))
    assert len(heights) == 1
    action(figure, "pin").click()
    heights = {shown["height"] for shown in show(figure, settings[::4])}
    assert len(heights) == 1


# What is written over what follows it, and how far apart the lists' texts and what follows stand.
WRITTEN = """
() => {
  const root = document.querySelector(".c7-explorer");
  const bottom = (el) => {
    const range = document.createRange();
    range.selectNodeContents(el);
    return range.getBoundingClientRect().bottom;
  };
  const over = [...root.querySelectorAll(".c7-room > span")]
    .filter((el) => el.checkVisibility()
      && bottom(el) > el.parentNode.getBoundingClientRect().bottom + 1)
    .map((el) => el.textContent);
  const parts = [...root.querySelectorAll(".c7-counting > div")];
  const gaps = parts.slice(1).map((el, i) =>
    el.getBoundingClientRect().top - bottom(parts[i].lastElementChild));
  return { over, gaps };
}
"""


@pytest.mark.parametrize("width", [390, 320])
def test_no_text_lies_on_the_next_nor_leaves_a_gap_on_a_phone(figure, width):
    figure.set_viewport_size({"width": width, "height": 844})
    settled(figure)
    unfold(figure, "counting")
    for size in (*(stop_index(model) for model in ON_SLIDER if not model.is_moe), ACTIVATED, TOTAL):
        for k in (1, 4, 8):
            for heads, bits, context in (
                ("free", "ceiling", 0),
                ("bare", "residual", 131_072),
                ("module", "ceiling", 8_192),
            ):
                show(figure, [Setting(size, k, 129_280, heads, bits, context)])
                written = figure.evaluate(WRITTEN)
                assert written["over"] == [], (size, k, heads)
                assert all(0 < gap < 32 for gap in written["gaps"]), (size, k, written["gaps"])


@pytest.mark.parametrize("width", [1440, 390])
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


def test_the_figure_and_its_slider_are_seen_together(open_page, site):
    """On a desk one screen, with the page's own head; on a phone, all down to the words."""
    page = opened(open_page(viewport={"width": 1440, "height": 900}), site)
    for name in (".c7-explorer", "[data-action=pin]"):
        box = page.locator(name).bounding_box()
        assert box["y"] + box["height"] <= 900, name
    page = opened(open_page(viewport={"width": 390, "height": 844}), site)
    top = page.locator(".c7-explorer").bounding_box()["y"]
    strip = page.locator(".c7-strip.c7-drawn").bounding_box()
    assert strip["y"] + strip["height"] - top <= 844 - 52  # the page's own bar stays above it


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
    for name in ("compute", "bits", "density"):
        expect(live).to_contain_text(readouts[name])
    expect(live).to_contain_text("k = 1:")


def test_a_drag_that_rests_has_not_ended(figure):
    live = figure.locator(".c7-live")
    control(figure, "size").scroll_into_view_if_needed()
    box = control(figure, "size").bounding_box()
    figure.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    figure.mouse.down()
    settled(figure)
    assert live.text_content() == ""
    figure.mouse.up()
    expect(live).to_have_text(re.compile(r"k = 1:"))


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_touch_targets_are_large_enough(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    settled(figure)
    for name in ("counting", "numbers"):
        unfold(figure, name)
    boxes = figure.locator(".c7-explorer :is(button, select, input, [role=gridcell])").evaluate_all(
        "all => all.filter((el) => el.checkVisibility())"
        ".map((el) => [el.offsetWidth, el.offsetHeight])"
    )
    assert len(boxes) > 30
    assert min(height for _, height in boxes) >= 44
    assert min(wide for wide, _ in boxes) >= (44 if width > 320 else 34)


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(figure, width):
    figure.set_viewport_size({"width": width, "height": 900})
    FIGURE.assert_axe_finds_nothing(figure)
    action(figure, "pin").click()
    unfold(figure, "numbers")
    show(figure, [Setting(0, 8, 256_000, "free", "residual", 8_192, "information")])
    figure.locator("[data-choice='0']").click()
    expect(action(figure, "next")).to_be_visible(timeout=6_000)
    FIGURE.assert_axe_finds_nothing(figure)
    action(figure, "leave").click()
    FIGURE.assert_axe_finds_nothing(figure)


@pytest.mark.parametrize("share", [-0.018, -0.01, 0.0, 0.01, 0.018])
def test_the_pointer_is_drawn_to_a_published_model(figure, share):
    at = stop_index(LLAMA_2_7B)
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    thumb = 24
    x = box["x"] + thumb / 2 + (at / (len(STOPS) - 1) + share) * (box["width"] - thumb)
    figure.mouse.click(x, box["y"] + box["height"] / 2)
    assert_shows(figure, replace(START, size=at))
    assert slider.input_value() == str(at)


def test_the_pointer_is_free_further_off_and_the_keyboard_everywhere(figure):
    at = stop_index(LLAMA_2_7B)
    slider = control(figure, "size")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x = box["x"] + 12 + ((at + PULL + 2) / (len(STOPS) - 1)) * (box["width"] - 24)
    figure.mouse.click(x, box["y"] + box["height"] / 2)
    assert_shows(figure, replace(START, size=at + PULL + 2))
    for step in range(1, PULL + 3):
        figure.keyboard.press("ArrowLeft")
        assert_shows(figure, replace(START, size=at + PULL + 2 - step))


def test_the_lists_change_what_is_counted_and_nothing_else(figure):
    unfold(figure, "counting")
    for trait in ("heads", "bits", "count", "context"):
        for value in CHOICES[trait]:
            control(figure, trait).select_option(str(value))
            assert_shows(figure, replace(START, **{trait: value}))
        control(figure, trait).select_option(str(getattr(START, trait)))
        assert_shows(figure, START)


def test_under_four_predictions_loss_terms_grow_fourfold_and_new_labels_do_not(figure):
    def bits(k: int, count: str) -> str:
        return show(figure, [replace(START, k=k, count=count)])[0]["texts"]["bits"]

    assert bits(1, "terms") == bits(1, "information") == "17.0\u202fbits"
    assert bits(4, "terms") == "67.9\u202fbits"
    assert bits(4, "information") == "17.0\u202fbits"
    expect(figure.locator(".c7-drawn .c7-uncounted[data-label]")).to_have_count(3)


def test_a_pin_gives_ratios_and_goes_again(figure):
    action(figure, "pin").click()
    expect(action(figure, "pin")).to_have_text("Unpin")
    figure.locator("[data-trait=k][data-value='2']").click()
    assert_shows(figure, MTP, START)
    told = figure.locator("[data-slot=compare]").inner_text()
    assert told.endswith("compute × 1.04, supervision × 2.00, density × 1.92.")
    (shown,) = show(figure, [None])
    assert as_shares(shown["pinned"], shown["plane"]) == pytest.approx(on_plane(START), abs=6e-4)
    assert line_of(figure, "pinned", shown) == [pytest.approx(p, abs=6e-4) for p in on_line(START)]
    expect(figure.locator(".c7-drawn .c7-pinned-area")).to_have_count(1)
    action(figure, "pin").click()
    assert_shows(figure, MTP)
    assert show(figure, [None])[0]["pinned"] is None
    expect(figure.locator(".c7-pinned-area, .c7-pinned")).to_have_count(0)


def test_reset_leads_back_to_the_start(figure):
    show(figure, [Setting(0, 8, 256_000, "free", "residual", 8_192, "information")])
    action(figure, "pin").click()
    action(figure, "reset").click()
    assert_shows(figure, START)


STATED = [  # of the figure as it begins, in words, by hand
    "Shown: 37B activated of 671B, k = 1, vocabulary 129,280.",
    "Counted: modules, ceiling bits, no attention, loss terms.",
    "a token meets 37B of its 671B parameters",
    "Compute per token: 222 GFLOP (the trunk, its one output head included)",
    "Supervision per token: 17.0 bits (ceiling, log₂ 129,280: one label)",
    "By all 671B: 0.00422 bits per GFLOP.",
    "One bit is drawn as large as one GFLOP. Another unit would scale all the green alike.",
]


def test_numbers_and_picture_are_below_the_figure(figure):
    unfold(figure, "numbers")
    text = figure.locator(".c7-numbers").inner_text().replace("\u202f", " ")
    for words in STATED[:-1]:
        assert words in text
    for name in ("copy", "save"):
        expect(action(figure, name)).to_be_visible()


def test_printed_the_figure_is_a_picture_with_its_numbers(figure):
    figure.emulate_media(media="print")
    for name in ("button", "input", "select", ".c7-tour", ".c7-status"):
        for element in figure.locator(f".c7-explorer {name}").all():
            expect(element).to_be_hidden()
    text = figure.locator(".c7-explorer").inner_text().replace("\u202f", " ")
    for words in STATED:
        assert words in text
    for name in ("areas", "plane", "strip"):
        expect(figure.locator(f".c7-{name}.c7-drawn")).to_be_visible()


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/notebooks/bottleneck/see-it.html")
    text = page.locator(".c7-explorer").inner_text().replace("\u202f", " ")
    for words in STATED:
        assert words in text
    for name in ("areas", "plane", "strip"):
        expect(page.locator(f".c7-{name}.c7-wide")).to_be_visible()
        expect(page.locator(f".c7-{name}.c7-narrow")).to_be_hidden()
    for name in ("button", "input", "select"):
        for element in page.locator(f".c7-explorer {name}").all():
            expect(element).to_be_hidden()
