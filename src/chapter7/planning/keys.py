"""The keys of a `config.json`, read by the house's rules for numbers."""

from collections.abc import Iterable, Mapping

from chapter7 import _contracts

EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts")
"""Names of one key: a configuration that is saved anew may have another than its authors wrote."""


class Keys:
    """The keys of a configuration. One that is null says what null means in its architecture.

    Raises: TypeError: `config` is no mapping.
    """

    def __init__(self, config: Mapping[str, object]) -> None:
        if not isinstance(config, Mapping):
            raise TypeError(f"config must be a mapping of keys to values, not {config!r}")
        self._config = config

    def is_given(self, name: str) -> bool:
        """Whether the key is there, be it as null."""
        return self._name(name) in self._config

    def is_null(self, name: str) -> bool:
        """Whether the key is absent or null."""
        return self._config.get(self._name(name)) is None

    def lacking(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that are absent or null."""
        return [name for name in names if self.is_null(name)]

    def count(self, name: str, least: int = 1, *, default: int | None = None) -> int:
        """The whole number of a key; `default` where it is absent or null.

        Raises: TypeError, ValueError: it is no whole number, below `least`, or not there.
        """
        if self.is_null(name):
            if default is None:
                raise ValueError(f"config lacks {name}")
            return default
        name = self._name(name)
        return _contracts.count(name, self._config[name], least)

    def flag(self, name: str, *, default: bool) -> bool:
        """The truth of a key. Raises TypeError: it is neither true nor false."""
        value = default if self.is_null(name) else self._config[name]
        if not isinstance(value, bool):
            raise TypeError(f"{name} must be true or false, not {value!r}")
        return value

    def text(self, name: str) -> str:
        """The text of a key. Raises TypeError: it is none."""
        value = self._config[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text, not {value!r}")
        return value

    def numbers(self, name: str) -> list[int]:
        """The list of whole numbers of a key; empty where it is absent or null."""
        return [_contracts.count(f"{name}[{i}]", n, 0) for i, n in enumerate(self._list(name))]

    def kinds(self, name: str, allowed: tuple[str, ...]) -> list[str] | None:
        """The list of words of a key, one a layer; None where it is absent or null.

        Raises: TypeError, ValueError: it is no list, does not name each layer, or has a word that
            is not among the allowed.
        """
        if self.is_null(name):
            return None
        listed, n_layers = self._list(name), self.count("num_hidden_layers")
        for word in listed:
            if word not in allowed:
                raise ValueError(f"{name} must hold {' or '.join(allowed)}, got {word!r}")
        if len(listed) != n_layers:
            raise ValueError(
                f"{name} must hold a word for each of num_hidden_layers={n_layers} layers, "
                f"got {len(listed)}"
            )
        return listed

    def _list(self, name: str) -> list:
        value = [] if self.is_null(name) else self._config[name]
        if not isinstance(value, list | tuple):
            raise TypeError(f"{name} must be a list, not {value!r}")
        return list(value)

    def _name(self, name: str) -> str:
        """The name under which a key is there, if it has several."""
        if name in self._config or name not in EXPERTS:
            return name
        return next((other for other in EXPERTS if other in self._config), name)
