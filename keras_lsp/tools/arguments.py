"""Checks the arguments of a tool against its schema, and says what is wrong in one sentence.

It knows of JSON schema what `catalogue` uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keras_lsp.tools.catalogue import Tool

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "boolean": (bool,), "array": (list,), "object": (dict,),
}  # fmt: skip
_MOST = 1 << 22


class RefusedToolError(Exception):
    """A tool cannot do what it was asked; the message says why and what to do."""


def checked(tool: Tool, arguments: Mapping[str, Any] | None) -> dict[str, Any]:
    """The arguments, without those that are null.

    Raises:
        RefusedToolError: they are not what the tool takes.
    """
    given = {name: value for name, value in (arguments or {}).items() if value is not None}
    _check("arguments", given, tool.schema)
    return given


def _check(name: str, value: object, schema: Mapping[str, Any]) -> None:
    expected = schema["type"]
    fits = isinstance(value, _TYPES[expected])
    if not fits or (isinstance(value, bool) and expected != "boolean"):
        raise RefusedToolError(f"{name}: expected {_article(expected)}, not {_short(value)}.")
    if isinstance(value, str) and len(value) > _MOST:
        raise RefusedToolError(f"{name}: is longer than {_MOST:,} characters.")
    if isinstance(value, int) and value < schema.get("minimum", value):
        raise RefusedToolError(f"{name}: must be at least {schema['minimum']}, not {value}.")
    if "enum" in schema and value not in schema["enum"]:
        raise RefusedToolError(
            f"{name}: must be one of {', '.join(schema['enum'])}, not {value!r}."
        )
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            raise RefusedToolError(f"{name}: must have at least {schema['minItems']} items.")
        for number, item in enumerate(value):
            _check(f"{name}[{number}]", item, schema["items"])
    if isinstance(value, dict):
        _check_object("" if name == "arguments" else f"{name}.", value, schema)


def _check_object(prefix: str, value: dict[str, Any], schema: Mapping[str, Any]) -> None:
    properties = schema["properties"]
    for name in schema["required"]:
        if name not in value:
            raise RefusedToolError(f"{prefix}{name}: is missing.")
    for name, inner in value.items():
        if name not in properties:
            known = ", ".join(properties)
            raise RefusedToolError(
                f"{prefix}{name}: there is no such argument; there are {known}."
            )
        _check(f"{prefix}{name}", inner, properties[name])


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
