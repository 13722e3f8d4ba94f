"""Rules for tensors: tokens, masks, floating-point numbers. The only contracts that load torch."""

import torch
from torch import Tensor

from chapter7._contracts.numbers import integer

SIGNED_INTEGERS = (torch.int8, torch.int16, torch.int32, torch.int64)
FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


def check_tokens(name: str, tokens: Tensor) -> None:
    """Raises TypeError or ValueError unless `tokens` is a non-empty (B, T) of signed integers.

    IGNORE_INDEX is negative: as an unsigned integer it would silently become a token id.
    """
    if not isinstance(tokens, Tensor):
        raise TypeError(f"{name} must be a tensor, not {type(tokens).__name__}")
    if tokens.dtype not in SIGNED_INTEGERS:
        raise TypeError(f"{name} must hold signed integers, got {tokens.dtype}")
    if tokens.ndim != 2 or tokens.numel() == 0:
        raise ValueError(
            f"{name} must have shape (B, T) and no empty side, got {tuple(tokens.shape)}"
        )


def check_alike(name: str, tensor: Tensor, tokens: Tensor) -> None:
    """Raises ValueError unless `tensor` has the shape of `tokens`."""
    if tensor.shape != tokens.shape:
        raise ValueError(
            f"{name} must have the shape of tokens, got {tuple(tensor.shape)} "
            f"for {tuple(tokens.shape)}"
        )


def check_mask(name: str, mask: Tensor, tokens: Tensor) -> None:
    """Raises TypeError or ValueError unless `mask` is a bool tensor of the shape of `tokens`."""
    if not isinstance(mask, Tensor) or mask.dtype != torch.bool:
        raise TypeError(f"{name} must be a bool tensor, got {_kind(mask)}")
    check_alike(name, mask, tokens)


def check_floats(name: str, tensor: Tensor) -> None:
    """Raises TypeError unless `tensor` holds floating-point numbers of 16, 32 or 64 bits.

    Narrower ones (float8) are storage formats: no softmax of theirs means anything.
    """
    if not isinstance(tensor, Tensor) or tensor.dtype not in FLOATS:
        raise TypeError(
            f"{name} must be a 16-, 32- or 64-bit floating-point tensor, got {_kind(tensor)}"
        )


def token_id(name: str, value: int, dtype: torch.dtype) -> int:
    """`value` as an int, if it is an integer that `dtype` can hold."""
    value, range_ = integer(name, value), torch.iinfo(dtype)
    if not range_.min <= value <= range_.max:
        raise ValueError(f"{name} must fit the tokens' {dtype}, got {value}")
    return value


def plain(value: object) -> object:
    """A tensor's numbers as a list, wherever it lies; what carries a gradient as it is."""
    is_list = isinstance(value, Tensor) and not value.requires_grad
    return value.tolist() if is_list else value


def _kind(value: object) -> object:
    return value.dtype if isinstance(value, Tensor) else type(value).__name__
