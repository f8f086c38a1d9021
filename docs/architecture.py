"""The packages of keras_lsp and who imports whom, read from the code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "keras_lsp"
_HEAD = """\
# Architecture

Made from the code by `python docs/generate.py`. An arrow points from a package to one that it
imports; imports for types alone are left out. Who may import whom is held by
`tests/test_import_rule.py`; [CONTRIBUTING.md](../CONTRIBUTING.md) follows a save, a click and a
quick fix through the code.

"""


def page() -> str:
    """The page: a picture for the whole, one for the worker, and a table of all packages."""
    arrows = list(_arrows())
    inside = {
        (one, other)
        for one, other in _between(arrows, 2)
        if one.startswith("worker.") and other.startswith("worker.")
    }
    rows = "".join(
        f"| `{name.replace('.', '/')}/` | {_purpose(name)} | {len(_modules(name))} |\n"
        for name in _packages()
    )
    return (
        f"{_HEAD}{_picture(_between(arrows, 1))}\n## Inside the worker\n\n{_picture(inside)}\n"
        f"## Packages\n\n| package | what is in it | modules |\n| --- | --- | --- |\n{rows}"
    )


def _packages() -> list[str]:
    """The packages by their dotted names below keras_lsp, in the order of their paths."""
    found = (path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("__init__.py"))
    return [".".join(path.parts) for path in sorted(found) if path.parts]


def _modules(package: str) -> list[Path]:
    return sorted((PACKAGE / package.replace(".", "/")).glob("*.py"))


def _purpose(package: str) -> str:
    """The first sentence of a package's docstring."""
    tree = ast.parse(_modules(package)[0].read_text(encoding="utf-8"))
    text = " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split())
    return text.replace("|", "\\|")


def _arrows() -> Iterator[tuple[str, str]]:
    """Which package imports which, once for each module that does."""
    packages = _packages()
    for package in packages:
        for module in _modules(package):
            tree = ast.parse(module.read_text(encoding="utf-8"))
            for name in sorted(set(imports(tree, for_types=False))):
                if name.startswith("keras_lsp."):
                    yield package, _home(name.removeprefix("keras_lsp."), packages)


def _home(name: str, packages: list[str]) -> str:
    """The package in which a dotted name below keras_lsp lies; empty for the top."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in packages:
            return ".".join(parts[:length])
    return ""


def imports(tree: ast.AST, home: str = "", *, for_types: bool = True) -> Iterator[str]:
    """Full names of what a module imports, wherever in it.

    Args:
        tree: the module.
        home: the package in which it stands.
        for_types: also what it imports for types alone.
    """
    for node in ast.iter_child_nodes(tree):
        if not for_types and _is_for_types(node):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = home.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        yield from imports(node, home, for_types=for_types)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _between(arrows: Iterable[tuple[str, str]], depth: int) -> set[tuple[str, str]]:
    """The arrows between packages of at most that depth."""
    cut = {tuple(".".join(name.split(".")[:depth]) for name in arrow) for arrow in arrows}
    return {(one, other) for one, other in cut if one and other and one != other}


def _picture(arrows: Iterable[tuple[str, str]]) -> str:
    lines = (
        f"    {one.rpartition('.')[2]} --> {other.rpartition('.')[2]}\n"
        for one, other in sorted(arrows)
    )
    return f"```mermaid\nflowchart TD\n{''.join(lines)}```\n"
