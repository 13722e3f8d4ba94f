"""A decoder as layers, each with what it holds and how it mixes positions."""

from dataclasses import dataclass

from chapter7.planning import parts
from chapter7.planning.parts import Part


@dataclass(frozen=True, slots=True)
class Mixer:
    """The part of a layer that mixes positions: attention, or a net with a state.

    Args:
        part: its parameters.
        channels: of the queries and of the values, all heads together: what attention computes
            with at each position that it sees. 0: it is none.
        window: positions that it sees, its own included; None: all up to its own.
        state: numbers of the state that a net keeps instead; a token reads, writes and reads them.
    """

    part: Part
    channels: int = 0
    window: int | None = None
    state: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: a mixer, and the rest: the MLP or the experts, and norms."""

    mixer: Mixer
    rest: Part

    @property
    def part(self) -> Part:
        """All its parameters."""
        return self.mixer.part + self.rest


@dataclass(frozen=True, slots=True)
class Architecture:
    """A decoder as its configuration describes it.

    Args:
        family: the configuration's `model_type`.
        vocab_size, d_model: V and d.
        tied: whether the embedding table is the output head, too.
        layers: those of the main model.
        n_modules: modules for further tokens that the checkpoint brings.
    """

    family: str
    vocab_size: int
    d_model: int
    tied: bool
    layers: tuple[Layer, ...]
    n_modules: int

    @property
    def table(self) -> int:
        """Parameters of the embedding table, V d; of the output head, too."""
        return self.vocab_size * self.d_model

    @property
    def body(self) -> Part:
        """Layers and last norm."""
        return parts.total([*(layer.part for layer in self.layers), parts.vector(self.d_model)])

    @property
    def total(self) -> int:
        """Parameters of the main model, as its checkpoint stores them."""
        return self.body.stored + self.table * (1 if self.tied else 2)

    @property
    def activated(self) -> int:
        """Parameters that one token meets, which are all but those of experts it does not visit."""
        return self.total - self.body.stored + self.body.activated

    @property
    def activated_without_embedding(self) -> int:
        """The same without a table of which a token looks up a row; a tied one is the head, too."""
        return self.body.activated + self.table

    @property
    def multiplied(self) -> int:
        """Entries of matrices that a token is multiplied with, the N of 6 N.

        No embedding that is looked up, no norms and biases; the output head and a router count.
        """
        return self.body.multiplied + self.table

    @property
    def module(self) -> Part:
        """What one module of DeepSeek-V3's design holds of its own.

        A layer like the last one, the projection of the 2 d channels that it is fed to d, and norms
        of both inputs and of its output. It shares embedding and output head with the model.

        Source: DeepSeek-AI 2024, arXiv:2412.19437, sec. 2.2; README_WEIGHTS.md of its repository.
        """
        d = self.d_model
        return self.layers[-1].part + parts.matrix(2 * d, d) + parts.vector(3 * d)
