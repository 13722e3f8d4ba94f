"""What became of drafts: the three things that are called acceptance, and two lengths."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from chapter7 import _contracts
from chapter7.lab.decoding.law import Floats


@dataclass(frozen=True)
class Acceptance:
    """Rounds of speculative decoding, one entry per round and row.

    Args:
        drafted: (R,) tokens put to the verdict, g at most; 0 counts as a plain pass.
        kept: (R,) of them, up to the first that was refused.
        emitted: (R,) tokens that the text has grown by; None: kept + 1. Fewer, at least 1, where a
            stop token has cut the block.
    Raises: TypeError, ValueError: a number breaks the contract, there is no round, the shapes
        differ, more was kept than drafted, or more emitted than kept + 1.
    """

    drafted: ArrayLike
    kept: ArrayLike
    emitted: ArrayLike | None = None

    def __post_init__(self) -> None:
        drafted, kept = (
            _contracts.whole(name, getattr(self, name), 0) for name in ("drafted", "kept")
        )
        emitted = kept + 1 if self.emitted is None else self.emitted
        emitted = _contracts.whole("emitted", emitted, 1)
        for name, array in {"drafted": drafted, "kept": kept, "emitted": emitted}.items():
            if array.ndim != 1 or len(array) != len(drafted):
                raise ValueError(f"{name} must have shape ({drafted.size},), got {array.shape}")
            object.__setattr__(self, name, array.astype(np.int64))
        _at_most("kept", "drafted", kept, drafted)
        _at_most("emitted", "kept + 1", emitted, kept + 1)

    @cached_property
    def survival(self) -> Floats:
        """(g,), P(at least j drafts are kept), j = 1..g, of the rounds that drafted at least j."""
        return self._share(reached=0)

    @cached_property
    def conditional(self) -> Floats:
        """(g,), P(draft j is kept | all before it were), of the rounds that drafted at least j.

        nan where no round came so far.
        """
        return self._share(reached=1)

    @property
    def accepted_per_drafted(self) -> float:
        """Kept tokens over drafted ones. nan if none was drafted.

        Drafts behind a refused one count as refused, though nobody has looked at them: with equal
        drafts it is the mean of `survival`.
        """
        total = self.drafted.sum()
        return float(self.kept.sum() / total) if total else float("nan")

    @property
    def length(self) -> float:
        """Tokens per round, 1 + kept on average, the bonus token or its stand-in counted.

        With equal drafts it is 1 + the sum of `survival`. Without the added token, as some report
        it, it is 1 less.
        """
        return float(self.kept.mean() + 1)

    @property
    def tokens_per_pass(self) -> float:
        """Tokens that the text has grown by, per pass of the target; the prompt's is not counted.

        Less than `length` where stop tokens have cut blocks.
        """
        return float(self.emitted.mean())

    def _share(self, reached: int) -> Floats:
        """Kept at least j, of those that drafted j and kept at least `reached` (j - 1)."""
        depth = np.arange(1, self.drafted.max() + 1)[:, None]
        asked = (self.drafted >= depth) & (self.kept >= reached * (depth - 1))
        with np.errstate(invalid="ignore"):
            return (asked & (self.kept >= depth)).sum(axis=1) / asked.sum(axis=1)


def _at_most(name: str, other: str, values: Floats, limits: Floats) -> None:
    over = values > limits
    if over.any():
        raise ValueError(
            f"{name} must be at most {other} = {limits[over][0]:g}, got {values[over][0]:g}"
        )
