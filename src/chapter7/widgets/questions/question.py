"""A page's question as a widget, made from the text that its cell in a notebook carries."""

import base64
import binascii
import json
import zlib
from pathlib import Path

import anywidget
import traitlets

from chapter7.widgets.shared import modules

HERE = Path(__file__).parent


def pack(form: str, still: str) -> str:
    """A question as one word, so that a reader of its cell does not read the answer.

    Args:
        form: the HTML of the website's form, its formulas as MathML.
        still: the question with its answers folded away, in Markdown.
    """
    packed = zlib.compress(json.dumps([form, still], ensure_ascii=False).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode()


def unpack(packed: str) -> tuple[str, str]:
    """The form and the still of a word that `pack` made. Raises ValueError: it is another one."""
    try:
        form, still = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed)))
    except (binascii.Error, zlib.error, ValueError, UnicodeError) as error:
        raise ValueError(
            f"not the text of a question: {packed[:20]!r}. Take its cell anew from the notebook."
        ) from error
    return form, still


class Question(anywidget.AnyWidget):
    """A self-check question that answers in the notebook as it does on the website.

    It needs no kernel once it is shown. Where nothing runs, as on GitHub, its still stands there.

    Args:
        name: as the page names the question; only for who reads the cell.
        packed: what `pack` made of it.
    Raises: ValueError: `packed` is something else, or was cut.
    """

    _esm = modules.script(HERE / "widget.js")
    _css = modules.styles(HERE / "widget.css")

    form = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, name: str, packed: str) -> None:
        form, self.still = unpack(packed)
        self.name, self.packed = name, packed
        super().__init__()
        self.set_trait("form", form)

    def __repr__(self) -> str:
        return f"Question({self.name!r})"

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        """The live view, and beside it the still for a place without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": repr(self), "text/markdown": self.still}, metadata
