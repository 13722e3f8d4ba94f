"""The explorer: what one position computes, what it is asked, and their ratio."""

import pathlib

import anywidget
import traitlets

from chapter7.widgets import explorer_page
from chapter7.widgets.explorer_tables import (
    MOST_PREDICTIONS,
    PRESETS,
    STOPS,
    VOCABULARIES,
    Reading,
    Setting,
    read,
    slots,
    stop_index,
    tables,
)

__all__ = ["PRESETS", "STOPS", "VOCABULARIES", "Explorer", "Reading", "Setting", "stop_index"]

HERE = pathlib.Path(__file__).parent
START = PRESETS["DeepSeek-V3 / MTP, k = 2"]


class _WholeNumber(traitlets.TraitType):
    """A whole number out of a fixed choice; another value raises TraitError naming the choice."""

    def __init__(self, choice, default: int, rule: str) -> None:
        super().__init__(default_value=default)
        self.choice, self.info_text = choice, rule

    def validate(self, obj, value) -> int:
        if type(value) is not int or value not in self.choice:
            self.error(obj, value)
        return value


class Explorer(anywidget.AnyWidget):
    """The figure of section 7.1, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        size: index into `STOPS`, the positions of the size slider (see `stop_index`).
        k: tokens predicted per position, the next one included, 1 to 8.
        vocab: V, one of the sizes in `VOCABULARIES`.
        tables, markup: what the script looks up, and the figure's elements; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    _esm = HERE / "explorer.js"
    _css = HERE / "explorer.css"

    size = _WholeNumber(
        range(len(STOPS)),
        START.size,
        f"a whole number from 0 to {len(STOPS) - 1}, the index of a model size",
    ).tag(sync=True)
    k = _WholeNumber(
        range(1, MOST_PREDICTIONS + 1),
        START.k,
        f"a whole number of predictions per position from 1 to {MOST_PREDICTIONS}",
    ).tag(sync=True)
    vocab = _WholeNumber(
        tuple(VOCABULARIES), START.vocab, f"a vocabulary size out of {tuple(VOCABULARIES)}"
    ).tag(sync=True)
    tables = traitlets.Dict(read_only=True).tag(sync=True)
    markup = traitlets.Unicode(read_only=True).tag(sync=True)

    @traitlets.default("tables")
    def _tables(self) -> dict:
        return tables()

    @traitlets.default("markup")
    def _markup(self) -> str:
        return explorer_page.markup(self.setting)

    @property
    def setting(self) -> Setting:
        """The present state."""
        return Setting(self.size, self.k, self.vocab)

    def reading(self) -> Reading:
        """The numbers of the present state, per token, computed by `chapter7.density`."""
        return read(self.setting)

    def texts(self) -> dict[str, str]:
        """The figure's readouts in words, by the name of the place where each stands."""
        return slots(self.setting)

    def choose(self, preset: str) -> None:
        """Sets the state of a preset.

        Raises: KeyError: no such preset; the message lists their names.
        """
        if preset not in PRESETS:
            raise KeyError(f"no preset {preset!r}; there are {', '.join(PRESETS)}")
        setting = PRESETS[preset]
        with self.hold_sync():
            self.size, self.k, self.vocab = setting.size, setting.k, setting.vocab

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        """The live view of Jupyter, and beside it the whole figure for a page without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        state = {"size": self.size, "k": self.k, "vocab": self.vocab, "tables": self.tables}
        return {**data, "text/html": explorer_page.page(self.setting, state)}, metadata
