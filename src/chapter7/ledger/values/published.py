"""Values that are looked up in `chapter7.published`, for the rows of every section."""

import importlib
import pkgutil
from collections.abc import Sequence

from chapter7 import published
from chapter7.ledger.computing import computes
from chapter7.published import models

# The modules in which `quoted` looks.
FIGURES = tuple(
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(published.__path__, f"{published.__name__}.")
)


def model_named(name: str) -> models.Model:
    """The published model of that name. Raises: ValueError: there is none."""
    for model in models.PUBLISHED:
        if model.name == name:
            return model
    raise ValueError(f"no published model is called {name!r}")


def parameter_count(params: float | str) -> float:
    """Parameters, given as a number or as a model's name and basis: "DeepSeek-V3 activated".

    Raises: ValueError: an unknown model, or a basis other than "activated" and "all".
    """
    if not isinstance(params, str):
        return params
    name, _, basis = params.rpartition(" ")
    if basis not in ("activated", "all"):
        raise ValueError(f'parameters must be a number or "MODEL activated|all", got {params!r}')
    model = model_named(name)
    return model.n_activated if basis == "activated" else model.n_total


@computes("tokens")
def vocabulary(model: str) -> float:
    """Rows of a model's embedding table."""
    return float(model_named(model).vocab_size)


@computes("parameters")
def stored_parameters(model: str) -> float:
    """Parameters that a model stores."""
    return float(model_named(model).n_total)


@computes("tokens/parameter")
def tokens_per_parameter(model: str) -> float:
    """Training tokens over all parameters."""
    m = model_named(model)
    return m.n_tokens / m.n_total


@computes(None)
def quoted(name: str, at: Sequence = ()) -> float:
    """A figure of `chapter7.published`: the constant `name`, then each key or index of `at`.

    Raises: ValueError: no module has the constant, two have one of their own, or it has no number
        at that place.
    """
    found = {id(vars(module)[name]): module for module in FIGURES if name in vars(module)}
    if len(found) != 1:
        where = " and ".join(module.__name__ for module in found.values()) or "nowhere"
        raise ValueError(f"{name!r} must stand once in chapter7.published, stands in {where}")
    figure = vars(*found.values())[name]
    try:
        for key in at:
            figure = figure[key]
        return float(figure)
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"{name} has no number at {list(at)}") from error
