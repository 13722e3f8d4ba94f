"""Released configurations with the counts that their authors publish."""

from dataclasses import dataclass

from chapter7.planning import released

CONFIGS: dict[str, dict] = released()
"""The keys that say what a model holds, as its `config.json` has them."""

# What `transformers` 5.24 counts of each configuration on PyTorch's meta device, and the
# routers' correction biases, which it holds as buffers and the checkpoints as weights.
EXACT = {
    "Llama-3.1-8B": 8_030_261_248,
    "Llama-3.2-1B": 1_235_814_400,
    "Llama-3.1-405B": 405_853_388_800,
    "Qwen3-0.6B": 596_049_920,
    "Qwen3-8B": 8_190_735_360,
    "Qwen3-32B": 32_762_123_264,
    "Qwen3-30B-A3B": 30_532_122_624,
    "Qwen3-235B-A22B": 235_093_634_560,
    "Qwen3-Next-80B-A3B": 79_674_391_296,
    "Mixtral-8x7B": 46_702_792_704,
    "Mixtral-8x22B": 140_630_071_296,
    "DeepSeek-V3": 671_026_404_352 + 14_848,
    "GLM-4.5": 352_797_814_784 + 14_240,
    "GLM-4.5-Air": 106_852_245_504 + 5_760,
    "GLM-4-9B-0414": 9_400_279_040,
    "GLM-4-32B-0414": 32_566_081_536,
    "gpt-oss-120b": 116_829_156_672,
    "gpt-oss-20b": 20_914_757_184,
    "Mistral-7B-v0.1": 7_241_732_096,
    "Qwen2.5-7B": 7_615_616_512,
    "Qwen2-57B-A14B": 57_408_658_944,
    "DeepSeek-V2-Lite": 15_706_484_224,
    "DeepSeek-V2": 235_741_434_880,
    "Kimi-K2": 1_026_408_209_408 + 23_040,
}


@dataclass(frozen=True)
class Published:
    """Counts as their authors round them.

    Args:
        total, activated: parameters; None: the source gives none.
        basis: what the authors count as activated: with both tables, with the output head alone,
            or with neither.
        within: how far the rounding of a count of two digits may take it, if that is more than 1 %.
    """

    total: float
    source: str
    activated: float | None = None
    basis: str = "both tables"
    within: float = 0.01


PUBLISHED = {
    "Llama-3.1-8B": Published(8.03e9, "model card on Hugging Face: 8.03B"),
    "Llama-3.2-1B": Published(1.23e9, "model card, read in a copy: 1.23B"),
    "Llama-3.1-405B": Published(405e9, "arXiv:2407.21783, table 3"),
    "Qwen3-0.6B": Published(0.6e9, "model card: 0.6B"),
    "Qwen3-8B": Published(8.2e9, "model card: 8.2B"),
    "Qwen3-32B": Published(32.8e9, "model card: 32.8B"),
    # 3.353 cut, not rounded.
    "Qwen3-30B-A3B": Published(
        30.5e9,
        "model card, as vLLM's Ascend documentation restates it: 30.5B, 3.3B",
        3.3e9,
        within=0.02,
    ),
    "Qwen3-235B-A22B": Published(235e9, "arXiv:2505.09388, table 2: 235B, 22B", 22e9),
    "Qwen3-Next-80B-A3B": Published(80e9, "model card: 80B"),  # and "3B", a single digit
    "Mixtral-8x7B": Published(46.7e9, "arXiv:2401.04088: 47B, 13B; Mistral: 46.7B, 12.9B", 12.9e9),
    "Mixtral-8x22B": Published(
        141e9, "Mistral's announcement, as others restate it: 141B, 39B", 39e9
    ),
    "DeepSeek-V3": Published(
        671e9, "README_WEIGHTS.md of its repository: 671B, 36.7B", 36.7e9, "output head"
    ),
    "GLM-4.5": Published(355e9, "arXiv:2508.06471, table 1: 355B, 32B", 32e9, "no table"),
    "GLM-4.5-Air": Published(
        106e9, "arXiv:2508.06471, table 1: 106B, 12B", 12e9, "no table", within=0.02
    ),
    "GLM-4-9B-0414": Published(9.4e9, "weights on Hugging Face: 9.4B"),
    "GLM-4-32B-0414": Published(32.6e9, "weights on Hugging Face: 32.6B"),
    "gpt-oss-120b": Published(
        116.83e9, "arXiv:2508.10925, table 1: 116.83B, 5.13B", 5.13e9, "output head"
    ),
    "gpt-oss-20b": Published(
        20.91e9, "arXiv:2508.10925, table 1: 20.91B, 3.61B", 3.61e9, "output head"
    ),
    "Mistral-7B-v0.1": Published(7.24e9, "weights on Hugging Face: 7.24B"),
    "Qwen2.5-7B": Published(7.61e9, "model card, as others restate it: 7.61B"),
    "Qwen2-57B-A14B": Published(
        57.41e9, "weights: 57.4B; the model's name: 14B", 14e9, within=0.02
    ),
    # 2.45 cut, not rounded.
    "DeepSeek-V2-Lite": Published(
        15.7e9, "arXiv:2405.04434, app. B: 15.7B, 2.4B", 2.4e9, "output head", within=0.025
    ),
    "DeepSeek-V2": Published(236e9, "arXiv:2405.04434: 236B, 21B", 21e9, "output head"),
}
