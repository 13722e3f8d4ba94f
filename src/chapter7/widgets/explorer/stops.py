"""The positions of the size slider: published models, and sizes between them."""

import math
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
from chapter7.quantities import parameters

SMALLEST, LARGEST = 100e6, 2e12
STOPS_PER_DECADE = 24
CELLS_DRAWN = 12
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

STOP_TEXTS = {
    "between": "Not a published model: width {width} and {layers} layers are interpolated.",
    "caption_all": "{layers} layers, every cell computed forward and backward",
    "caption_some": "{layers} layers ({cells} drawn), every cell computed forward and backward",
    "fit": "Chinchilla’s fit (Hoffmann et al. 2022, eq. 10) for a dense {count} model after "
    f"{{tokens}} tokens, {TOKENS_PER_PARAM:g} a parameter",
    "fit_within": ".",
    "fit_beyond": f"; extrapolated beyond {parameters(LARGEST_FITTED)}.",
    "fit_moe": "; no mixture of experts was fitted.",
}
"""What is said of every stop; the script fills the same in."""


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

    @property
    def residual_about(self) -> str:
        """Which fit the residual bits come from, and how far it reaches."""
        return STOP_TEXTS["fit"].format(**self.values) + STOP_TEXTS[self.reach]

    @property
    def reach(self) -> str:
        """The name of what is to be said of the fit at this stop."""
        if self.is_moe:
            return "fit_moe"
        return "fit_beyond" if self.n_params > LARGEST_FITTED else "fit_within"

    @property
    def values(self) -> dict[str, str]:
        """The stop's numbers as its texts hold them."""
        return {
            "count": parameters(self.n_params),
            "tokens": parameters(TOKENS_PER_PARAM * self.n_params),
            "width": f"{self.d_model:,}",
            "channels": f"{self.channels:,}",
            "layers": str(self.n_layers),
            "cells": str(self.cells),
        }

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
            return STOP_TEXTS["between"].format(**self.values)
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
        name = "caption_some" if self.cells < self.n_layers else "caption_all"
        return STOP_TEXTS[name].format(**self.values)


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


def stop_index(model: Model, basis: str | None = None) -> int:
    """Where a published model stands on the size slider.

    Raises: ValueError: the explorer has no such stop.
    """
    for index, stop in enumerate(STOPS):
        if stop.model == model and basis in (None, stop.basis):
            return index
    raise ValueError(f"the explorer has no stop for {model.name}, basis {basis!r}")
