"""Writes the pages that are made from the code: the index of codes, and the settings.

python docs/generate.py           writes them
python docs/generate.py --check   says which of them are out of date, and fails if one is
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp import pages
from keras_lsp.server.settings import PROJECT_SECTIONS, Settings, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent
MANIFEST = DOCS.parent / "vscode-extension" / "package.json"
_GIB = 2**30
# What VS Code has no use for.
_ELSEWHERE = {
    "plot.format": {
        "description": "Plot: the format in which the command gives the picture.",
        "enum": ["dot", "svg", "png"],
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
            yield name, f"{value // _GIB} GiB" if field.metadata.get("size") else value


def _shown(value: Any) -> str:
    """A value as it is written in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value).strip('"') or '""'


PAGES = {"rules.md": pages.index, "settings.md": settings}


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
