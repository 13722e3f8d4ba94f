"""What an operation makes: how large its tensors are."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Made(TorchDispatchMode):
    """Records how many numbers each tensor holds that an operation makes; views are none."""

    def __init__(self):
        super().__init__()
        self.sizes = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        known = {x.untyped_storage().data_ptr() for x in args if isinstance(x, torch.Tensor)}
        for made in result if isinstance(result, tuple) else (result,):
            is_new = isinstance(made, torch.Tensor) and (
                made.untyped_storage().data_ptr() not in known
            )
            self.sizes += [made.numel()] if is_new else []
        return result
