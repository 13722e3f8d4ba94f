"""The clock of speculative decoding: what rounds cost and give, on one thread."""

from statistics import median

import torch

from chapter7.lab.building import build
from chapter7.lab.clock import costs, pace
from chapter7.lab.decoding.sampling import Sampling
from chapter7.lab.experiment import Experiment
from chapter7.lab.training import Run


def run(
    seed: int,
    *,
    sizes: dict,
    temperature: float,
    batches: list[int],
    drafts: list[int],
    n_prompt: int,
    n_tokens: int,
    repeats: int,
) -> tuple[dict, Run]:
    """Times one model of fresh parameters at each batch and number of drafts.

    What is found are tokens, which a repeat must find again: "per_round", tokens that a row which
    is still written gains in a round; "in_step", those of a round of the batch, over its rows;
    "survival" of the most drafts. Times depend on the machine and stand in the probes: "plain_ms"
    of a pass, "verify" and "draft" of `Costs`, and "gain", plain decoding's time over this one's.

    Args: repeats: timings of a pass; half as many pairs of decodings, at least one.
    """
    model = build("sequential", seed=seed, **sizes).eval().requires_grad_(False)
    sampling = Sampling(temperature=temperature)
    generator = torch.Generator().manual_seed(seed)
    found: dict[str, list] = {"per_round": [], "in_step": [], "survival": []}
    probes = []
    for n_rows in batches:
        prompts = torch.randint(sizes["vocab_size"], (n_rows, n_prompt), generator=generator)
        for g in drafts:
            cost = costs(model, prompts, n_drafts=g, repeats=repeats)
            gains = []
            for _ in range(max(repeats // 2, 1)):
                given = {"n_tokens": n_tokens, "sampling": sampling, "seed": seed}
                plain = pace(model, prompts, n_drafts=0, **given)
                drafted = pace(model, prompts, n_drafts=g, **given)
                gains.append(plain.seconds / drafted.seconds)
            acceptance = drafted.written.acceptance
            found["per_round"].append(acceptance.tokens_per_pass)
            found["in_step"].append((n_tokens - 1) / drafted.written.n_rounds)
            probes.append(
                {
                    "step": len(probes),
                    "flops": 0,
                    "batch": n_rows,
                    "drafts": g,
                    "plain_ms": 1e3 * cost.plain_seconds,
                    "verify": cost.verify,
                    "draft": cost.draft,
                    "gain": median(gains),
                }
            )
        found["survival"].append(acceptance.survival.tolist())
    return found, Run(probes=probes)


SHAPE = {"vocab_size": 512, "n_heads": 4, "k": 2}

EXPERIMENT = Experiment(
    name="rounds",
    question="What does a round of drafts cost and give on this processor, by batch and drafts?",
    module=__name__,
    run=run,
    settings={
        "temperature": 2.5,  # about seven drafts in ten pass, as those of trained modules do
        "batches": [1, 4, 16, 64],
        "drafts": [1, 2, 3, 4],
        "n_prompt": 64,
        "n_tokens": 17,
        "repeats": 2,
    },
    variants={
        "large": {"sizes": SHAPE | {"d_model": 192, "n_layers": 12}},
        "small": {"sizes": SHAPE | {"d_model": 96, "n_layers": 4}},  # that of `code`
    },
    small={
        "sizes": SHAPE | {"vocab_size": 32, "d_model": 16, "n_layers": 2, "n_heads": 2},
        "batches": [1, 3],
        "drafts": [1, 2],
        "n_prompt": 4,
        "n_tokens": 9,
        "repeats": 2,
    },
    tolerance=1e-6,
)
