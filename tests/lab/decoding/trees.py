"""Laws of texts to decode, in fractions, and the exact rule once more, written as it is said."""

from fractions import Fraction

import numpy as np


def row(weights):
    """Fractions in proportion to whole numbers."""
    return np.array([Fraction(int(w), int(sum(weights))) for w in weights], dtype=object)


def alike(weights, depth):
    """A tree in which each token has the same law, whatever was before it."""
    law = row(weights)
    return [np.broadcast_to(law, (len(law),) * (i + 1)) for i in range(depth)]


def random_tree(vocab_size, depth, seed, zeros=0.3):
    """A tree whose rows all differ; about `zeros` of their entries are 0."""
    generator, tree = np.random.default_rng(seed), []
    for i in range(depth):
        rows = np.empty((vocab_size,) * (i + 1), dtype=object)
        for before in np.ndindex(*rows.shape[:-1]):
            weights = generator.integers(1, 9, vocab_size)
            weights *= generator.random(vocab_size) >= zeros
            weights[generator.integers(vocab_size)] += 1
            rows[before] = row(weights)
        tree.append(rows)
    return tree


def scalar(p, q, drafted, uniforms):
    """The rule, token by token, on fractions."""
    out = []
    for i, token in enumerate(drafted):
        if uniforms[i] * q[i][token] >= p[i][token]:
            left = [max(a - b, 0) for a, b in zip(p[i], q[i], strict=True)]
            return [*out, scalar_draw(left, uniforms[-1])]
        out.append(int(token))
    return [*out, scalar_draw(p[-1], uniforms[-1])]


def scalar_draw(weights, uniform):
    passed = 0
    for token, weight in enumerate(weights):
        passed += weight
        if passed > uniform * sum(weights):
            return token
    raise AssertionError("no token")
