"""What a model has read of several texts at once, and how it goes on from there.

All have `read`, tokens in and hidden states out, and `roll_back`; `ModuleCache` is one of them.
Rows may have different lengths.
"""

import torch
from torch import Tensor

from chapter7.lab.building import Model
from chapter7.lab.heads import ModuleCache, SequentialModules
from chapter7.lab.transformer import Cache


class CachedReader:
    """A model of the next token, or one with parallel heads, and its keys and values.

    Args: batch_size: rows B. capacity: tokens per row. k: offsets, the first ones.
    """

    def __init__(self, model: Model, batch_size: int, capacity: int, k: int) -> None:
        self.model, self.k = model, k
        self.cache = Cache(model, batch_size, capacity)

    @property
    def lengths(self) -> Tensor:
        """(B,) tokens that each row has read."""
        return self.cache.lengths

    def read(self, tokens: Tensor) -> list[Tensor]:
        """What the output head is fed after each of (B, n) tokens that follow: k (B, n, d)."""
        return self.model.hidden(tokens, cache=self.cache, k=self.k)

    def roll_back(self, lengths: Tensor) -> None:
        """Forgets what each row has read beyond `lengths`, (B,)."""
        self.cache.roll_back(lengths)


class Rereader:
    """Keeps the tokens alone and reads all of them again each time: slow, and nothing to go stale.

    What caches are checked against. Arguments as `CachedReader`; any model.
    """

    def __init__(self, model: Model, batch_size: int, capacity: int, k: int) -> None:
        self.model, self.k = model, k
        device = model.unembedding.device
        self.tokens = torch.zeros(batch_size, capacity, dtype=torch.long, device=device)
        self.lengths = torch.zeros(batch_size, dtype=torch.long, device=device)

    def read(self, tokens: Tensor) -> list[Tensor]:
        """As `CachedReader.read`. Of sequential modules only the first entry is the cache's."""
        places = self._write(tokens)
        hidden = self.model.hidden(self.tokens[:, : int(places.max()) + 1], k=self.k)
        self.lengths = self.lengths + tokens.shape[1]
        return [self._rows(state, places) for state in hidden]

    def draft(self, tokens: Tensor, depth: int) -> Tensor:
        """As `ModuleCache.draft` for `depth` tokens; only the last place of its result, (B, 1, d).

        Nothing is taken as read.
        """
        longest = int(self._write(tokens).max()) + 1
        state = self.model.hidden(self.tokens[:, :longest], k=depth + 1)[depth]
        return self._rows(state, self.lengths.unsqueeze(1) - 1)

    def roll_back(self, lengths: Tensor) -> None:
        """Forgets what each row has read beyond `lengths`, (B,)."""
        self.lengths = lengths.clone()

    def _write(self, tokens: Tensor) -> Tensor:
        """Puts (B, n) tokens behind those read; where they stand, (B, n)."""
        places = self.lengths.unsqueeze(1) + torch.arange(tokens.shape[1], device=tokens.device)
        self.tokens.scatter_(1, places, tokens)
        return places

    @staticmethod
    def _rows(state: Tensor, places: Tensor) -> Tensor:
        return state[torch.arange(len(places), device=places.device).unsqueeze(1), places]


Reader = CachedReader | ModuleCache | Rereader


def reader(model: Model, batch_size: int, capacity: int, *, k: int, cached: bool) -> Reader:
    """The reader of the first k offsets of `model`, with a cache or without."""
    if not cached:
        return Rereader(model, batch_size, capacity, k)
    if isinstance(model, SequentialModules):
        return ModuleCache(model, batch_size, capacity, k=k)
    return CachedReader(model, batch_size, capacity, k)
