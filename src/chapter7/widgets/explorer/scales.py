"""The ends of the figure's scales, and the published models that stand on them as marks."""

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from chapter7.published.models import PUBLISHED, Model
from chapter7.widgets.explorer.settings import CHOICES, MOST_PREDICTIONS, Setting, read
from chapter7.widgets.explorer.stops import LARGEST, SMALLEST, STOPS, Stop, counts


@dataclass(frozen=True, slots=True)
class Mark:
    """A known model on the plane, at k = 1.

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


@functools.cache
def scales() -> dict[str, list[float]]:
    """The two ends of each scale, both logarithmic: parameters, and bits per GFLOP."""
    sizes = [0, len(STOPS) - 1, *(i for i, stop in enumerate(STOPS) if stop.is_moe)]
    rest = [
        (1, MOST_PREDICTIONS),
        *(CHOICES[name] for name in ("vocab", "heads", "bits")),
        (0, max(CHOICES["context"])),
        CHOICES["count"],
    ]
    densities = [read(Setting(*corner)).density for corner in product(sizes, *rest)]
    return {"size": [SMALLEST, LARGEST], "density": _half_decades(densities)}


def _half_decades(values: Sequence[float]) -> list[float]:
    low, high = math.log10(min(values)), math.log10(max(values))
    return [10 ** (math.floor(2 * low) / 2), 10 ** (math.ceil(2 * high) / 2)]
