"""What is known of the data that a model is trained with: form, range of values, name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lsp import report
from keras_lsp.presentation.figures import shape_text
from keras_lsp.worker.values.tensors import dtype_of, shape_of
from keras_lsp.worker.values.unknown import Unknown, with_shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.worker.trace.adapter import Adapter
    from keras_lsp.worker.trace.record import Trace
    from keras_lsp.worker.training.feeds import Batch

# As many numbers are looked at without being felt.
_FEW = 1_000_000
_SAMPLES = 64
# As many numbers a prediction may have.
_MOST = 1 << 25
_NUMBERS = "biuf"


def array(trace: Trace, value: Any, symbolic: Any = None) -> report.Array:
    """What is known of some data.

    Args:
        trace: the run, which knows names.
        value: the data, or what it comes from.
        symbolic: a tensor of its form, where `value` itself has none.
    """
    form = value if shape_of(value) is not None else symbolic
    found = report.Array(shape_of(form), dtype_of(form))
    if isinstance(value, np.ndarray) or hasattr(value, "to_numpy"):
        _look_at(found, value)
    named = trace.where_made(value)
    if named is not None:
        found.name, found.span = named
    return found


def form(adapter: Adapter, batch: Batch) -> str:
    """The form of a batch, with shapes and dtypes."""
    forms = adapter.map_structure(
        lambda tensor: str((shape_of(tensor), dtype_of(tensor))),
        (batch.x, batch.y, batch.weight),
    )
    return str(forms)


def arrays(trace: Trace, given: Any, symbolic: Any, names: Sequence[str]) -> list[report.Array]:
    """What is known of all inputs, or of all targets, in the model's order.

    Args:
        trace: the run.
        given: what the program gave for them.
        symbolic: the same of one batch, in tensors.
        names: the keys under which they may stand, in the model's order.
    """
    tensors = _ordered(trace, symbolic, names)
    values = _ordered(trace, given, names)
    if len(values) != len(tensors):
        values = [given] * len(tensors)
    return [array(trace, v, t) for v, t in zip(values, tensors, strict=True)]


def _ordered(trace: Trace, structure: Any, names: Sequence[str]) -> list[Any]:
    if isinstance(structure, dict) and names and structure.keys() >= set(names):
        structure = [structure[name] for name in names]
    return [value for value in trace.adapter.flatten(structure) if value is not None]


def predicted(shape: Sequence[int | None], dtype: Any) -> Any:
    """Zeros in the place of a prediction; unknown if a size is not known, or they are too many."""
    if None in shape:
        return Unknown("a prediction of unknown size")
    known = [size for size in shape if size is not None]
    if math.prod(known) > _MOST:
        return with_shape(Unknown("a prediction that is too large"), tuple(known))
    return np.zeros(known, dtype)


def made_here(trace: Trace, value: Any) -> Iterator[report.Related]:
    """The statements of the program that made the data, or the parts of it."""
    for part in value if isinstance(value, (tuple, list)) else [value]:
        found = trace.where_made(part)
        if found is not None:
            name, span = found
            shape = f": {shape_text(shape_of(part))}" if shape_of(part) is not None else ""
            yield report.Related(span, f"`{name}` is made here{shape}")


def _look_at(found: report.Array, value: Any) -> None:
    """Add what the values are: all of them, or those of the first samples of many."""
    values = value if isinstance(value, np.ndarray) else value.to_numpy()
    if values.size > _FEW:
        values = values[:_SAMPLES]
    if values.size == 0 or values.size > _FEW or values.dtype.kind not in _NUMBERS:
        return
    lowest, highest = float(values.min()), float(values.max())
    if np.isfinite(lowest) and np.isfinite(highest):
        found.minimum, found.maximum = lowest, highest
        found.whole = values.dtype.kind != "f" or bool((values == np.floor(values)).all())
