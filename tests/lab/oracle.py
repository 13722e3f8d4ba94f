"""The models once more, position by position in float64 and NumPy, from the parameters' names."""

from math import erf, sqrt

import numpy as np

gelu = np.vectorize(lambda x: x * (1 + erf(x / sqrt(2))) / 2)


def normed(x, weight):
    return x / np.sqrt(np.mean(x**2) + np.finfo(float).eps) * weight


def turned(vector, position):
    """Rotary positions as complex numbers: entry i is joined with entry i + d_head / 2."""
    half = len(vector) // 2
    angle = position * 10_000.0 ** -(np.arange(half) / half)
    pair = (vector[:half] + 1j * vector[half:]) * np.exp(1j * angle)
    return np.concatenate([pair.real, pair.imag])


def block(stream, weights, name, n_heads, document):
    """One block on (T, d); `document`: which document each position belongs to."""
    w = {key.removeprefix(name): value for key, value in weights.items() if key.startswith(name)}
    length, d_model = stream.shape
    d_head = d_model // n_heads
    qkv = np.stack([w["qkv.weight"] @ normed(x, w["attention_norm.weight"]) for x in stream])
    mixed = np.zeros_like(stream)
    for t in range(length):
        for head in range(n_heads):
            part = slice(head * d_head, (head + 1) * d_head)
            query = turned(qkv[t, :d_model][part], t)
            seen = [s for s in range(t + 1) if document[s] == document[t]]
            keys = [turned(qkv[s, d_model : 2 * d_model][part], s) for s in seen]
            scores = np.array([query @ key / sqrt(d_head) for key in keys])
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            values = [qkv[s, 2 * d_model :][part] for s in seen]
            mixed[t, part] = sum(a * v for a, v in zip(shares, values, strict=True))
    out = np.zeros_like(stream)
    for t in range(length):
        x = stream[t] + w["attention_out.weight"] @ mixed[t]
        inner = gelu(w["mlp_in.weight"] @ normed(x, w["mlp_norm.weight"]))
        out[t] = x + w["mlp_out.weight"] @ inner
    return out


def logits(
    model,
    row,
    *,
    document=None,
    tied=False,
    k=None,
    shared=False,
    token_first=False,
    normed_states=False,
):
    """k arrays (T, V) of one row of tokens, by the equations alone."""
    weights = {name: value.numpy() for name, value in model.double().state_dict().items()}
    weights = {name.removeprefix("main."): value for name, value in weights.items()}
    document = document or [0] * len(row)
    main, length = model.main, len(row)
    table = weights["embedding.weight"]
    scale = sqrt(table.shape[1]) if tied else 1
    head = table if tied else weights["head.weight"]
    stream = scale * table[row]
    states = [stream]
    for layer in range(len(main.blocks)):
        states.append(block(states[-1], weights, f"blocks.{layer}.", main.n_heads, document))

    def read(state, name):
        return np.stack([head @ normed(x, weights[name]) for x in state])

    def handed_on(state, name):
        return np.stack([normed(x, weights[name]) for x in state]) if normed_states else state

    found, previous = [read(states[-1], "norm.weight")], handed_on(states[-1], "norm.weight")
    for j in range((k or model.k) - 1):
        if f"heads.{j}.qkv.weight" in weights:
            state = block(states[-2], weights, f"heads.{j}.", main.n_heads, document)
            found.append(read(state, f"norms.{j}.weight"))
            continue
        name, depth = f"depths.{0 if shared else min(j, model.k - 2)}.", j + 1
        joined = np.zeros_like(stream)
        for i in range(length):
            there = i + depth < length and document[i + depth] == document[i]
            known = scale * table[row[i + depth] if there else 0]
            pair = [
                normed(previous[i], weights[name + "state_norm.weight"]),
                normed(known, weights[name + "token_norm.weight"]),
            ]
            pair = pair[::-1] if token_first else pair
            joined[i] = weights[name + "join.weight"] @ np.concatenate(pair)
        state = block(joined, weights, f"{name}block.", main.n_heads, document)
        previous = handed_on(state, f"{name}norm.weight")
        found.append(read(state, f"{name}norm.weight"))
    return found
