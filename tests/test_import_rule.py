"""Imports point one way: server and command line → runs → report ← worker."""

from __future__ import annotations

import ast
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs.architecture import imports

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "keras_lsp"
KERAS = {"keras", "tensorflow", "tf_keras", "jax", "torch", "numpy"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def home_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).parent.parts)


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imports_of(path: Path, *, for_types: bool) -> frozenset[str]:
    return frozenset(imports(tree_of(path), home_of(path), for_types=for_types))


def imported_by(part: str, *, for_types: bool = True) -> set[tuple[str, str]]:
    """Who imports what, in the part of keras_lsp of that name."""
    return {
        (name_of(path), imported)
        for path in MODULES
        if within(name_of(path), f"keras_lsp.{part}" if part else "keras_lsp")
        for imported in imports_of(path, for_types=for_types)
    }


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def breaches(part: str, *forbidden: str) -> set[tuple[str, str]]:
    return {
        (importer, imported)
        for importer, imported in imported_by(part)
        if any(within(imported, name) for name in forbidden)
    }


def strangers(part: str, *allowed: str) -> set[tuple[str, str]]:
    """Imports of other parts of keras_lsp than the allowed ones and `part` itself."""
    return {
        (importer, imported)
        for importer, imported in imported_by(part)
        if within(imported, "keras_lsp")
        and not any(within(imported, f"keras_lsp.{name}") for name in (part, *allowed))
    }


LSP = {"lsprotocol", "pygls"}


def test_the_server_never_imports_the_worker_nor_keras() -> None:
    assert breaches("server", "keras_lsp.worker", *KERAS) == set()


@pytest.mark.parametrize(
    ("part", "allowed"),
    [
        ("report", ()),
        ("systems", ()),
        ("settings", ("report",)),
        ("memory", ("report",)),
        ("presentation", ("report", "programs.text", "memory")),
        ("rules", ("report", "presentation", "memory")),
        ("plot", ("report", "presentation")),
        ("programs", ("report",)),
        ("runs", ("report", "presentation", "programs", "memory", "systems")),
        ("tools", ("report", "settings", "presentation", "programs", "runs", "plot")),
        (
            "mcp",
            ("__version__", "report", "settings", "presentation", "runs", "tools"),
        ),
        (
            "command_line",
            (
                "__version__",
                "report",
                "settings",
                "presentation",
                "programs",
                "runs",
                "plot",
                "memory",
            ),
        ),
        (
            "server",
            (
                "__version__",
                "systems",
                "report",
                "settings",
                "presentation",
                "programs",
                "runs",
                "plot",
                "tools",
                "memory",
            ),
        ),
        (
            "worker",
            (
                "report",
                "systems",
                "presentation.figures",
                "programs.directives",
                "programs.beginnings",
                "programs.file_names",
                "rules",
            ),
        ),
    ],
)
def test_a_part_imports_only_those_below_it(part: str, allowed: tuple[str, ...]) -> None:
    assert strangers(part, *allowed) == set()


# Each package of the worker imports only those before it.
WORKER = (
    "values", "source", "sandbox", "problems", "trace", "counting", "standins", "training",
    "execution", "candidates", "keras2", "keras3",
)  # fmt: skip


@pytest.mark.parametrize("part", WORKER)
def test_the_packages_of_the_worker_stand_in_an_order(part: str) -> None:
    later = [f"keras_lsp.worker.{name}" for name in WORKER[WORKER.index(part) + 1 :]]
    assert {
        pair
        for pair in imported_by(f"worker.{part}", for_types=False)
        if any(within(pair[1], name) for name in later)
    } == set()


@pytest.mark.parametrize(
    "part",
    ["report", "memory", "presentation", "rules", "plot", "programs", "runs", "tools", "mcp"],
)
def test_only_the_server_speaks_lsp(part: str) -> None:
    assert breaches(part, *LSP, *KERAS) == set()
    assert breaches("command_line", *LSP, *KERAS) == set()


def test_only_one_room_knows_the_sdk_of_mcp() -> None:
    knowing = {
        importer
        for importer, imported in imported_by("")
        if imported.split(".")[0] in ("mcp", "mcp_types")
    }
    assert {name.rpartition(".")[0] for name in knowing} == {"keras_lsp.mcp"}


def test_the_worker_needs_nothing_but_python_and_keras() -> None:
    packages = {imported.split(".")[0] for _, imported in imported_by("worker")}
    # `gast` is the syntax tree that TensorFlow's AutoGraph, and so TensorFlow, needs.
    assert packages - set(sys.stdlib_module_names) - KERAS == {"keras_lsp", "gast"}


@pytest.mark.parametrize("part", ["report", "memory", "presentation", "programs", "rules"])
def test_what_both_sides_share_needs_only_the_standard_library(part: str) -> None:
    packages = {imported.split(".")[0] for _, imported in imported_by(part)}
    assert packages <= set(sys.stdlib_module_names) | {"keras_lsp"}


def test_only_the_rooms_of_keras_know_its_internals() -> None:
    breaking = {
        importer
        for importer, imported in imported_by("worker")
        if within(imported, "keras.src") and not importer.startswith("keras_lsp.worker.keras")
    }
    assert breaking == set()


def reaches(tree: ast.Module) -> Iterator[str]:
    """What a module takes of another module of ours that is private to that one.

    What `internals` hands on is Keras' own.
    """
    ours: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and within(node.module or "", "keras_lsp"):
            if not (node.module or "").endswith(".internals"):
                ours.update(alias.asname or alias.name for alias in node.names)
            yield from (alias.name for alias in node.names if is_private(alias.name))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and is_private(node.attr)
            and isinstance(node.value, ast.Name)
            and node.value.id in ours
        ):
            yield f"{node.value.id}.{node.attr}"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_module_takes_what_is_private_to_another() -> None:
    found = {name_of(path): list(reaches(tree_of(path))) for path in MODULES}
    assert {name: taken for name, taken in found.items() if taken} == {}


def test_this_reader_of_reaches_sees_names_and_attributes() -> None:
    text = (
        "from keras_lsp.programs import text\nfrom keras_lsp.settings import _x\ntext._clamp()\n"
    )
    assert list(reaches(ast.parse(text))) == ["_x", "text._clamp"]
    harmless = "from keras_lsp import __version__\nself._own = text._clamp\n"
    assert list(reaches(ast.parse(harmless))) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b as c", ["a.b"]),
        ("from a import b, c", ["a.b", "a.c"]),
        ("from . import b", ["keras_lsp.server.b"]),
        ("from ..worker import trace", ["keras_lsp.worker.trace"]),
        ("def f():\n    import keras", ["keras"]),
        ("if TYPE_CHECKING:\n    from keras import Model", ["keras.Model"]),
    ],
)
def test_this_reader_of_imports_sees_them_wherever_they_stand(text: str, names: list[str]) -> None:
    assert list(imports(ast.parse(text), "keras_lsp.server")) == names


def test_this_reader_of_imports_leaves_out_those_for_types() -> None:
    text = "import a\nif TYPE_CHECKING:\n    import b\nelse:\n    import c\n"
    assert list(imports(ast.parse(text), for_types=False)) == ["a"]
