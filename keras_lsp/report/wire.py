"""The form in which a report's events go over a pipe: JSON objects, checked on arrival.

Standard library only; shared by the worker and the server, as `report` is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
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


def to_wire(event: Event) -> bytes:
    """The event as a line of JSON, without what has its default; `from_wire` is its inverse."""
    return (
        _encoder.encode({"event": type(event).__name__, **_non_default_fields(event)}).encode()
        + b"\n"
    )


def from_wire(raw: object) -> Event:
    """The event that `to_wire` made, parsed.

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


def _non_default_fields(value: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults."""
    fields = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
    return {name: told for name, told, default in fields if told != default}


@_once_for_each_class
def _defaults(cls: type[Any]) -> list[tuple[str, Any]]:
    return [
        (f.name, f.default if f.default_factory is dataclasses.MISSING else f.default_factory())
        for f in dataclasses.fields(cls)
    ]


_encoder = json.JSONEncoder(separators=(",", ":"), default=_non_default_fields)


def decode(cls: type[T], raw: object) -> T:
    """An instance of the dataclass `cls` from a JSON object; unknown fields are refused.

    Raises:
        MalformedError: a field is missing, unknown or of another type.
    """
    if not isinstance(raw, dict):
        raise MalformedError(f"{cls.__name__}: not an object")
    readers = _readers(cls)
    try:
        return cls(**{name: readers[name](value) for name, value in raw.items()})
    except KeyError as error:
        raise MalformedError(f"{cls.__name__}: unknown field {error}") from None
    except TypeError as error:
        raise MalformedError(f"{cls.__name__}: {error}") from None


@_once_for_each_class
def _readers(cls: type[Any]) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(cls).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What takes a JSON value of the type, and raises `MalformedError` for any other."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        some = [_reader(item) for item in inner if item is not type(None)]
        return _optional(some[0] if len(some) == 1 else _first_of(hint, some))
    if origin is list:
        return _list(hint, _reader(inner[0]))
    if origin is tuple:
        read = _list(hint, _reader(inner[0]))
        return lambda raw: tuple(read(raw))
    if origin is dict:
        return _dict(hint, _reader(inner[1]))
    if origin is Literal:
        return _one_of(hint, inner)
    if hint is float:
        return _number
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return functools.partial(decode, hint)
    return _exactly(hint)


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda raw: None if raw is None else read(raw)


def _first_of(hint: Any, reads: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def taken(raw: Any) -> Any:
        for read in reads:
            with contextlib.suppress(MalformedError):
                return read(raw)
        return _refuse(hint, raw)

    return taken


def _list(hint: Any, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def taken(raw: Any) -> list[Any]:
        return [read(item) for item in raw] if type(raw) is list else _refuse(hint, raw)

    return taken


def _dict(hint: Any, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def taken(raw: Any) -> dict[str, Any]:
        if type(raw) is not dict:
            _refuse(hint, raw)
        return {str(key): read(item) for key, item in raw.items()}

    return taken


def _one_of(hint: Any, options: tuple[object, ...]) -> Callable[[Any], Any]:
    return lambda raw: raw if raw in options else _refuse(hint, raw)


def _number(raw: Any) -> float:
    return float(raw) if type(raw) in (int, float) else _refuse(float, raw)


def _exactly(hint: type) -> Callable[[Any], Any]:
    return lambda raw: raw if type(raw) is hint else _refuse(hint, raw)


def _refuse(hint: Any, raw: object) -> typing.NoReturn:
    raise MalformedError(f"expected {hint}, got {str(raw)[:40]!r}")
