"""A decoder-only transformer, small enough to be read: the trunk of every model in the laboratory.

Pre-norm, RMSNorm, rotary positions, no biases, no dropout. Knows no loss and no training.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chapter7._contracts import tensors
from chapter7.targets import IGNORE_INDEX, document_runs

ROTARY_BASE = 10_000.0


class Cache:
    """Keys and values of what a model has read, for each block and row. Can be rolled back.

    Rows may have different lengths: after a rejected draft one row goes further back than another.

    Args:
        model: whose blocks it serves.
        batch_size: rows B.
        capacity: tokens per row that it can hold.
    """

    def __init__(self, model: nn.Module, batch_size: int, capacity: int) -> None:
        weight = next(model.parameters())
        self.lengths = torch.zeros(batch_size, dtype=torch.long, device=weight.device)
        """(B,) tokens that each row has read."""
        self.capacity = capacity
        self._kept: dict[nn.Module, Tensor] = {}

    def advance(self, n_tokens: int) -> None:
        """Counts `n_tokens` more in each row, after all blocks have stored them."""
        self.lengths = self.lengths + n_tokens

    def roll_back(self, lengths: int | Tensor) -> None:
        """Forgets what each row has read beyond `lengths`, an int or (B,).

        Raises: ValueError: a row has not read that far, or a length is negative.
        """
        lengths = torch.as_tensor(lengths, device=self.lengths.device).expand_as(self.lengths)
        if ((lengths < 0) | (lengths > self.lengths)).any():
            raise ValueError(
                f"lengths must lie between 0 and what was read, {self.lengths.tolist()}, "
                f"got {lengths.tolist()}"
            )
        self.lengths = lengths.clone()

    def extend(self, block: nn.Module, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Stores the keys and values (B, H, T, d_head) of new tokens; all that a row may look at.

        Returns: keys, values, (B, H, S, d_head) up to the longest row S. What lies beyond a row's
            own length is left over, and must be masked.
        """
        if block not in self._kept:
            n_rows, n_heads, _, d_head = key.shape
            self._kept[block] = key.new_zeros(2, n_rows, self.capacity, n_heads, d_head)
        kept, n_new = self._kept[block], key.shape[2]
        rows = torch.arange(len(key), device=key.device).unsqueeze(1)
        places = self.positions(n_new)
        kept[0, rows, places] = key.transpose(1, 2)
        kept[1, rows, places] = value.transpose(1, 2)
        keys, values = kept[:, :, : int(self.lengths.max()) + n_new].transpose(2, 3)
        return keys, values

    def positions(self, n_new: int) -> Tensor:
        """(B, n_new): where the next `n_new` tokens of each row stand.

        Raises: ValueError: they do not fit.
        """
        if int(self.lengths.max()) + n_new > self.capacity:
            raise ValueError(
                f"a cache for {self.capacity} tokens cannot hold {n_new} after "
                f"{int(self.lengths.max())}"
            )
        return self.lengths.unsqueeze(1) + torch.arange(n_new, device=self.lengths.device)


@dataclass(frozen=True)
class Place:
    """Where a block's tokens stand: made once, used by every block."""

    cos: Tensor
    """(B or 1, 1, T, d_head / 2), of the rotary angles; `sin` alike."""
    sin: Tensor
    mask: Tensor | None
    """(B, 1, T, S), bool: which keys a query may look at; None: all up to its own."""
    cache: Cache | None


class Block(nn.Module):
    """Pre-norm attention, then a pre-norm MLP of width 4 d; each adds to the residual stream.

    Args: d_model: d, a multiple of 2 `n_heads`.
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.attention_norm = nn.RMSNorm(d_model)
        self.qkv = nn.Linear(d_model, 3 * d_model, bias=False)
        self.attention_out = nn.Linear(d_model, d_model, bias=False)
        self.mlp_norm = nn.RMSNorm(d_model)
        self.mlp_in = nn.Linear(d_model, 4 * d_model, bias=False)
        self.mlp_out = nn.Linear(4 * d_model, d_model, bias=False)

    def forward(self, x: Tensor, place: Place) -> Tensor:
        """The residual stream (B, T, d) after this block."""
        x = x + self.attention_out(self._attend(self.qkv(self.attention_norm(x)), place))
        return x + self.mlp_out(F.gelu(self.mlp_in(self.mlp_norm(x))))

    def _attend(self, qkv: Tensor, place: Place) -> Tensor:
        query, key, value = qkv.unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
        query, key = rotate(query, place.cos, place.sin), rotate(key, place.cos, place.sin)
        if place.cache is not None:
            key, value = place.cache.extend(self, key, value)
        mixed = F.scaled_dot_product_attention(
            query, key, value, attn_mask=place.mask, is_causal=place.mask is None
        )
        return mixed.transpose(1, 2).flatten(2)


class Decoder(nn.Module):
    """Embedding, blocks, last norm, output head: a model of the next token.

    Args:
        vocab_size: V. d_model: d. n_layers: blocks L. n_heads: attention heads, 2 H divides d.
        tied: the output head is the embedding; its input is then scaled by sqrt(d), so that both
            uses see the size they need.
    """

    k = 1

    def __init__(
        self, *, vocab_size: int, d_model: int, n_layers: int, n_heads: int, tied: bool = False
    ) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.blocks = nn.ModuleList(Block(d_model, n_heads) for _ in range(n_layers))
        self.norm = nn.RMSNorm(d_model)
        self.head = None if tied else nn.Linear(d_model, vocab_size, bias=False)

    @property
    def main(self) -> "Decoder":
        """The part that predicts the next token, here all of it."""
        return self

    @property
    def unembedding(self) -> Tensor:
        """(V, d), the output head, as the chunked losses take it."""
        return self.embedding.weight if self.head is None else self.head.weight

    def forward(self, tokens: Tensor, **options: object) -> list[Tensor]:
        """Logits (B, T, V) of the next token, in a list of one. Arguments as `hidden`."""
        return [self.logits(state) for state in self.hidden(tokens, **options)]

    def hidden(
        self,
        tokens: Tensor,
        *,
        document: Tensor | None = None,
        cache: Cache | None = None,
        k: int | None = None,
        detached: bool = False,
    ) -> list[Tensor]:
        """What the output head is fed, (B, T, d), in a list of one.

        Args:
            tokens: (B, T) ids in [0, V). IGNORE_INDEX (padding) is read as token 0.
            document: (B, T), as in `chapter7.targets.shift`: no position looks into another one.
            cache: what the rows have read before; `tokens` follow, and are read into it.
            k, detached: as in the models with further heads; there is nothing to leave out here.
        Raises: TypeError, ValueError: the contract of tokens or document is broken, or document and
            cache come together.
        """
        check_k(k, self.k)
        place = self.place(tokens, document=document, cache=cache)
        hidden = [self.norm(self.trunk(self.embed(tokens), place)[-1])]
        if cache is not None:
            cache.advance(tokens.shape[1])
        return hidden

    def logits(self, hidden: Tensor, *, detached: bool = False) -> Tensor:
        """(B, T, V) of normed states (B, T, d). `detached`: the output head gets no gradient."""
        return F.linear(hidden, self.unembedding.detach() if detached else self.unembedding)

    def embed(self, tokens: Tensor) -> Tensor:
        """(B, T, d), the first residual stream."""
        if not tokens.is_cuda:  # the look-up there refuses by itself; asking would wait for it
            check_ids(tokens, self.embedding.num_embeddings)
        embedded = self.embedding(tokens.masked_fill(tokens == IGNORE_INDEX, 0).long())
        return embedded * embedded.shape[-1] ** 0.5 if self.head is None else embedded

    def trunk(self, x: Tensor, place: Place) -> list[Tensor]:
        """The residual stream before each block and after the last: L + 1 tensors (B, T, d)."""
        states = [x]
        for block in self.blocks:
            states.append(block(states[-1], place))
        return states

    def place(
        self, tokens: Tensor, *, document: Tensor | None = None, cache: Cache | None = None
    ) -> Place:
        """Rotary angles and attention mask for `tokens`. Arguments as `hidden`."""
        tensors.check_tokens("tokens", tokens)
        if document is not None and cache is not None:
            raise ValueError("document and cache exclude each other: a cached row is one document")
        weight, n_new = self.norm.weight, tokens.shape[1]
        if cache is None:
            positions = torch.arange(n_new, device=tokens.device).unsqueeze(0)
        elif len(tokens) != len(cache.lengths):
            raise ValueError(f"cache has {len(cache.lengths)} rows, tokens {tuple(tokens.shape)}")
        else:
            positions = cache.positions(n_new)
        d_head = self.embedding.embedding_dim // self.n_heads
        cos, sin = rotary(positions, d_head, weight.dtype)
        mask = None
        if cache is not None:
            n_keys = int(cache.lengths.max()) + n_new
            mask = torch.arange(n_keys, device=tokens.device) <= positions.unsqueeze(-1)
        elif document is not None:
            tensors.check_tokens("document", document)
            tensors.check_alike("document", document, tokens)
            run = document_runs(document)
            mask = (run.unsqueeze(2) == run.unsqueeze(1)).tril()
        return Place(cos, sin, None if mask is None else mask.unsqueeze(1), cache)


def rotary(positions: Tensor, d_head: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """cos and sin, (B, 1, T, d_head / 2), of position times base^(-2 i / d_head).

    Source: Su et al. 2021, arXiv:2104.09864, sec. 3.2.
    """
    exponent = torch.arange(0, d_head, 2, device=positions.device) / d_head
    angles = positions[:, None, :, None].double() * ROTARY_BASE ** -exponent.double()
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns the pair (i, i + d_head / 2) of each head by its angle; x: (B, H, T, d_head)."""
    left, right = x.chunk(2, dim=-1)
    turned = torch.cat([left * cos - right * sin, right * cos + left * sin], dim=-1)
    return turned.type_as(x)  # under autocast the angles are wider


def check_k(k: int | None, most: int, *, beyond: bool = False) -> int:
    """`k`, or all `most` offsets for None.

    Args: beyond: more than `most` are to be had, too.
    Raises: ValueError: k < 1 or, unless `beyond`, k > most.
    """
    k = most if k is None else k
    if k < 1 or (k > most and not beyond):
        raise ValueError(f"k must lie between 1 and the model's {most}, got {k}")
    return k


def check_ids(tokens: Tensor, vocab_size: int) -> None:
    """Raises TypeError or ValueError unless `tokens` are ids in [0, V) or IGNORE_INDEX."""
    tensors.check_tokens("tokens", tokens)
    bad = (tokens != IGNORE_INDEX) & ((tokens < 0) | (tokens >= vocab_size))
    if bad.any():
        raise ValueError(
            f"tokens must lie in [0, {vocab_size}) or be IGNORE_INDEX ({IGNORE_INDEX}), "
            f"got {int(tokens[bad][0])}"
        )
