"""Layers that the program makes and forgets: never called, part of no model, never mentioned.

What was called is known to the trace; whether something is mentioned is read in the text.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Idle, is_notebook
from keras_lsp.worker.source.syntax import dotted_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.source.syntax import ParsedFile, ParsedFiles
    from keras_lsp.worker.trace.record import Trace

# Who reads one of these may find attributes without naming them.
_REFLECTION = {"layers", "submodules", "__dict__", "_flatten_layers"}
_REFLECTING = {"getattr", "vars", "locals"}


def idle_layers(trace: Trace, texts: ParsedFiles) -> Iterator[Idle]:
    """The layers that were made and that nothing in the program can use.

    Args:
        trace: a run that has ended.
        texts: the files.
    """
    for layer, span in trace.uncalled():
        text = texts.of(span.path)
        call = text.call(span) if text is not None else None
        kind = type(layer).__name__
        if text is None or call is None or dotted_name(call.func).rpartition(".")[2] != kind:
            continue  # A library made it, within what the user called.
        if trace.is_reported("KL601", span):
            continue  # It could not be made.
        if _is_forgotten(text, call, trace, texts):
            yield Idle(str(getattr(layer, "name", "")), kind, span)


def _is_forgotten(text: ParsedFile, call: ast.Call, trace: Trace, texts: ParsedFiles) -> bool:
    match text.parent(call):
        case ast.Expr():
            return not is_notebook(text.path)  # There it may be one of a list of examples.
        case ast.Assign(targets=[ast.Name(id=name)]) as statement:
            # What stands at the top of a module may be there for other modules.
            local = not isinstance(text.parent(statement), ast.Module)
            return local and not text.uses(name) and not _reflects(text)
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
            paths = dict.fromkeys([text.path, *trace.sources.executed])
            files = [found for path in paths if (found := texts.of(path)) is not None]
            return not any(_reads(file, name) or _reflects(file) for file in files)
    return False


def _reads(text: ParsedFile, attribute: str) -> bool:
    """Whether an attribute of that name is read, or named in a string."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr == attribute and _is_read(node))
        or (isinstance(node, ast.Constant) and node.value == attribute)
        for node in ast.walk(text.tree)
    )


def _reflects(text: ParsedFile) -> bool:
    for node in ast.walk(text.tree):
        if isinstance(node, ast.Name) and node.id in _REFLECTING:
            return True
        if isinstance(node, ast.Attribute) and node.attr in _REFLECTION:
            head = dotted_name(node).split(".")[0]
            if not any(isinstance(bound, ast.alias) for bound in text.bindings(head)):
                return True  # Not of a module: `keras.layers` is one.
    return False


def _is_read(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load)
