"""The program's functions as TensorFlow's AutoGraph translates them for a `tf.function`.

The translated code is compiled so that each of its expressions stands where the program has
it: layers that are called in it are seen at their line, and so is what it raises. A loop over a
dataset goes through its first batches only.

Knows AutoGraph; nothing of Keras.
"""

from __future__ import annotations

import functools
import sys
import types
from typing import TYPE_CHECKING, Any, NamedTuple

import gast
import tensorflow as tf
from tensorflow.python.autograph import operators
from tensorflow.python.autograph.core import config
from tensorflow.python.autograph.pyct import (
    anno,
    ast_util,
    error_utils,
    loader,
    origin_info,
    parser,
)

from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Iterable

# As many batches of a dataset does a loop in a graph see: one and the next.
_BATCHES = 2

_attach_origin = origin_info.OriginResolver._attach_origin_info
_load = loader.load_ast
_for_stmt = operators.for_stmt


def install() -> None:
    """Set the hooks."""
    origin_info.OriginResolver._attach_origin_info = _attach
    loader.load_ast = _load_in_place
    # What stands in the place of Keras' functions is translated as little as they are.
    config.CONVERSION_RULES = (config.DoNotConvert("keras_lsp"), *config.CONVERSION_RULES)
    operators.for_stmt = functools.wraps(_for_stmt)(_loop)
    # Else an exception is raised anew, with a text that is about the translated code.
    error_utils.ErrorMetadataBase.to_exception = _as_raised


def _as_raised(_metadata: Any, error: BaseException) -> BaseException:
    return error


# Places.


class _Origin(origin_info.OriginInfo):  # type: ignore[misc]
    """AutoGraph's note of where a node comes from, with the place where that ends."""

    end: tuple[int, int]


def _attach(self: Any, node: Any) -> None:
    _attach_origin(self, node)
    origin = anno.getanno(node, anno.Basic.ORIGIN, default=None)
    end_line, end_column = (getattr(node, f"end_{at}", None) for at in ("lineno", "col_offset"))
    if origin is None or end_line is None or end_column is None:
        return
    with_end = _Origin(*origin)
    with_end.end = (
        origin.loc.lineno + end_line - node.lineno,
        origin.loc.col_offset + end_column - node.col_offset,
    )
    anno.setanno(node, anno.Basic.ORIGIN, with_end)


class _Place(NamedTuple):
    """Lines, and columns in bytes, as a syntax tree has them."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


def _place_of(node: Any) -> tuple[str, _Place] | None:
    """The file and place that a node of translated code stands for."""
    origin = anno.getanno(node, anno.Basic.ORIGIN, default=None) if node is not None else None
    if origin is None:
        return None
    line, column = origin.loc.lineno, origin.loc.col_offset
    end = origin.end if isinstance(origin, _Origin) else (line, column)
    return origin.loc.filename, _Place(line, column, *end)


# Translated code.


def _load_in_place(
    nodes: Any, indentation: str = "  ", include_source_map: bool = False, **how: Any
) -> tuple[types.ModuleType, str, dict[Any, Any] | None]:
    """As AutoGraph loads its code; positions in it are those of the program's own code."""
    listed = nodes if isinstance(nodes, (list, tuple)) else (nodes,)
    file = _file_of(listed)
    if current.trace is None or file is None or not current.trace.sources.is_user(file):
        made: tuple[types.ModuleType, str, dict[Any, Any] | None] = _load(
            nodes, indentation, include_source_map, **how
        )
        return made
    source = parser.unparse(listed, indentation=indentation)
    again = parser.parse(source, preamble_len=0, single_node=False)
    _put_in_place(again, ast_util.parallel_walk(listed, again))
    tree = gast.gast_to_ast(gast.Module(body=list(again), type_ignores=[]))
    module = types.ModuleType("keras_lsp_graph_code")
    module.__file__ = file
    exec(current.trace.sources.compile_in_place(tree, file), module.__dict__)  # noqa: S102
    return module, source, {} if include_source_map else None


def _file_of(nodes: Iterable[Any]) -> str | None:
    """The file that the code comes from."""
    for node in nodes:
        for inner in gast.walk(node):
            found = _place_of(inner)
            if found is not None:
                return found[0]
    return None


def _put_in_place(again: Iterable[Any], pairs: Iterable[tuple[Any, Any]]) -> None:
    """Give each node of the parsed code the place of the one that it was written from.

    Args:
        again: the parsed code.
        pairs: nodes as AutoGraph made them, each with its like among `again`.
    """
    places = {id(after): _place_of(before) for before, after in pairs}
    queue: list[tuple[Any, _Place]] = [(node, _Place(1, 0, 1, 0)) for node in again]
    while queue:
        node, around = queue.pop()
        found = places.get(id(node))
        place = found[1] if found is not None else around
        if hasattr(node, "lineno"):
            for name, value in place._asdict().items():
                setattr(node, name, value)
        queue.extend((child, place) for child in gast.iter_child_nodes(node))


# Loops.


def _loop(iterated: Any, *rest: Any) -> Any:
    trace = current.trace
    if trace is not None and isinstance(iterated, tf.data.Dataset):
        iterated = iterated.take(_BATCHES)
        trace.flow.note("values", sys._getframe(1))
    return _for_stmt(iterated, *rest)
