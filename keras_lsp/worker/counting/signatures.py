"""Whether two layers compute the same: those of twelve blocks alike need to be counted once."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable

_PLAIN = (bool, int, float, complex, str, bytes, type(None))
# Where PyTorch keeps the attributes of its modules, as which Keras' layers are on it.
_OF_MODULES = ("_modules", "_parameters", "_buffers")
# Deeper than that nothing is compared.
_DEEPEST = 12


class Signatures:
    """What layers consist of, in a form that is equal only for such as compute the same.

    Args:
        layer: the class of all layers.
        variable: that of all variables.
        package: of Keras, whose own objects beside layers make no difference.
        kept: names of attributes in which Keras keeps its own books.
    """

    def __init__(self, layer: Any, variable: Any, package: str, kept: frozenset[str]) -> None:
        self._layer = layer
        self._variable = variable
        self._package = f"{package}."
        self._kept = kept
        self._known: dict[int, Hashable] = {}

    def of(self, layer: Any) -> Hashable:
        """That of a layer, as it is when it is asked for first."""
        found = self._known.get(id(layer))
        if found is None:
            self._known[id(layer)] = id(layer)  # It may hold itself.
            found = self._known[id(layer)] = (type(layer), self._attributes(layer, 0))
        return found

    def _attributes(self, holder: Any, depth: int) -> Hashable:
        attributes = {**vars(holder)}
        for name in _OF_MODULES:
            attributes |= attributes.get(name) or {}
        return tuple(
            (name, self._frozen(value, depth + 1))
            for name, value in sorted(attributes.items())
            if name not in self._kept
        )

    def _frozen(self, value: Any, depth: int) -> Hashable:
        if isinstance(value, _PLAIN):
            return type(value), value
        if isinstance(value, self._layer):
            return self.of(value)
        if isinstance(value, self._variable):
            return tuple(value.shape), str(value.dtype)
        if depth > _DEEPEST:
            return id(value)
        if isinstance(value, (list, tuple)):
            return type(value).__name__, tuple(self._frozen(part, depth + 1) for part in value)
        if isinstance(value, dict):
            return tuple(
                (self._frozen(key, depth + 1), self._frozen(part, depth + 1))
                for key, part in value.items()
            )
        if isinstance(value, (set, frozenset)):
            return frozenset(self._frozen(part, depth + 1) for part in value)
        if isinstance(value, types.FunctionType):
            return id(value.__code__), self._frozen(value.__defaults__, depth + 1), _cells(value)
        home = type(value).__module__
        if home.startswith(self._package):
            return f"{home}.{type(value).__qualname__}"
        return id(value)


def _cells(function: types.FunctionType) -> Hashable:
    return tuple(map(id, function.__closure__ or ()))
