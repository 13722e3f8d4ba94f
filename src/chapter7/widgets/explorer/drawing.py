"""The figure's two drawings: columns with their arcs, and density against size."""

import math
from html import escape

from chapter7.widgets.explorer.marks import (
    MARKS,
    line,
    on_plane,
    on_scale,
    plain,
    scales,
)
from chapter7.widgets.explorer.settings import MOST_PREDICTIONS, Setting, read
from chapter7.widgets.explorer.stops import CELLS_DRAWN
from chapter7.widgets.explorer.texts import WORDS, other_basis

DRAWING = {
    "wide_from": 600,
    "columns_wide": 11,
    "columns_narrow": 6,
    "active": 2,
    "slot_top": 1,
    "slot": 8,
    "rows_top": 14,
    "row": 11,
    "cell": 8,
    "rows": CELLS_DRAWN,
    "word": 165,
    "arc": 181,
    "shallowest": 32,
    "deepest": 82,
    "step": 25,
    "height": 270,
    "patterns": 4,
    "gap": 0.14,
    "edge": 0.44,
    "plane": 230,
    "across": 1_000,
    "bow": 26,
}
"""Lengths in pixels, `gap` and `edge` in columns; `active` is the column lit first; `plane` is the
height of the second drawing, whose paths are `across` units wide, and `bow` how far the line that
joins two counts of one model stands off."""

SIZE_TICKS = {1e8: "100M", 1e9: "1B", 1e10: "10B", 1e11: "100B", 1e12: "1T"}
LABELS = {  # where a mark's name stands: across and down from its circle, and its alignment
    "GPT-2 ’19": (7, -9, "start"),
    "GPT-3 ’20": (7, -12, "start"),
    "Chinchilla ’22": (-30, 40, "end"),
    "Llama-2-7B ’23": (7, -9, "start"),
    "Llama-2-70B ’23": (7, -24, "start"),
    "Llama-3.1-405B ’24": (-6, 20, "end"),
    "DeepSeek-V3 ’24, activated": (-6, 20, "end"),
    "DeepSeek-V3 ’24, total": (-6, 34, "end"),
}
SHORT_LABELS = {  # on a phone
    "GPT-2 ’19": "GPT-2",
    "Llama-2-7B ’23": "7B",
    "Llama-2-70B ’23": "70B",
    "GPT-3 ’20": "GPT-3",
    "DeepSeek-V3 ’24, activated": "V3, activated",
    "DeepSeek-V3 ’24, total": "V3, total",
}


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
            _path(f"c7-extra c7-{setting.heads}{hot}", _extras(setting.k, pitch, columns))
            for hot, columns in (("", others), (" c7-hot", [active]))
        ),
    ]
    for hot, columns in (("", others), (" c7-hot", [active])):
        for offset in range(1, setting.k + 1):
            depth = _depth(offset, setting.k)
            pattern = (offset - 1) % g["patterns"] + 1
            whole = [i for i in columns if i + offset < n_columns]
            broken = [i for i in columns if i + offset >= n_columns]
            again = " c7-again" if setting.count == "information" and offset > 1 else ""
            name = f"c7-arc c7-o{pattern}{hot}{again}"
            parts.append(_path(name, _arcs(whole, offset, depth, pitch)))
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


def plane(setting: Setting) -> str:
    """Density against size as an SVG that fits any width: its points are shares of the width."""
    height = DRAWING["plane"]
    parts = [_grid(height)]
    paths = [
        ("c7-line c7-plain", line(plain(setting))),
        ("c7-line c7-pinned", ()),
        ("c7-line c7-now", line(setting)),
    ]
    inner = "".join(
        f'<path class="{name}" d="{plane_path(points)}"></path>' for name, points in paths
    )
    points = [on_plane(mark.stop.n_params, mark.density(setting)) for mark in MARKS]
    of_moe = [point for mark, point in zip(MARKS, points, strict=True) if mark.stop.is_moe]
    inner += f'<path class="c7-join" d="{bow(*of_moe)}"></path>'
    parts.append(
        f'<svg viewBox="0 0 {DRAWING["across"]} {height}" width="100%" height="{height}" '
        f'preserveAspectRatio="none" overflow="visible">{inner}</svg>'
    )
    parts += [_mark(mark, *point) for mark, point in zip(MARKS, points, strict=True)]
    other, here = other_basis(setting), (setting.stop.n_params, read(setting).density)
    there = (other.stop.n_params, read(other).density) if other else here
    for name, point, radius in (
        ("c7-at-pin", here, 7),
        ("c7-at-other", there, 6),
        ("c7-at", here, 8),
    ):
        x, y = on_plane(*point)
        absent = name == "c7-at-pin" or (name == "c7-at-other" and other is None)
        hidden = ' style="display:none"' if absent else ""
        parts.append(
            f'<circle class="{name}" cx="{percent(x)}" cy="{_n(height * y)}" r="{radius}"'
            f"{hidden}></circle>"
        )
    return "".join(parts)


def _grid(height: int) -> str:
    low, high = (math.log10(end) for end in scales()["density"])
    parts = []
    for power in range(math.ceil(low), math.floor(high) + 1):
        y = _n(height * (1 - on_scale("density", 10.0**power)))
        parts.append(f'<line class="c7-rule" x1="0" x2="100%" y1="{y}" y2="{y}"></line>')
        if power % 2 == 0:
            text = f"{10.0**power:g}"
            parts.append(f'<text class="c7-tick c7-up" x="0" dx="-8" y="{y}" dy="4">{text}</text>')
    for size, text in SIZE_TICKS.items():
        x = percent(on_scale("size", size))
        parts.append(f'<line class="c7-rule" x1="{x}" x2="{x}" y1="0" y2="{height}"></line>')
        parts.append(f'<text class="c7-tick" x="{x}" y="{height}" dy="17">{text}</text>')
    return "".join(parts)


def _mark(mark, x: float, y: float) -> str:
    across, down, align = LABELS[mark.name]
    short = SHORT_LABELS.get(mark.name, "")
    return (
        f'<g class="c7-mark" transform="translate(0 {_n(DRAWING["plane"] * y)})">'
        f'<circle cx="{percent(x)}" cy="0" r="4"></circle>'
        f'<text x="{percent(x)}" dx="{across}" dy="{down}" '
        f'text-anchor="{align}"><tspan class="c7-long">{escape(mark.name)}</tspan>'
        f'<tspan class="c7-short">{short}</tspan></text></g>'
    )


def plane_path(points) -> str:
    """A line through points of the plane, in the units of its drawing."""
    across, height = DRAWING["across"], DRAWING["plane"]
    joined = "L".join(f"{_n(across * x)} {_n(height * y)}" for x, y in points)
    return f"M{joined}" if joined else ""


def bow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A curve that joins two points of the plane above the straight line between them."""
    across, height = DRAWING["across"], DRAWING["plane"]
    (x0, y0), (x1, y1) = start, end
    top = height * (y0 + y1) / 2 - 2 * DRAWING["bow"]
    middle = f"{_n(across * (x0 + x1) / 2)} {_n(top)}"
    return f"M{_n(across * x0)} {_n(height * y0)}Q{middle} {_n(across * x1)} {_n(height * y1)}"


def percent(share: float) -> str:
    """A share of the width, as SVG writes it."""
    return f"{math.floor(10_000 * share + 0.5) / 100:g}%"
