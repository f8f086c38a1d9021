"""Loops of the program that bring nothing new end early: training by hand, data in Python.

The syntax tree of each loop gets a question, asked in every round: is it worth going on?
Knows nothing of Keras but what the trace says.
"""

from __future__ import annotations

import ast
import sys
import time
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem
from keras_lsp.worker.source.syntax import call
from keras_lsp.worker.values.unknown import is_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from keras_lsp.worker.trace.record import Trace

_ROUNDS = "__keras_lsp_rounds__"
_ENTER = "__keras_lsp_enter_loop__"
_GO_ON = "__keras_lsp_go_on__"

# Of the time limit of the run: how much of it a loop may take that brings nothing new.
_SHARE = 0.3
# Seconds for a loop that goes on training a model that has been checked.
_REHEARSAL = 0.25
_REHEARSALS = 2


def watch(tree: ast.AST) -> ast.AST:
    """The tree with a question in each of its loops; other code keeps its positions."""
    watched: ast.AST = _Watcher().visit(tree)
    return watched


def _counts(iterable: object) -> bool:
    """Whether a loop only counts: epochs, or the like, perhaps behind a progress bar."""
    try:
        # Of the object itself: what the program's classes do when they are asked is theirs.
        held = object.__getattribute__(iterable, "__dict__").get("iterable", iterable)
    except Exception:  # noqa: BLE001 - it may have none, or one of its own kind
        held = iterable
    return type(held) is range


class _Watcher(ast.NodeTransformer):
    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = call(_ROUNDS, node.iter, node.iter)
        return node

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        self.generic_visit(node)
        key = [ast.Constant(node.lineno), ast.Constant(node.col_offset)]
        go_on = call(_GO_ON, node.test, *key, ast.Constant(_is_endless(node)))
        node.test = ast.copy_location(ast.BoolOp(ast.And(), [go_on, node.test]), node.test)
        enter = ast.copy_location(ast.Expr(call(_ENTER, node.test, *key)), node.test)
        return [enter, node]


def _is_endless(node: ast.While) -> bool:
    """Whether nothing in the loop could end it."""
    ends = (ast.Break, ast.Return, ast.Raise)
    return (
        isinstance(node.test, ast.Constant)
        and bool(node.test.value)
        and not any(isinstance(inner, ends) for inner in ast.walk(node))
    )


class Loops:
    """Decides when a loop has gone on for long enough.

    Args:
        trace: knows whether something new has been seen.
        timeout: seconds that the run may take.
    """

    def __init__(self, trace: Trace, timeout: float) -> None:
        self._trace = trace
        self._limit = _SHARE * timeout
        self._entered: dict[tuple[FrameType, int, int], tuple[float, int]] = {}

    def install(self, builtins: dict[str, Any]) -> None:
        """Answer the questions of loops whose modules have these builtins."""
        builtins[_ROUNDS] = self._rounds
        builtins[_ENTER] = self._enter
        builtins[_GO_ON] = self._go_on

    def _rounds(self, iterable: Iterable[Any]) -> Iterator[Any]:
        frame, counts = sys._getframe(1), _counts(iterable)
        return self._until_over(iter(iterable), frame, counts=counts)

    def _until_over(
        self, items: Iterator[Any], frame: FrameType, *, counts: bool
    ) -> Iterator[Any]:
        """The items, as long as it is worth going on.

        Args:
            items: what the loop goes through.
            frame: of the loop.
            counts: it is a loop of epochs, or the like: one round is as good as another.
        """
        began = time.monotonic(), self._trace.rehearsals
        forms = self._trace.updates.forms
        for item in items:
            if is_each(item):
                yield from self._of_unknown_many(item, frame)
                continue
            trained = len(forms)
            yield item
            if len(forms) > trained and not counts:
                continue  # Another model was trained in this round, and may be in the next.
            if self._is_over(*began, frame):
                return

    def _of_unknown_many(self, item: Any, frame: FrameType) -> Iterator[Any]:
        """One round in the place of unknown many: what comes of it is not known."""
        with self._trace.repeated():
            yield item
        self._trace.flow.note("missing", frame)

    def _enter(self, line: int, column: int) -> None:
        self._entered[sys._getframe(1), line, column] = time.monotonic(), self._trace.rehearsals

    def _go_on(self, line: int, column: int, endless: bool) -> bool:
        frame = sys._getframe(1)
        return not self._is_over(*self._entered[frame, line, column], frame, endless=endless)

    def _is_over(
        self, began: float, rehearsals: int, frame: FrameType, *, endless: bool = False
    ) -> bool:
        idle = time.monotonic() - max(began, self._trace.progressed)
        if idle < _REHEARSAL:
            return False
        if self._trace.rehearsals - rehearsals >= _REHEARSALS:
            self._trace.flow.note("missing", frame)
            return True
        if endless or idle < self._limit:
            # What stands behind an endless loop would not be reached by Python either.
            return False
        message = (
            f"This loop was stopped after {idle:.0f} s: its results are incomplete here, and "
            "errors that may follow from that are not reported."
        )
        span = self._trace.sources.span(frame)
        self._trace.problem(Problem("KL909", "information", message, span))
        self._trace.incomplete = True
        return True
