"""Tensors of any backend: their shapes and dtypes, and what they were computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.worker.values.placeholders import stand_in
from keras_lsp.worker.values.poison import GUESS, U, UnknownDim
from keras_lsp.worker.values.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from keras_lsp import report
    from keras_lsp.worker.values.poison import Dims

# No back end has a dimension beyond.
MAX_SIZE = 2**63 - 1
# What stands for an array while JAX traces a function.
_OF_JAX = "DynamicJaxprTracer"
OPERANDS = "_keras_lsp_operands"
"""Of a tensor of PyTorch: what the operation was given that made it, where that was noted."""


def ancestors(
    tensor: Any,
    known: Callable[[Any], bool] = lambda _: False,
    limit: int = 256,
) -> Iterator[Any]:
    """The tensor, then what it was computed from, nearest first, as far as the back end tells.

    Args:
        tensor: where to start.
        known: of which tensors the origin does not matter.
        limit: how many to give at the most.
    """
    queue = [tensor]
    seen: set[int] = set()
    while queue and len(seen) < limit:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if not known(current):
            queue.extend(_operands(current))


def _operands(tensor: Any) -> Iterable[Any]:
    """What the operation was given that made the tensor; nothing where that is not known."""
    operands: Iterable[Any] = ()
    if has_graph(tensor):
        operands = tensor.op.inputs
    elif type(tensor).__name__ == _OF_JAX:
        # None of what the function is given; older versions of JAX do not tell.
        operands = getattr(getattr(tensor, "parent", None), "in_tracers", ())
    else:
        operands = getattr(tensor, OPERANDS, ())
    return operands


def has_graph(tensor: Any) -> bool:
    """Whether the tensor is of a graph of TensorFlow."""
    return type(tensor).__name__ == "SymbolicTensor"


def shape_of(tensor: Any) -> report.Shape | None:
    """The tensor's shape, with `?` for what is not known; None if not even its rank is."""
    guessed = getattr(tensor, GUESS, None)
    if guessed is not None:
        dims = guessed.dims if guessed.ranked else None
    else:
        dims = getattr(tensor, "shape", None)
    if dims is None:
        return None
    try:
        return [_dim(dim) for dim in dims]
    except (TypeError, ValueError):
        return None


def dims_of(tensor: Any) -> Dims | None:
    """As `shape_of`, for tensors of the same shape: the numbers of sizes that have a name.

    `U` stands for what is not known.
    """
    shape = shape_of(tensor)
    if shape is None:
        return None
    pairs = zip(shape, tensor.shape, strict=True)
    return tuple(
        (U if size == "?" else int(raw)) if isinstance(size, str) else size for size, raw in pairs
    )


def _dim(dim: Any) -> report.Size:
    if dim is None:
        return None
    if isinstance(dim, UnknownDim):
        return "?"
    try:
        size = int(dim)
    except Exception:  # noqa: BLE001 - a symbolic dimension of JAX raises errors of its own
        return None
    name = sizes.name(size)
    if name is not None:
        return name
    return None if size > MAX_SIZE or stand_in().stands_for(size) else size


def dtype_of(tensor: Any) -> str | None:
    """The dtype's name, e.g. `float32`."""
    dtype = getattr(tensor, "dtype", None)
    if dtype is None:
        return None
    name = getattr(dtype, "name", None)
    return name if isinstance(name, str) else str(dtype)
