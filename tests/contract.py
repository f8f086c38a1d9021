"""docs/protocol.schema.json, against which sessions hold what the server sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "docs" / "protocol.schema.json").read_text("utf-8")
)


def breaches(kind: str, value: object) -> list[str]:
    """What is wrong with an object, if it is to be of that kind."""
    whole = {"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]}
    validator = jsonschema.Draft202012Validator(whole)
    return [
        f"{kind}: {error.json_path}: {error.message}"
        for error in validator.iter_errors(plain(value))
    ]


def plain(value: Any) -> Any:
    """What a client's library has made of JSON, as JSON again."""
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return plain(vars(value)) if hasattr(value, "__dict__") else value
