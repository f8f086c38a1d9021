"""Writes what is made from the code: the index of codes, the settings, the fields of the JSON.

python docs/generate.py           writes them
python docs/generate.py --check   says which of them are out of date, and fails if one is
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import architecture

from keras_lsp.presentation import pages
from keras_lsp.settings import PROJECT_SECTIONS, Settings, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).parent
MANIFEST = DOCS.parent / "vscode-extension" / "package.json"
_GIB = 2**30
# What VS Code has no use for.
_ELSEWHERE = {
    "plot.format": {
        "description": "Plot: the format in which the command gives the picture.",
        "enum": ["dot", "svg", "png", "blocks", "tikz"],
    }
}
_SETTINGS = """\
# Settings

Made from the code by `python docs/generate.py`. All begin with `keras-lsp.`; VS Code has them in
its settings, other editors send them as `workspace/didChangeConfiguration`, as answers to
`workspace/configuration`, or as `initializationOptions.settings` ([editors.md](editors.md)).

A project may set those marked with ● in `[tool.keras-lsp]` of its `pyproject.toml`; the editor's
own settings win. What decides whether and how code is executed comes from you alone.

| setting | default | | meaning |
| --- | --- | --- | --- |
"""
_HEAD = "| field | | meaning |\n| --- | --- | --- |\n"


def settings() -> str:
    """All settings with their defaults, and what VS Code's manifest says of them."""
    told = json.loads(MANIFEST.read_text(encoding="utf-8"))["contributes"]["configuration"]
    properties: dict[str, Any] = told["properties"]
    lines = []
    for name, default in _fields(Settings()):
        entry = properties.get(f"keras-lsp.{name}") or _ELSEWHERE[name]
        meaning = entry.get("markdownDescription") or entry["description"]
        choices = entry.get("enum")
        if choices:
            meaning += f" One of {', '.join(f'`{_shown(choice)}`' for choice in choices)}."
        mark = "●" if name.split(".")[0] in PROJECT_SECTIONS else ""
        meaning = re.sub(r"\s*\n\s*", " ", meaning).replace("|", "\\|")
        lines.append(f"| `{name}` | `{_shown(default)}` | {mark} | {meaning} |\n")
    return _SETTINGS + "".join(lines)


def _fields(section: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting by its full name, with its default."""
    for field in dataclasses.fields(section):
        value = getattr(section, field.name)
        name = prefix + name_of(field.name)
        if dataclasses.is_dataclass(value):
            yield from _fields(value, f"{name}.")
        else:
            if field.metadata.get("size"):
                value = f"{value // _GIB} GiB" if value else None
            yield name, value


def _shown(value: Any) -> str:
    """A value as it is written in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value).strip('"') or '""'


def json_fields(page: str, *schemas: str) -> str:
    """A page on JSON, with a table of what the schemas say of each kind of object."""
    read = [json.loads((DOCS / schema).read_text(encoding="utf-8")) for schema in schemas]
    kinds = [
        kind
        for whole in read
        for kind in [whole, *whole["$defs"].values()]
        if "properties" in kind
    ]
    text = (DOCS / page).read_text(encoding="utf-8")
    head, rest = text.split("<!-- fields -->\n")
    _old, tail = rest.split("<!-- end of fields -->")
    made = "\n".join(_table(kind) for kind in kinds)
    return f"{head}<!-- fields -->\n{made}<!-- end of fields -->{tail}"


def _table(kind: dict[str, Any]) -> str:
    """A section on one kind of object."""
    rows = [
        f"| `{name}` | {_type(field)} | {field['description']} |\n"
        for name, field in kind["properties"].items()
    ]
    text = f"## {kind['title']}\n\n{kind['description']}\n\n"
    table = _HEAD + "".join(rows) if rows else ""
    return re.sub(r"\b(\w+\.md)\b", r"[\1](\1)", text + table)


def _type(field: dict[str, Any]) -> str:
    """What a field may hold, in words."""
    if "const" in field:
        return f"`{field['const']}`"
    if "$ref" in field:
        name = str(field["$ref"].rsplit("/", 1)[-1]).replace("_", " ")
        return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)
    if "anyOf" in field:
        return " or ".join(_type(choice) for choice in field["anyOf"])
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    names = [f"list of {_plural(field)}" if kind == "array" else kind for kind in kinds]
    return " or ".join("`null`" if name == "null" else name for name in names)


def _plural(field: dict[str, Any]) -> str:
    name = _type(field["items"])
    if name == "related":
        return "related places"
    return name if name.endswith("s") else f"{name}s"


PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": architecture.page,
    "rules.md": pages.index,
    "settings.md": settings,
    "json.md": functools.partial(json_fields, "json.md", "check.schema.json", "diff.schema.json"),
    "protocol.md": functools.partial(json_fields, "protocol.md", "protocol.schema.json"),
}


def stale() -> list[str]:
    """The pages that are not what the code says."""
    return [
        name
        for name, made in PAGES.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != made()
    ]


if __name__ == "__main__":
    old = stale()
    if "--check" not in sys.argv:
        for name in old:
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    sys.stdout.writelines(f"{name}\n" for name in old)
    sys.exit(1 if old and "--check" in sys.argv else 0)
