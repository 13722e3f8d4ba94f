"""The explorer's markup: what stands on the page before its script, or without it."""

import itertools
import json
from html import escape

from chapter7.density import FLOPS_PER_PARAM
from chapter7.quantities import with_unit
from chapter7.widgets.explorer.drawing import DRAWING, percent, picture, plane
from chapter7.widgets.explorer.marks import MARKS, SMALLEST_MARK, on_scale
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, PRESETS, Setting, read
from chapter7.widgets.explorer.stops import STOPS, VOCABULARIES
from chapter7.widgets.explorer.texts import DENSITY, TEXTS, longest, position_slots, slots
from chapter7.widgets.explorer.tour import STEPS

TITLE = "One position’s bargain"
LEAD = (
    "Every amber cell is computed, forward and backward. "
    "Only the green lines come back as supervision."
)
FOOT = (
    f"{FLOPS_PER_PARAM} FLOP for each weight that a token meets. Another vocabulary leaves the "
    "parameter count as it is. Marks: each model with its own vocabulary at k\u00a0=\u00a01, its "
    "bits and its attention counted as chosen (100M: GPT-2’s vocabulary)."
)
SIZE_LABELS = {"GPT-2": "GPT-2", "Llama-2-7B": "7B", "Llama-2-70B": "70B", "Llama-3.1-405B": "405B"}
COMPUTE_TICKS = {1e9: "1 G", 1e10: "10 G", 1e11: "100 G", 1e12: "1 T", 1e13: "10 T"}
BITS_TICKS = (0, 50, 100, 150)
DENSITY_TICKS = (0.0001, 0.01, 1, 100)
LABEL_SIZE, LABEL_K = "Model size", "Predictions per position"
BASES = ("activated", "total")
SWITCHES = {  # of what is counted: a group's name, and its buttons
    "heads": ("Extra heads", {"free": "free", "bare": "bare", "module": "module"}),
    "bits": ("Bits of a label", {"ceiling": "ceiling", "residual": "residual"}),
    "count": ("Supervision", {"terms": "loss terms", "information": "new labels"}),
}
BAR = 10  # pixels: the height of a readout's bar
PIN = f'<line class="c7-pin-at" y1="-7" y2="{BAR + 7}" hidden></line>'
# What the book's column leaves the figure on a desk and on a phone: nothing moves on going live.
STATIC_WIDTHS = {"wide": 646, "narrow": 328}


def page(setting: Setting, state: dict) -> str:
    """The element of a static page: state for the script, and the whole figure without it."""
    data = escape(json.dumps(state, separators=(",", ":"), ensure_ascii=False), quote=False)
    data = data.replace("'", "&#39;")
    inside = markup(setting).replace('class="c7-explorer"', 'class="c7-explorer c7-static"')
    return f'<div class="c7-widget" data-module="explorer" data-state=\'{data}\'>{inside}</div>'


def markup(setting: Setting) -> str:
    """The figure as HTML, at a setting; the script takes it over as it stands."""
    texts = slots(setting)
    return (
        '<div class="c7-explorer" role="group" aria-label="Explorer: compute and supervision of '
        'one position">'
        f'<div class="c7-head"><p class="c7-title">{TITLE}</p>'
        f'<p class="c7-lead" role="status">{LEAD}</p>'
        f"{_button('Guided tour', action='tour')}</div>"
        f"{_slot('shown', texts)}<noscript>{_slot('shown', texts)}</noscript>"
        f"{_controls(setting, texts)}{_slot('about', texts)}"
        f"{_columns(setting, texts)}{_tour()}{_readouts(setting, texts)}"
        f"{_plane(setting)}{_actions(texts)}"
        f'<p class="c7-foot">{FOOT}</p>'
        '<p class="c7-live" aria-live="polite"></p>'
        "</div>"
    )


ROOMY = (
    "about",
    "caption",
    "position",
    "asked",
    "compute_note",
    "bits_note",
    "density_note",
    "both",
    "compare",
    "counted",
    "heads_why",
    "context_why",
    "bits_why",
    "count_why",
)
"""Places that keep room for their longest text at every width."""


def _slot(name: str, texts: dict[str, str], tag: str = "p") -> str:
    if name not in ROOMY:
        return f'<{tag} class="c7-{name}" data-slot="{name}">{texts[name]}</{tag}>'
    return _room(f"c7-{name}", longest()[name], f'data-slot="{name}"', texts[name], tag)


def _room(name: str, longest: str, attributes: str, text: str = "", tag: str = "p") -> str:
    """A text over the unseen longest one of its place."""
    inside = f"<span {attributes}>{text}</span>"
    return f'<{tag} class="{name} c7-room" data-room="{longest}">{inside}</{tag}>'


def _button(label: str, pressed: bool | None = None, **data: str) -> str:
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    if pressed is not None:
        attributes += f' aria-pressed="{_is(pressed)}"'
    return f'<button type="button"{attributes}>{label}</button>'


def _controls(setting: Setting, texts: dict[str, str]) -> str:
    presets = "".join(
        _button(name, preset == setting, preset=str(index))
        for index, (name, preset) in enumerate(PRESETS.items())
    )
    bases = "".join(
        _button(basis, basis == setting.stop.basis, basis=basis).replace(
            "<button", "<button" if setting.stop.is_moe else "<button disabled"
        )
        for basis in BASES
    )
    vocabularies = [(size, f"{size:,} ({users})") for size, users in VOCABULARIES.items()]
    return (
        '<div class="c7-controls">'
        f'<div class="c7-presets" role="group" aria-label="Presets">{presets}</div>'
        f"{_slider('size', LABEL_SIZE, 0, len(STOPS) - 1, setting.size, texts['size'])}"
        f"{_ticks('c7-stops', _size_ticks())}</div>"
        f"{_slider('k', LABEL_K, 1, MOST_PREDICTIONS, setting.k, texts['predictions'])}"
        f"{_ticks('c7-stops', _k_ticks())}</div>"
        f"{_group('Parameters', bases)}"
        f"{_select('vocab', 'Vocabulary', vocabularies, setting.vocab)}"
        f"{_counting(setting, texts)}"
        "</div>"
    )


def _counting(setting: Setting, texts: dict[str, str]) -> str:
    """The switches of what is counted, folded away behind a line that says how they stand."""
    contexts = [(T, f"at {T:,} tokens" if T else "left out") for T in CHOICES["context"]]
    fields = {
        trait: _group(
            label,
            "".join(
                _button(text, getattr(setting, trait) == value, trait=trait, value=value)
                for value, text in choices.items()
            ),
        )
        for trait, (label, choices) in SWITCHES.items()
    }
    fields["context"] = _select("context", "Attention", contexts, setting.context)
    inside = "".join(
        f"<div>{fields[name]}{_slot(f'{name}_why', texts)}</div>"
        for name in ("heads", "context", "bits", "count")
    )
    return (
        '<details class="c7-counting"><summary><span class="c7-label">What is counted</span> '
        f"{_slot('counted', texts, 'span')}</summary><div>{inside}</div></details>"
    )


def _group(label: str, buttons: str) -> str:
    return (
        f'<div class="c7-field c7-choice" role="group" aria-label="{label}">'
        f'<span class="c7-label">{label}</span><span class="c7-pair">{buttons}</span></div>'
    )


def _select(trait: str, label: str, options: list[tuple[int, str]], value: int) -> str:
    inside = "".join(
        f'<option value="{option}"{" selected" if option == value else ""}>{text}</option>'
        for option, text in options
    )
    return (
        f'<label class="c7-field c7-choice"><span class="c7-label">{label}</span>'
        f'<select data-trait="{trait}">{inside}</select></label>'
    )


def _is(truth: bool) -> str:
    return "true" if truth else "false"


def _slider(trait: str, label: str, low: int, high: int, value: int, text: str) -> str:
    slot = {"size": "size", "k": "predictions"}[trait]
    return (
        f'<div class="c7-field c7-field-{trait}"><span class="c7-label">{label}</span>'
        f'<span class="c7-value"><span data-slot="{slot}">{text}</span></span>'
        f'<div><input type="range" data-trait="{trait}" min="{low}" max="{high}" step="1" '
        f'value="{value}" aria-label="{label}" aria-valuetext="{text}" '
        f'style="--at:{_share((value - low) / (high - low))}"></div>'
    )


def _size_ticks() -> list[tuple[float, str]]:
    last = len(STOPS) - 1
    ends = [(0, STOPS[0].label), (1, STOPS[-1].label)]
    return ends + [
        (index / last, SIZE_LABELS.get(stop.model.name, ""))
        for index, stop in enumerate(STOPS)
        if stop.model is not None
    ]


def _k_ticks() -> list[tuple[float, str]]:
    return [((k - 1) / (MOST_PREDICTIONS - 1), str(k)) for k in range(1, MOST_PREDICTIONS + 1)]


def _ticks(name: str, ticks: list[tuple[float, str]]) -> str:
    inside = "".join(
        f'<span style="--at:{_share(at)}"{_edge(at)}>{label}</span>' for at, label in ticks
    )
    return f'<div class="c7-ticks {name}" aria-hidden="true">{inside}</div>'


def _edge(at: float) -> str:
    return ' data-edge="start"' if at < 0.01 else ' data-edge="end"' if at > 0.99 else ""


def _share(value: float) -> str:
    return f"{value:.4f}"


def _columns(setting: Setting, texts: dict[str, str]) -> str:
    drawings = ""
    for name, width in STATIC_WIDTHS.items():
        n_columns, active = DRAWING[f"columns_{name}"], DRAWING["active"]
        drawings += (
            f'<svg class="c7-{name}" viewBox="0 0 {width} {DRAWING["height"]}" aria-hidden="true">'
            f"{picture(setting, width, n_columns, active)}</svg>"
        )
    about = position_slots(setting, DRAWING["active"], DRAWING["columns_narrow"])
    return (
        f"{_slot('caption', texts)}"
        '<p class="c7-legend"><span class="c7-key c7-key-cell">layer cell</span>'
        f'<span class="c7-key c7-key-extra" data-slot="legend_extra">{texts["legend_extra"]}</span>'
        '<span class="c7-key c7-key-arc">asked for</span>'
        '<span class="c7-key c7-key-broken">past the end</span></p>'
        f'<div class="c7-picture" style="height:{DRAWING["height"]}px">{drawings}</div>'
        f'<div class="c7-told">{_slot("position", about)}{_slot("asked", about)}</div>'
    )


def _readouts(setting: Setting, texts: dict[str, str]) -> str:
    known = [
        (on_scale("density", mark.density(setting)), mark.short) for mark in (*MARKS, SMALLEST_MARK)
    ]
    compute_ticks = [(on_scale("compute", flops), text) for flops, text in COMPUTE_TICKS.items()]
    bits_ticks = [(on_scale("bits", tick), str(tick)) for tick in BITS_TICKS]
    decades = [(on_scale("density", tick), f"{tick:g}") for tick in DENSITY_TICKS]
    rows = (
        ("compute", "Compute <small>per token, log scale</small>", compute_ticks),
        ("bits", "Supervision <small>per token, linear</small>", bits_ticks),
        ("density", "Density <small>log scale</small>", decades),
    )
    bars = _bars(setting)
    return (
        '<div class="c7-readouts">'
        + "".join(
            f'<div class="c7-readout"><p class="c7-name">{title}</p>{_slot(name, texts)}'
            f'<svg class="c7-bar" height="{BAR}" aria-hidden="true">'
            f"{_rect('c7-track', 0, 1)}{bars[name]}{PIN}</svg>"
            f"{_ticks('c7-known', known) if name == 'density' else ''}"
            f"{_ticks('c7-scale', ticks)}{_slot(f'{name}_note', texts)}"
            f"{_slot('both', texts) if name == 'density' else ''}</div>"
            for name, title, ticks in rows
        )
        + "</div>"
    )


def _bars(setting: Setting) -> dict[str, str]:
    """What stands on the track of each readout; the script moves it."""
    reading = read(setting)
    parts = (reading.trunk_flops, reading.attention_flops, reading.extra_flops)
    trunk, attending, added = (on_scale("compute", end) for end in itertools.accumulate(parts))
    segment, at = on_scale("bits", reading.bits_per_label), on_scale("density", reading.density)
    return {
        "compute": _rect("c7-trunk", 0, trunk)
        + _line("c7-attending", trunk, attending, hidden=not reading.attention_flops)
        + _line("c7-added", attending, added),
        "bits": "".join(
            _rect("c7-segment", j * segment, segment, hidden=j >= setting.k)
            for j in range(MOST_PREDICTIONS)
        ),
        "density": _rect("c7-level", 0, at)
        + _circle("c7-other", at, 5.75, hidden=True)
        + _circle("c7-knob", at, 7.5),
    }


def _rect(name: str, start: float, width: float, hidden: bool = False) -> str:
    place = f'x="{percent(start)}" width="{percent(width)}" height="{BAR}"'
    return f'<rect class="{name}" {place}{" hidden" if hidden else ""}></rect>'


def _line(name: str, start: float, end: float, hidden: bool = False) -> str:
    place = f'x1="{percent(start)}" x2="{percent(end)}" y1="{BAR / 2:g}" y2="{BAR / 2:g}"'
    return f'<line class="{name}" {place}{" hidden" if hidden else ""}></line>'


def _circle(name: str, at: float, radius: float, hidden: bool = False) -> str:
    place = f'cx="{percent(at)}" cy="{BAR / 2:g}" r="{radius}"'
    return f'<circle class="{name}" {place}{" hidden" if hidden else ""}></circle>'


def _plane(setting: Setting) -> str:
    return (
        '<p class="c7-name c7-plane-name">Density against size <small>bits per GFLOP, parameters '
        "counted, both log</small></p>"
        f'<svg class="c7-plane" height="{DRAWING["plane"]}" role="img" '
        f'aria-label="{plane_text(setting)}">{plane(setting)}</svg>'
        '<p class="c7-legend c7-plane-legend"><span class="c7-key c7-key-at">this setting</span>'
        '<span class="c7-key c7-key-now">every size, counted so</span>'
        '<span class="c7-key c7-key-plain">k = 1, weights only</span>'
        '<span class="c7-key c7-key-join">one model, two counts</span></p>'
    )


def plane_text(setting: Setting) -> str:
    """What the second drawing shows, for who does not see it."""
    marks = ", ".join(
        TEXTS["mark"].format(name=mark.name, density=with_unit(mark.density(setting), DENSITY))
        for mark in MARKS
    )
    density = with_unit(read(setting).density, DENSITY)
    return TEXTS["plane"].format(size=setting.stop.label, density=density, marks=marks)


def _actions(texts: dict[str, str]) -> str:
    buttons = [
        ("pin", TEXTS["pin"]),
        ("reset", "Reset"),
        ("copy", "Copy the numbers"),
        ("save", "Save the picture"),
    ]
    return (
        f"{_slot('compare', texts)}"
        '<div class="c7-actions" role="group" aria-label="Compare and keep">'
        + "".join(_button(label, action=action) for action, label in buttons)
        + '</div><p class="c7-status" role="status"></p>'
    )


def _tour() -> str:
    """The tour's panel; the script fills it and shows it."""
    ask = max((step["ask"] for step in STEPS), key=len)
    told = max(
        (
            TEXTS["tour_wrong"].format(choice=max(step["choices"], key=len)) + step["told"]
            for step in STEPS
        ),
        key=len,
    )
    return (
        '<section class="c7-tour" aria-label="Guided tour" hidden>'
        '<p class="c7-tour-title" tabindex="-1"></p>'
        + _room("c7-tour-text", ask, 'class="c7-tour-ask"')
        + '<div class="c7-tour-choices" role="group" aria-label="Your prediction"></div>'
        + _room("c7-tour-text", told, 'class="c7-tour-told" tabindex="-1"')
        + f'<div class="c7-tour-buttons">{_button(TEXTS["tour_next"], action="next")}'
        f"{_button('Leave the tour', action='leave')}</div></section>"
    )
