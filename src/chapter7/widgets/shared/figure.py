"""A figure in Jupyter: validated traits, and its still picture beside the live view."""

import json
import numbers
from html import escape
from pathlib import Path

import anywidget
import traitlets

from chapter7.widgets.shared import modules
from chapter7.widgets.shared.still import still

NOTEBOOK = modules.styles(Path(__file__).parent / "notebook.css")
NO_PICTURE = "This figure moves: run the notebook, or see it on the book’s website."


def _plain(value: object) -> object:
    """NumPy's whole numbers and texts as Python's own; anything else as it is."""
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, str) else value


class Choice(traitlets.TraitType):
    """One out of `choices`, whole numbers or texts; NumPy's count as Python's.

    Raises: TraitError: another value, a boolean or a float among them; it names `rule`.
    """

    def __init__(self, default: int | str, choices: tuple, rule: str) -> None:
        super().__init__(default_value=default)
        self.choices, self.info_text = choices, rule

    def validate(self, obj: object, value: object) -> int | str:
        """The value as the script gets it."""
        plain = _plain(value)
        if type(plain) is not type(self.choices[0]) or plain not in self.choices:
            self.error(obj, value)
        return plain


class Pin(traitlets.TraitType):
    """None, or a whole setting to compare with: a dict of the figure's `Choice` traits.

    Raises: TraitError: another value; it names the rule that was broken.
    """

    def __init__(self) -> None:
        super().__init__(default_value=None, allow_none=True)

    def validate(self, obj: "Figure", value: object) -> dict | None:
        """The setting as the script gets it."""
        if value is None:
            return None
        choices = obj.choices()
        if not isinstance(value, dict) or set(value) != set(choices):
            self.error(obj, value, info=f"None or a dict of {', '.join(choices)}")
        pinned = {}
        for name, choice in choices.items():
            try:
                pinned[name] = choice.validate(obj, value[name])
            except traitlets.TraitError:
                self.error(obj, value, info=f"a dict whose {name} is {choice.info_text}")
        return pinned


class Figure(anywidget.AnyWidget):
    """What every figure is: `Choice` traits, a pin, and tables that its script looks up in.

    A subclass gives `_esm` and `_css` as text (`modules`), its `Choice` traits, tagged sync=True,
    and `make_tables`. The text, unlike a path, leaves no watcher behind that would keep a closed
    figure alive.

    Args:
        name: the figure's folder, which the website's build looks for.
    """

    name = ""

    pin = Pin().tag(sync=True)
    tables = traitlets.Dict(read_only=True).tag(sync=True)

    def __init_subclass__(cls, **kwargs) -> None:
        """Puts what a notebook lacks behind the subclass's styles."""
        if isinstance(own := vars(cls).get("_css"), str):
            cls._css = own + NOTEBOOK
        super().__init_subclass__(**kwargs)

    @traitlets.default("tables")
    def _tables(self) -> dict:
        return self.make_tables()

    def make_tables(self) -> dict:
        """What the script looks up: numbers and published names."""
        raise NotImplementedError

    @classmethod
    def choices(cls) -> dict[str, Choice]:
        """The parts of a setting, by name, in the order in which the class gives them."""
        return {
            name: trait
            for owner in reversed(cls.__mro__)
            for name, trait in vars(owner).items()
            if isinstance(trait, Choice)
        }

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        """The live view of Jupyter, and beside it the still figure for a page without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self._page()}, metadata

    def _page(self) -> str:
        """The element of a static page: the state for the script, and the figure as it stands."""
        parts = [*self.choices(), "pin", "tables"]
        state = {name: getattr(self, name) for name in parts}
        inside = still(self._esm, state) or f"<p>{NO_PICTURE}</p>"
        packed = json.dumps(state, separators=(",", ":"), ensure_ascii=False)
        data = escape(packed, quote=False).replace("'", "&#39;")
        opened = f'<div class="c7-widget" data-module="{self.name}" data-state=\'{data}\'>'
        return f"{opened}{inside}</div>"
