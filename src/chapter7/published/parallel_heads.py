"""Results on parallel heads and further tokens that the literature reports. Knows no formula."""

from types import MappingProxyType

# Gloeckle et al. 2024 (gloeckle2024), table 1: pass@1 in per cent by n, of 7B models trained on 200
# billion tokens of code.
CODE_BY_N = MappingProxyType(
    {
        "MBPP": MappingProxyType({1: 30.0, 2: 30.3, 4: 33.8, 6: 31.9, 8: 30.7}),
        "HumanEval": MappingProxyType({1: 22.8, 2: 22.2, 4: 24.0, 6: 20.6, 8: 20.0}),
        "APPS": MappingProxyType({1: 2.8, 2: 2.1, 4: 1.6, 6: 3.5, 8: 3.5}),
    }
)
# The same, table 1: pass@1 on MBPP by n, of models that read 313 billion bytes.
BYTES_BY_N = MappingProxyType({1: 19.3, 8: 32.3, 16: 28.6, 32: 23.0})
# The same, table 1: pass@100 on APPS's introductory problems by n, in tokens and in bytes.
APPS_PASS_100 = MappingProxyType({1: 17.4, 2: 21.7, 4: 19.9, 6: 22.7, 8: 22.1})
APPS_BYTES_PASS_100 = MappingProxyType({1: 2.4, 8: 14.0, 16: 12.9, 32: 8.8})
# The same, table 1: pass@1 after a trillion tokens of code, for n = 1 and 4.
AFTER_A_TRILLION = MappingProxyType({"MBPP": (40.7, 43.1), "HumanEval": (31.7, 31.6)})
# The same, table S7: pass@100 on MBPP by size in parameters, for n = 1, 2, 4.
MBPP_PASS_100 = MappingProxyType(
    {
        0.3e9: (29.9, 27.2, 20.1),
        0.6e9: (45.2, 44.7, 38.0),
        1.3e9: (51.0, 51.7, 50.1),
        3e9: (60.4, 60.5, 61.1),
        6.7e9: (74.7, 76.4, 76.0),
        13e9: (77.0, 79.4, 79.2),
    }
)
# The same, table S9: mean change of ROUGE-L by tokens of training, for n = 2 and 4.
SUMMARY_GAINS = MappingProxyType({200e9: (0.51, 0.46), 500e9: (0.28, 0.31)})
# The same, tables S14 and S13, by size in parameters: channels and blocks; tokens of training.
GLOECKLE_SHAPES = MappingProxyType(
    {
        0.3e9: (1_024, 18),
        0.6e9: (1_280, 27),
        1.3e9: (2_048, 24),
        3e9: (2_560, 36),
        6.7e9: (4_096, 32),
        13e9: (5_120, 40),
    }
)
GLOECKLE_TOKENS = MappingProxyType(
    {0.3e9: 91e9, 0.6e9: 91e9, 1.3e9: 91e9, 3e9: 91e9, 6.7e9: 209.7e9, 13e9: 209.7e9}
)
# The same, table 1: its tokenizer. Sec. 3.3: bytes read, and the tokens that they amount to.
GLOECKLE_VOCABULARY = 32_000
BYTES_READ = (314e9, 116e9)
# marin (marin5772), single runs on 15 billion tokens: loss in nats, a mean over Paloma's domains,
# and tokens per second, without and with one module whose weight falls from 0.3 to 0.1.
MARIN_LOSS = (2.93966, 2.92702)
MARIN_SPEED = (502_522, 400_417)
# awesome-mtp, tutorial 05 (awesomemtp), Shakespeare's characters, two seeds: next-token loss in
# nats, without and with three parallel heads: a block each, or a small network each.
TUTORIAL_LOSS = (1.517, 1.509, 1.501)
