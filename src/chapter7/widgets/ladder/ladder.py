"""Shares of right answers through a training, from the record `ladder`, and their figure."""

from pathlib import Path

from chapter7.lab.records import Record, load_record
from chapter7.lab.tasks import suffix_sums
from chapter7.widgets.shared import Choice, Figure, modules

HERE = Path(__file__).parent
RECORD = load_record("ladder")
HEADS, ALONE = "parallel k=5", "next token"
"""The variants side by side: a head for each answer, and a model of the next token alone."""
SCALE = 1_000
"""The tables are in thousandths: whole numbers are light on the wire."""
ALL = "all"


def shares(record: Record) -> tuple[list[int], list[int], list]:
    """Steps at which heads were asked, seeds, and the thousandths that were right at "=".

    Returns: steps; seeds; (1 + heads, seeds, steps), next-token training alone first, then the
        heads from the next token's to the farthest.
    Raises: ValueError: the two variants were not asked at the same steps with the same seeds.
    """
    by_variant = [
        sorted((run for run in record.runs if run["variant"] == name), key=lambda run: run["seed"])
        for name in (ALONE, HEADS)
    ]
    seeds = {tuple(run["seed"] for run in runs) for runs in by_variant}
    steps = {tuple(p["step"] for p in run["probes"]) for runs in by_variant for run in runs}
    if len(seeds) != 1 or len(steps) != 1:
        raise ValueError(f"variants must share seeds and steps, got seeds {seeds}, steps {steps}")
    right = [
        [[round(SCALE * probe["accuracy"][head]) for probe in run["probes"]] for run in runs]
        for runs in by_variant
        for head in range(len(runs[0]["probes"][0]["accuracy"]))
    ]
    return list(steps.pop()), list(seeds.pop()), right


STEPS, SEEDS, RIGHT = shares(RECORD)
SOLVED, TASK = RECORD.settings["solved"], RECORD.settings["task"]


def climbing() -> int:
    """Index of the first step at which the next token is right in more lines than not, in the mean.

    There the figure opens: the rungs below hold, and what they carry shows.
    """
    means = (sum(at) / len(at) for at in zip(*RIGHT[1], strict=True))
    return next((i for i, mean in enumerate(means) if mean > SCALE / 2), len(STEPS) - 1)


def example() -> dict:
    """One line of the task: its prompt and its answers."""
    (line,) = suffix_sums(**TASK, batch_size=1, seed=0)(0).tokens.tolist()
    length = TASK["length"]
    return {"prompt": line[:length], "answers": line[length + 1 :]}


def tables() -> dict:
    """What the script looks up; `right` as `shares` gives it."""
    return {
        "scale": SCALE,
        "steps": STEPS,
        "seeds": SEEDS,
        "right": RIGHT,
        "modulus": TASK["modulus"],
        "example": example(),
        "solved": SOLVED,
        "choices": {name: trait.choices for name, trait in Ladder.choices().items()},
        "start": {name: trait.default_value for name, trait in Ladder.choices().items()},
    }


class Ladder(Figure):
    """The figure of the ladder that heads climb, in Jupyter and on a static page.

    Traits, synced and linkable to ordinary ipywidgets:
        step: index into `STEPS`, the steps at which the heads were asked.
        seed: one of the runs' seeds as a text, or "all".
        pin: a setting to compare with, which this figure does not show; None for none.
        tables: what the script looks up; read-only.

    Raises: TraitError: a value outside the choice; the message names the choice.
    """

    name = "ladder"
    _esm = modules.script(HERE / "ladder.js")
    _css = modules.styles(HERE / "ladder.css")

    step = Choice(
        climbing(),
        tuple(range(len(STEPS))),
        f"a whole number from 0 to {len(STEPS) - 1}, the index of a step",
    ).tag(sync=True)
    seed = Choice(ALL, (ALL, *map(str, SEEDS)), f"{ALL!r} or a seed as a text").tag(sync=True)

    def make_tables(self) -> dict:
        """What the script looks up."""
        return tables()
