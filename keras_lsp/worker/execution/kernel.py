"""Stands in for the IPython kernel that a notebook's program expects.

Knows Python and IPython's names; nothing of Keras or of how the cells were joined.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

ARGV = ("ipykernel_launcher.py", "-f", "kernel.json")
_KEPT = ("In", "Out", "_", "__", "___", "_ih", "_oh", "_dh")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Kernel:
    """A stand-in for the kernel.

    Attributes:
        names_unknown: something may have bound names of which this run does not know.
        files_unknown: a command that was not run may have made files.
    """

    def __init__(self) -> None:
        self.names_unknown = False
        self.files_unknown = False
        self._itself = Unknown("the notebook's kernel")

    def names(self) -> dict[str, object]:
        """What is in a notebook's namespace before its first cell."""
        kept = dict.fromkeys(_KEPT, self._itself)
        return {**kept, "display": _display, "get_ipython": self.get_ipython}

    def get_ipython(self, *, names: bool = False, files: bool = False) -> Unknown:
        """Replaces IPython's `get_ipython`.

        Args:
            names: from now on there may be names that are not known here.
            files: likewise files that are missing.
        """
        self.names_unknown = self.names_unknown or names
        self.files_unknown = self.files_unknown or files
        return self._itself


def _display(*_: object, **__: object) -> None:
    """Show nothing."""


def awaits(tree: ast.AST) -> bool:
    """Whether it awaits outside any function, which only a kernel can."""
    return any(
        isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith))
        or (isinstance(node, ast.comprehension) and node.is_async)
        for node in _outside_functions(tree)
    )


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if not isinstance(node, _SCOPES):
            yield node
            pending.extend(ast.iter_child_nodes(node))
