"""The positions of the size slider: published models, and sizes between them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chapter7 import density
from chapter7.published import fits
from chapter7.published.models import (
    CHINCHILLA,
    DEEPSEEK_V3,
    GPT_2,
    GPT_3,
    LLAMA_2_7B,
    LLAMA_2_70B,
    LLAMA_3_405B,
    Model,
    dense_shape,
)

SMALLEST, LARGEST = 100e6, 2e12
STOPS_PER_DECADE = 24
TOKENS_PER_PARAM = CHINCHILLA.n_tokens / CHINCHILLA.n_total
"""Training tokens per parameter for which residual bits are shown: Chinchilla's own."""
LARGEST_FITTED = 16e9
"""The largest model behind Chinchilla's fit (Hoffmann et al. 2022, abstract)."""

VOCABULARIES: dict[int, str] = {
    LLAMA_2_7B.vocab_size: "Llama 2",
    GPT_2.vocab_size: "GPT-2, GPT-3",
    LLAMA_3_405B.vocab_size: "Llama 3.1",
    DEEPSEEK_V3.vocab_size: "DeepSeek-V3",
    256_000: "Nemotron-4",
}
"""Vocabulary sizes to choose from, and who uses them."""


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

    @property
    def is_moe(self) -> bool:
        """Whether the stop is one of the two counts of a mixture of experts."""
        return self.basis in ("activated", "total")

    @property
    def channels(self) -> int:
        """Channels of all attention heads together."""
        return density.attention_channels(self.model) if self.is_moe else self.d_model

    def extra_params(self, heads: str, vocab_size: int) -> float:
        """Parameters counted for one prediction more.

        Args:
            heads: "free", nothing; "bare", a d x V matrix; "module", DeepSeek's design: for a
                mixture of experts its real module, what a token passes through ("activated") or
                all that it stores, and the shared head ("total"); else a dense block of the same
                width in its place.
            vocab_size: V.
        """
        head = density.bare_head_params(self.d_model, vocab_size, 2)
        if heads == "free":
            return 0.0
        if heads == "bare":
            return head
        if self.basis == "activated":
            return density.module_params(
                replace(self.model, vocab_size=vocab_size), basis="activated"
            )
        if self.basis == "total":
            return density.module_params(self.model, basis="own") + head
        return density.dense_module_params(self.d_model, vocab_size)

    @property
    def residual_bits(self) -> float:
        """Bits per token that real text leaves a dense model of this size, by Chinchilla's fit."""
        return fits.chinchilla_bits(self.n_params, TOKENS_PER_PARAM * self.n_params)


ON_SLIDER = (GPT_2, LLAMA_2_7B, LLAMA_2_70B, GPT_3, LLAMA_3_405B, DEEPSEEK_V3)
"""Chinchilla's 70B would stand on top of Llama-2's."""


def counts(model: Model) -> dict[str, float]:
    """The ways to count a model's parameters, by basis: one, or two of a mixture of experts."""
    if not model.is_moe:
        return {"dense": model.n_total}
    return {"activated": model.n_activated, "total": model.n_total}


def stops_of(models: Iterable[Model]) -> tuple[Stop, ...]:
    """The models and, between them, two-digit sizes, 24 a decade, none beside a model."""
    published = [
        Stop(n_params, model, basis, model.d_model, model.n_layers)
        for model in models
        for basis, n_params in counts(model).items()
    ]
    apart = 10 ** (0.5 / STOPS_PER_DECADE)
    stops = list(published)
    for i in range(round(STOPS_PER_DECADE * math.log10(LARGEST / SMALLEST)) + 1):
        size = float(f"{SMALLEST * 10 ** (i / STOPS_PER_DECADE):.1e}")
        if all(max(size / p.n_params, p.n_params / size) > apart for p in published):
            stops.append(Stop(size, None, "between", *dense_shape(size)))
    return tuple(sorted(stops, key=lambda stop: stop.n_params))


STOPS: tuple[Stop, ...] = stops_of(ON_SLIDER)
"""The positions of the size slider, from 100M to 2T."""


def stop_index(model: Model, basis: str | None = None) -> int:
    """Where a published model stands on the size slider.

    Raises: ValueError: the explorer has no such stop.
    """
    for index, stop in enumerate(STOPS):
        if stop.model == model and basis in (None, stop.basis):
            return index
    raise ValueError(f"the explorer has no stop for {model.name}, basis {basis!r}")


UNDER_SLIDER = (GPT_2, LLAMA_2_7B, DEEPSEEK_V3, LLAMA_2_70B, LLAMA_3_405B)


def named(stops: Sequence[Stop]) -> dict[int, int]:
    """What stands under the slider: some models and both ends, by index, each with its vocabulary.

    The ends are no models; they have those of the smallest and of the newest one.
    """
    first = {model: i for i, stop in reversed([*enumerate(stops)]) if (model := stop.model)}
    models = {first[model]: model.vocab_size for model in UNDER_SLIDER}
    ends = {0: GPT_2.vocab_size, len(stops) - 1: DEEPSEEK_V3.vocab_size}
    return dict(sorted({**models, **ends}.items()))
