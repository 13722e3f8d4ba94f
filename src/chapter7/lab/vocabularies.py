"""From text to token ids and back: byte pairs for code, characters for plays.

The trainer of byte pairs is written out: it is shorter than what a library would need around it,
and adds no dependency.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

import torch
from torch import Tensor

from chapter7 import _contracts

WORD = re.compile(r"\t+| ?\w+| ?[^\w\s]+|\s")
"""What merges stay within: indentation, a word or a run of signs with the blank before it."""
Pair = tuple[int, int]


class Characters:
    """One token a character: those of `text`, in the order of their code points."""

    def __init__(self, text: str) -> None:
        self.pieces = sorted(set(text))
        """What each token stands for."""
        self._ids = {character: i for i, character in enumerate(self.pieces)}
        self._known: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.pieces)

    def encode(self, text: str) -> Tensor:
        """(N,) token ids, int64.

        Raises: ValueError: a character did not occur in the text of this vocabulary.
        """
        unknown = sorted(set(text) - self._ids.keys())
        if unknown:
            raise ValueError(f"text must hold known characters only, got {unknown[0]!r}")
        tokens: list[int] = []
        for word in self._split(text):
            if word not in self._known:
                self._known[word] = self._spelled(word)
            tokens += self._known[word]
        return torch.tensor(tokens, dtype=torch.long)

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of token ids."""
        return "".join(self.pieces[token] for token in tokens)

    def _split(self, text: str) -> Iterable[str]:
        return text

    def _spelled(self, word: str) -> list[int]:
        return [self._ids[character] for character in word]


class BytePairs(Characters):
    """Characters, and the pairs of tokens that were most frequent when they were merged.

    In ASCII, as `corpus.code` is, characters are bytes. Only those that occur take up a token.

    Args:
        text: what the tokens are learned from.
        vocab_size: V, no less than the text has characters; fewer come out if no pair is left that
            occurs twice.
    Source: Sennrich et al. 2016, arXiv:1508.07909, algorithm 1. Of equally frequent pairs the one
        with the lowest ids goes first.
    """

    def __init__(self, text: str, vocab_size: int) -> None:
        super().__init__(text)
        n_characters = len(self.pieces)
        vocab_size = _contracts.count("vocab_size", vocab_size, n_characters)
        self.merges: dict[Pair, int] = {}
        words = Counter(self._split(text)).items()
        spelled = [(self._spelled(word), n) for word, n in words]  # no merge is known yet
        self.merges = _learned(spelled, range(n_characters, vocab_size))
        for left, right in self.merges:
            self.pieces.append(self.pieces[left] + self.pieces[right])

    def _split(self, text: str) -> list[str]:
        return WORD.findall(text)

    def _spelled(self, word: str) -> list[int]:
        tokens = super()._spelled(word)
        while len(tokens) > 1:
            pairs = set(pairwise(tokens))
            first = min(pairs, key=lambda pair: self.merges.get(pair, len(self)))
            if first not in self.merges:
                break
            tokens = _replaced(tokens, first, self.merges[first])
        return tokens


def _learned(spelled: list[tuple[list[int], int]], new_ids: range) -> dict[Pair, int]:
    """Pair -> its new id, in the order in which pairs are merged; from words and their numbers."""
    counts: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)
    for i, (tokens, n) in enumerate(spelled):
        for pair in pairwise(tokens):
            counts[pair] += n
            where[pair].add(i)
    merges: dict[Pair, int] = {}
    for new in new_ids:
        best = max(counts, key=lambda pair: (counts[pair], -pair[0], -pair[1]), default=None)
        if best is None or counts[best] < 2:
            break
        merges[best] = new
        for i in where.pop(best):
            old, n = spelled[i]
            tokens = _replaced(old, best, new)
            spelled[i] = tokens, n
            for pair in pairwise(old):
                counts[pair] -= n
            for pair in pairwise(tokens):
                counts[pair] += n
                where[pair].add(i)
        del counts[best]
    return merges


def _replaced(tokens: list[int], pair: Pair, new: int) -> list[int]:
    """`tokens` with `new` in place of `pair`, from the left."""
    out, i = [], 0
    while i < len(tokens):
        is_pair = i + 1 < len(tokens) and (tokens[i], tokens[i + 1]) == pair
        out.append(new if is_pair else tokens[i])
        i += 1 + is_pair
    return out
