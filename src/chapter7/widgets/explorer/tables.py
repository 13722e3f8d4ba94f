"""What the script looks up: terms that it adds, multiplies and divides, scales, published names."""

from collections.abc import Sequence
from dataclasses import asdict

from chapter7 import density
from chapter7.published.models import DEEPSEEK_V3
from chapter7.widgets.explorer.scales import MARKS, Mark, scales
from chapter7.widgets.explorer.settings import CHOICES, GIGA, LINKED, START, attention_flops
from chapter7.widgets.explorer.stops import (
    LARGEST_FITTED,
    STOPS,
    TOKENS_PER_PARAM,
    VOCABULARIES,
    Stop,
    named,
)
from chapter7.widgets.explorer.tour import STEPS

PULL = 2
"""Stops within which the pointer is drawn to a published model; the keyboard reaches every stop."""


def tables(stops: Sequence[Stop] = STOPS, marks: Sequence[Mark] = MARKS) -> dict:
    """Everything the script looks up: terms per stop, choices, scales, published names."""
    return {
        "giga": GIGA,
        "flops_per_param": density.FLOPS_PER_PARAM,
        "pull": PULL,
        "fit": {"tokens_per_param": _whole(TOKENS_PER_PARAM), "largest": _whole(LARGEST_FITTED)},
        "module_of": DEEPSEEK_V3.name,
        "choices": {name: values for name, values in CHOICES.items() if name != "size"},
        "vocabularies": [
            {"size": size, "users": users, "bits": density.supervisory_bits(1, size)}
            for size, users in VOCABULARIES.items()
        ],
        # How often each term of `stops` enters one further prediction.
        "heads": {
            "free": {"row": 0, "block": 0},
            "bare": {"row": 1, "block": 0},
            "module": {"row": 1, "block": 1},
        },
        "stops": _columns([_row(stops, stop) for stop in stops]),
        "marks": [*map(_mark_row, marks)],
        "models": [{"size": size, "vocab": vocab} for size, vocab in named(stops).items()],
        "start": asdict(START),
        "linked": asdict(LINKED),
        "tour": [[asdict(setting) for setting in path] for path in STEPS],
        "scales": scales(),
    }


def _row(stops: Sequence[Stop], stop: Stop) -> dict:
    """A stop's terms, in FLOPs per token: of the trunk, of a head's row, of a module without its
    head; and of attention, in FLOPs per token of context: of the trunk, of one layer."""
    without_head = stop.extra_params("module", VOCABULARY) - stop.extra_params("bare", VOCABULARY)
    row = {
        "n": stop.n_params,
        "basis": stop.basis,
        "width": stop.d_model,
        "channels": stop.channels,
        "layers": stop.n_layers,
        "residual": stop.residual_bits,
        "trunk": density.training_flops(stop.n_params, 1),
        "attention": attention_flops(stop, stop.n_layers, 1),
        "row": density.training_flops(stop.d_model, 1),
        "layer": attention_flops(stop, 1, 1),
        "block": density.training_flops(without_head, 1),
    }
    if stop.model is not None:
        row |= {"name": stop.model.name, "vocab": stop.model.vocab_size}
    if stop.is_moe:
        row |= {"activated": stop.model.n_activated, "total": stop.model.n_total}
        (row["other"],) = (
            i for i, other in enumerate(stops) if other.model == stop.model and other != stop
        )
    return row


def _columns(rows: list[dict]) -> dict[str, list]:
    """Rows as columns, None where a row has no entry: half the weight on the wire."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [_whole(row.get(name)) for row in rows] for name in names}


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


VOCABULARY = next(iter(VOCABULARIES))


def _mark_row(mark: Mark) -> dict:
    """A mark's terms as of a stop."""
    stop = mark.stop
    return {
        "name": stop.model.name,
        "year": stop.model.year,
        "n": stop.n_params,
        "basis": stop.basis,
        "trunk": density.training_flops(stop.n_params, 1),
        "attention": attention_flops(stop, stop.n_layers, 1),
        "ceiling": density.supervisory_bits(1, mark.vocab),
        "residual": stop.residual_bits,
    }
