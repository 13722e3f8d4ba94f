"""The figure's scales, and the published models that stand on them as marks."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from chapter7.published.models import GPT_2, PUBLISHED, Model
from chapter7.quantities import parameters
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, Setting, read
from chapter7.widgets.explorer.stops import LARGEST, SMALLEST, STOPS, Stop


@dataclass(frozen=True, slots=True)
class Mark:
    """A known model on the meter and on the plane, at k = 1.

    Args:
        stop: the model and its basis.
        vocab: its own V.
        name: as the plane names it, with its year.
        short: as the meter names it; empty where there is no room.
    """

    stop: Stop
    vocab: int
    name: str
    short: str

    def density(self, setting: Setting) -> float:
        """Bits per GFLOP, its bits and its context counted as in `setting`."""
        return read(replace(setting, k=1, vocab=self.vocab), self.stop).density


BASES = {"activated": ("n_activated", "V3"), "total": ("n_total", "V3 full")}


def _marks_of(model: Model) -> list[Mark]:
    def stop(n_params: float, basis: str) -> Stop:
        return Stop(n_params, model, basis, model.d_model, model.n_layers)

    name = f"{model.name} ’{model.year % 100}"
    if not model.is_moe:
        short = model.name if model == GPT_2 else ""
        return [Mark(stop(model.n_total, "dense"), model.vocab_size, name, short)]
    return [
        Mark(stop(getattr(model, count), basis), model.vocab_size, f"{name}, {basis}", short)
        for basis, (count, short) in BASES.items()
    ]


MARKS: tuple[Mark, ...] = tuple(mark for model in PUBLISHED for mark in _marks_of(model))
"""Every published model, a mixture of experts by both of its counts."""
SMALLEST_MARK = Mark(STOPS[0], GPT_2.vocab_size, "", parameters(SMALLEST))
"""The left end of the size slider with GPT-2's vocabulary: on the meter only."""


@functools.cache
def scales() -> dict[str, list[float]]:
    """The two ends of each scale: parameters, FLOPs, bits per GFLOP (log) and bits (linear)."""
    sizes = [0, len(STOPS) - 1, *(i for i, stop in enumerate(STOPS) if stop.is_moe)]
    rest = [
        (1, MOST_PREDICTIONS),
        *(CHOICES[name] for name in ("vocab", "heads", "bits")),
        (0, max(CHOICES["context"])),
        CHOICES["count"],
    ]
    corners = [read(Setting(*corner)) for corner in product(sizes, *rest)]
    most_bits = max(corner.bits_per_token for corner in corners)
    return {
        "size": [SMALLEST, LARGEST],
        "compute": _half_decades([corner.flops_per_token for corner in corners]),
        "bits": [0, 50 * math.ceil(most_bits / 50)],
        "density": _half_decades([corner.density for corner in corners]),
    }


def on_scale(name: str, value: float) -> float:
    """Where `value` stands on a scale, from 0 to 1."""
    low, high = scales()[name]
    if low == 0:
        return value / high
    return math.log(value / low) / math.log(high / low)


def on_plane(n_params: float, density: float) -> tuple[float, float]:
    """Where a point stands on the plane of density against size: from the left, from the top."""
    return on_scale("size", n_params), 1 - on_scale("density", density)


@functools.cache
def line(setting: Setting) -> tuple[tuple[float, float], ...]:
    """Density against size at a setting: the dense stops, as points on the plane."""
    return tuple(
        on_plane(stop.n_params, read(replace(setting, size=index)).density)
        for index, stop in enumerate(STOPS)
        if not stop.is_moe
    )


def plain(setting: Setting) -> Setting:
    """The setting at k = 1 without attention: the line that only N and V move."""
    return replace(setting, k=1, context=0)


def _half_decades(values: Sequence[float]) -> list[float]:
    low, high = math.log10(min(values)), math.log10(max(values))
    return [10 ** (math.floor(2 * low) / 2), 10 ** (math.ceil(2 * high) / 2)]
