"""The losses of k heads in three ways: the same number, with fewer logits held at once."""

from chapter7.lab.experiment import Experiment
from chapter7.lab.memory import WAYS, measure
from chapter7.lab.training import Run


def run(seed: int, *, way: str, k: int, sizes: dict, **given: int) -> tuple[dict, Run]:
    """Measures one way in a process of its own.

    What is found is the loss, which a repeat must find again. Memory and time depend on the machine
    and stand in the probe: "megabytes" and "seconds".
    """
    spent = measure(way, sizes=sizes | {"k": k}, seed=seed, **given)
    found = {"loss": spent.pop("loss")}
    return found, Run(probes=[{"step": given["steps"], "flops": 0, **spent}], steps=given["steps"])


EXPERIMENT = Experiment(
    name="logits_memory",
    question="How much memory and time do the losses of k heads take, by how many logits are held?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"vocab_size": 50_257, "d_model": 128, "n_layers": 2, "n_heads": 4},
        "rows": 2,
        "length": 512,
        "steps": 2,
    },
    variants={f"{way} k={k}": {"way": way, "k": k} for way in WAYS for k in (1, 2, 4)},
    small={
        "sizes": {"vocab_size": 512, "d_model": 16, "n_layers": 1, "n_heads": 2},
        "rows": 1,
        "length": 32,
    },
    tolerance=1e-4,
)
