"""Imports of workspace modules: from the texts of the editor, without traces on disk."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import os
import sys
from typing import TYPE_CHECKING

from keras_lsp.programs.file_names import real_path
from keras_lsp.worker.execution.execute import builtins_of_users

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

    from keras_lsp.worker.source.sources import Sources


class _Loader(importlib.machinery.SourceFileLoader):
    """Reads a module's text from the editor where it has one."""

    def __init__(self, name: str, path: str, sources: Sources) -> None:
        super().__init__(name, path)
        self._sources = sources

    def get_code(self, fullname: str) -> CodeType:
        # Never from a cache: it could be older than the text, or lack positions.
        path = self.get_filename(fullname)
        self._sources.is_user(path)
        text = self._sources.overlays.get(path)
        tree = ast.parse(self.get_data(path) if text is None else text, path)
        return self._sources.compile(tree, path)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module with the builtins of the user's programs."""
        module.__dict__["__builtins__"] = builtins_of_users()
        super().exec_module(module)


class WorkspaceModules:
    """Puts `_Loader` in the place of Python's own for the user's files."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that Python would find, with our loader if the file is the user's."""
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if (
            spec is not None
            and type(spec.loader) is importlib.machinery.SourceFileLoader
            and spec.origin
            and self._sources.is_inside(real_path(spec.origin))
        ):
            spec.loader = _Loader(spec.name, spec.origin, self._sources)
        return spec or self._only_as_text(name, path)

    def _only_as_text(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """The spec of a module that there is only as a text, its file having been removed."""
        tail = name.rpartition(".")[2]
        for entry in sys.path if path is None else path:
            place = os.path.join(os.path.abspath(entry), tail)  # noqa: PTH100, PTH118 - hot
            package = os.path.join(place, "__init__.py")  # noqa: PTH118 - hot
            for file, inside in ((package, [place]), (f"{place}.py", None)):
                if file in self._sources.overlays:
                    loader = _Loader(name, file, self._sources)
                    return importlib.util.spec_from_file_location(
                        name, file, loader=loader, submodule_search_locations=inside
                    )
            if any(file.startswith(place + os.sep) for file in self._sources.overlays):
                spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
                spec.submodule_search_locations = [place]
                return spec
        return None


def install(sources: Sources) -> None:
    """Read the user's modules through `sources` from now on, and write no caches."""
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, WorkspaceModules(sources))
