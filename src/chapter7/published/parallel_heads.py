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
# marin (marin5772), single runs on 15 billion tokens: loss in nats and tokens per second, without
# and with one module whose weight falls from 0.3 to 0.1.
MARIN_LOSS = (2.93966, 2.92702)
MARIN_SPEED = (502_522, 400_417)
# awesome-mtp, tutorial 05 (awesomemtp), Shakespeare's characters, two seeds: next-token loss in
# nats, without and with three parallel heads.
TUTORIAL_LOSS = (1.517, 1.509)
