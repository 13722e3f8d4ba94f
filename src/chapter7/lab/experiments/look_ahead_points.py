"""Why a benchmark can gain where the loss does not: one token of many needs looking ahead."""

from math import log

import torch

from chapter7.lab.building import Model, build
from chapter7.lab.experiment import Experiment
from chapter7.lab.experiments.floors import chain
from chapter7.lab.flops import training_flops
from chapter7.lab.losses import evaluate
from chapter7.lab.tasks import SumsInText
from chapter7.lab.training import Optimiser, Run, train


def at_points(model: Model, text: SumsInText, tokens: torch.Tensor) -> dict:
    """Exact probabilities that a sample from the model is right, and the loss that all know.

    "bits": of the next token, mean over all targets. "first": probability of the right first
    answer, where looking ahead is needed. "whole": that all of a sampled answer is right.
    """
    logits = model(tokens, k=1)[0][:, :-1]
    log_p = logits.double().log_softmax(dim=-1)
    told = log_p.gather(-1, tokens[:, 1:].unsqueeze(-1)).squeeze(-1)
    answers = told.gather(1, text.answers(tokens) - 1)
    return {
        "bits": -told.mean().item() / log(2),
        "first": answers[:, 0].exp().mean().item(),
        "whole": answers.sum(dim=1).exp().mean().item(),
    }


def run(
    seed: int,
    *,
    kind: str,
    k: int,
    mtp_weight: float,
    n_states: int,
    task: dict,
    sizes: dict,
    lr: float,
    batch_size: int,
    n_held_out: int,
    steps: int,
    every: int,
    flops_of: dict | None,
) -> tuple[dict, Run]:
    """Trains one model on the text; asks it on rows held out after every `every` steps.

    The learning rate is constant after its warm-up, so that a longer run begins as a shorter one.

    Args:
        flops_of: as many steps as `steps` of the model so described pay for; None: `steps`.
    Returns: what `at_points` finds after `steps` steps, and with the suffix "_at_equal_flops" at
        the end; "floor" and "price_of_ignorance" as in `SumsInText`; "heads": bits per offset at
        the end.
    """
    text = SumsInText(chain(n_states), **task)
    batches = text.batches(batch_size=batch_size, seed=seed)
    held_out = text.batches(batch_size=n_held_out, seed=1_000 + seed)(0)
    shape = {"vocab_size": text.vocab_size, "seed": seed, **sizes}
    budget: dict = {"steps": steps}
    if flops_of is not None:
        budget = {"flops": steps * training_flops(build(**shape | flops_of), batches(0))}
    model = build(kind, k=k, **shape)
    training = train(
        model,
        batches,
        Optimiser(lr, final=1.0),
        mtp_weight=mtp_weight,
        probe=lambda model: at_points(model, text, held_out.tokens),
        every=every,
        progress=False,
        **budget,
    )
    names = ("bits", "first", "whole")
    equal = next(probe for probe in training.probes if probe["step"] >= min(steps, training.steps))
    return {
        **{name: equal[name] for name in names},
        **{f"{name}_at_equal_flops": training.probes[-1][name] for name in names},
        "floor": text.floor,
        "price_of_ignorance": text.price_of_ignorance,
        "heads": evaluate(model, [held_out]).bits,
    }, training


PARALLEL = {"kind": "parallel", "k": 4}

EXPERIMENT = Experiment(
    name="look_ahead_points",
    question="Can answers get better where the average loss hardly moves?",
    module=__name__,
    run=run,
    settings={
        "n_states": 16,
        "task": {"length": 4, "modulus": 5, "n_tokens": 24},
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "lr": 2e-3,
        "batch_size": 64,
        "n_held_out": 1_000,
        "steps": 800,
        "every": 50,
        "flops_of": None,
    },
    variants={
        "next token": {"kind": "ntp", "k": 1, "mtp_weight": 0.0, "flops_of": PARALLEL},
        "parallel k=4": PARALLEL | {"mtp_weight": 3.0},
    },
    small={"steps": 10, "every": 5, "n_held_out": 100},
    tolerance=0.05,
)
