"""Modules that Keras 3 no longer has: each import is a problem, and the run goes on.

The import gives a module that finds its names where they are now.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import sys
import types
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem
from keras_lsp.worker.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from keras_lsp.worker.trace import Trace

# Where the names of a module of Keras 2 are in Keras 3, the first that has a name wins.
MODULES: dict[str, tuple[str, ...]] = {
    "keras.utils.vis_utils": ("keras.utils",),
    "keras.utils.np_utils": ("keras.utils",),
    "keras.utils.generic_utils": ("keras.utils", "keras.saving"),
    "keras.utils.data_utils": ("keras.utils",),
    "keras.utils.layer_utils": ("keras.utils",),
    "keras.utils.training_utils": ("keras.utils",),
    "keras.utils.io_utils": ("keras.utils",),
    "keras.utils.conv_utils": ("keras.utils",),
    **{
        f"keras.layers.{name}": ("keras.layers",)
        for name in (
            "core", "convolutional", "convolutional_recurrent", "recurrent", "merge",
            "normalization", "embeddings", "pooling", "advanced_activations", "noise",
            "wrappers", "local", "cudnn_recurrent",
        )
    },
    "keras.engine": ("keras", "keras.layers", "keras.models"),
    "keras.engine.topology": ("keras.layers", "keras", "keras.models"),
    "keras.engine.training": ("keras", "keras.models"),
    "keras.engine.base_layer": ("keras.layers",),
    "keras.engine.input_layer": ("keras.layers", "keras"),
    "keras.engine.network": ("keras.models", "keras"),
    "keras.engine.sequential": ("keras",),
    "keras.optimizers.legacy": ("keras.optimizers",),
    "keras.preprocessing.image_dataset": ("keras.utils",),
    "keras.layers.experimental": ("keras.layers",),
    "keras.layers.experimental.preprocessing": ("keras.layers",),
}  # fmt: skip


class _Moved(types.ModuleType):
    """A removed module; its names come from where they are now."""

    def __init__(self, name: str, places: tuple[str, ...]) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self._places = places

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        place = place_of(self._places, name)
        if place is None:
            return Unknown(f"{self.__name__}.{name}, which Keras 3 no longer has")
        return getattr(importlib.import_module(place), name)


def place_of(places: tuple[str, ...], name: str) -> str | None:
    """The first of the modules that has the name."""
    for place in places:
        if hasattr(importlib.import_module(place), name):
            return place
    return None


class Finder:
    """Finds modules of `MODULES` when nobody else does.

    Args:
        trace: where the problems go.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A spec for a removed module that the user's program imports."""
        del path, target
        plain = name.removeprefix("tensorflow.")
        if plain not in MODULES:
            return None
        frame = self._trace.sources.user_frame(sys._getframe(1))
        if frame is None or self._trace.sources.guarded(frame):
            return None
        span = self._trace.sources.span(frame)
        text = self._trace.sources.line(span.path, span.line)
        if span.line == span.end_line:
            text = text[span.column - 1 : span.end_column - 1]
        self._trace.problem(
            Problem(
                "KL501",
                "error",
                _message(name, text),
                span,
                f"ModuleNotFoundError: No module named {name!r}",
                tags=["deprecated"],
                data={"module": name, "replacement": _prefix(name) + MODULES[plain][0]},
            )
        )
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module that stands in for the removed one."""
        return _Moved(spec.name, MODULES[spec.name.removeprefix("tensorflow.")])

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is executed."""


def _prefix(name: str) -> str:
    return "tensorflow." if name.startswith("tensorflow.") else ""


def _message(name: str, statement: str) -> str:
    """What to write instead of the import, by name where the statement says which."""
    places = MODULES[name.removeprefix("tensorflow.")]
    new = _prefix(name) + places[0]
    names = []
    try:
        node = ast.parse(statement.strip()).body[0]
    except (SyntaxError, IndexError):
        node = None
    if isinstance(node, ast.ImportFrom) and node.module == name:
        names = [alias.name for alias in node.names if alias.name != "*"]
    if not names:
        return f"`{name}` is gone in Keras 3. Use `{new}` instead."
    homes = {item: place_of(places, item) for item in names}
    gone = [item for item, place in homes.items() if place is None]
    kept = [item for item in names if item not in gone]
    message = f"`{name}` is gone in Keras 3."
    if kept:
        home = _prefix(name) + str(homes[kept[0]])
        message += f" Use `from {home} import {', '.join(kept)}` instead."
    if gone:
        message += f" {', '.join(f'`{item}`' for item in gone)} has no replacement."
    return message


def install(trace: Trace) -> None:
    """Answer imports of removed modules from now on."""
    sys.meta_path.append(Finder(trace))
