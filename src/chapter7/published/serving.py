"""What is reported of serving with drafts: how many times as fast, by how many texts at once.

Speed-ups are ratios of tokens per second with drafts and without; lengths, tokens per pass of the
model, the bonus token counted.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """One report of the same model served with drafts and without.

    Args:
        name: of model and hardware. key: of the source in the references.
        drafts: tokens drafted a round, as reported; None: not said.
        length: tokens per pass; None: not said. A number a batch, where they differ.
        speed_up: by batch, requests at once as the source counts them.
        told: what else one must know to read it.
    """

    name: str
    key: str
    drafts: int | None
    length: float | None
    speed_up: dict[int, float]
    told: str


# HabanaAI/vllm-fork, pull request 1264 (gaudi1264): DeepSeek-R1 on Gaudi, one draft. 256 is "no
# obvious improvement". Drafted and accepted tokens at each batch.
GAUDI_DRAFTED = (2_180, 17_408, 69_988, 139_286)
GAUDI_ACCEPTED = (1_918, 15_371, 61_143, 122_973)
GAUDI = Served(
    "DeepSeek-R1 on Gaudi",
    "gaudi1264",
    1,
    1 + sum(GAUDI_ACCEPTED) / sum(GAUDI_DRAFTED),
    {4: 1.6, 32: 1.5, 128: 1.35, 256: 1.0},
    "One run a batch; the last is reported as “no obvious improvement”, at the maximum batch size. "
    "Acceptance hardly moves.",
)
# SGLang's documentation (sglangdocs): DeepSeek-V3 on eight H200.
SGLANG_H200 = Served(
    "DeepSeek-V3 on 8 H200",
    "sglangdocs",
    None,
    None,
    {1: 1.8, 32: 1.5},
    "Two numbers of a manual; drafts and acceptance are not said.",
)
# SGLang's announcement (sglangmtp): DeepSeek-V3 over many GPUs, tokens per second and rank at two
# requests a rank: plain, plain with overlapped scheduling, four drafted tokens looked at; at 128 a
# rank, +14.2 %.
SGLANG_PLAIN, SGLANG_OVERLAP, SGLANG_DRAFTED = 51.0, 60.4, 82.0
SGLANG_EP = Served(
    "DeepSeek-V3, SGLang at scale",
    "sglangmtp",
    3,
    2.44,
    {2: SGLANG_DRAFTED / SGLANG_PLAIN, 128: 1.142},
    "Per rank. Against plain decoding with overlapped scheduling the first is 1.36, not 1.61; the "
    "length is told of the first.",
)
# MiMo-V2-Flash (mimo2026), table 10: three modules, acceptance length 2.8, by batch per node.
MIMO = Served(
    "MiMo-V2-Flash",
    "mimo2026",
    3,
    2.8,
    {32: 1.86, 48: 1.82, 64: 1.97, 96: 1.99, 128: 1.82},
    "Per node; 16,000 tokens read, 1,000 written. Over this range it shows no wall.",
)
# The same table: speed-up at acceptance length 3.8.
MIMO_LONGEST = {32: 2.52, 48: 2.47, 64: 2.67, 96: 2.70, 128: 2.46}
# SemiAnalysis InferenceX, pull request 1630 (inferencex1630), which quotes vLLM's pull request
# 43385: +75 % at one request at once, +38 % at eight, -37 % at 32.
MI355X = Served(
    "DeepSeek-V4-Pro on MI355X",
    "inferencex1630",
    2,
    None,
    {1: 1.75, 8: 1.38, 32: 0.63},
    "Second hand: quoted from another report. Acceptance is not said.",
)
# vLLM issue 39680 (vllm39680): Qwen3.5-0.8B, one request, tokens per second without and with.
QWEN_PLAIN, QWEN_DRAFTED = 342.2, 128.3
QWEN_ACCEPTANCE = 0.966
QWEN = Served(
    "Qwen3.5-0.8B on one GPU",
    "vllm39680",
    1,
    1.97,
    {1: QWEN_DRAFTED / QWEN_PLAIN},
    "A user’s log lines, of two minutes with different prompts. Nobody has confirmed it.",
)
# vLLM issue 35387 (vllm35387), comment of 20 August 2026: Qwen3.8-27B, one request, tokens per
# second without and with one draft, 87 % accepted; profiled, the poster blames lost CUDA graphs.
QWEN_27B_PLAIN, QWEN_27B_DRAFTED = 57.0, 40.6
BATCHES = (GAUDI, SGLANG_H200, SGLANG_EP, MIMO, MI355X, QWEN)

# vLLM, pull request 48892 (vllm48892): eight modules against one, GSM8K, 64 at once, greedy.
VLLM_TOKENS_PER_SECOND = {1: 1_646.15, 8: 2_148.42}
# "Inter-token latency" times the pauses between streamed chunks; a round's tokens are one chunk.
# Median, 99th percentile; then the median time to the first token.
VLLM_BETWEEN_TOKENS_MS = {1: 22.40, 8: 159.60}
VLLM_LONGEST_MS = {1: 223.44, 8: 251.09}
VLLM_FIRST_MS = {1: 363.58, 8: 426.77}
# The same: mean time per token after the first, median over requests.
VLLM_PER_TOKEN_MS = {1: 37.18, 8: 27.48}
# TensorRT-LLM, blog 2 (tensorrtllm2): DeepSeek-R1 at batch 1, three drafts: exact, and with
# relaxed acceptance, which is lossy.
TENSORRT_EXACT, TENSORRT_RELAXED = 2.16, 2.33
# DeepSeek-V3 (deepseek2024), sec. 5.4.3: acceptance of the second token, and tokens per second.
V3_ACCEPTANCE = (0.85, 0.90)
V3_SPEED_UP = 1.8
# The data sheet of NVIDIA's H100 SXM (h100): dense BF16 FLOP/s, and bytes per second of its memory.
H100_PEAK, H100_BANDWIDTH = 989e12, 3.35e12
