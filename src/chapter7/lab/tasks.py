"""Small worlds whose laws are known exactly: what a head can know, and what needs looking ahead."""

from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chapter7 import _contracts
from chapter7.lab.batches import Batch, Batches
from chapter7.sources import MarkovChain


@dataclass(frozen=True)
class Names:
    """A text of names of two words, New York and Los Angeles, in which words come as pairs.

    A name's first word is one of m, all equally likely; its second is one of m too. With
    probability `copy` it is one of the w partners of the first, else any word, equally likely.
    Partners of the i-th first word are the second words i, ..., i + w - 1, counted modulo m: each
    second word is as frequent as the others, whatever w and `copy` are.

    Tokens: 0 begins a name, 1..m are the first words, m + 1..2m the second ones.

    Args:
        m: first words, m >= 2. w: partners of each, 1 <= w <= m.
        copy: the dial, in [0, 1]: 1 ties the words as tightly as w allows, 0 not at all.
    Raises: ValueError: a number breaks the contract.
    """

    m: int
    w: int = 1
    copy: float = 1.0

    def __post_init__(self) -> None:
        _contracts.count("m", self.m, 2)
        if _contracts.count("w", self.w, 1) > self.m:
            raise ValueError(f"w must be at most m = {self.m}, got {self.w}")
        _contracts.one("copy", _contracts.probability("copy", self.copy))

    @property
    def vocab_size(self) -> int:
        """V = 2 m + 1."""
        return 2 * self.m + 1

    @property
    def partners(self) -> NDArray[np.bool_]:
        """Whether the second word is one of the first one's partners, (m, m)."""
        ahead = np.arange(self.m) - np.arange(self.m)[:, None]
        return ahead % self.m < self.w

    @cached_property
    def law(self) -> NDArray[np.float64]:
        """Probability of each pair of words, (m, m)."""
        return (self.copy * self.partners / self.w + (1 - self.copy) / self.m) / self.m

    @property
    def total_correlation(self) -> float:
        """TC in bits, what two independent heads lose; log2(m / w) where the words are tied."""
        own = self.law.sum(axis=1, keepdims=True) * self.law.sum(axis=0, keepdims=True)
        there = self.law > 0
        return float((self.law[there] * np.log2(self.law[there] / own[there])).sum())

    def strangers(self, written: NDArray[np.float64]) -> float:
        """Probability that what is written, pairs by the law (m, m), is no pair of partners.

        For tied words and two independent heads: 1 - 2^-TC = 1 - w / m. A law that sums to less
        than 1 writes something else than two words in the other cases: no partners, either.
        """
        return float(1 - written[self.partners].sum())

    def acceptance(self, drafted: NDArray[np.float64]) -> float:
        """Probability that both words of a draft pass, verified in turn against the text's law.

        sum of min(q, p) for the first word, times the same for the second given the first, as
        speculative sampling has it. For tied words and two independent heads: 2^-TC.

        Args:
            drafted: (m, m), the law q of the drafts, every first word with some probability.
        """
        first = np.minimum(drafted.sum(axis=1), self.law.sum(axis=1))
        given, lawful = (law / law.sum(axis=1, keepdims=True) for law in (drafted, self.law))
        return float(first @ np.minimum(given, lawful).sum(axis=1))

    def batches(self, *, batch_size: int, n_names: int, seed: int) -> Batches:
        """step -> Batch of (B, 3 n_names) tokens: `n_names` names, each begun by token 0."""
        batch_size = _contracts.count("batch_size", batch_size, 1)
        n_names, seed = _contracts.count("n_names", n_names, 1), _contracts.count("seed", seed, 0)

        def at(step: int) -> Batch:
            drawn = np.random.default_rng([seed, step])
            pairs = drawn.choice(self.m**2, size=(batch_size, n_names), p=self.law.ravel())
            first, second = np.divmod(pairs, self.m)
            names = np.stack([0 * first, 1 + first, 1 + self.m + second], axis=-1)
            return Batch(torch.from_numpy(names.reshape(batch_size, -1)))

        return at


def suffix_sums(
    *, length: int, modulus: int, batch_size: int, seed: int, reverse: bool = False
) -> Batches:
    """A task whose first answer is the hardest: it needs all of the prompt, the last one a token.

    Prompt x_1..x_K in Z_m, token m for "=", then the answers a_j = x_j + ... + x_K modulo m.
    a_K = x_K is copied, and a_j = x_j + a_{j+1}: whoever knows the later answer finds the earlier
    one by one addition, but the text asks for the earlier first. Only answers are targets.

    Args:
        length: K >= 1. modulus: m >= 2. batch_size: rows. seed: of the prompts.
        reverse: the control: answers a_K, ..., a_1, each an addition away from the one before.
    Returns: step -> Batch of (B, 2 K + 1) tokens in [0, m], `asked` True at the answers.
    """
    length, modulus = _contracts.count("length", length, 1), _contracts.count("modulus", modulus, 2)
    batch_size, seed = (
        _contracts.count("batch_size", batch_size, 1),
        _contracts.count("seed", seed, 0),
    )

    def at(step: int) -> Batch:
        drawn = np.random.default_rng([seed, step])
        prompt = drawn.integers(modulus, size=(batch_size, length))
        answers = np.cumsum(prompt[:, ::-1], axis=1) % modulus
        answers = answers if reverse else answers[:, ::-1]
        equals = np.full((batch_size, 1), modulus)
        tokens = torch.from_numpy(np.concatenate([prompt, equals, answers], axis=1))
        return Batch(tokens, asked=(torch.arange(2 * length + 1) > length).expand(tokens.shape))

    return at


@dataclass(frozen=True)
class SumsInText:
    """A text of which one token a row needs looking ahead: a suffix sum stands in a Markov chain.

    A row is a sample of the chain, cut at a place, each equally likely; there stands one problem of
    `suffix_sums`: prompt, "=" and answers. Behind it the chain goes on as if nothing had been.
    Every token is a target, also those of the prompt, which nobody can foresee.

    Args:
        source: of the other tokens; its states are the tokens m + 1, m + 2, ...
        length: K >= 1. modulus: m >= 2, of the problems; token m is "=".
        n_tokens: T >= 2 K + 2, of a row.
    Raises: ValueError: a number breaks the contract.
    """

    source: MarkovChain
    length: int
    modulus: int
    n_tokens: int

    def __post_init__(self) -> None:
        _contracts.count("length", self.length, 1)
        _contracts.count("modulus", self.modulus, 2)
        _contracts.count("n_tokens", self.n_tokens, 2 * self.length + 2)

    @property
    def vocab_size(self) -> int:
        """V = m + 1 + S."""
        return self.modulus + 1 + len(self.source.stationary)

    @property
    def n_around(self) -> int:
        """Tokens of the chain in a row."""
        return self.n_tokens - (2 * self.length + 1)

    @property
    def floor(self) -> float:
        """Bits per target that the best model pays: a row's entropy given its first token.

        A row tells its chain, its prompt and the place, and is told by them.
        """
        n_places, digit = self.n_around + 1, log2(self.modulus)
        stationary = self.source.stationary
        begins = -float(stationary[stationary > 0] @ np.log2(stationary[stationary > 0]))
        chain = begins + (self.n_around - 1) * self.source.marginal_entropy(1)
        at_once = 1 / n_places
        kind = -at_once * log2(at_once) - (1 - at_once) * log2(1 - at_once)
        first = kind + at_once * digit + (1 - at_once) * begins
        return (log2(n_places) + chain + self.length * digit - first) / (self.n_tokens - 1)

    @property
    def price_of_ignorance(self) -> float:
        """Bits per target that a model pays more if it only guesses each problem's first answer."""
        return log2(self.modulus) / (self.n_tokens - 1)

    def batches(self, *, batch_size: int, seed: int) -> Batches:
        """step -> Batch of (B, T) tokens in [0, V)."""
        problems = suffix_sums(
            length=self.length, modulus=self.modulus, batch_size=batch_size, seed=seed
        )

        def at(step: int) -> Batch:
            drawn = np.random.default_rng([seed, step, 1])
            places = drawn.integers(self.n_around + 1, size=(batch_size, 1))
            chain = self.source.sample(batch_size, self.n_around, int(drawn.integers(2**62)))
            ahead = np.arange(self.n_tokens) - places
            inside = (ahead >= 0) & (ahead < 2 * self.length + 1)
            rows = np.empty((batch_size, self.n_tokens), dtype=np.int64)
            rows[inside] = problems(step).tokens.numpy().ravel()
            rows[~inside] = chain.ravel() + self.modulus + 1
            return Batch(torch.from_numpy(rows))

        return at

    def answers(self, tokens: Tensor) -> Tensor:
        """(B, K): where the answers of each row of `tokens` stand."""
        equals = (tokens == self.modulus).long().argmax(dim=1, keepdim=True)
        return equals + 1 + torch.arange(self.length)
