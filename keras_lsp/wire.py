"""The form in which a report's events go over a pipe: JSON objects, checked on arrival.

Standard library only; shared by the worker and the server, as `report` is.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, Literal, TypeVar, Union

from keras_lsp.report import EVENTS

if typing.TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Event

T = TypeVar("T")


def _once_for_each_class(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    known: dict[type[Any], T] = {}

    def remembered(cls: type[Any]) -> T:
        if cls not in known:
            known[cls] = function(cls)
        return known[cls]

    return remembered


class MalformedError(ValueError):
    """A wire object does not have the form that its class prescribes."""


def to_wire(event: Event) -> dict[str, Any]:
    """The event as what `json.dumps` takes; `from_wire` is its inverse."""
    return {"event": type(event).__name__, **_plain(event)}


def from_wire(raw: object) -> Event:
    """The event that `to_wire` made.

    The sender ran a stranger's program: nothing about `raw` is taken on trust.

    Raises:
        MalformedError: `raw` does not have the form of an event.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("event"), str):
        raise MalformedError("not an event")
    cls = EVENTS.get(raw["event"])
    if cls is None:
        raise MalformedError(f"unknown event {raw['event']!r}")
    return typing.cast("Event", decode(cls, {k: v for k, v in raw.items() if k != "event"}))


def _plain(value: Any) -> Any:
    names = _field_names(type(value))
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


@_once_for_each_class
def _field_names(cls: type[Any]) -> tuple[str, ...] | None:
    if not dataclasses.is_dataclass(cls):
        return None
    return tuple(f.name for f in dataclasses.fields(cls))


def decode(cls: type[T], raw: object) -> T:
    """An instance of the dataclass `cls` from a JSON object; unknown fields are refused.

    Raises:
        MalformedError: a field is missing, unknown or of another type.
    """
    if not isinstance(raw, dict):
        raise MalformedError(f"{cls.__name__}: not an object")
    hints = _hints(cls)
    values = {}
    for key, value in raw.items():
        if key not in hints:
            raise MalformedError(f"{cls.__name__}: unknown field {key!r}")
        values[key] = _value(hints[key], value)
    try:
        return cls(**values)
    except TypeError as error:
        raise MalformedError(f"{cls.__name__}: {error}") from None


@_once_for_each_class
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, raw: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        options = typing.get_args(hint)
        if raw is None and type(None) in options:
            return None
        options = tuple(option for option in options if option is not type(None))
        if len(options) == 1:
            return _value(options[0], raw)
    elif origin is list:
        if isinstance(raw, list):
            (item,) = typing.get_args(hint)
            return [_value(item, element) for element in raw]
    elif origin is dict:
        if isinstance(raw, dict):
            _, item = typing.get_args(hint)
            return {str(key): _value(item, element) for key, element in raw.items()}
    elif origin is Literal:
        if raw in typing.get_args(hint):
            return raw
    elif hint is float:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return float(raw)
    elif dataclasses.is_dataclass(hint):
        return decode(typing.cast("type", hint), raw)
    elif type(raw) is hint:
        return raw
    raise MalformedError(f"expected {hint}, got {str(raw)[:40]!r}")
