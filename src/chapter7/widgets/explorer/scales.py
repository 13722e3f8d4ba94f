"""The ends of the figure's scales, and the published models that stand on them as marks."""

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from chapter7.published.models import GPT_2, PUBLISHED, Model
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, Setting, read
from chapter7.widgets.explorer.stops import LARGEST, SMALLEST, STOPS, Stop, counts


@dataclass(frozen=True, slots=True)
class Mark:
    """A known model on the meter and on the plane, at k = 1.

    Args:
        stop: the model and its basis.
        vocab: its own V.
    """

    stop: Stop
    vocab: int

    def density(self, setting: Setting) -> float:
        """Bits per GFLOP, its bits and its context counted as in `setting`."""
        return read(replace(setting, k=1, vocab=self.vocab), self.stop).density


def marks_of(models: Iterable[Model]) -> tuple[Mark, ...]:
    """Every model as a mark, a mixture of experts by both of its counts."""
    return tuple(
        Mark(Stop(n_params, model, basis, model.d_model, model.n_layers), model.vocab_size)
        for model in models
        for basis, n_params in counts(model).items()
    )


MARKS: tuple[Mark, ...] = marks_of(PUBLISHED)
SMALLEST_MARK = Mark(STOPS[0], GPT_2.vocab_size)
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


def _half_decades(values: Sequence[float]) -> list[float]:
    low, high = math.log10(min(values)), math.log10(max(values))
    return [10 ** (math.floor(2 * low) / 2), 10 ** (math.ceil(2 * high) / 2)]
