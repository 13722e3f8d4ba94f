"""Published model configurations, each with its source. Knows no formula of the subject.

Parameter counts are in parameters, training sets in tokens. Counts are rounded as the reports
round them (175 billion), except Llama-2's and the smallest GPT-2's: those are the released weights.
"""

from dataclasses import dataclass, fields

import numpy as np

from chapter7 import _contracts


@dataclass(frozen=True, slots=True)
class MoEBlock:
    """The parts of one mixture-of-experts transformer block with multi-head latent attention.

    Widths are in channels. `experts_per_token` counts the routed experts a token visits.

    Raises: TypeError, ValueError: a part is not a positive whole number (shared experts may be
        none), or a token visits more experts than there are.
    """

    n_heads: int
    q_rank: int
    kv_rank: int
    head_dim_nope: int
    head_dim_rope: int
    head_dim_value: int
    expert_dim: int
    n_routed_experts: int
    n_shared_experts: int
    experts_per_token: int

    def __post_init__(self) -> None:
        for field in fields(self):
            least = 0 if field.name == "n_shared_experts" else 1
            _contracts.count(field.name, getattr(self, field.name), least)
        if self.experts_per_token > self.n_routed_experts:
            raise ValueError(
                f"experts_per_token must not exceed n_routed_experts: "
                f"{self.experts_per_token} > {self.n_routed_experts}"
            )


@dataclass(frozen=True, slots=True)
class Model:
    """One published decoder.

    Args:
        name: as its authors write it.
        year: of publication.
        n_total: parameters stored.
        n_activated: parameters one token passes through; equal to n_total in a dense model.
        vocab_size: V, rows of the embedding table.
        d_model: d, channels of the residual stream.
        n_layers: L, transformer blocks.
        n_tokens: tokens of the published training run; None where it is not known in tokens.
        source: the bibliography key and the place in it.
        block: the parts of a mixture-of-experts block; None in a dense model.

    Raises: TypeError, ValueError: a count is no number, not whole or not positive, V < 2, or
        n_activated > n_total.
    """

    name: str
    year: int
    n_total: float
    n_activated: float
    vocab_size: int
    d_model: int
    n_layers: int
    n_tokens: float | None
    source: str
    block: MoEBlock | None = None

    def __post_init__(self) -> None:
        for name in ("n_total", "n_activated", "d_model", "n_layers"):
            _contracts.count(name, getattr(self, name), 1)
        _contracts.count("vocab_size", self.vocab_size, 2)
        if self.n_tokens is not None:
            _contracts.one("n_tokens", _contracts.positive("n_tokens", self.n_tokens))
        if self.n_activated > self.n_total:
            raise ValueError(
                f"n_activated must not exceed n_total: "
                f"{self.n_activated:.15g} > {self.n_total:.15g}"
            )

    @property
    def is_moe(self) -> bool:
        """Whether a token passes through only a part of the parameters."""
        return self.n_activated < self.n_total


def _dense(name, year, n_params, vocab_size, d_model, n_layers, n_tokens, source) -> Model:
    return Model(name, year, n_params, n_params, vocab_size, d_model, n_layers, n_tokens, source)


GPT_2 = _dense("GPT-2", 2019, 1.5e9, 50_257, 1_600, 48, None, "radford2019, table 2")
GPT_3 = _dense("GPT-3", 2020, 175e9, 50_257, 12_288, 96, 300e9, "brown2020, table 2.1")
CHINCHILLA = _dense("Chinchilla", 2022, 70e9, 32_000, 8_192, 80, 1.4e12, "hoffmann2022, table 4")
LLAMA_2_7B = _dense("Llama-2-7B", 2023, 6_738_415_616, 32_000, 4_096, 32, 2e12, "touvron2023b")
LLAMA_2_70B = _dense("Llama-2-70B", 2023, 68_976_648_192, 32_000, 8_192, 80, 2e12, "touvron2023b")
LLAMA_3_405B = _dense(
    "Llama-3.1-405B", 2024, 405e9, 128_256, 16_384, 126, 15.6e12, "grattafiori2024, table 3"
)
DEEPSEEK_V3 = Model(
    name="DeepSeek-V3",
    year=2024,
    n_total=671e9,
    n_activated=37e9,
    vocab_size=129_280,
    d_model=7_168,
    n_layers=61,
    n_tokens=14.8e12,
    source="deepseek2024, abstract and sec. 4.2; config_671B.json",
    block=MoEBlock(
        n_heads=128,
        q_rank=1_536,
        kv_rank=512,
        head_dim_nope=128,
        head_dim_rope=64,
        head_dim_value=128,
        expert_dim=2_048,
        n_routed_experts=256,
        n_shared_experts=1,
        experts_per_token=8,
    ),
)

PUBLISHED: tuple[Model, ...] = (
    GPT_2,
    GPT_3,
    CHINCHILLA,
    LLAMA_2_7B,
    LLAMA_2_70B,
    LLAMA_3_405B,
    DEEPSEEK_V3,
)
"""Every configuration above, in the order of publication."""

GPT_2_SMALL = _dense(
    "GPT-2 small", 2019, 124_439_808, 50_257, 768, 12, None, "radford2019, table 2"
)
"""The smallest GPT-2, for `dense_shape`; its table lists 117M, the released weights hold 124M."""

WIDTH_STEP = 64
"""Channels by which `dense_shape` rounds a width: GPT-2's attention head, half a larger one."""


def dense_shape(n_params: float) -> tuple[int, int]:
    """Width and depth that a dense model of `n_params` would have, judged by the published ones.

    On log scales, along a straight line between the two published dense models around `n_params`,
    beyond the first or last of them along the same line as before. A rough guide: the published
    ones differ in more than their size (GPT-2 is deeper than the larger Llama-2-7B).

    Args:
        n_params: N, parameters.
    Returns: (d_model, rounded to whole heads of 64 channels; n_layers).
    """
    size = _contracts.one("n_params", _contracts.positive("n_params", n_params))
    dense = sorted(
        (model for model in (GPT_2_SMALL, *PUBLISHED) if not model.is_moe),
        key=lambda model: model.n_total,
    )
    shapes = np.log([(model.n_total, model.d_model, model.n_layers) for model in dense])
    left = int(np.clip(np.searchsorted(shapes[:, 0], np.log(size)) - 1, 0, len(dense) - 2))
    (n0, *shape0), (n1, *shape1) = shapes[left], shapes[left + 1]
    share = (np.log(size) - n0) / (n1 - n0)
    width, depth = np.exp((1 - share) * np.array(shape0) + share * np.array(shape1))
    return max(1, round(width / WIDTH_STEP)) * WIDTH_STEP, max(1, round(depth))
