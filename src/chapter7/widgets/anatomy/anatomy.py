"""What meets where in a model with two modules, and the figure that shows it in Jupyter.

The model's numbers are recorded, so that nobody waits for a training; `python -m
chapter7.widgets.anatomy` trains it and records them again.
"""

import functools
import json
from math import log2
from pathlib import Path

import torch

from chapter7.lab.building import build
from chapter7.lab.heads import SequentialModules
from chapter7.lab.tasks import Names
from chapter7.lab.training import Optimiser, train
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.json"
"""`numbers` of the trained model."""
WORDS = ("(next)", "New", "Los", "San", "Las", "York", "Angeles", "Diego", "Vegas")
"""The names' words, in the order of their ids; (next) begins a name."""
TEXT = (0, 1, 5, 0, 3, 7, 0)
"""The row of tokens that the figure shows: (next) New York (next) San Diego (next)."""
DEPTHS = 2
STEPS = tuple(range(1, 3 * DEPTHS + 3))
"""Steps of the pass: the main model's blocks and its head; each module's join, block and head."""
SHIFTS = {"early": -1, "right": 0, "far": 1}
"""By how many tokens an index is wrong."""
START = {"step": STEPS[-1], "fed": "right", "asked": "right"}


@functools.cache
def trained() -> SequentialModules:
    """A small model of names with two modules, wired right: seconds of training, one seed."""
    sizes = {"d_model": 32, "n_layers": 2, "n_heads": 2, "k": DEPTHS + 1}
    model = build("sequential", vocab_size=len(WORDS), **sizes)
    batches = Names(m=4, w=1).batches(batch_size=64, n_names=4, seed=0)
    train(model, batches, Optimiser(lr=5e-3), steps=200, progress=False)
    return model.eval().requires_grad_(False)


def numbers(model: SequentialModules) -> dict:
    """The model's shapes, and each stage of its pass at each position; see `passed`.

    `modules` has the modules by the shift of the token that they are fed.
    """
    return {
        "d": model.main.embedding.embedding_dim,
        "blocks": len(model.main.blocks),
        "main": passed(model, 0)[0],
        "modules": {name: passed(model, shift)[1:] for name, shift in SHIFTS.items()},
    }


def tables() -> dict:
    """What the script looks up: the row, and the recorded numbers of a trained model."""
    return {
        "text": [WORDS[token] for token in TEXT],
        "words": WORDS,
        **json.loads(RECORDED.read_text(encoding="utf-8")),
        "choices": {name: trait.choices for name, trait in Anatomy.choices().items()},
        "start": START,
    }


def passed(model: SequentialModules, shift: int) -> list[list[dict]]:
    """The main model and each module at every position of `TEXT`, the modules' tokens `shift` off.

    Each has `fed`, the place of its token; `sizes`, the Euclidean norms of the state and the
    embedding that come in, of both after their norms, of the joined vector and of the state that
    goes out; `says`, the likeliest word and its share; and by how far the target is off, `asked`:
    its place and what it costs in bits. A place is None where the row has no such token.
    """
    row, main = torch.tensor([TEXT]), model.main
    place = main.place(row)
    state = main.trunk(main.embed(row), place)[-1]
    normed = main.norm(state)
    state = model.handed_on(state, normed)
    stages = [_stage(main.logits(normed), 0, None, [state])]
    for depth in range(1, model.k):
        fed = depth + shift
        known = main.embed(model.known(row, fed) if fed else row)
        module = model.depths[depth - 1]
        pair = [module.state_norm(state), module.token_norm(known)]
        joined = module.join(torch.cat(pair, dim=-1))
        vectors = [state, known, *pair, joined]
        state, normed = model.deeper(depth, state, known, place)
        stages.append(_stage(main.logits(normed), depth, fed, [*vectors, state]))
    return stages


def _stage(logits: torch.Tensor, depth: int, fed: int | None, vectors: list) -> list[dict]:
    shares = logits[0].double().softmax(-1)

    def there(place: int) -> int | None:
        return place if place < len(TEXT) else None

    def asked(t: int, shift: int) -> dict:
        place = there(t + depth + 1 + shift)
        paid = None if place is None else round(-log2(shares[t, TEXT[place]]), 2)
        return {"place": place, "bits": paid}

    return [
        {
            "fed": None if fed is None else there(t + fed),
            "sizes": [round(float(vector[0, t].norm()), 1) for vector in vectors],
            "says": [int(shares[t].argmax()), round(float(shares[t].max()), 2)],
            "asked": {name: asked(t, shift if depth else 0) for name, shift in SHIFTS.items()},
        }
        for t in range(len(TEXT))
    ]


def _shift(name: str) -> Choice:
    return Choice(START[name], tuple(SHIFTS), f"one of {', '.join(SHIFTS)}").tag(sync=True)


class Anatomy(Figure):
    """The figure of one position's pass through two modules, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        step: how far the pass has come, 1 to 8.
        fed: "early", "right" or "far", which token the modules are fed.
        asked: the same of the token that they are asked for.
        pin: a setting, as of every figure; this one shows none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "anatomy"
    _esm = modules.script(HERE / "anatomy.js")
    _css = modules.styles(HERE / "anatomy.css")

    step = Choice(START["step"], STEPS, f"a whole number from 1 to {STEPS[-1]}").tag(sync=True)
    fed = _shift("fed")
    asked = _shift("asked")

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
