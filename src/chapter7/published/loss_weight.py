"""Loss weights that the literature and its code report. Knows no formula."""

from types import MappingProxyType

# Megatron-LM (megatronmtp), the user guide's table of arguments: the default of
# mtp_loss_scaling_factor.
MEGATRON_DEFAULT = 0.1
# torchtitan (torchtitan3392), MTP.md, section 1.1: mtp_scale of the example configuration.
TORCHTITAN_EXAMPLE = 0.3
# awesome-mtp, tutorial 05 (awesomemtp), Shakespeare's characters, mean of two seeds: by weight,
# next-token loss in nats (detached: 1.518), half of its range, accuracy of the second token, and
# share of greedy drafts that are accepted, give or take 0.02.
TUTORIAL_SWEEP = MappingProxyType({0.0: 1.517, 0.1: 1.518, 0.3: 1.507, 1.0: 1.513})
TUTORIAL_HALF_RANGE = MappingProxyType({0.0: 0.003, 0.1: 0.001, 0.3: 0.003, 1.0: 0.0})
TUTORIAL_SECOND = MappingProxyType({"detached": 0.521, 0.1: 0.528, 0.3: 0.540, 1.0: 0.548})
TUTORIAL_ACCEPTED = MappingProxyType({"detached": 0.79, 0.1: 0.77, 0.3: 0.82, 1.0: 0.80})
# marin (marin5772), single runs: macro loss in nats, without and with a weight from 0.3 to 0.1:
# linear, a step at 90 %, and a dense block.
MARIN_SWEEP = (2.9397, 2.9270, 2.9278, 2.9306)
