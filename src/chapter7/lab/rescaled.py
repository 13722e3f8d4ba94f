"""The offsets' losses times a constant, to see what an optimiser makes of it."""

from torch import Tensor

from chapter7.lab.batches import Batch
from chapter7.lab.building import Model
from chapter7.lab.losses import offset_losses


def rescaled_losses(model: Model, batch: Batch, *, factor: float, **options: object) -> Tensor:
    """`factor` times `offset_losses`, for `train`'s `losses` by way of `functools.partial`.

    Args: options: as `offset_losses`.
    """
    return factor * offset_losses(model, batch, **options)
