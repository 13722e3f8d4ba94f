"""The loss weight's dials: what a weight does to the next token, to drafts and to the gradient."""

from chapter7.widgets.loss_weight.loss_weight import LossWeight

__all__ = ["LossWeight"]
