"""What the best possible parallel head pays on documents whose law is known."""

import numpy as np

from chapter7.lab.batches import Batch
from chapter7.sources import MarkovChain


def bits_of_a_head(sources: list[MarkovChain], batch: Batch) -> float:
    """What the true law of t_{i+2}, given its document up to t_i alone, pays in bits per target.

    A head does not see t_{i+1}. For what a module is asked, which sees it, there is
    `chapter7.lab.experiments.wirings.bits_of_the_law`.

    Args:
        sources: chains, one of which has written each document, all equally likely.
        batch: with a `document`; tokens of the chains.
    Returns: the mean over all tokens that are at least the third of their document.
    """
    one_on = [source.transition for source in sources]
    two_on = [step @ step for step in one_on]
    paid = []
    for row, ids in zip(batch.tokens.numpy(), batch.document.numpy(), strict=True):
        for one in np.unique(ids):
            text = row[ids == one]
            weights = np.array([source.stationary[text[0]] for source in sources])
            for now, then, later in zip(text, text[1:], text[2:], strict=False):
                likely = [step[now, later] for step in two_on]
                paid.append(-np.log2(np.average(likely, weights=weights)))
                weights = weights * [step[now, then] for step in one_on]
    return float(np.mean(paid))
