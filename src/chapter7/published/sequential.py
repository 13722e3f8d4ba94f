"""What is reported of sequential modules: their size, their cost, and how often they guess right.

Parameters are counts, speeds tokens per second, acceptance lengths tokens per pass of the model.
"""

from types import MappingProxyType

# DeepSeek's documentation of the weights (deepseekweights): parameters of the one module, without
# the shared embedding and output head; and those that a token meets, output head included, in the
# module and in the main model.
MODULE_UNIQUE = 11.5e9
MODULE_ACTIVATED = 1.5e9
MAIN_ACTIVATED = 36.6e9
# The repository's own page (deepseekrepository): what the released files hold for the module.
MODULE_STORED = 14e9

# FastMTP (cai2025): share of drafts in which the first, the first two and all three guesses were
# accepted; MiMo-7B's one module used three times, as released and trained on its own states.
RECURSIVE_SURVIVAL = MappingProxyType(
    {"as released": (0.70, 0.11, 0.02), "trained": (0.81, 0.56, 0.36)}
)
# Nemotron 3 Super (nemotron2026), table 2, average: acceptance length at seven drafts.
ACCEPTANCE_LENGTHS = MappingProxyType(
    {"DeepSeek-R1": 2.70, "Qwen3-Next": 3.33, "Nemotron 3 Super": 3.45}
)
# awesome-mtp, tutorial 05 (awesomemtp), two seeds: accuracy of guesses two, three and four tokens
# ahead, on one trunk.
TUTORIAL_ACCURACY = MappingProxyType(
    {
        "parallel heads": (0.365, 0.258, 0.208),
        "own modules": (0.526, 0.536, 0.544),
        "one shared module": (0.523, 0.532, 0.532),
    }
)
# GLM-5 (glm2026), table 2: acceptance length at four speculative steps, on prompts of its makers.
ACCEPTANCE_OF_GLM = MappingProxyType({"DeepSeek-V3.2": 2.55, "GLM-5": 2.76})
# SGLang (sglang25368): tokens per pass of MiMo-V2.5-Pro, least and most seen, once each of its
# three modules had loaded its own weights.
THREE_MODULES_LOADED = (1.32, 1.68)
# ATOM (atom1764): tokens per pass of DeepSeek-R1 at three drafts, the state handed on before and
# after the module's last norm.
STATE_BEFORE_AND_AFTER = (2.84, 2.94)
# Megatron-Bridge (bridge6103): first loss of the module, with padding asked for and without.
LOSS_ON_PADDING = (15.8, 4.42)
# Marin (marin5772): blocks of the main model, beside which the module is one more.
MARIN_BLOCKS = 13
# Marin's guide to such experiments (maringuide): a loss of `floor` + A C^-`power` nats at compute
# C, by which it asks how much more compute a run without the change needs for the same loss.
MARIN_SCALING = MappingProxyType({"floor": 1.6, "power": 0.0941})
# DeepSeek-AI 2024 (deepseek2024), sec. 3.3.3: bytes that training keeps of each parameter.
TRAINING_BYTES = MappingProxyType(
    {"master weights, FP32": 4, "gradient, FP32": 4, "two moments, BF16": 4}
)
