"""What a program imports: Keras or not, which workspace modules, which heavy packages.

Reads sources with `ast`; imports nothing and runs nothing.
"""

from __future__ import annotations

import ast
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.programs import syntax

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

KERAS = frozenset({"keras", "tf_keras", "keras_core", "keras_hub", "keras_cv", "keras_nlp"})
_VIA_TENSORFLOW = "tensorflow"
_MODULE_LIMIT = 500
_SIZE_LIMIT = 2_000_000


@dataclass(frozen=True)
class Import:
    """One imported module: `level` dots and a dotted name; `names` are what `from` takes."""

    module: str
    level: int = 0
    names: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """The first part of the name."""
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class ProgramImports:
    """What a document imports, its workspace modules' imports included.

    Attributes:
        keras: somewhere in it Keras is imported.
        files: the workspace files that it imports, absolute.
        packages: top-level modules from elsewhere, the standard library's left out.
    """

    keras: bool
    files: frozenset[str]
    packages: tuple[str, ...]


class Listing:
    """Files, by absolute path, that may not be on disk; those on disk are there in any case."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._files = frozenset(map(Path, files))
        self._directories = frozenset(parent for file in self._files for parent in file.parents)

    def has_file(self, path: Path) -> bool:
        """Whether there is a file."""
        return path in self._files or path.is_file()

    def has_directory(self, path: Path) -> bool:
        """Whether there is a directory."""
        return path in self._directories or path.is_dir()


@dataclass(frozen=True)
class Module:
    """The imports of one source text, and whether it uses Keras, `tf.keras` too."""

    imports: tuple[Import, ...]
    uses_keras: bool


def module_name(path: str) -> str:
    """The last part of the name by which a file is imported."""
    file = Path(path)
    return file.parent.name if file.stem == "__init__" else file.stem


def module(text: str) -> Module:
    """The imports of a source text, those inside functions too.

    Raises:
        SyntaxError: as `syntax.parse`.
    """
    return module_of([tree for tree, _ in syntax.trees(text)], text)


def module_of(trees: Iterable[ast.Module], text: str) -> Module:
    """As `module`, of a text that has been parsed."""
    imports = tuple(item for tree in trees for item in _imports(tree))
    tops = {item.top for item in imports if not item.level}
    uses_keras = bool(tops & KERAS) or (_VIA_TENSORFLOW in tops and "keras" in text)
    return Module(imports, uses_keras)


def _imports(tree: ast.Module) -> Iterator[Import]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield Import(node.module or "", node.level, names)
        elif not isinstance(node, ast.expr):
            pending.extend(ast.iter_child_nodes(node))


class ImportFinder:
    """Follows imports through the workspace; remembers what unchanged files import."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, int], Module]] = {}

    def program(
        self,
        path: str,
        own: Module,
        folders: Sequence[str],
        overlays: Mapping[str, str],
        there: Listing | None = None,
    ) -> ProgramImports:
        """Everything that the document at `path` imports.

        Args:
            path: the document, absolute.
            own: its imports.
            folders: workspace folders, absolute; their `src` is searched too.
            overlays: texts of open files by absolute path, used in place of the files.
            there: files that count as being there, besides those on disk.
        """
        roots = _roots(path, folders)
        there = there or Listing()
        keras = own.uses_keras
        packages: dict[str, None] = {}
        found: dict[str, None] = {}
        pending = [(path, own)]
        while pending and len(found) < _MODULE_LIMIT:
            importer, imports = pending.pop()
            for item in imports.imports:
                files = list(_resolve(item, importer, roots, there))
                if not files and not item.level and item.top not in sys.stdlib_module_names:
                    packages[item.top] = None
                for file in files:
                    if file in found or file == path:
                        continue
                    found[file] = None
                    inner = self._module(file, overlays)
                    keras = keras or inner.uses_keras
                    pending.append((file, inner))
        return ProgramImports(keras, frozenset(found), tuple(packages))

    def _module(self, path: str, overlays: Mapping[str, str]) -> Module:
        if path in overlays:
            return _module_of(overlays[path])
        try:
            found = Path(path).stat()
            key = (found.st_mtime_ns, found.st_size)
            known = self._known.get(path)
            if known and known[0] == key:
                return known[1]
            if found.st_size > _SIZE_LIMIT or not stat.S_ISREG(found.st_mode):
                return Module((), uses_keras=False)
            result = _module_of(Path(path).read_text("utf-8", "replace"))
        except OSError:
            return Module((), uses_keras=False)
        self._known[path] = (key, result)
        return result


def _module_of(text: str) -> Module:
    try:
        return module(text)
    except SyntaxError:
        return Module((), uses_keras=False)


def _roots(path: str, folders: Sequence[str]) -> list[str]:
    roots = [str(Path(path).parent)]
    for folder in folders:
        roots += [folder, str(Path(folder, "src"))]
    return list(dict.fromkeys(roots))


def _resolve(item: Import, importer: str, roots: Sequence[str], there: Listing) -> Iterator[str]:
    """The workspace files that an import executes: packages on the way, module, submodules."""
    if item.level:
        base = Path(importer).parent
        for _ in range(item.level - 1):
            base = base.parent
        yield from _files_below(base, item, there)
        return
    for root in roots:
        files = list(_files_below(Path(root), item, there))
        if files:
            yield from files
            return


def _files_below(base: Path, item: Import, there: Listing) -> Iterable[str]:
    place = base
    files: list[str] = []
    parts = item.module.split(".") if item.module else []
    for index, part in enumerate(parts):
        source = place / f"{part}.py"
        place = place / part
        if there.has_file(place / "__init__.py"):
            files.append(str(place / "__init__.py"))
        elif there.has_file(source) and index == len(parts) - 1:
            return [*files, str(source)]
        elif not there.has_directory(place):
            return files
    submodules = [place / f"{name}.py" for name in item.names if name != "*"]
    if item.level and not parts and there.has_file(place / "__init__.py"):
        files.append(str(place / "__init__.py"))
    return files + [str(file) for file in submodules if there.has_file(file)]
