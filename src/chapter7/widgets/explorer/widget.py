"""The figure in Jupyter: traits, validated and linkable."""

from dataclasses import asdict
from pathlib import Path

from chapter7.widgets.explorer.settings import (
    CHOICES,
    MOST_PREDICTIONS,
    PRESETS,
    START,
    Reading,
    Setting,
    read,
)
from chapter7.widgets.explorer.stops import STOPS
from chapter7.widgets.explorer.tables import tables
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
RULES = {
    "size": f"a whole number from 0 to {len(STOPS) - 1}, the index of a model size",
    "k": f"a whole number of predictions per position from 1 to {MOST_PREDICTIONS}",
    "vocab": f"a vocabulary size out of {CHOICES['vocab']}",
    "heads": f"what a further prediction costs, out of {CHOICES['heads']}",
    "bits": f"what a label is worth, out of {CHOICES['bits']}",
    "context": f"a context length in tokens, 0 for none, out of {CHOICES['context']}",
    "count": f"what is counted of the labels, out of {CHOICES['count']}",
}


def _choice(part: str) -> Choice:
    return Choice(getattr(START, part), CHOICES[part], RULES[part]).tag(sync=True)


class Explorer(Figure):
    """The figure of section 7.1, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        size: index into `STOPS`, the positions of the size slider (see `stop_index`).
        k: tokens predicted per position, the next one included, 1 to 8.
        vocab: V, one of the sizes in `VOCABULARIES`.
        heads: what a further prediction costs: "free", "bare" or "module".
        bits: what a label is worth: its "ceiling" or the "residual" of real text.
        context: T at which attention is counted: 2,048, 8,192, 32,768 or 131,072; 0 leaves it out.
        count: loss "terms", or new label "information".
        pin: a setting to compare with, a dict of the seven above; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "explorer"
    _esm = modules.script(HERE / "explorer.js")
    _css = modules.styles(HERE / "explorer.css")

    size = _choice("size")
    k = _choice("k")
    vocab = _choice("vocab")
    heads = _choice("heads")
    bits = _choice("bits")
    context = _choice("context")
    count = _choice("count")

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()

    @property
    def setting(self) -> Setting:
        """The present state, the pin apart."""
        return Setting(**{part: getattr(self, part) for part in CHOICES})

    def reading(self) -> Reading:
        """The numbers of the present state, per token, computed by `chapter7.density`."""
        return read(self.setting)

    def choose(self, preset: str) -> None:
        """Sets the state of a preset.

        Raises: KeyError: no such preset; the message lists their names.
        """
        if preset not in PRESETS:
            raise KeyError(f"no preset {preset!r}; there are {', '.join(PRESETS)}")
        with self.hold_sync():
            for part, value in asdict(PRESETS[preset]).items():
                setattr(self, part, value)
