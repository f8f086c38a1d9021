"""Modules that Keras 3 no longer has: each import is a problem, and the run goes on.

The import gives a module that finds its names where they are now.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import importlib.machinery
import sys
import types
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.execution.execute import builtins_of_users
from keras_lsp.worker.keras3.removed import names, rewrite
from keras_lsp.worker.keras3.removed.reporter import fix, reporter
from keras_lsp.worker.keras3.removed.table import MODULES, NAMES, Gone
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from keras_lsp.report import Edit, Fix
    from keras_lsp.worker.keras3.removed.reporter import RemovedSite
    from keras_lsp.worker.trace.record import Trace

_PRIVATE = "tensorflow.python.keras"
# Of `__import__(name, globals, locals, fromlist, level)`, behind the name.
_FROM_LIST = 2


class _Moved(types.ModuleType):
    """A removed module; its names come from where they are now."""

    def __init__(self, name: str, places: tuple[str, ...]) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self._places = places

    @property
    def __all__(self) -> list[str]:
        """The names that a star import gives."""
        homes = [vars(importlib.import_module(place)) for place in self._places]
        return sorted({name for home in homes for name in home if not name.startswith("_")})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        inner = f"{self.__name__}.{name}"
        if _is_known(inner):
            return _Moved(inner, places_of(inner) or ())
        for place in self._places:
            if names.has(place, name):
                return getattr(importlib.import_module(place), name)
            row = names.row_of(place, name)
            if row is not None:
                return names.value_of(row, f"{self.__name__}.{name}")
        return Unknown(f"{self.__name__}.{name}, which Keras 3 no longer has")


def _is_known(module: str) -> bool:
    """Whether it is a removed module itself, and not only in one."""
    return module.removeprefix("tensorflow.") in MODULES


def places_of(module: str) -> tuple[str, ...] | None:
    """Where the names of a removed module are now, written as it is; None if it is none."""
    if module == _PRIVATE or module.startswith(f"{_PRIVATE}."):
        return _public(module.removeprefix("tensorflow.python."))
    prefix = "tensorflow." if module.startswith("tensorflow.") else ""
    plain = module.removeprefix("tensorflow.")
    while plain and plain not in MODULES:
        plain = plain.rpartition(".")[0]
    if not plain:
        return None
    places = MODULES[plain]
    return tuple(place if place.startswith("tensorflow.") else prefix + place for place in places)


def _public(module: str) -> tuple[str, ...]:
    """Where TensorFlow's public Keras has the names of its private one."""
    known = places_of(f"tensorflow.{module}")
    if known is not None:
        return known
    while module not in NAMES and "." in module:
        module = module.rpartition(".")[0]
    return (f"tensorflow.{module}",)


_found: list[str] = []


def forget() -> None:
    """Let the next import of a removed module find it anew, since it would fail again.

    What `import a.b.c` bound stays reachable by its name.
    """
    while _found:
        name = _found.pop()
        module = sys.modules.pop(name, None)
        parent, _, last = name.rpartition(".")
        holder = sys.modules.get(parent)
        if module is not None and "__getattr__" in vars(holder or module):
            names.submodules[name] = module
            vars(holder).pop(last, None)


class RemovedModules:
    """Finds removed modules after all other finders, TensorFlow's private Keras before them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A spec for a removed module that the user's program imports."""
        del path, target
        top = name.partition(".")[0]
        if top not in ("keras", "tensorflow") or (places := places_of(name)) is None:
            return None
        site = reporter.site()
        if site is None:
            return None
        if not _is_parent(site, name):
            _report(site, name, places)
        if not name.startswith(_PRIVATE):
            _found.append(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module that stands in for the removed one."""
        return _Moved(spec.name, places_of(spec.name) or ())

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is executed."""


def _is_parent(site: RemovedSite, name: str) -> bool:
    """Whether the import names a module below this one, which will be found next."""
    node = site.text.import_from(site.span)
    if node is not None:
        return f"{node.module}.".startswith(f"{name}.") and node.module != name
    plain = site.text.import_plain(site.span)
    return plain is not None and all(alias.name != name for alias in plain.names)


def _report(site: RemovedSite, name: str, places: tuple[str, ...]) -> None:
    private = name.startswith(_PRIVATE)
    new = places[0] if places else ""
    what = (
        f"`{name}` is TensorFlow's private copy of an old Keras."
        if private
        else (f"`{name}` is gone in Keras 3.")
    )
    node: ast.ImportFrom | ast.Import | None = site.text.import_from(site.span)
    node = node or site.text.import_plain(site.span)
    message = f"{what} {_instead(node, name, places)}".rstrip()
    detail = "" if private else f"ModuleNotFoundError: No module named {name!r}"
    reporter.report(
        site, "KL501", site.span, message, detail,
        _candidates(site, node, name, places) if new else [],
        "warning" if private else "error",
    )  # fmt: skip


def _instead(node: ast.ImportFrom | ast.Import | None, name: str, places: tuple[str, ...]) -> str:
    """What to write instead of the import, by name where the statement says which."""
    if not places:
        return ""
    if not isinstance(node, ast.ImportFrom) or node.module != name:
        return f"Use `{places[0]}` instead."
    listed = [alias.name for alias in node.names if alias.name != "*"]
    if not listed:
        return f"Use `{places[0]}` instead."
    homes: dict[str, list[str]] = {}
    advice = []
    for item in listed:
        inner = f"{name}.{item}"
        if _is_known(inner):
            advice.append(f"Use `{(places_of(inner) or places)[0]}` for `{item}`.")
            continue
        found = names.resolve(places, item)
        if found is not None:
            homes.setdefault(found[0], []).append(found[1])
        else:
            advice.append(_advice(places, item))
    parts = [f"`from {home} import {', '.join(found)}`" for home, found in homes.items()]
    said = [f"Use {' and '.join(parts)} instead."] if parts else []
    return " ".join([*said, *advice])


def _advice(places: tuple[str, ...], item: str) -> str:
    for place in places:
        row = names.row_of(place, item)
        if isinstance(row, Gone):
            return f"`{item}`: {row.advice}"
        if row is not None and not isinstance(row, str):
            return f"`{item}`: use `{row.new}`."
    return f"`{item}` has no replacement."


def _candidates(
    site: RemovedSite, node: ast.ImportFrom | ast.Import | None, name: str, places: tuple[str, ...]
) -> list[Fix]:
    resolve = functools.partial(names.resolve, places)
    text = site.text
    edits: list[Edit] | None = None
    if isinstance(node, ast.ImportFrom) and node.module == name:
        only = node.names[0]
        if only.name == "*":
            edits = rewrite.star(text, node, places[0])
        elif len(node.names) == 1 and _is_known(f"{name}.{only.name}"):
            edits = rewrite.module_as(text, node, only, places[0], resolve)
        else:
            edits = rewrite.names(text, node, resolve)
    elif node is not None:
        last = name.rpartition(".")[2]
        for alias in node.names:
            if isinstance(node, ast.ImportFrom) and alias.name == last:
                edits = rewrite.module_as(text, node, alias, places[0], resolve)
            elif isinstance(node, ast.Import) and alias.name == name:
                if alias.asname:
                    edits = rewrite.module_as(text, node, alias, places[0], resolve)
                else:
                    edits = rewrite.chain(text, node, name, places[0], resolve)
    return fix(f"Import from `{places[0]}`", edits)


def install() -> None:
    """Answer imports of removed modules from now on."""
    sys.meta_path.append(RemovedModules())


def divert(trace: Trace) -> None:
    """Answer the program's imports of TensorFlow's private Keras, which is loaded already."""
    if _PRIVATE not in trace.sources.text:
        return
    finder = RemovedModules()

    def import_(name: str, *args: Any, **kwargs: Any) -> Any:
        is_from = len(args) > _FROM_LIST and args[_FROM_LIST]
        if is_from and f"{name}.".startswith(f"{_PRIVATE}."):
            spec = finder.find_spec(name)
            if spec is not None:
                return finder.create_module(spec)
        return builtins.__import__(name, *args, **kwargs)

    builtins_of_users()["__import__"] = import_
