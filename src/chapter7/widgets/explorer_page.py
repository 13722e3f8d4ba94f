"""The explorer's markup: what stands on the page before its script, or without it."""

import json
import math
from html import escape

from chapter7.density import FLOPS_PER_PARAM
from chapter7.widgets.explorer_tables import (
    DRAWING,
    MOST_PREDICTIONS,
    PRESETS,
    STOPS,
    VOCABULARIES,
    WORDS,
    Setting,
    marks,
    on_scale,
    position_slots,
    read,
    slots,
)

TITLE = "One position’s bargain"
LEAD = (
    "Every amber cell is computed, forward and backward. "
    "Only the green lines come back as supervision."
)
FOOT = (
    f"Counted: {FLOPS_PER_PARAM} FLOP for each weight that a token meets; attention scores are "
    "left out. Another vocabulary leaves the parameter count as it is. An extra prediction costs "
    "DeepSeek-V3 one of its modules, any other model one bare output head. Marks on the meter: "
    "each model with its own vocabulary at k\u00a0=\u00a01 (100M: GPT-2’s)."
)
SHOWN = "Shown: {label}, k = {k}, vocabulary {vocab:,}. The controls need scripts."
SIZE_LABELS = {"GPT-2": "GPT-2", "Llama-2-7B": "7B", "Llama-2-70B": "70B", "Llama-3.1-405B": "405B"}
COMPUTE_TICKS = {1e9: "1 G", 1e10: "10 G", 1e11: "100 G", 1e12: "1 T", 1e13: "10 T"}
BITS_TICKS = (0, 50, 100, 150)
DENSITY_TICKS = (0.001, 0.01, 0.1, 1, 10, 100)
# What the book's column leaves the figure on a desk and on a phone: nothing moves on going live.
STATIC_WIDTHS = {"wide": 646, "narrow": 328}


def page(setting: Setting, state: dict) -> str:
    """The element of a static page: state for the script, and the whole figure without it."""
    data = escape(json.dumps(state, separators=(",", ":"), ensure_ascii=False), quote=False)
    data = data.replace("'", "&#39;")
    inside = markup(setting).replace('class="c7-explorer"', 'class="c7-explorer c7-static"')
    shown = SHOWN.format(label=setting.stop.label, k=setting.k, vocab=setting.vocab)
    controls = '<div class="c7-controls">'
    inside = inside.replace(
        controls, f'<noscript><p class="c7-shown">{shown}</p></noscript>{controls}'
    )
    return f'<div class="c7-widget" data-module="explorer" data-state=\'{data}\'>{inside}</div>'


def markup(setting: Setting) -> str:
    """The figure as HTML, at a setting; the script takes it over as it stands."""
    return (
        '<div class="c7-explorer" role="group" aria-label="Explorer: compute and supervision of '
        'one position">'
        f'<p class="c7-title">{TITLE}</p><p class="c7-lead">{LEAD}</p>'
        f"{_controls(setting)}"
        f"{_slot('about', slots(setting))}"
        f"{_columns(setting)}{_readouts(setting)}"
        f'<p class="c7-foot">{FOOT}</p>'
        '<p class="c7-live" aria-live="polite"></p>'
        "</div>"
    )


def picture(setting: Setting, width: float, n_columns: int, active: int) -> str:
    """The columns, words and arcs as the inside of an SVG of `width` pixels.

    The script draws the same at the width it finds; a test holds the two together.
    """
    g = DRAWING
    pitch = width / n_columns
    others = [i for i in range(n_columns) if i != active]
    parts = [
        *(
            _path(f"c7-cell{hot}", _cells(setting.stop.cells, pitch, columns))
            for hot, columns in (("", others), (" c7-hot", [active]))
        ),
        *(
            _path(f"c7-extra{hot}", _extras(setting.k, pitch, columns))
            for hot, columns in (("", others), (" c7-hot", [active]))
        ),
    ]
    for hot, columns in (("", others), (" c7-hot", [active])):
        for offset in range(1, setting.k + 1):
            depth = _depth(offset, setting.k)
            pattern = (offset - 1) % g["patterns"] + 1
            whole = [i for i in columns if i + offset < n_columns]
            broken = [i for i in columns if i + offset >= n_columns]
            parts.append(_path(f"c7-arc c7-o{pattern}{hot}", _arcs(whole, offset, depth, pitch)))
            parts.append(_path(f"c7-broken{hot}", _broken(broken, depth, pitch, n_columns)))
            if hot:
                parts.append(_path("c7-cross", _crosses(broken, depth, pitch, n_columns)))
    parts += [_word(i, i - active, setting.k, pitch) for i in range(n_columns)]
    parts += [_dot(active + j, j, pitch) for j in range(1, setting.k + 1) if active + j < n_columns]
    return "".join(parts)


def _cells(cells: int, pitch: float, columns: list[int]) -> str:
    g = DRAWING
    gap = g["gap"] * pitch
    tops = [g["rows_top"] + g["row"] * (g["rows"] - 1 - r) for r in range(cells)]
    return "".join(
        f"M{_n(i * pitch + gap / 2)} {top}h{_n(pitch - gap)}v{g['cell']}h{_n(gap - pitch)}z"
        for i in columns
        for top in tops
    )


def _extras(k: int, pitch: float, columns: list[int]) -> str:
    g = DRAWING
    gap = g["gap"] * pitch
    width = (pitch - gap) / (MOST_PREDICTIONS - 1)
    return "".join(
        f"M{_n(i * pitch + gap / 2 + j * width)} {g['slot_top']}h{_n(width - 1)}v{g['slot']}"
        f"h{_n(1 - width)}zv{g['slot']}l{_n(width - 1)} {-g['slot']}"
        for i in columns
        for j in range(k - 1)
    )


def _depth(offset: int, k: int) -> float:
    g = DRAWING
    step = min(g["step"], (g["deepest"] - g["shallowest"]) / max(1, k - 1))
    return g["shallowest"] + step * (offset - 1)


def _arcs(columns: list[int], offset: int, depth: float, pitch: float) -> str:
    bend = DRAWING["arc"] + depth * 4 / 3
    return "".join(
        f"M{_n((i + 0.5) * pitch)} {DRAWING['arc']}C{_n((i + 0.5) * pitch)} {_n(bend)} "
        f"{_n((i + offset + 0.5) * pitch)} {_n(bend)} {_n((i + offset + 0.5) * pitch)} "
        f"{DRAWING['arc']}"
        for i in columns
    )


def _broken(columns: list[int], depth: float, pitch: float, n_columns: int) -> str:
    low, end = _n(DRAWING["arc"] + depth), _n((n_columns - 0.5 + DRAWING["edge"]) * pitch)
    return "".join(
        f"M{_n((i + 0.5) * pitch)} {DRAWING['arc']}Q{_n((i + 0.5) * pitch)} {low} {end} {low}"
        for i in columns
    )


def _crosses(columns: list[int], depth: float, pitch: float, n_columns: int) -> str:
    low = DRAWING["arc"] + depth
    end = (n_columns - 0.5 + DRAWING["edge"]) * pitch
    return "".join(f"M{_n(end - 3)} {_n(low - 3)}l6 6m0 -6l-6 6" for _ in columns)


def _word(column: int, ahead: int, k: int, pitch: float) -> str:
    name = "c7-word" + (" c7-hot" if ahead == 0 else " c7-target" if 0 < ahead <= k else "")
    at = _n((column + 0.5) * pitch)
    return f'<text class="{name}" x="{at}" y="{DRAWING["word"]}">{escape(WORDS[column])}</text>'


def _dot(column: int, offset: int, pitch: float) -> str:
    at, y = _n((column + 0.5) * pitch), DRAWING["arc"]
    return (
        f'<circle class="c7-dot" cx="{at}" cy="{y}" r="7"></circle>'
        f'<text class="c7-offset" x="{at}" y="{y + 3.5}">{offset}</text>'
    )


def _path(name: str, d: str) -> str:
    return f'<path class="{name}" d="{d}"></path>' if d else ""


def _n(value: float) -> str:
    return f"{math.floor(10 * value + 0.5) / 10:g}"


def _columns(setting: Setting) -> str:
    texts = slots(setting)
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


def _slot(name: str, texts: dict[str, str], tag: str = "p") -> str:
    return f'<{tag} class="c7-{name}" data-slot="{name}">{texts[name]}</{tag}>'


def _controls(setting: Setting) -> str:
    texts = slots(setting)
    buttons = "".join(
        f'<button type="button" data-preset="{index}" aria-pressed="{_is(preset == setting)}">'
        f"{name}</button>"
        for index, (name, preset) in enumerate(PRESETS.items())
    )
    bases = "".join(
        f'<button type="button" data-basis="{basis}" '
        f'aria-pressed="{_is(basis == setting.stop.basis)}"'
        f"{'' if setting.stop.basis in BASES else ' disabled'}>{basis}</button>"
        for basis in BASES
    )
    options = "".join(
        f'<option value="{size}"{" selected" if size == setting.vocab else ""}>'
        f"{size:,} ({users})</option>"
        for size, users in VOCABULARIES.items()
    )
    return (
        '<div class="c7-controls">'
        f'<div class="c7-presets" role="group" aria-label="Presets">{buttons}</div>'
        f"{_slider('size', LABEL_SIZE, 0, len(STOPS) - 1, setting.size, texts['size'])}"
        f"{_ticks('c7-stops', _size_ticks())}</div>"
        f"{_slider('k', LABEL_K, 1, MOST_PREDICTIONS, setting.k, texts['predictions'])}"
        f"{_ticks('c7-stops', _k_ticks())}</div>"
        '<div class="c7-field c7-choice" role="group" aria-label="Parameters counted">'
        '<span class="c7-label">Parameters</span>'
        f'<span class="c7-pair">{bases}</span></div>'
        '<label class="c7-field c7-choice"><span class="c7-label">Vocabulary</span>'
        f'<select data-trait="vocab">{options}</select></label>'
        "</div>"
    )


LABEL_SIZE, LABEL_K = "Model size", "Predictions per position"
BASES = ("activated", "total")


def _is(truth: bool) -> str:
    return "true" if truth else "false"


def _slider(trait: str, label: str, low: int, high: int, value: int, text: str) -> str:
    slot = {"size": "size", "k": "predictions"}[trait]
    return (
        f'<div class="c7-field c7-field-{trait}"><span class="c7-label">{label}</span>'
        f'<span class="c7-value" data-slot="{slot}">{text}</span>'
        f'<input type="range" data-trait="{trait}" min="{low}" max="{high}" step="1" '
        f'value="{value}" aria-label="{label}" aria-valuetext="{text}" '
        f'style="--at:{_share((value - low) / (high - low))}">'
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


def _readouts(setting: Setting) -> str:
    texts, reading = slots(setting), read(setting)
    trunk, all_flops = (
        on_scale("compute", flops) for flops in (reading.trunk_flops, reading.flops_per_token)
    )
    segment = on_scale("bits", reading.bits_per_token / setting.k)
    compute = (
        f'<i class="c7-trunk" style="--to:{_share(trunk)}"></i>'
        f'<i class="c7-added" style="--from:{_share(trunk)};--to:{_share(all_flops)}"></i>'
    )
    bits = "".join(
        f'<i class="c7-segment" style="--from:{_share(j * segment)};'
        f'--to:{_share((j + 1) * segment)}"'
        f"{'' if j < setting.k else ' hidden'}></i>"
        for j in range(MOST_PREDICTIONS)
    )
    at = _share(on_scale("density", reading.density))
    density = f'<i class="c7-level" style="--to:{at}"></i><i class="c7-knob" style="--to:{at}"></i>'
    compute_ticks = [(on_scale("compute", flops), text) for flops, text in COMPUTE_TICKS.items()]
    bits_ticks = [(on_scale("bits", tick), str(tick)) for tick in BITS_TICKS]
    decades = [(on_scale("density", tick), f"{tick:g}") for tick in DENSITY_TICKS]
    known = [(on_scale("density", value), label) for value, label in marks()]
    return (
        '<div class="c7-readouts">'
        + "".join(
            f'<div class="c7-readout"><p class="c7-name">{title}</p>{_slot(name, texts)}'
            f'<div class="c7-bar" aria-hidden="true">{bar}</div>{below}'
            f"{_slot(f'{name}_note', texts)}</div>"
            for name, title, bar, below in (
                (
                    "compute",
                    "Compute <small>per token, log scale</small>",
                    compute,
                    _ticks("c7-scale", compute_ticks),
                ),
                (
                    "bits",
                    "Supervision <small>per token, linear</small>",
                    bits,
                    _ticks("c7-scale", bits_ticks),
                ),
                (
                    "density",
                    "Density <small>log scale</small>",
                    density,
                    _ticks("c7-known", known) + _ticks("c7-scale", decades),
                ),
            )
        )
        + "</div>"
    )
