"""Real text, read and predicted: a model's bits on the part held out, beside zlib's and lzma's."""

from dataclasses import dataclass, replace
from functools import cache

from torch import Tensor

from chapter7.lab import corpus
from chapter7.lab.batches import in_order, windows
from chapter7.lab.building import build
from chapter7.lab.corpus import Corpus
from chapter7.lab.flops import training_flops
from chapter7.lab.training import Optimiser, Run, held_out, train
from chapter7.lab.vocabularies import BytePairs, Characters


@dataclass(frozen=True)
class Reading:
    """A text as a model reads it."""

    corpus: Corpus
    vocabulary: Characters
    train: Tensor
    """(N,) token ids of the training part."""
    validation: Tensor

    @property
    def bytes_per_token(self) -> float:
        """Of the validation part."""
        return len(self.corpus.validation.encode()) / len(self.validation)


@cache
def read(name: str, vocab_size: int | None = None, n_characters: int | None = None) -> Reading:
    """The text "code" or "plays" in byte pairs, or in characters if `vocab_size` is None.

    Args: n_characters: the first ones of each part; None: all.
    """
    whole = {"code": corpus.code, "plays": corpus.plays}[name]()
    text = replace(
        whole, train=whole.train[:n_characters], validation=whole.validation[:n_characters]
    )
    unknown = "".join(sorted(set(text.validation) - set(text.train)))
    known = text.train + unknown
    vocabulary = Characters(known) if vocab_size is None else BytePairs(known, vocab_size)
    return Reading(
        text, vocabulary, vocabulary.encode(text.train), vocabulary.encode(text.validation)
    )


@cache
def compressed(name: str, n_characters: int | None = None) -> dict[str, float]:
    """Bits per byte of the validation part under zlib, and under lzma after the training part."""
    text = read(name, n_characters=n_characters).corpus
    return {"zlib": text.zlib_bits(), "lzma": text.lzma_bits()}


def run(
    seed: int,
    *,
    text: str,
    vocab_size: int | None,
    n_characters: int | None,
    kind: str,
    k: int,
    mtp_weight: float,
    embedding_std: float,
    sizes: dict,
    lr: float,
    data: dict,
    steps: int,
    flops_of: dict | None,
) -> tuple[dict, Run]:
    """Trains one model on a text; then its bits on all of the validation part.

    Args:
        flops_of: as many steps as `steps` of the model so described pay for; None: `steps`.
    Returns: "bits" and "accuracy" per offset; "bits_per_byte" of the next token, and those of
        "zlib" and "lzma" on the same part; "steps".
    """
    reading = read(text, vocab_size, n_characters)
    shape = {
        "vocab_size": len(reading.vocabulary),
        "seed": seed,
        "embedding_std": embedding_std,
        **sizes,
    }
    batches = windows(reading.train, seed=seed, **data)
    budget: dict = {"steps": steps}
    if flops_of is not None:
        budget = {"flops": steps * training_flops(build(**shape | flops_of), batches(0))}
    model = build(kind, k=k, **shape)
    training = train(model, batches, Optimiser(lr), mtp_weight=mtp_weight, progress=False, **budget)
    validation = in_order(reading.validation, length=data["length"], batch_size=64)
    learned = held_out(validation)(model)
    return {
        "bits": learned["bits"],
        "accuracy": learned["accuracy"],
        "bits_per_byte": learned["bits"][0] / reading.bytes_per_token,
        "steps": training.steps,
        **compressed(text, n_characters),
    }, training


def corpora(name: str) -> dict[str, str]:
    """Name -> sha256, as an experiment states which text it has read."""
    return {name: read(name).corpus.sha256}
