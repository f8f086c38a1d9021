"""What the user has set, and the defaults of everything.

Reads plain JSON and TOML values; knows nothing of documents or of the protocol.
"""

from __future__ import annotations

import dataclasses
import importlib
import re
import sys
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from keras_lsp.report import RunConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from _typeshed import DataclassInstance

Run = Literal["auto", "onSave", "onType", "off"]
SandboxMode = Literal["strict", "auto", "off"]
GIB = 2**30
_SURELY_BYTES = 2**20

PROJECT_SECTIONS = ("inlayHints", "rules", "plot")
# What a project's table has that no editor sets; `presentation.budgets` reads it.
BUDGETS = "budgets"
_UNITS = {"": GIB, "B": 1, "K": 2**10, "M": 2**20, "G": GIB, "T": 2**40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:([KMGT])(?:i?B)?|(B)|)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Sandbox:
    """`keras-lsp.sandbox.*`; `allow_read` are further paths that programs may read."""

    mode: SandboxMode = "auto"
    allow_read: tuple[str, ...] = ()


@dataclass(frozen=True)
class InlayHints:
    """`keras-lsp.inlayHints.*`: which hints are shown.

    Attributes:
        compact_beyond: a column behind which no hint ends that can be written shorter; 0 for
            none.
    """

    enable: bool = True
    layers: bool = True
    tensors: bool = True
    data: bool = True
    models: bool = True
    training: bool = True
    compact_beyond: int = 100


@dataclass(frozen=True)
class CodeLens:
    """`keras-lsp.codeLens.*`."""

    enable: bool = True


@dataclass(frozen=True)
class Rules:
    """`keras-lsp.rules.*`: beginnings of codes, such as `KL2`; an empty `select` is all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def shows(self, code: str) -> bool:
        """Whether problems of this code are shown."""
        return (not self.select or code.startswith(self.select)) and not (
            self.ignore and code.startswith(self.ignore)
        )


@dataclass(frozen=True)
class Plot:
    """`keras-lsp.plot.*`: defaults of the plot command.

    `show_changes`: colour what changed since the last save, or since git's HEAD.
    """

    show_shapes: bool = True
    shapes_on_edges: bool = False
    show_layer_names: bool = True
    show_dtype: bool = False
    show_layer_activations: bool = False
    show_trainable: bool = False
    show_costs: bool = False
    expand_nested: bool = False
    fold_repeats: bool = True
    rankdir: Literal["TB", "BT", "LR", "RL"] = "TB"
    show_changes: Literal["", "save", "head"] = ""
    format: Literal["dot", "svg", "png", "blocks", "tikz"] = "svg"


@dataclass(frozen=True)
class Changes:
    """`keras-lsp.changes.*`; `head`: run files as they are at git's HEAD, too."""

    head: bool = True


@dataclass(frozen=True)
class TraceSettings:
    """`keras-lsp.trace.*`; read by the editor's client."""

    server: Literal["off", "messages", "verbose"] = "off"


@dataclass(frozen=True)
class Settings:
    """All settings for one workspace folder.

    Attributes:
        timeout: seconds of wall time that a run may take without anything new.
        total_timeout: the same, in all.
        memory_limit: bytes.
        gpu_memory: bytes of the GPU that programs train on; 0 for that of this machine.
    """

    run: Run = "auto"
    interpreter: str = ""
    timeout: float = 10.0
    total_timeout: float = 120.0
    memory_limit: int = field(default=4 * GIB, metadata={"size": True})
    gpu_memory: int = field(default=0, metadata={"size": True})
    sandbox: Sandbox = Sandbox()
    inlay_hints: InlayHints = InlayHints()
    code_lens: CodeLens = CodeLens()
    changes: Changes = Changes()
    rules: Rules = Rules()
    plot: Plot = Plot()
    trace: TraceSettings = TraceSettings()

    def run_config(self, folders: tuple[str, ...] = ()) -> RunConfig:
        """How programs of the workspace folders, absolute paths, are run."""
        return RunConfig(
            workspace=folders,
            interpreter=self.interpreter,
            timeout=self.timeout,
            total_timeout=self.total_timeout,
            memory_limit=self.memory_limit,
            sandbox_mode=self.sandbox.mode,
            allow_read=self.sandbox.allow_read,
            gpu_memory=self.gpu_memory,
        )


def resolve(
    editor: Mapping[str, Any], project: Mapping[str, Any] | None = None
) -> tuple[Settings, list[str]]:
    """The settings, and what was wrong with the values given.

    Args:
        editor: what the editor says, `{"inlayHints": {"layers": false}}`; null is not set.
        project: the table `[tool.keras-lsp]` of the folder's pyproject.toml.
    """
    project = project or {}
    warnings = [
        f"pyproject.toml: tool.keras-lsp.{key} is ignored; "
        f"a project may set {', '.join((*PROJECT_SECTIONS, BUDGETS))} only"
        for key in project
        if key not in (*PROJECT_SECTIONS, BUDGETS)
    ]
    allowed = {key: value for key, value in project.items() if key in PROJECT_SECTIONS}
    warnings += _unknown_names(allowed)
    settings = _read_section(Settings(), allowed, "pyproject.toml: tool.keras-lsp", warnings)
    return _read_section(settings, editor, "keras-lsp", warnings), warnings


def _unknown_names(project: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the names in a project's sections."""
    for item in dataclasses.fields(Settings):
        section = name_of(item.name)
        given = project.get(section)
        if not isinstance(given, dict):
            continue
        known = [
            name_of(inner.name) for inner in dataclasses.fields(getattr(Settings(), item.name))
        ]
        for name in given:
            if name not in known:
                yield (
                    f"pyproject.toml: tool.keras-lsp.{section}.{name} is ignored; "
                    f"a project may set {', '.join(known)} in {section} only"
                )


def read_plot(defaults: Plot, given: Mapping[str, Any]) -> tuple[Plot, list[str]]:
    """The plot command's options over the settings, and what was wrong with them."""
    warnings: list[str] = []
    return _read_section(defaults, dict(given), "plot", warnings), warnings


def in_camel_case(plot: Plot) -> dict[str, Any]:
    """The plot's settings under the names that they have on the wire."""
    return {name_of(name): value for name, value in dataclasses.asdict(plot).items()}


def from_options(options: object) -> dict[str, Any]:
    """The editor's settings out of `initializationOptions`, in any of the forms in use.

    `{"settings": {...}}`, `{"keras-lsp": {...}}`, dotted keys, or the settings themselves.
    """
    if not isinstance(options, dict):
        return {}
    inner = options.get("settings")
    source = inner if isinstance(inner, dict) else options
    section = source.get("keras-lsp")
    if isinstance(section, dict):
        return nest(section)
    known = {name_of(item.name) for item in dataclasses.fields(Settings)}
    flat = nest({key.removeprefix("keras-lsp."): value for key, value in source.items()})
    return {key: value for key, value in flat.items() if key in known}


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`; what is nested already stays."""
    result: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        place = result
        for part in path:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                inner = place[part] = {}
            place = inner
        known = place.get(last)
        if isinstance(known, dict) and isinstance(value, dict):
            known.update(value)
        else:
            place[last] = dict(value) if isinstance(value, dict) else value
    return result


def read_project(folder: str) -> tuple[dict[str, Any], list[str]]:
    """The table `[tool.keras-lsp]` of a folder's pyproject.toml, and what was wrong with it."""
    file = Path(folder, "pyproject.toml")
    try:
        # A link could lead to a device, which has no end.
        if not file.is_file():
            return {}, []
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}, []
    if "keras-lsp" not in text:
        return {}, []
    loads = _toml_reader()
    if loads is None:
        return {}, [f"{file}: not read, since Python 3.10 needs the package tomli for it"]
    try:
        tool = loads(text).get("tool")
    except ValueError as error:
        return {}, [f"{file}: {error}"]
    table = tool.get("keras-lsp") if isinstance(tool, dict) else None
    return (table, []) if isinstance(table, dict) else ({}, [])


def nearest_project(file: str) -> tuple[dict[str, Any], list[str]]:
    """As `read_project`, of the nearest folder above a file whose pyproject.toml has the table."""
    for folder in Path(file).parents:
        table, warnings = read_project(str(folder))
        if table or warnings:
            return table, warnings
    return {}, []


def _toml_reader() -> Callable[[str], dict[str, Any]] | None:
    if sys.version_info >= (3, 11):
        import tomllib

        return tomllib.loads
    try:
        loads: Callable[[str], dict[str, Any]] = importlib.import_module("tomli").loads
    except ImportError:
        return None
    return loads


def name_of(name: str) -> str:
    """How a field is called in JSON, `inlayHints` for `inlay_hints`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


_Section = typing.TypeVar("_Section", bound="DataclassInstance")


def _read_section(section: _Section, raw: object, where: str, warnings: list[str]) -> _Section:
    if raw is None:
        return section
    if not isinstance(raw, dict):
        warnings.append(f"{where}: expected a table of settings, not {raw!r}")
        return section
    changes: dict[str, Any] = {}
    hints = typing.get_type_hints(type(section))
    for item in dataclasses.fields(section):
        value = raw.get(name_of(item.name))
        if value is None:
            continue
        name = f"{where}.{name_of(item.name)}"
        default = getattr(section, item.name)
        if dataclasses.is_dataclass(default) and not isinstance(default, type):
            changes[item.name] = _read_section(default, value, name, warnings)
            continue
        try:
            changes[item.name] = _value(hints[item.name], value, dict(item.metadata))
        except ValueError as error:
            warnings.append(f"{name}: {error}; using {default!r}")
    return dataclasses.replace(section, **changes)


def _value(hint: object, raw: object, metadata: dict[str, Any]) -> object:
    """The value as the field's type.

    Raises:
        ValueError: it cannot be; the message says what is expected.
    """
    if metadata.get("size"):
        return _size(raw)
    if typing.get_origin(hint) is Literal:
        return _choice(typing.get_args(hint), raw)
    if hint is bool:
        if isinstance(raw, bool):
            return raw
        raise ValueError(f"expected true or false, not {raw!r}")
    if hint is float:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw > 0:
            return float(raw)
        raise ValueError(f"expected a number above 0, not {raw!r}")
    if hint is str:
        if isinstance(raw, str):
            return raw
        raise ValueError(f"expected a string, not {raw!r}")
    if isinstance(raw, (list, tuple)) and all(isinstance(element, str) for element in raw):
        return tuple(raw)
    raise ValueError(f"expected a list of strings, not {raw!r}")


def _choice(choices: tuple[str, ...], raw: object) -> str:
    for choice in choices:
        if choice == raw:
            return choice
    expected = ", ".join(repr(choice) for choice in choices)
    raise ValueError(f"expected one of {expected}, not {raw!r}")


def size_of(text: str) -> int:
    """Bytes, from a number of GiB or from `16GB`, whose steps are of 1024.

    Raises:
        ValueError: it is no size; the message is for a person.
    """
    return _size(float(text) if text.replace(".", "", 1).isdigit() else text)


def _size(raw: object) -> int:
    """Bytes, from a number of GiB (or, where it is a large one, bytes) or from `512 MiB`."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw > 0:
        return int(raw if raw >= _SURELY_BYTES else raw * GIB)
    match = _SIZE.fullmatch(raw) if isinstance(raw, str) else None
    if match is None or not float(match[1]):
        raise ValueError(f"expected GiB or a size such as '4 GiB', not {raw!r}")
    return int(float(match[1]) * _UNITS[(match[2] or match[3] or "").upper()])
