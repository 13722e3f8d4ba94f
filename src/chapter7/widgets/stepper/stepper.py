"""Texts that small models wrote with their own drafts, out of a record, and their figure."""

from pathlib import Path

from chapter7.lab.records import Record, load_record
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
RECORD = load_record("drafts")
WRITERS = ("modules", "parallel heads")
"""The record's variants: who drafts."""
TEXTS = (0, 6)
"""Which of the recorded texts, of those that each model wrote on."""


def texts(record: Record) -> dict[str, list[dict]]:
    """For each of `WRITERS` the recorded texts of its first seed; see `drafts.told`."""
    found = {}
    for writer in WRITERS:
        (run,) = (run for run in record.runs if run["variant"] == writer and run["seed"] == 0)
        shown = run["probes"][-1]["shown"]
        found[writer] = [shown[which] for which in TEXTS]
    return found


DECODED = texts(RECORD)
N_ROUNDS = max(len(text["rounds"]) for both in DECODED.values() for text in both)
LAST = 2 * N_ROUNDS
"""Steps of the longest text: each round drafts, then checks."""


def tables() -> dict:
    """What the script looks up: p and q in thousandths."""
    return {
        "texts": DECODED,
        "choices": {name: trait.choices for name, trait in Stepper.choices().items()},
        "start": {name: trait.default_value for name, trait in Stepper.choices().items()},
    }


class Stepper(Figure):
    """The figure of a decode, step by step, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        writer: who drafts, a name in `WRITERS`.
        text: which text, 0 or 1.
        step: 0 is the prompt, 2 r - 1 the draft of round r, 2 r its check; more is a text's end.
        pin: a setting to compare with, which this figure does not show; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "stepper"
    _esm = modules.script(HERE / "stepper.js")
    _css = modules.styles(HERE / "stepper.css")

    writer = Choice(WRITERS[0], WRITERS, f"one of {', '.join(WRITERS)}").tag(sync=True)
    text = Choice(0, tuple(range(len(TEXTS))), "0 or 1").tag(sync=True)
    step = Choice(
        8, tuple(range(LAST + 1)), f"a whole number of steps from 0 to {LAST}, two a round"
    ).tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
