"""The explorer's address: a link reproduces the figure, and no address breaks it."""

from dataclasses import asdict, replace
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from chapter7.published.models import GPT_2, LLAMA_2_7B, LLAMA_2_70B
from chapter7.widgets.explorer import STOPS, Setting, stop_index
from chapter7.widgets.explorer.settings import CHOICES, LINKED, START
from tests.browser.explorer import (
    MENDED,
    PAGE,
    READ,
    action,
    assert_shows,
    check,
    control,
    go_to,
    opened,
    settled,
    stop,
)

SETTINGS = st.builds(Setting, *(st.sampled_from(choice) for choice in CHOICES.values()))


def at(name: str, k: int = 1) -> Setting:
    """Where the figure is after the start, a press of this model's stop, and k tokens."""
    sizes = {"GPT-2": GPT_2, "Llama-2-7B": LLAMA_2_7B, "Llama-2-70B": LLAMA_2_70B}
    model = sizes[name]
    return replace(START, size=stop_index(model), vocab=model.vocab_size, k=k)


# The page goes to addresses as the back button does, and tells what it then shows.
GO = f"""
async (queries) => {{
  {READ}
  const shown = [];
  for (const query of queries) {{
    history.replaceState(null, "", query);
    dispatchEvent(new PopStateEvent("popstate"));
    await new Promise(requestAnimationFrame);
    shown.push(read());
  }}
  return shown;
}}
"""


def query(setting: Setting, pin: Setting | None = None) -> str:
    """The address of a setting, written without the script's help."""

    def parts(setting: Setting) -> dict[str, str]:
        return {**asdict(setting), "size": f"{setting.stop.n_params:.0f}"}

    pairs = parts(setting)
    if pin:
        pairs["pin"] = "_".join(str(value) for value in parts(pin).values())
    return f"?{urlencode(pairs)}"


@pytest.fixture(scope="module")
def kept_page(browser, site) -> Page:
    """One page for many states."""
    page = opened(browser.new_page(), site)
    yield page
    page.close()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(SETTINGS, st.none() | SETTINGS), min_size=20, max_size=20))
def test_an_address_leads_to_its_setting(kept_page, states):
    shown = kept_page.evaluate(GO, [query(*state) for state in states])
    for each, state in zip(shown, states, strict=True):
        check(each, *state)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(setting=SETTINGS, pin=st.none() | SETTINGS)
def test_a_link_reproduces_the_figure_in_a_fresh_page(kept_page, site, setting, pin):
    opened(kept_page, site, query(setting, pin))
    assert_shows(kept_page, setting, pin)
    expect(kept_page.locator(".c7-explorer .c7-noted")).to_be_hidden()


def test_the_address_follows_each_movement_once_it_has_ended(page, site):
    opened(page, site)
    bare = page.url
    control(page, "k").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(bare + query(replace(START, k=2)))  # a press is a movement of its own
    control(page, "size").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.url == bare + query(replace(START, k=2))  # not on each step
    settled(page)
    assert page.url == bare + query(replace(START, size=START.size + 3, k=2))
    stop(page, "GPT-2").click()
    page.wait_for_url(bare + query(at("GPT-2", k=2)))
    action(page, "pin").click()
    settled(page)
    assert page.url == bare + query(at("GPT-2", k=2), at("GPT-2", k=2))


def test_the_back_button_undoes_and_the_forward_button_does_again(page, site):
    opened(page, site)
    states = [(START, None)]
    for name in ("GPT-2", "Llama-2-7B", "Llama-2-70B"):
        go_to(page, name)
        states.append((at(name), None))
        settled(page)
    action(page, "pin").click()
    states.append((at("Llama-2-70B"), at("Llama-2-70B")))
    settled(page)
    for setting, pin in reversed(states[:-1]):
        page.go_back()
        assert_shows(page, setting, pin)
        settled(page)  # a state that the address led to is not written again
    for setting, pin in states[1:]:
        page.go_forward()
        assert_shows(page, setting, pin)


def test_places_on_the_page_and_other_parameters_stay(page, site):
    opened(page, site, "?highlight=density&k=4#exercises")
    settled(page)
    go_to(page, "GPT-2")
    settled(page)
    assert "highlight=density" in page.url and page.url.endswith("#exercises")
    assert "size=1500000000&k=4" in page.url
    page.evaluate("location.hash = 'check-yourself'")
    assert_shows(page, at("GPT-2", k=4))
    assert page.url.endswith("#check-yourself") and "size=1500000000" in page.url


WHOLE = query(LINKED)
HOSTILE = [  # address -> the nearest setting
    ("?k=4", replace(LINKED, k=4)),  # most is missing
    ("?k=", LINKED),
    (WHOLE.replace("k=2", "k=0"), replace(LINKED, k=1)),
    (WHOLE.replace("k=2", "k=-3"), replace(LINKED, k=1)),
    (WHOLE.replace("k=2", "k=1e308"), replace(LINKED, k=8)),
    (WHOLE.replace("k=2", "k=1e999"), replace(LINKED, k=8)),
    (WHOLE.replace("k=2", "k=2.9"), replace(LINKED, k=3)),
    (WHOLE.replace("k=2", "k=NaN"), LINKED),
    (WHOLE.replace("k=2", "k=Infinity"), replace(LINKED, k=8)),
    (WHOLE.replace("k=2", "k=__proto__"), LINKED),
    (WHOLE + "&k=7", LINKED),  # repeated: the first one counts
    (WHOLE.replace("heads=module", "heads=constructor"), LINKED),
    (WHOLE.replace("heads=module", "heads=<script>document.title=1</script>"), LINKED),
    (WHOLE.replace("bits=ceiling", "bits=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"), LINKED),
    (WHOLE.replace("vocab=129280", "vocab=50000"), replace(LINKED, vocab=50_257)),
    (WHOLE.replace("context=0", "context=9000"), replace(LINKED, context=8_192)),
    (WHOLE.replace("37000000000", "6900000000"), replace(LINKED, size=stop_index(LLAMA_2_7B))),
    (WHOLE.replace("37000000000", "9" * 10_000), LINKED),
    (WHOLE.replace("37000000000", "9" * 30), replace(LINKED, size=len(STOPS) - 1)),
    (WHOLE + "&pin=__proto__", LINKED),
    (WHOLE + "&pin=1_2_3", LINKED),
    (WHOLE + "&pin=x_x_x_x_x_x_x", LINKED),
    (WHOLE + "&pin=%00%ff", LINKED),
]


def test_a_hostile_address_leads_to_the_nearest_setting_and_says_so(page, site):
    for address, nearest in HOSTILE:
        opened(page, site, address)
        note = page.locator(".c7-explorer .c7-noted[role=status]")
        expect(note).to_have_text(MENDED)
        assert_shows(page, nearest)
        assert page.title() != "1"


def test_the_note_goes_with_the_readers_first_movement(page, site):
    opened(page, site, "?k=1.5")
    expect(page.locator(".c7-explorer .c7-noted")).to_have_text(MENDED)
    control(page, "size").focus()
    page.keyboard.press("End")
    settled(page)
    expect(page.locator(".c7-explorer .c7-noted")).to_be_hidden()


def test_a_good_address_says_nothing(page, site):
    opened(page, site, WHOLE)
    assert_shows(page, LINKED)
    expect(page.locator(".c7-explorer .c7-noted")).to_be_hidden()
    opened(page, site, "?highlight=k&__proto__=3&constructor=4")
    expect(page.locator(".c7-explorer .c7-noted")).to_be_hidden()
    assert_shows(page, START)


def test_where_the_history_is_refused_the_figure_works(open_page, site):
    page = open_page()
    page.add_init_script(
        "history.pushState = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    opened(page, site)
    go_to(page, "GPT-2")
    assert_shows(page, at("GPT-2"))
    assert page.url == f"{site}/{PAGE}"
