"""Schedules of the loss weight on plays: what a change of lambda in mid-training is worth.

Chosen before the runs were made: each shape is compared with the constant of the same mean weight,
V3's step with the constant .2352, the others with .3; five comparisons.
"""

from functools import partial

from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import build
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train


def weight_at(schedule: list[list[float]], step: int, steps: int) -> float:
    """lambda at `step` of `steps`, straight between the points (share of training, lambda).

    Args: schedule: points by share, from 0 to 1; of two at one share the second holds from there.
    """
    done = step / steps
    last = max(i for i, (share, _) in enumerate(schedule[:-1]) if share <= done)
    (begin, first), (end, then) = schedule[last : last + 2]
    return first + (then - first) * (done - begin) / (end - begin)


def run(
    seed: int,
    *,
    schedule: list[list[float]],
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
    n_characters: int | None,
) -> tuple[dict, Run]:
    """Trains one model with a sequential module, D = 1, on plays.

    Returns: "bits" and "accuracy" per offset, of all of the validation part; "mean_weight", lambda
        averaged over the steps.
    """
    reading = read("plays", n_characters=n_characters)
    model = build("sequential", vocab_size=len(reading.vocabulary), k=2, seed=seed, **sizes)
    training = train(
        model,
        windows(reading.train, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        mtp_weight=lambda step: weight_at(schedule, step, steps),
        progress=False,
    )
    learned = evaluate(model, in_order(reading.validation, length=data["length"], batch_size=64))
    return {
        "bits": learned.bits,
        "accuracy": learned.accuracy,
        "mean_weight": sum(weight_at(schedule, step, steps) for step in range(steps)) / steps,
    }, training


def constant(weight: float) -> dict:
    """The schedule that never changes."""
    return {"schedule": [[0.0, weight], [1.0, weight]]}


def step(before: float, share: float, after: float) -> dict:
    """One step from `before` to `after` at that share of training."""
    return {"schedule": [[0.0, before], [share, before], [share, after], [1.0, after]]}


EXPERIMENT = Experiment(
    name="schedules",
    question="Does it matter on plays when the loss weight is large, its mean being equal?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "lr": 1e-2,
        "data": {"length": 64, "batch_size": 16},
        "steps": 300,
        "n_characters": None,
    },
    variants={
        "next token": constant(0.0),
        "constant .3": constant(0.3),
        "constant .2352": constant(0.2352),
        "step .3 to .1 at 67.6 %": step(0.3, 0.676, 0.1),
        "linear .5 to .1": {"schedule": [[0.0, 0.5], [1.0, 0.1]]},
        "decay .6 to 0": {"schedule": [[0.0, 0.6], [1.0, 0.0]]},
        "warm-up 0 to .6": {"schedule": [[0.0, 0.0], [1.0, 0.6]]},
        "3 in the first tenth": step(3.0, 0.1, 0.0),
    },
    small={"steps": 10, "n_characters": 10_000},
    tolerance=0.02,
    corpus=partial(corpora, "plays"),
)
