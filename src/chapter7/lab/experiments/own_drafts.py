"""Plays: how many of its own drafts a model accepts while it learns, from before its first step."""

from functools import partial

from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import Model, build
from chapter7.lab.decoding.generating import generate
from chapter7.lab.decoding.sampling import Sampling
from chapter7.lab.experiment import Experiment
from chapter7.lab.language import corpora, read
from chapter7.lab.losses import evaluate
from chapter7.lab.training import Optimiser, Run, train

N_HELD_OUT = 8_000


def run(
    seed: int,
    *,
    kind: str,
    n_characters: int | None,
    n_prompts: int,
    n_prompt: int,
    n_tokens: int,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
    every: int,
) -> tuple[dict, Run]:
    """Trains one model with one further token; asks it again and again.

    Returns: before the first step and after every `every` steps, "bits" of the next token on
        held-out text, and "acceptance" of its own drafts, one a round, where it writes on from
        held-out prompts and samples from its distribution as it is.
    """
    reading = read("plays", n_characters=n_characters)
    model = build(kind, vocab_size=len(reading.vocabulary), k=2, seed=seed, **sizes)
    stride = len(reading.validation) // n_prompts
    prompts = reading.validation[: stride * n_prompts].view(n_prompts, stride)[:, :n_prompt]
    held_out = in_order(reading.validation[:N_HELD_OUT], length=data["length"], batch_size=64)

    def ask(model: Model) -> dict[str, float]:
        written = generate(
            model, prompts, n_tokens=n_tokens, n_drafts=1, sampling=Sampling(), seed=seed
        )
        bits = evaluate(model, held_out, k=1).bits[0]
        return {"bits": bits, "acceptance": written.acceptance.accepted_per_drafted}

    before = ask(model.eval())
    training = train(
        model,
        windows(reading.train, seed=seed, **data),
        Optimiser(lr),
        steps=steps,
        probe=ask,
        every=every,
        progress=False,
    )
    asked = [before, *training.probes]
    return {name: [one[name] for one in asked] for name in before}, training


EXPERIMENT = Experiment(
    name="own_drafts",
    question="How many of its own drafts does a model accept while it learns?",
    module=__name__,
    run=run,
    settings={
        "sizes": {"d_model": 64, "n_layers": 3, "n_heads": 4},
        "data": {"length": 64, "batch_size": 16},
        "lr": 1e-2,  # of `initialisation`, inside its grid
        "steps": 200,
        "every": 20,
        "n_characters": None,
        "n_prompts": 48,
        "n_prompt": 16,
        "n_tokens": 25,
    },
    variants={"module": {"kind": "sequential"}, "head": {"kind": "parallel"}},
    small={"steps": 4, "every": 2, "n_characters": 10_000, "n_prompts": 16, "n_tokens": 9},
    tolerance=0.06,  # a token that rounding changes changes those after it, too
    corpus=partial(corpora, "plays"),
)
