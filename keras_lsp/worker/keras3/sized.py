"""The shapes of a model's layers for data of one size, where the model takes data of any.

Sequences of any length, images of any size: what training takes hangs on those of the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras.src import tree
from keras.src.backend import KerasTensor
from keras.src.models.functional import Functional
from keras.src.models.sequential import Sequential

from keras_lsp import report
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = 2


def shapes_for(model: Any, x: Any) -> list[report.Sized]:
    """The shapes of all layers of a graph, those of its inner graphs too; the batch is any.

    Args:
        model: of which some input may have any size, beside the batch.
        x: symbolic tensors of one batch.

    Returns:
        Nothing where no size hangs on the data, or the data's sizes are not known.
    """
    graph = _graph(model)
    if graph is None or not _is_open(graph.inputs) or _is_open(tree.flatten(x)):
        return []
    found: dict[tuple[str, ...], report.Sized] = {}
    data = [KerasTensor((_ANY, *each.shape[1:]), each.dtype) for each in tree.flatten(x)]
    _go_through(graph, data, (), found)
    return [*found.values()]


def _graph(model: Any) -> Any:
    """The graph of a model; None if it has none."""
    graph = model._functional if isinstance(model, Sequential) else model
    return graph if isinstance(graph, Functional) else None


def _is_open(tensors: Sequence[Any]) -> bool:
    return any(None in (shape_of(tensor) or [None, None])[1:] for tensor in tensors)


def _go_through(
    graph: Any, x: Any, path: tuple[str, ...], found: dict[tuple[str, ...], report.Sized]
) -> Any:
    """What the graph gives for tensors of known shapes; each layer's shapes are noted."""

    def noting(operation: Any) -> Any:
        inner, place = _graph(operation), (*path, operation.name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if inner is not None:
                outputs = _go_through(inner, args, place, found)
            else:
                outputs = operation.compute_output_spec(*args, **kwargs)
            row = found.setdefault(place, report.Sized([*place]))
            row.input_shapes += _shapes((args, kwargs))
            row.output_shapes += _shapes(outputs)
            return outputs

        return call

    return graph._run_through_graph(x, operation_fn=noting)


def _shapes(structure: Any) -> list[report.Shape | None]:
    """Those of all tensors, the batch being any."""
    tensors = [each for each in tree.flatten(structure) if isinstance(each, KerasTensor)]
    return [[None, *each.shape[1:]] if each.shape else [] for each in tensors]
