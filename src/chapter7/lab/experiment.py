"""What an experiment is: runs to compare, and what a test may repeat of them."""

from collections.abc import Callable
from dataclasses import dataclass

from chapter7.lab.training import Run


@dataclass(frozen=True)
class Experiment:
    """Runs to compare: variants times seeds.

    Args:
        name: as its file is called. question: what it is to tell, in a sentence.
        module: `__name__` of the module that defines it.
        run: seed and settings -> what was found, plain numbers by name, and the training's `Run`.
        settings: what all variants share.
        variants: name -> settings that it adds.
        small: settings with which a run takes about a second, for the test that repeats one.
        tolerance: how far numbers of such a repeat may lie from the recorded ones, absolutely:
            another processor rounds otherwise, and training carries that on.
        seeds: at least five, so that a mean has an interval.
        corpus: () -> texts read, name -> sha256.
    """

    name: str
    question: str
    module: str
    run: Callable[..., tuple[dict, Run]]
    settings: dict
    variants: dict[str, dict]
    small: dict
    tolerance: float
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
    corpus: Callable[[], dict[str, str]] = dict

    def made(self, variant: str, seed: int, **changed: object) -> tuple[dict, Run]:
        """One run, with `changed` settings instead of its own."""
        return self.run(seed, **self.settings | self.variants[variant] | changed)

    def repeated(self) -> dict:
        """The small run of the first variant: what the record keeps of it."""
        variant, seed = next(iter(self.variants)), self.seeds[0]
        return {
            "variant": variant,
            "seed": seed,
            "found": self.made(variant, seed, **self.small)[0],
        }
