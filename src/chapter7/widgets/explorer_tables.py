"""What the explorer shows: its stops, its numbers and its texts. Draws nothing."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chapter7 import density
from chapter7.models import (
    DEEPSEEK_V3,
    GPT_2,
    GPT_3,
    LLAMA_2_7B,
    LLAMA_2_70B,
    LLAMA_3_405B,
    Model,
    dense_shape,
)
from chapter7.quantities import parameters, significant, with_prefix, with_unit

SMALLEST, LARGEST = 100e6, 2e12
STOPS_PER_DECADE = 24
MOST_PREDICTIONS = 8
CELLS_DRAWN = 12
GIGA = 1e9
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
}
"""How columns are drawn: lengths in pixels, `gap` and `edge` in columns; `active` is lit first."""

WORDS = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One position of the size slider.

    Args:
        n_params: parameters counted.
        model: the published model, or None between them.
        basis: "dense"; "between" for no published model, its shape interpolated; "activated" or
            "total" for a mixture of experts.
        d_model: d, channels.
        n_layers: L.
    """

    n_params: float
    model: Model | None
    basis: str
    d_model: int
    n_layers: int

    def extra_params(self, vocab_size: int) -> float:
        """Parameters counted for one prediction more.

        A bare d x V head. For a mixture of experts its real module: what a token passes through
        ("activated"), or all that the module stores, and the shared head ("total").
        """
        head = density.bare_head_params(self.d_model, vocab_size, 2)
        if self.basis == "activated":
            return density.module_params(
                replace(self.model, vocab_size=vocab_size), basis="activated"
            )
        if self.basis == "total":
            return density.module_params(self.model, basis="own") + head
        return head

    @property
    def label(self) -> str:
        """The count and whose it is: 37B activated of 671B."""
        count = parameters(self.n_params)
        if self.basis == "activated":
            return f"{count} activated of {parameters(self.model.n_total)}"
        if self.basis == "total":
            return f"{count} total, {parameters(self.model.n_activated)} activated"
        return count if self.model is None else f"{count} · {self.model.name}"

    @property
    def about(self) -> str:
        """One or two sentences on the model and what is counted of it."""
        if self.basis == "between":
            shape = f"width {self.d_model:,} and {self.n_layers} layers"
            return f"Not a published model: {shape} are interpolated."
        name, width = self.model.name, f"Width {self.d_model:,}."
        if self.basis == "dense":
            count = parameters(self.n_params)
            return f"{name} is dense: a token meets all of its {count} parameters. {width}"
        activated, total = parameters(self.model.n_activated), parameters(self.model.n_total)
        met = f"{name}: a token meets {activated} of its {total} parameters."
        if self.basis == "activated":
            return f"{met} Those are counted. {width}"
        return f"{met} All are counted; of a module, all it stores and shares."

    @property
    def cells(self) -> int:
        """Layer cells drawn in a column."""
        return min(self.n_layers, CELLS_DRAWN)

    @property
    def caption(self) -> str:
        """What the columns show."""
        drawn = f" ({self.cells} drawn)" if self.cells < self.n_layers else ""
        return f"{self.n_layers} layers{drawn}, every cell computed forward and backward"

    @property
    def extra_words(self) -> tuple[str, str]:
        """What makes an extra prediction, one and several."""
        if self.model is not None and self.model.is_moe:
            return "module", "modules"
        return "bare head", "bare heads"


def _published_stops() -> list[Stop]:
    def stop(model: Model, basis: str, n_params: float) -> Stop:
        return Stop(n_params, model, basis, model.d_model, model.n_layers)

    dense = (GPT_2, LLAMA_2_7B, LLAMA_2_70B, GPT_3, LLAMA_3_405B)
    return [stop(model, "dense", model.n_total) for model in dense] + [
        stop(DEEPSEEK_V3, "activated", DEEPSEEK_V3.n_activated),
        stop(DEEPSEEK_V3, "total", DEEPSEEK_V3.n_total),
    ]


def _stops() -> tuple[Stop, ...]:
    """The published models and, between them, two-digit sizes, 24 a decade, none beside a model."""
    published = _published_stops()
    apart = 10 ** (0.5 / STOPS_PER_DECADE)
    stops = list(published)
    for i in range(round(STOPS_PER_DECADE * math.log10(LARGEST / SMALLEST)) + 1):
        size = float(f"{SMALLEST * 10 ** (i / STOPS_PER_DECADE):.1e}")
        if all(max(size / p.n_params, p.n_params / size) > apart for p in published):
            stops.append(Stop(size, None, "between", *dense_shape(size)))
    return tuple(sorted(stops, key=lambda stop: stop.n_params))


STOPS: tuple[Stop, ...] = _stops()
"""The positions of the size slider, from 100M to 2T."""

VOCABULARIES: dict[int, str] = {
    LLAMA_2_7B.vocab_size: "Llama 2",
    GPT_2.vocab_size: "GPT-2, GPT-3",
    LLAMA_3_405B.vocab_size: "Llama 3.1",
    DEEPSEEK_V3.vocab_size: "DeepSeek-V3",
    256_000: "Nemotron-4",
}
"""Vocabulary sizes to choose from, and who uses them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One state of the explorer: an index into `STOPS`, k, and V."""

    size: int
    k: int
    vocab: int

    @property
    def stop(self) -> Stop:
        """The size slider's position."""
        return STOPS[self.size]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a setting comes to, per token: FLOPs, bits, and bits per GFLOP."""

    trunk_flops: float
    extra_flops: float
    flops_per_token: float
    bits_per_token: float
    density: float
    gain: float
    """The density over that at k = 1."""


def stop_index(model: Model, basis: str | None = None) -> int:
    """Where a published model stands on the size slider.

    Raises: ValueError: the explorer has no such stop.
    """
    for index, stop in enumerate(STOPS):
        if stop.model == model and basis in (None, stop.basis):
            return index
    raise ValueError(f"the explorer has no stop for {model.name}, basis {basis!r}")


PRESETS: dict[str, Setting] = {
    "GPT-2": Setting(stop_index(GPT_2), 1, GPT_2.vocab_size),
    "Llama-2-7B / NTP": Setting(stop_index(LLAMA_2_7B), 1, LLAMA_2_7B.vocab_size),
    "70B": Setting(stop_index(LLAMA_2_70B), 1, LLAMA_2_70B.vocab_size),
    "DeepSeek-V3 / NTP": Setting(stop_index(DEEPSEEK_V3), 1, DEEPSEEK_V3.vocab_size),
    "DeepSeek-V3 / MTP, k = 2": Setting(stop_index(DEEPSEEK_V3), 2, DEEPSEEK_V3.vocab_size),
}


def read(setting: Setting) -> Reading:
    """The numbers of a setting, each computed by `chapter7.density`."""
    stop, k, vocab = setting.stop, setting.k, setting.vocab
    extra = (k - 1) * stop.extra_params(vocab)
    rho = density.supervisory_density(stop.n_params, vocab, k, extra_params=extra)
    return Reading(
        trunk_flops=density.training_flops(stop.n_params, 1),
        extra_flops=density.training_flops(extra, 1) if extra else 0.0,
        flops_per_token=density.training_flops(stop.n_params + extra, 1),
        bits_per_token=density.supervisory_bits(1, vocab, k),
        density=GIGA * rho,
        gain=rho / density.supervisory_density(stop.n_params, vocab),
    )


TEXTS = {
    "predictions": "k = {k}",
    "unit_bits": "bits",
    "unit_flops": "FLOP",
    "unit_density": "bits per GFLOP",
    "legend_extra": "{count} extra {what}",
    "legend_no_extra": "no extra {what}",
    "compute_one": "the trunk, its one output head included",
    "compute_more": "trunk {trunk} + {count} {what} {extra} (+{percent})",
    "bits_1": "ceiling, log₂ {vocab}: one label",
    "bits_2": "ceiling, 2 × log₂ {vocab}: the same labels, asked twice",
    "bits_more": "ceiling, {k} × log₂ {vocab}: the same labels, asked {k} times",
    "density_one": "{bits} / {compute}",
    "density_more": "{bits} / {compute}: {gain} times the density at k = 1",
    "summary": "{size}, k = {k}: {compute}, {bits}, {density}",
    "position": "Position {i}, “{word}”: {compute}",
    "quoted": "“{word}”",
    "and": " and ",
    "grid": "Positions; the arrow keys move between them",
    "asked": "is asked for {words}: at most {bits}.",
    "missing_1": " One of its {k} targets lies past the end.",
    "missing_more": " {missing} of its {k} targets lie past the end.",
    "nothing_1": "is asked for nothing: its target lies past the end.",
    "nothing_more": "is asked for nothing: all of its {k} targets lie past the end.",
}
"""Every sentence of the figure that holds a value; the script fills the same ones in."""


def slots(setting: Setting) -> dict[str, str]:
    """The figure's readouts in words, by the name of the place where each stands."""
    stop, k, reading = setting.stop, setting.k, read(setting)
    what = stop.extra_words[k > 2]
    values = {
        "k": k,
        "count": k - 1,
        "what": what,
        "size": stop.label,
        "vocab": f"{setting.vocab:,}",
        "compute": with_prefix(reading.flops_per_token, TEXTS["unit_flops"]),
        "trunk": with_prefix(reading.trunk_flops, TEXTS["unit_flops"]),
        "bits": with_unit(reading.bits_per_token, TEXTS["unit_bits"]),
        "density": with_unit(reading.density, TEXTS["unit_density"]),
        "gain": significant(reading.gain),
    }
    if k > 1:
        values["extra"] = with_prefix(reading.extra_flops, TEXTS["unit_flops"])
        values["percent"] = with_unit(100 * reading.extra_flops / reading.trunk_flops, "%", 2)

    def fill(name: str) -> str:
        return TEXTS[name].format(**values)

    return {
        "size": stop.label,
        "predictions": fill("predictions"),
        "about": stop.about,
        "caption": stop.caption,
        "legend_extra": fill("legend_extra" if k > 1 else "legend_no_extra"),
        "compute": values["compute"],
        "compute_note": fill("compute_more" if k > 1 else "compute_one"),
        "bits": values["bits"],
        "bits_note": fill(f"bits_{k}" if k < 3 else "bits_more"),
        "density": values["density"],
        "density_note": fill("density_more" if k > 1 else "density_one"),
        "summary": fill("summary"),
    }


def position_slots(setting: Setting, column: int, n_columns: int) -> dict[str, str]:
    """What the position at `column` (from 0) of `n_columns` computes and is asked, in words."""
    reading, k = read(setting), setting.k
    asked = WORDS[column + 1 : min(column + 1 + k, n_columns)]
    missing = k - len(asked)
    compute = with_prefix(reading.flops_per_token, TEXTS["unit_flops"])
    position = TEXTS["position"].format(i=column + 1, word=WORDS[column], compute=compute)
    if not asked:
        return {"position": position, "asked": TEXTS[_one("nothing", k)].format(k=k)}
    bits = density.supervisory_bits(1, setting.vocab, len(asked))
    sentence = TEXTS["asked"].format(words=_listed(asked), bits=with_unit(bits, TEXTS["unit_bits"]))
    if missing:
        sentence += TEXTS[_one("missing", missing)].format(k=k, missing=missing)
    return {"position": position, "asked": sentence}


def tables() -> dict:
    """Everything the script looks up: numbers per stop and vocabulary, scales, words, texts."""
    return {
        "giga": GIGA,
        "predictions": MOST_PREDICTIONS,
        "words": WORDS,
        "texts": TEXTS,
        "vocabularies": [
            {"size": size, "text": f"{size:,}", "bits": density.supervisory_bits(1, size)}
            for size in VOCABULARIES
        ],
        "stops": [_row(index, stop) for index, stop in enumerate(STOPS)],
        "presets": [
            {"size": preset.size, "k": preset.k, "vocab": preset.vocab}
            for preset in PRESETS.values()
        ],
        "scales": scales(),
        "drawing": DRAWING,
    }


@functools.cache
def scales() -> dict[str, list[float]]:
    """The two ends of each readout's scale: FLOPs and bits per GFLOP (log), bits (linear)."""
    corners = [
        read(Setting(size, k, vocab))
        for size in range(len(STOPS))
        for k in (1, MOST_PREDICTIONS)
        for vocab in VOCABULARIES
    ]
    most_bits = max(corner.bits_per_token for corner in corners)
    return {
        "compute": _half_decades([corner.flops_per_token for corner in corners]),
        "bits": [0, 50 * math.ceil(most_bits / 50)],
        "density": _half_decades([corner.density for corner in corners]),
    }


def on_scale(name: str, value: float) -> float:
    """Where `value` stands on a readout's scale, from 0 to 1."""
    low, high = scales()[name]
    if low == 0:
        return value / high
    return math.log(value / low) / math.log(high / low)


def marks() -> list[tuple[float, str]]:
    """Known models on the meter: bits per GFLOP at k = 1, and a label where there is room."""
    labels = {GPT_2: "GPT-2", LLAMA_2_7B: "7B"}
    found = [
        (density.supervisory_density(stop.n_params, stop.model.vocab_size) * GIGA, stop)
        for stop in STOPS
        if stop.model is not None
    ]
    moe = {"activated": "V3", "total": "V3 full"}
    smallest = density.supervisory_density(SMALLEST, GPT_2.vocab_size) * GIGA
    return [(value, moe.get(stop.basis) or labels.get(stop.model, "")) for value, stop in found] + [
        (smallest, parameters(SMALLEST))
    ]


def _row(index: int, stop: Stop) -> dict:
    other = [
        i
        for i, candidate in enumerate(STOPS)
        if i != index and stop.model is not None and candidate.model == stop.model
    ]
    return {
        "label": stop.label,
        "about": stop.about,
        "caption": stop.caption,
        "cells": stop.cells,
        "what": list(stop.extra_words),
        "basis": stop.basis,
        "other": other[0] if other else None,
        "trunk": density.training_flops(stop.n_params, 1),
        "extra": [density.training_flops(stop.extra_params(v), 1) for v in VOCABULARIES],
    }


def _half_decades(values: Sequence[float]) -> list[float]:
    low, high = math.log10(min(values)), math.log10(max(values))
    return [10 ** (math.floor(2 * low) / 2), 10 ** (math.ceil(2 * high) / 2)]


def _one(name: str, count: int) -> str:
    return f"{name}_1" if count == 1 else f"{name}_more"


def _listed(words: Sequence[str]) -> str:
    quoted = [TEXTS["quoted"].format(word=word) for word in words]
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + TEXTS["and"] + quoted[-1]
