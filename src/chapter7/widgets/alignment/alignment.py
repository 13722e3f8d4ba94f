"""The targets of four heads in every setting, and the figure that shows them in Jupyter."""

from itertools import product
from math import ceil, floor
from pathlib import Path

import torch

from chapter7.lab.batches import Batch
from chapter7.lab.mistakes import WAYS, mistaken_divisor, mistaken_targets
from chapter7.lab.records import Record, load_record
from chapter7.targets import IGNORE_INDEX
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
TEXT = ("sir", "I", "want", "some", "more", "what", "said", "the", "man")
DOCUMENTS = {1: (9,), 2: (5, 4)}
"""Tokens of each document, by how many there are in the row."""
PADDING = (0, 2)
"""Tokens at the row's end that may be padding instead."""
K = 4
START = {"documents": 2, "padding": 0, "way": "right", "view": "word"}


def tables() -> dict:
    """What the script looks up: the targets in each setting, and each way's losses.

    `asked` has per setting, named "way documents padding", and per head its targets as places in
    the text, None for none, how many there are, and what their sum is divided by.
    """
    settings = product(WAYS, DOCUMENTS, PADDING)
    found = losses(load_record("wrong_targets"))
    means = [bits["mean"] for both in found.values() for bits in both.values()]
    return {
        "text": TEXT,
        "lengths": {documents: lengths[:-1] for documents, lengths in DOCUMENTS.items()},
        "asked": {" ".join(map(str, setting)): asked(*setting) for setting in settings},
        "losses": found,
        "scale": [2 * floor(min(means) / 2), 2 * ceil(max(means) / 2)],
        "choices": {name: trait.choices for name, trait in Alignment.choices().items()},
        "start": START,
    }


def asked(way: str, documents: int, padding: int) -> list[dict]:
    """What the loss that is written this `way` asks of each head; the text's places are its ids."""
    lengths = torch.tensor(DOCUMENTS[documents])
    batch = Batch(
        torch.arange(len(TEXT)).unsqueeze(0),
        document=torch.arange(len(lengths)).repeat_interleave(lengths).unsqueeze(0),
        asked=(torch.arange(len(TEXT)) < len(TEXT) - padding).unsqueeze(0),
    )
    heads = []
    for offset in range(1, K + 1):
        targets = mistaken_targets(way, batch, offset)
        places = [None if place == IGNORE_INDEX else place for place in targets[0].tolist()]
        n_targets = len(places) - places.count(None)
        divisor = mistaken_divisor(way, batch, targets)
        heads.append({"targets": places, "n": n_targets, "divisor": divisor})
    return heads


def losses(record: Record) -> dict:
    """By way what models trained so report and truly pay, in bits: head by head, and their mean.

    Means over the record's seeds.
    """
    return {
        way: {
            name: {"heads": bits.round(3).tolist(), "mean": round(float(bits.mean()), 3)}
            for name in ("reported", "true")
            for bits in [record.found(way, name).mean(axis=0)]
        }
        for way in WAYS
    }


class Alignment(Figure):
    """The figure of which token each head is asked for, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        documents: 1 or 2, how many documents are packed into the row.
        padding: 0 or 2, tokens at the row's end that are padding.
        way: one of `chapter7.lab.mistakes.WAYS`, how the loss is written.
        view: "word" or "position": a column shows who asks for its word, or what it is asked for.
        pin: a setting, as of every figure; this one compares by itself and shows none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "alignment"
    _esm = modules.script(HERE / "alignment.js")
    _css = modules.styles(HERE / "alignment.css")

    documents = Choice(START["documents"], tuple(DOCUMENTS), "1 or 2 documents").tag(sync=True)
    padding = Choice(START["padding"], PADDING, "0 or 2 tokens of padding").tag(sync=True)
    way = Choice(START["way"], WAYS, f"one of {', '.join(WAYS)}").tag(sync=True)
    view = Choice(START["view"], ("word", "position"), '"word" or "position"').tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
