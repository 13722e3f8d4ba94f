"""The opening page's numbers and its picture, computed when the book is built.

{spent}`Llama-3.1-405B`   what one token costs that model in training: "2,430 billion operations"
{told}`Llama-3.1-405B`    what the token can tell it: "17 bits"
```{squares}           five models on one line: a square of a GFLOP and one of a bit, in one scale
```

The picture is drawn twice, as the figures of the pages are: for a desk, and for a phone.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from chapter7 import density
from chapter7.published import models
from chapter7.quantities import parameters, significant
from website.extension import templates

logger = logging.getLogger(__name__)

GIGA = 1e9
LARGEST = 2e12
"""Parameters of the largest model drawn, which nobody has published."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A model asked for one token: its name, a line about it, and what goes in and comes back.

    gflop: training compute of one token, in GFLOP. bits: the ceiling of the label's information.
    """

    name: str
    about: str
    gflop: float
    bits: float

    @property
    def lines(self) -> tuple[str, str, str]:
        """Compute, label and their ratio, as text with units."""
        return (
            f"{written(self.gflop)} GFLOP",
            f"{self.bits:.1f} bits",
            f"{significant(self.bits / self.gflop)} bits per GFLOP",
        )


def asked(model: models.Model) -> Asked:
    """A published model, asked for one token."""
    size = parameters(model.n_activated)
    if model.n_activated < model.n_total:
        size = f"{size} of {parameters(model.n_total)}"
    return Asked(model.name, f"{size}, {model.year}", *costs(model.n_activated, model.vocab_size))


def costs(n_params: float, vocab_size: int) -> tuple[float, float]:
    """GFLOP and bits of one token."""
    flops = density.training_flops(n_params, 1)
    return float(flops) / GIGA, float(density.supervisory_bits(1, vocab_size))


def written(gflop: float) -> str:
    """GFLOP to three digits: 9.0 below ten, 40.4, 222, 2,430."""
    return f"{gflop:.1f}" if gflop < 100 else significant(gflop)


PUBLISHED = (models.GPT_2, models.LLAMA_2_7B, models.DEEPSEEK_V3, models.LLAMA_3_405B)
DRAWN = (
    *map(asked, PUBLISHED),
    Asked(
        f"a dense {parameters(LARGEST)} model",
        "hypothetical",
        *costs(LARGEST, models.LLAMA_3_405B.vocab_size),
    ),
)
BY_NAME = {model.name: model for model in DRAWN}


class Sum(SphinxRole):
    """A number of one model, in the ink of what it counts."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The number. An unknown model is a warning with file and line."""
        if self.text not in BY_NAME:
            message = f"no model {self.text!r} is drawn; there are {', '.join(BY_NAME)}"
            logger.warning(message, location=self.get_location())
            return [], []
        model = BY_NAME[self.text]
        text = f"{model.bits:.0f} bits"
        if self.kind == "spent":
            text = f"{written(model.gflop).removesuffix('.0')} billion operations"
        return [nodes.inline("", text, classes=["pasted-text", f"c7-{self.kind}"])], []


def cells(bits: float, scale: float, columns: int, left: float, bottom: float) -> Iterator[dict]:
    """A square of `scale` pixels for each bit, in rows from the bottom; the last is cut short."""
    for number in range(math.ceil(bits)):
        row, column = divmod(number, columns)
        x, y = left + column * scale, bottom - (row + 1) * scale
        width = min(1.0, bits - number) * scale
        yield {"x": x, "y": y, "width": width, "height": scale}


@dataclass(frozen=True, slots=True)
class Desk:
    """The wide drawing, in pixels: models from the left, the largest ends at the right."""

    width: float = 1296
    height: float = 522
    scale: float = 3.55  # the side of one GFLOP, and of one bit
    line: float = 392  # what the squares stand on
    column: float = 152  # the least room for a model's words
    columns: int = 6  # bits in a row

    def places(self) -> list[dict]:
        """Each model with its square, the cells of its bits, and where its words begin."""
        found, left = [], 0.0
        for number, model in enumerate(DRAWN):
            side = math.sqrt(model.gflop) * self.scale
            if number == len(DRAWN) - 1:
                left = self.width - side - 8 - (self.columns + 1) * self.scale
            bits = left + side + 8
            drawn = list(cells(model.bits, self.scale, self.columns, bits, self.line))
            found.append({"model": model, "left": left, "side": side, "bits": bits, "cells": drawn})
            left += max(self.column, side + 8 + self.columns * self.scale + 24) + 8
        return found


@dataclass(frozen=True, slots=True)
class Phone:
    """The drawing for a phone: squares inside each other, the bits of the largest beside them."""

    width: float = 344
    height: float = 300
    scale: float = 5.4
    columns: int = 6

    def places(self) -> list[dict]:
        """The published models, the largest first, and at which height each has its words."""
        line = self.height
        found = []
        for model in reversed(DRAWN[:-1]):
            side = math.sqrt(model.gflop) * self.scale
            found.append({"model": model, "side": side, "words": line - side + 20})
        found[-1]["words"] = line - 8
        for below, above in itertools.pairwise(reversed(found)):
            above["words"] = min(above["words"], below["words"] - 24)
        bits = found[0]["side"] + 12
        found[0]["cells"] = list(
            cells(found[0]["model"].bits, self.scale, self.columns, bits, line)
        )
        return found


def described() -> str:
    """The picture in words, for a reader who cannot see it."""
    models = "; ".join(f"{model.name} {', '.join(model.lines[:2])}" for model in DRAWN)
    return (
        "Five amber squares on one line, each as large as what one token costs that model in "
        "training, and beside each the bits that the token can tell it, as green squares in the "
        f"same scale. {models}. The amber grows, the green does not: beside the largest square "
        "it is a speck."
    )


class Squares(SphinxDirective):
    """The picture of what goes in and what comes back."""

    def run(self) -> list[nodes.Node]:
        """Both drawings as HTML."""
        desk, phone = Desk(), Phone()
        drawing = templates.render("squares", desk=desk, phone=phone, alt=described())
        return [nodes.raw("", drawing, format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the roles and the directive."""
    app.add_role("spent", Sum("spent"))
    app.add_role("told", Sum("told"))
    app.add_directive("squares", Squares)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
