"""The rows of 7.1."""

from math import log, log2

T = 4096
CEILING_50K = log2(50_000)
CEILING_V3 = log2(129_280)
# One token's share of DeepSeek-V3's module, matrix by matrix from the published configuration.
ATTENTION = (
    7168 * 1536 + 1536 * 128 * 192  # queries down to their rank, and up to 128 heads of 128 + 64
    + 7168 * 576 + 512 * 128 * 256  # keys and values down to 512 + 64, and up to heads of 128 + 128
    + 128 * 128 * 7168  # and out
)  # fmt: skip
EXPERT = 3 * 7168 * 2048
ROUTER, PROJECTION, HEAD = 256 * 7168, 2 * 7168 * 7168, 7168 * 129_280
MODULE_VISITED = ATTENTION + 9 * EXPERT + ROUTER + PROJECTION + HEAD
MODULE_STORED = ATTENTION + 257 * EXPERT + ROUTER + PROJECTION
LLAMA_2_7B = (
    2 * 32_000 * 4096 + 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008 + 2 * 4096) + 4096
)  # embedding and head; blocks of attention, gated MLP and two norms; the last norm


def chinchilla(n_params, n_tokens):
    return (1.69 + 406.4 / n_params**0.34 + 410.7 / n_tokens**0.28) / log(2)


def entropy(p):
    return -p * log2(p) - (1 - p) * log2(1 - p)


def markov_floor(offset):
    """From (.9 .1; .2 .8): the second eigenvalue is .7, so the rows of P^j are known in full."""
    first = 2 / 3 + 0.7**offset / 3
    second = 2 / 3 - 2 * 0.7**offset / 3
    return 2 / 3 * entropy(first) + 1 / 3 * entropy(second)


EXPECTED = {
    "C01": 6 * 37e9,
    "C02": 6 * 671e9 * 14.8e12 / (2.664e6 * 3600),
    "C03": 15_360 * 4096 * chinchilla(671e9, 14.8e12),
    "C05": CEILING_V3,
    "C07": 6 * 7e9 * T,
    "C08": 6 * 671e9 * T,
    "C09": 6 * 37e9 * T,
    "C10": T * CEILING_50K,
    "C11": T * CEILING_V3,
    "C12": T * chinchilla(LLAMA_2_7B, 2e12),
    "C13": T * chinchilla(671e9, 14.8e12),
    "C14": 3 / 42,  # 3 bits over 42 GFLOP
    "C15": 3 / (6 * 671),
    "C20": 2 + 4,
    "C21": 14 / (15_360 * 4096),
    "C23": CEILING_50K,
    "C24": 1 + 32 * 4096 * 131_072 / LLAMA_2_7B,
    "C26": (128_000 - 32_000) * 4096 / LLAMA_2_7B,
    "C28": 7168 * 129_280 / 37e9,
    "C29": sum(markov_floor(j) for j in (1, 2, 3, 4)) - 4 * markov_floor(1),
    "C30": CEILING_50K,
    "C31": 6 * 7e9 * T,
    "C32": T * CEILING_50K,
    "C33": CEILING_50K / 42e9,
    "C34": CEILING_50K / 42,
    "C35": CEILING_50K / 42,
    "C36": chinchilla(70e9, 1.4e12),
    "C37": 3 / 42,
    "C38": 6 * 70e9 * T,
    "C39": CEILING_50K / 420,
    "C41": 6 * 37e9 * T,
    "C42": 6 * 671e9 * T,
    "C43": 129_280,
    "C44": T * CEILING_V3,
    "C45": CEILING_V3 / 222,
    "C46": CEILING_V3 / 4026,
    "C47": CEILING_V3 / 222,
    "C48": 7168 * 129_280 / 671e9,
    "C49": MODULE_VISITED / 37e9,
    "C50": MODULE_STORED,
    "C51": (2 * T - 1) * CEILING_V3,
    "C52": 2 * CEILING_V3 / (6 * (37 + MODULE_VISITED / 1e9)),
    "C53": 2 / (1 + MODULE_VISITED / 37e9),
    "C55": CEILING_50K / 0.6,
    "C56": 70,
    "C58": 1.07,
    "C59": 1 / 6,
    "C60": log2(50_257) / 6,
    "C65": 6 * 1e8 * 3e11 / (0.4 * 312e12 * 3600),
    "C66": 2.788e6,
    "C67": 2.788e6 * 2,
    "C68": 6e9,
    "C71": 1.8,
    "C72": MODULE_STORED,
    "C74": log2(50_257) / 9,
    "C75": 300 / 175,
    "C77": 0.548 - 0.542,
    "C78": 30.5 - 26.0,
    "C81": 10 / 14.8,
    "L01": 2.788e6 * 2,
    "L02": MODULE_STORED,
    "L03": 1.875 / (1 + MODULE_VISITED / 37e9),
    "L04": 14.8e12,
    "L05": 6 * 37e9 * 14.8e12 / (2.664e6 * 3600),
    "L06": 30.84e6,
    "L07": 48,
    "L08": 2.74,
    "L09": 3.05,
    "L10": 6.39,
    "L11": 30.5 / 26.0 - 1,
    "L12": 15.8 / 14.1 - 1,
    "L13": 1.0 - 1.8,
    "L14": 1.22,
    "L15": 0.548,
    "L16": 0.542,
    "L17": 0.729,
    "L18": 0.657,
    "L19": LLAMA_2_7B,
    "L20": 20,
    "L21": 410.7 * (1.4e12) ** -0.28 * 0.28 / 0.72 / log(2),
}

UNSTATED = ["C03", "C54", "C59", "C60", "C64", "C76"]
"""Rows that no page of the section states."""
