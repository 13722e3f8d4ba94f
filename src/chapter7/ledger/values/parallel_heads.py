"""Values of the rows of 7.2, parallel heads."""

from collections.abc import Sequence
from statistics import median

from chapter7.intervals import error_between_shares
from chapter7.ledger.computing import computes
from chapter7.ledger.values.published import model_named, quoted


@computes("targets")
def packed_targets(lengths: Sequence[float], offset: float) -> float:
    """Targets of the head that looks `offset` ahead, in a row of documents of these lengths."""
    return sum(max(length - offset, 0) for length in lengths)


@computes("fraction")
def strangers_at_most(bits: float) -> float:
    """1 - 2^-TC: how often two independent heads write what the text never has, at most."""
    return 1 - 2**-bits


@computes("bits")
def largest_excess(variant: str) -> float:
    """Bits above its floor of the predictor that is furthest from it, in the mean over seeds."""
    from chapter7.lab.records import load_record  # here, since it brings torch

    return float(load_record("floors").found(variant, "excess").mean(axis=0).max())


@computes("times")
def memory_times(way: str, k: int) -> float:
    """Peak memory of the losses of `k` heads, over that of one head with all its logits at once."""
    from chapter7.lab.records import load_record

    def peak(variant: str) -> float:
        runs = (run for run in load_record("logits_memory").runs if run["variant"] == variant)
        return median(run["probes"][0]["megabytes"] for run in runs)

    return peak(f"{way} k={k}") / peak("all at once k=1")


@computes("fraction")
def parity_share(model: str, k: int) -> float:
    """FLOPs of the k - 1 further passes through the output head, over those of the whole model.

    The embedding multiplies nothing; attention is left out.
    """
    m = model_named(model)
    head = m.d_model * m.vocab_size
    return (k - 1) * head / (m.n_total - head)


@computes("standard errors")
def gain_in_errors(name: str, before: Sequence, after: Sequence, tasks: str) -> float:
    """A published gain over the luck of its tasks: two scores in per cent of the table `name`."""
    p, q = (quoted(name, at) / 100 for at in (before, after))
    return (q - p) / error_between_shares(p, q, quoted(tasks))
