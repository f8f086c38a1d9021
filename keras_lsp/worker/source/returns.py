"""What the program's own functions give, told at each call of one.

A builder that is written in functions (`x = residual_block(x, 64)`) calls layers in these; at the
call of such a function stands what comes out of it. What Keras is, only the trace knows.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.worker.source.scopes import last_name
from keras_lsp.worker.source.syntax import ExpressionTransformer, call
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.trace.record import Trace

_RETURNED = "__keras_lsp_returned__"
# What these packages give is told by what they do.
_KNOWN = {"keras", "tf_keras", "tensorflow", "numpy", "jax", "torch", "pandas", "sklearn"}
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_IMPORTED = re.compile(
    r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#;]*))", re.MULTILINE
)
_NAME = re.compile(r"(?:\w+\s+as\s+)?(\w+)")
# Of one run, and tensors of one call.
_MOST = 5000
_LONGEST = 8


def watch(tree: ast.AST, functions: frozenset[str]) -> ast.AST:
    """The tree, with what each call of one of the functions gives shown to us."""
    watched: ast.AST = _Watcher(functions).visit(tree) if functions else tree
    return watched


@functools.lru_cache(maxsize=64)
def own_functions(text: str) -> frozenset[str]:
    """The functions and methods that a file defines or imports, and perhaps other names.

    To parse it for that would take longer than is worth it, and a name too many does no harm.
    """
    found = {*_DEFINED.findall(text)}
    for module, several, some in _IMPORTED.findall(text):
        if module.split(".")[0] not in _KNOWN:
            found.update(_NAME.findall(several or some))
    return frozenset(found)


class _Watcher(ExpressionTransformer, ast.NodeTransformer):
    def __init__(self, functions: frozenset[str]) -> None:
        self._functions = functions

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call, and what stands in it."""
        self.generic_visit(node)
        name = last_name(node.func)
        if name not in self._functions:
            return node
        return call(_RETURNED, node, node, ast.Constant(name))


class Returns:
    """Reports what the program's own functions give, if that is tensors of Keras' graph.

    Args:
        trace: takes the reports.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._told = 0

    def install(self, builtins: dict[str, Any]) -> None:
        """Let programs with these builtins find this."""
        builtins[_RETURNED] = self._returned

    def _returned(self, value: Any, name: str, /) -> Any:
        is_symbolic = self._trace.adapter.is_symbolic
        tensors = [each for each in _parts(value) if is_symbolic(each)]
        if tensors and self._told < _MOST and not self._trace.is_quiet:
            self._told += 1
            span = self._trace.sources.span(sys._getframe(1))
            self._trace.send(report.Returned(name, span, [*map(shape_of, tensors)]))
        return value


def _parts(value: Any) -> Iterator[Any]:
    """A value, or what stands in a short list or dictionary of such."""
    kind = type(value)
    if kind in (list, tuple, dict):
        if len(value) <= _LONGEST:
            yield from value.values() if kind is dict else value
    else:
        yield value
