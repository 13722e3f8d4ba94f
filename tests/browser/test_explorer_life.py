"""The explorer in the long run: many hands, two views of one model, and none left over."""

from dataclasses import asdict
from urllib.parse import urlsplit

from playwright.sync_api import expect

from chapter7.widgets.explorer import Explorer, Setting
from chapter7.widgets.explorer.settings import START
from devtools.hands import MANY
from tests.browser.explorer import numbers, opened, settled

PARTS = """
() => [".c7-scene", ".c7-sizes", ".c7-asked-for", ".c7-counted", ".c7-shown"].map(
  (part) => document.querySelector(`.c7-explorer ${part}`).outerHTML)
"""


def test_three_thousand_random_interactions_leave_it_whole(page, site):
    opened(page, site)
    before = page.locator(".c7-explorer *").count()
    done, after = page.evaluate(MANY, 3_000)  # the page's fixture watches the console
    assert done == 3_000
    assert after < before + 120  # folds, and arcs and squares of eight predictions, no more
    settled(page)
    worn = page.evaluate(PARTS)
    opened(page, site, f"?{urlsplit(page.url).query}")
    assert page.evaluate(PARTS) == worn  # what a fresh figure builds for the same address
    page.locator("[data-action=reset]").click()
    expect(page.locator("[data-slot=density]")).to_have_text(numbers(START)["density"])


# Two views of one model, then the first one closed; tells who still listens and what moved.
LIFE = """
async ([url, start, wanted]) => {
  const { default: figure } = await import(url);
  const { tables } = JSON.parse(document.querySelector(".c7-widget").dataset.state);
  const state = { ...start, pin: null, tables };
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
  const frame = () => new Promise(requestAnimationFrame);
  const views = [0, 1].map(() => document.body.appendChild(document.createElement("div")));
  const closers = views.map((el) => figure.render({ model, el }));
  const density = (el) => el.querySelector("[data-slot=density]").textContent;
  const use = async (el, trait, value) => {
    el.querySelector(`[data-trait=${trait}][data-value="${value}"]`).click();
    await frame();
  };
  const open = listeners.size;
  await use(views[0], "k", wanted);
  const both = views.map(density);
  closers[0]();
  const left = listeners.size;
  await use(views[0], "k", 1);
  const kept = [state.k, density(views[0])];
  model.set("size", 50);
  await frame();
  const after = views.map(density);
  model.set("k", 99); // from a kernel that means another figure
  await frame();
  const mended = [density(views[1]), views[1].querySelector(".c7-noted").textContent];
  closers[1]();
  const none = listeners.size;
  for (const el of views) el.remove();
  return { open, both, left, kept, after, mended, none, saves: state.saves };
}
"""


def test_views_of_one_model_stay_in_step_and_leave_no_listener(page, site):
    opened(page, site)
    start = Setting(3, 1, 32_000)
    url = f"{site}/explorer.js"  # the script as Jupyter gets it; the book holds a classic one
    page.route(url, lambda route: route.fulfill(body=Explorer._esm, content_type="text/javascript"))
    life = page.evaluate(LIFE, [url, asdict(start), 6])

    def density(size: int, k: int) -> str:
        return numbers(Setting(size, k, 32_000))["density"]

    assert life["open"] == 2 * 8
    assert life["both"] == [density(3, 6)] * 2
    assert life["left"] == 8
    assert life["kept"] == [6, density(3, 6)]
    assert life["after"] == [density(3, 6), density(50, 6)]
    assert life["mended"] == [
        density(50, 8),
        "A value outside its choices was set; the nearest one is shown.",
    ]
    assert life["none"] == 0
    assert life["saves"] == 1


# A view that is made before it is in the page, as in a notebook, and has no width until it is.
LATE = """
async ([url, start]) => {
  const { default: figure } = await import(url);
  const { tables } = JSON.parse(document.querySelector(".c7-widget").dataset.state);
  const state = { ...start, pin: null, tables };
  const reacts = new Set();
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; for (const react of reacts) react(); },
    save_changes() {}, on: (_, react) => reacts.add(react), off() {},
  };
  const el = document.createElement("div");
  figure.render({ model, el });
  document.body.append(el);
  const frame = () => new Promise(requestAnimationFrame);
  for (let i = 0; i < 3; i += 1) await frame();
  el.querySelector("[data-trait=k][data-value='5']").click();
  await frame();
  const chosen = [...el.querySelectorAll("[data-trait=k][aria-checked=true]")];
  return [el.querySelectorAll("[role=gridcell]").length > 0, chosen.map((one) => one.textContent)];
}
"""


def test_a_view_that_has_no_width_at_first_comes_to_life(page, site):
    opened(page, site)
    url = f"{site}/explorer.js"
    page.route(url, lambda route: route.fulfill(body=Explorer._esm, content_type="text/javascript"))
    assert page.evaluate(LATE, [url, asdict(START)]) == [True, ["5"]]
