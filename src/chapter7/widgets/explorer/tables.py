"""What the script looks up: terms that it adds, multiplies and divides, scales, and texts."""

from dataclasses import asdict

from chapter7 import density
from chapter7.widgets.explorer import tour
from chapter7.widgets.explorer.drawing import DRAWING
from chapter7.widgets.explorer.marks import MARKS, SMALLEST_MARK, Mark, scales
from chapter7.widgets.explorer.settings import (
    CHOICES,
    GIGA,
    MOST_PREDICTIONS,
    PRESETS,
    START,
    attention_flops,
)
from chapter7.widgets.explorer.stops import STOPS, VOCABULARIES, Stop
from chapter7.widgets.explorer.texts import TEXTS, WORDS

PULL = 2
"""Stops within which the pointer is drawn to a published model; the keyboard reaches every stop."""


def tables() -> dict:
    """Everything the script looks up: terms per stop, choices, scales, words, texts."""
    return {
        "giga": GIGA,
        "predictions": MOST_PREDICTIONS,
        "pull": PULL,
        "words": WORDS,
        "texts": TEXTS,
        "choices": {name: values for name, values in CHOICES.items() if name != "size"},
        "vocabularies": [
            {"size": size, "text": f"{size:,}", "bits": density.supervisory_bits(1, size)}
            for size in VOCABULARIES
        ],
        "contexts": {context: f"{context:,}" for context in CHOICES["context"]},
        # How often each term of `stops` enters one further prediction.
        "heads": {
            "free": {"row": 0, "block": 0},
            "bare": {"row": 1, "block": 0},
            "module": {"row": 1, "block": 1},
        },
        "stops": _columns([_row(index, stop) for index, stop in enumerate(STOPS)]),
        "marks": [_mark_row(mark) for mark in (*MARKS, SMALLEST_MARK)],
        "start": asdict(START),
        "presets": [asdict(preset) for preset in PRESETS.values()],
        "tour": [
            {**step, "from": asdict(step["from"]), "to": asdict(step["to"])} for step in tour.STEPS
        ],
        "scales": scales(),
        "drawing": DRAWING,
    }


def _row(index: int, stop: Stop) -> dict:
    """A stop's terms, in FLOPs per token: of the trunk, of a head's row, of a module without its
    head; and of attention, in FLOPs per token of context: of the trunk, of one layer."""
    without_head = stop.extra_params("module", VOCABULARY) - stop.extra_params("bare", VOCABULARY)
    row = {
        "n": stop.n_params,
        **stop.values,
        "reach": stop.reach,
        "residual": stop.residual_bits,
        "trunk": density.training_flops(stop.n_params, 1),
        "attention": attention_flops(stop, stop.n_layers, 1),
        "row": density.training_flops(stop.d_model, 1),
        "layer": attention_flops(stop, 1, 1),
        "block": density.training_flops(without_head, 1),
    }
    if stop.model is not None:
        row |= {"label": stop.label, "about": stop.about, "basis": stop.basis}
    if stop.is_moe:
        (row["other"],) = (i for i, s in enumerate(STOPS) if i != index and s.model == stop.model)
    return row


def _columns(rows: list[dict]) -> dict[str, list]:
    """Rows as columns, None where a row has no entry: half the weight on the wire."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [_whole(row.get(name)) for row in rows] for name in names}


def _whole(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


VOCABULARY = next(iter(VOCABULARIES))


def _mark_row(mark: Mark) -> dict:
    stop = mark.stop
    return {
        "n": stop.n_params,
        "name": mark.name,
        "moe": stop.is_moe,
        "trunk": density.training_flops(stop.n_params, 1),
        "attention": attention_flops(stop, stop.n_layers, 1),
        "ceiling": density.supervisory_bits(1, mark.vocab),
        "residual": stop.residual_bits,
    }
