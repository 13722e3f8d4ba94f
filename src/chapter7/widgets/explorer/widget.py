"""The figure in Jupyter: traits, validated and linkable."""

import pathlib
from dataclasses import asdict

import anywidget
import traitlets

from chapter7.widgets.explorer import markup
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
from chapter7.widgets.explorer.texts import slots

HERE = pathlib.Path(__file__).parent
RULES = {
    "size": f"a whole number from 0 to {len(STOPS) - 1}, the index of a model size",
    "k": f"a whole number of predictions per position from 1 to {MOST_PREDICTIONS}",
    "vocab": f"a vocabulary size out of {CHOICES['vocab']}",
    "heads": f"what a further prediction costs, out of {CHOICES['heads']}",
    "bits": f"what a label is worth, out of {CHOICES['bits']}",
    "context": f"a context length in tokens, 0 for none, out of {CHOICES['context']}",
    "count": f"what is counted of the labels, out of {CHOICES['count']}",
}


class _Choice(traitlets.TraitType):
    """One of a fixed choice of values; another value raises TraitError naming the choice."""

    def __init__(self, name: str) -> None:
        super().__init__(default_value=getattr(START, name))
        self.choice, self.info_text = CHOICES[name], RULES[name]

    def validate(self, obj, value):
        if type(value) is not type(self.choice[0]) or value not in self.choice:
            self.error(obj, value)
        return value


class _Pin(traitlets.TraitType):
    """None, or a whole setting; another value raises TraitError naming the rule that it breaks."""

    info_text = f"None or a dict of {', '.join(CHOICES)}"

    def validate(self, obj, value):
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) != set(CHOICES):
            self.error(obj, value)
        for name, choice in CHOICES.items():
            if type(value[name]) is not type(choice[0]) or value[name] not in choice:
                self.error(obj, value, info=f"a dict whose {name} is {RULES[name]}")
        return dict(value)


class Explorer(anywidget.AnyWidget):
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
        tables, markup: what the script looks up, and the figure's elements; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    _esm = HERE.parent / "explorer.js"
    _css = HERE.parent / "explorer.css"

    size = _Choice("size").tag(sync=True)
    k = _Choice("k").tag(sync=True)
    vocab = _Choice("vocab").tag(sync=True)
    heads = _Choice("heads").tag(sync=True)
    bits = _Choice("bits").tag(sync=True)
    context = _Choice("context").tag(sync=True)
    count = _Choice("count").tag(sync=True)
    pin = _Pin(default_value=None, allow_none=True).tag(sync=True)
    tables = traitlets.Dict(read_only=True).tag(sync=True)
    markup = traitlets.Unicode(read_only=True).tag(sync=True)

    @traitlets.default("tables")
    def _tables(self) -> dict:
        return tables()

    @traitlets.default("markup")
    def _markup(self) -> str:
        return markup.markup(self.setting)

    @property
    def setting(self) -> Setting:
        """The present state, the pin apart."""
        return Setting(**{name: getattr(self, name) for name in CHOICES})

    def reading(self) -> Reading:
        """The numbers of the present state, per token, computed by `chapter7.density`."""
        return read(self.setting)

    def texts(self) -> dict[str, str]:
        """The figure's readouts in words, by the name of the place where each stands."""
        return slots(self.setting, Setting(**self.pin) if self.pin else None)

    def choose(self, preset: str) -> None:
        """Sets the state of a preset.

        Raises: KeyError: no such preset; the message lists their names.
        """
        if preset not in PRESETS:
            raise KeyError(f"no preset {preset!r}; there are {', '.join(PRESETS)}")
        with self.hold_sync():
            for name, value in asdict(PRESETS[preset]).items():
                setattr(self, name, value)

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        """The live view of Jupyter, and beside it the whole figure for a page without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        state = {**asdict(self.setting), "pin": self.pin, "tables": self.tables}
        return {**data, "text/html": markup.page(self.setting, state)}, metadata
