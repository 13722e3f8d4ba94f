"""The explorer on its page: every control moves it to what the Python package gives."""

import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from chapter7 import quantities
from chapter7.models import DEEPSEEK_V3, GPT_3, LLAMA_2_7B
from chapter7.widgets import explorer_page
from chapter7.widgets.explorer import PRESETS, STOPS, VOCABULARIES, Explorer, Setting, stop_index
from chapter7.widgets.explorer_tables import (
    DRAWING,
    MOST_PREDICTIONS,
    WORDS,
    on_scale,
    position_slots,
    read,
    slots,
)

START = PRESETS["DeepSeek-V3 / MTP, k = 2"]
ACTIVATED, TOTAL = (stop_index(DEEPSEEK_V3, basis) for basis in ("activated", "total"))
SHOWN = [name for name in slots(START) if name != "summary"]  # the summary is spoken, not shown

# Sets a control as a hand does, by its events, and collects what the figure then shows.
SHOW = """
async ([settings, names]) => {
  const root = document.querySelector(".c7-explorer");
  const to = (name) => Number(root.querySelector(name).style.getPropertyValue("--to"));
  const shown = [];
  for (const setting of settings) {
    for (const [trait, value] of Object.entries(setting)) {
      const control = root.querySelector(`[data-trait=${trait}]`);
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await Promise.resolve();
    shown.push({
      texts: Object.fromEntries(
        names.map((name) => [name, root.querySelector(`[data-slot=${name}]`).textContent])),
      trunk: to(".c7-trunk"), flops: to(".c7-added"), density: to(".c7-level"),
      knob: to(".c7-knob"),
      segments: [...root.querySelectorAll(".c7-segment")].filter((bar) => !bar.hidden)
        .map((bar) => Number(bar.style.getPropertyValue("--to"))),
      height: root.offsetHeight,
    });
  }
  return shown;
}
"""


@pytest.fixture
def figure(page: Page, site: str) -> Page:
    return opened(page, site)


def opened(page: Page, site: str) -> Page:
    page.goto(f"{site}/notebooks/bottleneck/see-it.html")
    page.wait_for_selector(".c7-explorer [role=gridcell]")
    return page


def show(page: Page, settings: list[Setting | None]) -> list[dict]:
    """What the figure shows at each setting; None leaves it as it stands."""
    traits = [{"size": s.size, "k": s.k, "vocab": s.vocab} if s else {} for s in settings]
    return page.evaluate(SHOW, [traits, SHOWN])


def assert_shows(page: Page, setting: Setting) -> None:
    """The readouts and the meter are those of `setting`."""
    expected = slots(setting)
    (shown,) = show(page, [None])
    assert shown["texts"] == {name: expected[name] for name in SHOWN}
    density = on_scale("density", read(setting).density)
    assert shown["knob"] == pytest.approx(density, abs=6e-5)


def control(page: Page, trait: str):
    return page.locator(f".c7-explorer [data-trait={trait}]")


def column(page: Page, index: int):
    return page.locator(".c7-explorer [role=gridcell]").nth(index)


def test_the_page_begins_where_python_begins(figure):
    assert_shows(figure, Explorer().setting)
    assert figure.locator(".c7-static").count() == 0


def test_every_readout_and_bar_on_a_grid_of_settings(figure):
    sizes = sorted({*range(0, len(STOPS), 9), ACTIVATED, TOTAL, stop_index(LLAMA_2_7B)})
    settings = [Setting(s, k, v) for s in sizes for k in (1, 2, 3, 5, 8) for v in VOCABULARIES]
    assert len(settings) >= 200
    for setting, shown in zip(settings, show(figure, settings), strict=True):
        reading, expected = read(setting), slots(setting)
        assert shown["texts"] == {name: expected[name] for name in SHOWN}, setting
        for name, value in (
            ("trunk", on_scale("compute", reading.trunk_flops)),
            ("flops", on_scale("compute", reading.flops_per_token)),
            ("density", on_scale("density", reading.density)),
            ("knob", on_scale("density", reading.density)),
        ):
            assert shown[name] == pytest.approx(value, abs=6e-5), (setting, name)
        assert len(shown["segments"]) == setting.k
        bits = on_scale("bits", reading.bits_per_token)
        assert shown["segments"][-1] == pytest.approx(bits, abs=6e-5)


def test_the_script_gives_every_setting_the_texts_of_python(figure, site):
    texts = figure.evaluate(
        """
        async ([url, sizes, predictions, vocabularies]) => {
          const { slots } = await import(url);
          const { tables } = JSON.parse(document.querySelector(".c7-widget").dataset.state);
          const all = [];
          for (let size = 0; size < sizes; size += 1)
            for (let k = 1; k <= predictions; k += 1)
              for (const vocab of vocabularies) all.push(slots(tables, { size, k, vocab }));
          return all;
        }
        """,
        [f"{site}/_static/explorer.js", len(STOPS), MOST_PREDICTIONS, list(VOCABULARIES)],
    )
    settings = [
        Setting(size, k, vocab)
        for size in range(len(STOPS))
        for k in range(1, MOST_PREDICTIONS + 1)
        for vocab in VOCABULARIES
    ]
    assert len(settings) >= 2_000
    for setting, text in zip(settings, texts, strict=True):
        assert text == slots(setting), setting


def test_numbers_become_text_as_in_python(figure, site):
    draw = random.Random(7)
    values = [10 ** draw.uniform(-9, 27) for _ in range(3_000)]
    values += [i / 8 for i in range(-400, 4_000)]  # ties among them
    values += [9.995, 0.9995, 999.5, 9_995_000.0, 9_999_999.0, 0.00099995, 1e7, 2.5e22]
    found = figure.evaluate(
        """
        async ([url, values]) => {
          const { significant, withPrefix } = await import(url);
          return values.map((value) => [1, 2, 3, 5].map((n) => significant(value, n))
            .concat(value >= 1 ? [withPrefix(value, "FLOP")] : []));
        }
        """,
        [f"{site}/_static/explorer.js", values],
    )
    for value, texts in zip(values, found, strict=True):
        expected = [quantities.significant(value, n) for n in (1, 2, 3, 5)]
        if value >= 1:
            expected.append(quantities.with_prefix(value, "FLOP"))
        assert texts == expected, value


def test_the_size_slider_by_keyboard(figure):
    slider = control(figure, "size")
    slider.focus()
    address = figure.url
    size = START.size
    moves = [("ArrowRight", 1)] * 12 + [("ArrowLeft", -1)] * 5 + [("ArrowUp", 1), ("ArrowDown", -1)]
    for key, step in moves:
        figure.keyboard.press(key)
        size += step
        assert_shows(figure, Setting(size, START.k, START.vocab))
        assert slider.get_attribute("aria-valuetext") == STOPS[size].label
    figure.keyboard.press("Home")
    assert_shows(figure, Setting(0, START.k, START.vocab))
    figure.keyboard.press("End")
    assert_shows(figure, Setting(len(STOPS) - 1, START.k, START.vocab))
    assert figure.url == address


def test_the_predictions_slider_by_keyboard(figure):
    control(figure, "k").focus()
    figure.keyboard.press("Home")
    for k in range(1, MOST_PREDICTIONS + 1):
        assert_shows(figure, Setting(START.size, k, START.vocab))
        figure.keyboard.press("ArrowRight")
    assert_shows(figure, Setting(START.size, MOST_PREDICTIONS, START.vocab))


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
    assert_shows(figure, Setting(START.size, 5, START.vocab))
    press_at("size", 0)
    assert_shows(figure, Setting(0, 5, START.vocab))
    drag_by(20)
    assert_shows(figure, Setting(len(STOPS) - 1, 5, START.vocab))


def test_size_up_the_meter_shrinks_and_k_up_supervision_grows(figure):
    sizes = show(figure, [Setting(size, 1, 32_000) for size in range(len(STOPS))])
    levels = [shown["density"] for shown in sizes]
    assert levels == sorted(levels, reverse=True) and levels[0] - levels[-1] > 0.8
    assert len({tuple(shown["segments"]) for shown in sizes}) == 1
    first, *_, last = show(figure, [Setting(START.size, k, 129_280) for k in range(1, 9)])
    assert last["segments"][-1] == pytest.approx(8 * first["segments"][-1], abs=5e-4)
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
    assert_shows(figure, Setting(TOTAL, START.k, START.vocab))
    assert total.get_attribute("aria-pressed") == "true"
    assert activated.get_attribute("aria-pressed") == "false"
    total.click()  # already there
    assert_shows(figure, Setting(TOTAL, START.k, START.vocab))
    activated.click()
    assert_shows(figure, START)
    figure.get_by_role("button", name="70B").click()
    expect(activated).to_be_disabled()
    expect(total).to_be_disabled()


def test_every_vocabulary(figure):
    for vocab in VOCABULARIES:
        control(figure, "vocab").select_option(str(vocab))
        assert_shows(figure, Setting(START.size, START.k, vocab))


def assert_tells(page: Page, setting: Setting, index: int, columns: int) -> None:
    expected = position_slots(setting, index, columns)
    for name, text in expected.items():
        expect(page.locator(f".c7-told [data-slot={name}]")).to_have_text(text)
    label = f"{expected['position']} {expected['asked']}"
    expect(column(page, index)).to_have_attribute("aria-label", label)
    expect(column(page, index)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(1)
    expect(page.locator(".c7-live-svg .c7-word.c7-hot")).to_have_text(WORDS[index])


def test_hovering_a_column_tells_what_it_computes_and_is_asked(figure):
    for index in (0, 4, 9, 10):
        column(figure, index).hover()
        assert_tells(figure, START, index, 11)


def test_columns_by_keyboard_with_one_tab_stop(figure):
    control(figure, "vocab").focus()
    figure.keyboard.press("Tab")
    assert_tells(figure, START, DRAWING["active"], 11)
    expect(column(figure, DRAWING["active"])).to_be_focused()
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
    assert figure.evaluate("document.activeElement.closest('.c7-explorer')") is None


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
def test_the_live_drawing_is_pythons_at_every_width(figure, width, columns):
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
        inner, found = figure.locator(".c7-live-svg").evaluate(
            "svg => [svg.parentElement.clientWidth, svg.innerHTML]"
        )
        assert found == explorer_page.picture(setting, inner, columns, active)
    assert figure.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 900, 768, 390, 320])
def test_nothing_below_moves_while_the_figure_moves(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(11 if width > 700 else 6)
    settings = [
        Setting(size, k, vocab)
        for size in range(0, len(STOPS), 2)
        for k in (1, 2, 8)
        for vocab in (32_000, 129_280)
    ]
    settings += [Setting(TOTAL, 8, 129_280)]
    heights = {shown["height"] for shown in show(figure, settings)}
    assert len(heights) == 1
    for index in range(figure.locator("[role=gridcell]").count()):
        column(figure, index).focus()
        heights.add(figure.locator(".c7-explorer").evaluate("el => el.offsetHeight"))
    assert len(heights) == 1


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
    show(figure, [Setting(size, 3, 32_000) for size in range(20)])
    assert live.text_content() == ""
    expect(live).to_have_text(slots(Setting(19, 3, 32_000))["summary"])


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_touch_targets_are_large_enough(figure, width):
    figure.set_viewport_size({"width": width, "height": 800})
    expect(figure.locator("[role=gridcell]")).to_have_count(11 if width > 700 else 6)
    boxes = figure.locator(".c7-explorer :is(button, select, input, [role=gridcell])").evaluate_all(
        "all => all.map((el) => [el.offsetWidth, el.offsetHeight])"
    )
    assert len(boxes) > 10
    assert min(height for _, height in boxes) >= 44
    assert min(wide for wide, _ in boxes) >= (44 if width > 320 else 42)


# Two views of one model, then the first one closed; tells who still listens and what moved.
LIFE = """
async ([url, markup, wanted]) => {
  const { default: figure } = await import(url);
  const { tables } = JSON.parse(document.querySelector(".c7-widget").dataset.state);
  const state = { size: 3, k: 1, vocab: 32000, tables, markup };
  const listeners = new Set();
  const model = {
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      for (const [event, react] of [...listeners]) if (event === `change:${name}`) react();
    },
    save_changes: () => { state.saves = (state.saves ?? 0) + 1; },
    on: (event, react) => listeners.add([event, react]),
    off: (event, react) => {
      for (const pair of listeners)
        if (pair[0] === event && pair[1] === react) listeners.delete(pair);
    },
  };
  const views = [0, 1].map(() => document.body.appendChild(document.createElement("div")));
  const closers = views.map((el) => figure.render({ model, el }));
  const density = (el) => el.querySelector("[data-slot=density]").textContent;
  const use = async (el, trait, value) => {
    const control = el.querySelector(`[data-trait=${trait}]`);
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    await Promise.resolve();
  };
  const open = listeners.size;
  await use(views[0], "k", wanted);
  const both = views.map(density);
  closers[0]();
  const left = listeners.size;
  await use(views[0], "k", 1);
  const kept = [state.k, density(views[0])];
  model.set("size", 50);
  await Promise.resolve();
  const after = views.map(density);
  closers[1]();
  const none = listeners.size;
  for (const el of views) el.remove();
  return { open, both, left, kept, after, none, saves: state.saves };
}
"""


def test_views_of_one_model_stay_in_step_and_leave_no_listener(figure, site):
    markup = Explorer().markup
    life = figure.evaluate(LIFE, [f"{site}/_static/explorer.js", markup, 6])
    six, large = (slots(Setting(size, 6, 32_000))["density"] for size in (3, 50))
    assert life["open"] == 6
    assert life["both"] == [six, six]
    assert life["left"] == 3
    assert life["kept"] == [6, six]
    assert life["after"] == [six, large]
    assert life["none"] == 0
    assert life["saves"] == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page, site, scheme, width):
    page = opened(open_page(viewport={"width": width, "height": 900}, color_scheme=scheme), site)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    for setting in (START, Setting(0, 8, 256_000)):
        show(page, [setting])
        page.wait_for_timeout(200)
        found = Axe().run(page, context=".c7-explorer").response
        assert [rule["id"] for rule in found["violations"]] == []
        assert len(found["passes"]) > 10


def test_motion_is_reduced_on_request(open_page, site):
    page = opened(open_page(reduced_motion="reduce"), site)
    duration = "el => getComputedStyle(el).transitionDuration"
    assert page.locator(".c7-knob").evaluate(duration) in ("0s", "")


def test_without_scripts_the_figure_stands_and_no_control_is_dead(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/notebooks/bottleneck/see-it.html")
    text = page.locator(".c7-explorer").inner_text()
    expected = slots(START)
    assert all(expected[name] in text for name in SHOWN if name not in ("size", "predictions"))
    assert re.search(r"Shown: 37B activated of 671B, k = 2, vocabulary 129,280\.", text)
    expect(page.locator(".c7-picture svg.c7-wide")).to_be_visible()
    expect(page.locator(".c7-picture svg.c7-narrow")).to_be_hidden()
    for name in ("button", "input", "select"):
        for control in page.locator(f".c7-explorer {name}").all():
            expect(control).to_be_hidden()
