"""Names that modules of Keras 3 no longer have: each use is a problem, and the run goes on."""

from __future__ import annotations

import ast
import functools
import importlib
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Edit
from keras_lsp.worker.keras3.removed import rewrite
from keras_lsp.worker.keras3.removed.backend import BACKEND
from keras_lsp.worker.keras3.removed.reporter import fix, reporter
from keras_lsp.worker.keras3.removed.table import NAMES, Gone, NewCall
from keras_lsp.worker.source import signatures
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from types import ModuleType

    from keras_lsp.report import Fix
    from keras_lsp.worker.keras3.removed.reporter import RemovedSite
    from keras_lsp.worker.keras3.removed.table import Row

_SCIKERAS = "the package `scikeras` has it; or use `keras.wrappers.SKLearn{}`."

ROWS: dict[str, dict[str, Row]] = {
    **NAMES,
    "keras.backend": BACKEND,
    "scikeras.wrappers": {
        "KerasClassifier": Gone(_SCIKERAS.format("Classifier")),
        "KerasRegressor": Gone(_SCIKERAS.format("Regressor")),
    },
}
_TWIN = "keras._tf_keras."
# Removed modules that the program has imported by `import a.b.c`, by their names.
submodules: dict[str, ModuleType] = {}


def install() -> None:
    """Answer for what the modules of Keras no longer have."""
    for module in ROWS:
        for name in (module, _TWIN + module):
            loaded = sys.modules.get(name)
            if loaded is not None and not hasattr(loaded, "__getattr__"):
                vars(loaded)["__getattr__"] = functools.partial(_missing, loaded, module)


def _missing(loaded: ModuleType, module: str, name: str) -> Any:
    """What an attribute of a module of Keras was; `AttributeError` where it never was one."""
    submodule = submodules.get(f"{loaded.__name__}.{name}")
    if submodule is not None and reporter.site("LOAD_ATTR", "LOAD_METHOD"):
        return submodule
    row = ROWS[module].get(name)
    site = reporter.site("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM", "IMPORT_NAME") if row else None
    if row is None or site is None:
        raise AttributeError(f"module {loaded.__name__!r} has no attribute {name!r}")
    public = "tensorflow.keras" if loaded.__name__.startswith(_TWIN) else "keras"
    _report(site, public + module.removeprefix("keras"), name, row)
    return value_of(row, f"{module}.{name}")


def _report(site: RemovedSite, module: str, name: str, row: Row) -> None:
    node = site.text.import_from(site.span)
    where = site.span
    if node is not None:
        alias = next((alias for alias in node.names if alias.name == name), None)
        where = site.text.span(alias) if alias is not None else where
        detail = f"ImportError: cannot import name {name!r} from {module!r}"
        new_name = functools.partial(resolve, (module,))
        candidates = fix("Import it from its new module", rewrite.names(site.text, node, new_name))
    else:
        attribute = site.text.attribute(site.span, name)
        where = site.text.span(attribute) if attribute is not None else where
        detail = f"AttributeError: module {module!r} has no attribute {name!r}"
        candidates = _replacing(site, attribute, module, row) if attribute is not None else []
    if isinstance(row, Gone):
        message = f"`{module}.{name}` is gone in Keras 3. {row.advice}".rstrip()
    else:
        new = row if isinstance(row, str) else row.new
        message = f"`{module}.{name}` is gone in Keras 3. Use `{new}` instead."
    reporter.report(site, "KL501", where, message, detail, candidates)


def _replacing(site: RemovedSite, attribute: ast.Attribute, module: str, row: Row) -> list[Fix]:
    """Fixes that put the new name in the place of `module.old`."""
    if isinstance(row, Gone):
        return []
    text = site.text
    full = row if isinstance(row, str) else row.new
    home, _, new = full.rpartition(".")
    home = _as_written(home, module)
    edits: list[Edit]
    if home == module:
        edits = [Edit(text.name_of(attribute), new)]
    elif text.local_name(home, new) is None and home.count("."):
        # `keras.ops.sum` is written `ops.sum`.
        package, _, last = home.rpartition(".")
        named = text.name_for(package, last, attribute)
        if named is None:
            return []
        edits = [Edit(text.span(attribute), f"{named[0]}.{new}"), *named[1]]
    else:
        named = text.name_for(home, new, attribute)
        if named is None:
            return []
        edits = [Edit(text.span(attribute), named[0]), *named[1]]
    call = text.parent(attribute)
    if isinstance(row, NewCall):
        if not isinstance(call, ast.Call) or call.func is not attribute:
            return []
        changed = signatures.edits(text, call, row.signature)
        if changed is None:
            return []
        edits += changed
    return fix(f"Replace with `{full}`", edits)


def _as_written(module: str, like: str) -> str:
    """A module of Keras, by way of TensorFlow if the other one is."""
    if like.startswith("tensorflow.") and not module.startswith("tensorflow."):
        return f"tensorflow.{module}"
    return module


def resolve(places: tuple[str, ...], name: str) -> tuple[str, str] | None:
    """Module and name that a name of one of the modules has now; None if it has none."""
    for place in places:
        if has(place, name):
            return place, name
        row = row_of(place, name)
        if isinstance(row, str):
            home, _, new = row.rpartition(".")
            return _as_written(home, place), new
        if row is not None:
            return None
    return None


def row_of(place: str, name: str) -> Row | None:
    """What the table says of a name of a module."""
    return ROWS.get(place.removeprefix("tensorflow."), {}).get(name)


def has(module: str, name: str) -> bool:
    """Whether a module of Keras has the name today."""
    try:
        return name in vars(importlib.import_module(module))
    except ImportError:
        return False


def value_of(row: Row, old: str) -> Any:
    """What a run goes on with in the place of what is gone."""
    if isinstance(row, Gone):
        return _find(row.value) if row.value else Unknown(f"`{old}`, which Keras 3 no longer has")
    if isinstance(row, str):
        return _find(row)
    return _translate_call(row)


def _find(full: str) -> Any:
    home, _, name = full.rpartition(".")
    try:
        return getattr(importlib.import_module(home), name)
    except (ImportError, AttributeError):
        return Unknown(f"`{full}`")


def _translate_call(row: NewCall) -> Any:
    """The new function, to be called as the old one was."""
    new = _find(row.new)

    def old(*args: Any, **kwargs: Any) -> Any:
        positional, named = signatures.translate(row.signature, args, kwargs)
        return new(*positional, **named)

    return old
