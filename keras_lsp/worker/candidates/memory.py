"""Candidates where training needs more memory than the GPU has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Span
from keras_lsp.report.hints import TooLargeBatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan

_POLICY = "mixed_float16"
_POSITION = 2
_HALF = ("float16", "bfloat16")


def smaller_batch(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`fit` with the largest batch that fits, where it makes the batches itself."""
    training, fit = program.training(problem), program.maker_at(problem.span)
    if training is None or fit is None or training.method != "fit":
        return
    if not isinstance(problem.data, TooLargeBatch):
        return
    # A dataset has its own batches: it comes without targets.
    if fit.value("y", 1) is None and fit.value("batch_size", _POSITION) is None:
        return
    batch = problem.data.batch
    edits = fit.with_argument("batch_size", batch, _POSITION)
    yield Fix(f"Set batch_size to {batch}", edits)


def half_precision(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Layers that compute in half precision, from the first statement on that is no import."""
    text = program.texts.of(problem.span.path)
    if text is None or program.namespace.get("keras") is not program.package:
        return
    dtypes = {str(layer.dtype) for model in program.record.models for layer in model.layers}
    if any(dtype.endswith(_HALF) for dtype in dtypes):
        return
    imports = [
        node
        for node in text.tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "keras" in ast.unparse(node)
    ]
    if not imports:
        return
    line = (imports[-1].end_lineno or imports[-1].lineno) + 1
    place = Span(text.path, line, 1, line, 1)
    statement = f'keras.config.set_dtype_policy("{_POLICY}")\n'
    yield Fix(f"Compute in half precision: {_POLICY}", [Edit(place, statement)])
