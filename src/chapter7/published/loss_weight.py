"""Loss weights that the literature and its code report. Knows no formula."""

# Megatron-LM (megatronmtp), the user guide's table of arguments: the default of
# mtp_loss_scaling_factor.
MEGATRON_DEFAULT = 0.1
# torchtitan (torchtitan3392), MTP.md, section 1.1: mtp_scale of the example configuration.
TORCHTITAN_EXAMPLE = 0.3
