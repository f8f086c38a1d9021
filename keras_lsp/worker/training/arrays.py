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

    from keras_lsp.worker.trace.record import Trace

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
