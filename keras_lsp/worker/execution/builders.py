"""Functions and classes of a document that build a model, and whether they were called.

Knows Python's syntax trees; which classes are models is asked of the Keras at hand.
"""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.standins.hyperparameters import takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TRAINING = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")
_ENTERED = "__keras_lsp_entered__"


@dataclass(frozen=True, slots=True)
class Builder:
    """A function or class of the document.

    Attributes:
        name: how the program would write it, `LeNet.build` for a static method.
        node: its definition.
        place: what the marks of functions that were entered know it by.
        tuned: it is a method of an object, which a tuner calls.
    """

    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    place: tuple[int, int]
    tuned: bool = False


class Builders:
    """Finds the document's builders, and knows which of them were entered.

    Args:
        tree: the document; functions in it get a mark that tells when they are entered.
        builtins: where the mark is looked up.

    Attributes:
        unreached: builders that the program calls behind the place at which it failed.
    """

    def __init__(self, tree: ast.Module, builtins: dict[str, Any]) -> None:
        self._entered: set[tuple[int, int]] = set()
        self._failures: list[tuple[set[str], set[str]]] = []
        self.unreached: set[str] = set()
        builtins[_ENTERED] = lambda *place: self._entered.add(place)
        self._all: list[Builder] = []
        self.follow(tree)

    def follow(self, tree: ast.Module) -> None:
        """Go on with another tree of the document, whose beginning is the same."""
        self._all = list(_definitions(tree.body))
        for builder in self._all:
            if not isinstance(builder.node, ast.ClassDef):
                _mark(builder.node)

    def idle(
        self,
        namespace: dict[str, Any],
        makes_model: Callable[[object], bool],
        made: Callable[[object], bool],
    ) -> Iterator[Builder]:
        """Builders that were not called, those that others call last.

        Args:
            namespace: of the document.
            makes_model: whether a class or function of Keras gives a model.
            made: whether there are instances of a class.
        """
        calls = {builder.name: set(_called_names(builder.node)) for builder in self._all}
        known: set[str] = set()
        size = -1
        while size != len(known):
            size = len(known)
            for builder in self._all:
                if isinstance(builder.node, ast.ClassDef):
                    makes = makes_model(namespace.get(builder.name))
                else:
                    scope = {**namespace, **_own_imports(builder.node)}
                    makes = any(
                        name in known or makes_model(_resolve(name, scope))
                        for name in calls[builder.name]
                    )
                if makes:
                    known.add(builder.name)
        self.unreached = self._unreached_builders(calls)
        for builder in sorted(
            (builder for builder in self._all if builder.name in known),
            key=lambda b: any(b.name in calls[name] for name in known - {b.name}),
        ):
            if isinstance(builder.node, ast.ClassDef):
                called = made(namespace.get(builder.name))
            else:
                called = builder.place in self._entered
            if not called:
                yield builder

    def note_failure(self, node: ast.AST, functions: set[str]) -> None:
        """Note that a statement raised, on its way through functions of these names."""
        self._failures.append((set(_called_names(node)), functions))

    def _aborted(self) -> set[str]:
        """What is called by statements and functions that failed."""
        aborted: set[str] = set()
        for called, functions in self._failures:
            aborted |= called
            for builder in self._all:
                if builder.name.split(".")[-1] in functions:
                    aborted.update(_called_names(builder.node))
        return aborted

    def is_aborted(self, name: str) -> bool:
        """Whether what failed calls the model of that name, or trains it."""
        return not self._aborted().isdisjoint({name, *(f"{name}.{way}" for way in _TRAINING)})

    def _unreached_builders(self, calls: dict[str, set[str]]) -> set[str]:
        """Builders that the program calls behind the place at which it failed."""
        found: set[str] = set()
        queue = [*self._aborted()]
        while queue:
            name = queue.pop()
            if name in calls and name not in found:
                found.add(name)
                queue += calls[name]
        return found


def _definitions(body: list[ast.stmt], inside: str = "") -> Iterator[Builder]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not inside or _is_static(node) or _is_tuned(node):
                tuned = bool(inside) and not _is_static(node)
                yield Builder(inside + node.name, node, (node.lineno, node.col_offset), tuned)
        elif isinstance(node, ast.ClassDef):
            if not inside:
                yield Builder(node.name, node, (node.lineno, node.col_offset))
                yield from _definitions(node.body, f"{node.name}.")
        elif not inside:
            for part in ("body", "orelse", "finalbody"):
                yield from _definitions(getattr(node, part, []))


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {item.id for item in node.decorator_list if isinstance(item, ast.Name)}
    return bool(names & {"staticmethod", "classmethod"})


def _is_tuned(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method is one that a tuner calls."""
    return takes([argument.arg for argument in node.args.args])


def _mark(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    place: list[ast.expr] = [ast.Constant(node.lineno), ast.Constant(node.col_offset)]
    mark = ast.Expr(ast.Call(ast.Name(_ENTERED, ast.Load()), place, []))
    for part in ast.walk(mark):
        ast.copy_location(part, node.body[0])
    has_docstring = ast.get_docstring(node, clean=False) is not None
    node.body.insert(1 if has_docstring else 0, mark)


def _called_names(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = _dotted_name(call.func)
            if name:
                yield name


def _dotted_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _dotted_name(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _own_imports(node: ast.AST) -> dict[str, Any]:
    """Names that the function itself imports, of modules that are loaded."""
    names: dict[str, Any] = {}
    for statement in ast.walk(node):
        if isinstance(statement, ast.ImportFrom) and statement.module in sys.modules:
            module = sys.modules[statement.module]
            for alias in statement.names:
                names[alias.asname or alias.name] = vars(module).get(alias.name)
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                bound = alias.name if alias.asname else alias.name.split(".")[0]
                names[alias.asname or bound] = sys.modules.get(bound)
    return names


def _resolve(name: str, scope: dict[str, Any]) -> object:
    """What a dotted name stands for, if only modules and classes lie on the way."""
    first, *rest = name.split(".")
    value = scope.get(first)
    for part in rest:
        if not inspect.ismodule(value) and not inspect.isclass(value):
            return None
        value = getattr(value, part, None)
    return value
