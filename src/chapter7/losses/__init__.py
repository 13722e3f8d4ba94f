"""Next-token and multi-token prediction losses. Knows no model.

`target_loss`, `ntp_loss` and `mtp_loss` take logits, as a formula does. `mtp_loss_from_hidden`
takes what the output head is fed, and never holds more than a few positions' logits.

Losses are in nats, as PyTorch has them; divide by log 2 for bits.
"""

from chapter7.losses.hidden import mtp_loss_from_hidden
from chapter7.losses.logits import mtp_loss, ntp_loss, target_loss

__all__ = ["mtp_loss", "mtp_loss_from_hidden", "ntp_loss", "target_loss"]
