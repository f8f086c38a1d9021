"""How Keras 3 reads the data of a training call and calls models and losses symbolically."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree

from keras_lsp.report.losses import REGRESSION
from keras_lsp.worker.keras3 import batches, steps, training
from keras_lsp.worker.training import checks
from keras_lsp.worker.training.losses import losses
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from keras_lsp import report
    from keras_lsp.worker.training.feeds import Batch, Feed


class Keras3Check(checks.Check):
    """Checks a training call of Keras 3."""

    def read(self, feed: Feed) -> Batch:
        return batches.read_batch(feed, sized=self._is_sized())

    def rest(self, feed: Feed) -> tuple[int, int] | None:
        counts = batches.rest(feed) if self._is_sized() else None
        return (counts.samples, counts.size) if counts is not None else None

    def _is_sized(self) -> bool:
        inputs = getattr(self.model, "inputs", None) or []
        return any((shape_of(tensor) or [None])[0] is not None for tensor in inputs)

    def assert_compiled(self, method: str) -> None:
        self.model._assert_compile_called(method)

    def unpack(self, data: Any) -> tuple[Any, Any, Any]:
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        return x, y, weight

    def output(self, x: Any, site: report.Span | None) -> Any:
        model = self.model
        given = {"training": True} if getattr(model, "_call_has_training_arg", False) else {}
        if site is None:
            return backend.compute_output_spec(lambda inputs: model(inputs, **given), x)
        return self._adapter.watched_call(self.trace, model, site, x, **given)

    def own_step(self, name: str, feed: Feed) -> list[str] | None:
        if not steps.is_possible() or self.model.run_eagerly:
            return None
        data, _, self.steps = batches.form(feed, sized=self._is_sized(), exact=True)
        given = steps.perform(getattr(self.model, name), data)
        return [*given] if isinstance(given, dict) else []

    def logs(self, batch: Batch, output: Any) -> list[str]:
        tensors = batch.x, batch.y, output, batch.weight
        if batch.y is None and self.model._compile_loss is None and self._adds_losses():
            return ["loss"]
        size = self._size_of_batches(batch)
        if size is not None and self._compares_ranks(batch, output):
            # What TensorFlow would only find in the data, it finds in shapes without unknowns.
            sized = tree.map_structure(lambda tensor: _of_a_size(tensor, size), tensors)
            backend.compute_output_spec(lambda *given: self.model._compute_loss(*given), *sized)
        backend.compute_output_spec(
            lambda *given: self.model._compute_loss(*given, training=True), *tensors
        )
        return sorted(
            backend.compute_output_spec(
                lambda *given: self.model.compute_metrics(*given), *tensors
            )
        )

    def _adds_losses(self) -> bool:
        """Whether a layer has called `add_loss`: without values, Keras does not keep it."""
        layers = [self.model, *self._adapter.layers_in(self.model)]
        return any(training.adds_losses(layer) for layer in layers)

    def _size_of_batches(self, batch: Batch) -> int | None:
        """How many samples the first batch has, if that is known and it is no dataset's."""
        size = self.given.get("batch_size", batch.samples) or batches.USUAL_SIZE
        return min(size, batch.samples) if batch.samples and isinstance(size, int) else None

    def _compares_ranks(self, batch: Batch, output: Any) -> bool:
        """Whether a loss of Keras takes differences of tensors that differ in their ranks."""
        outputs, targets = self._adapter.flatten(output), self._adapter.flatten(batch.y)
        if self.is_subclassed() or len(outputs) != len(targets):
            return False
        names = getattr(self.model, "output_names", None) or []
        found = losses(keras, self.loss(), len(outputs), names)
        return all(loss.name in REGRESSION for loss in found) and any(
            len(target.shape) < len(tensor.shape)
            for target, tensor in zip(targets, outputs, strict=True)
            if target is not None
        )

    def numpy_dtype(self, tensor: Any) -> Any:
        return backend.standardize_dtype(tensor.dtype)

    def compiled(self) -> object:
        return self.model._compile_loss, self.model._compile_metrics

    def loss(self) -> Any:
        return getattr(self.model._compile_loss, "_user_loss", None)

    def input_names(self) -> list[str]:
        structure = getattr(self.model, "_inputs_struct", None)
        if isinstance(structure, dict):
            return sorted(structure)
        return [tensor.name for tensor in getattr(self.model, "inputs", None) or []]


def _of_a_size(tensor: Any, size: int) -> Any:
    """The like of a tensor, with a number of samples."""
    shape = shape_of(tensor)
    if not shape or shape[0] is not None:
        return tensor
    return keras.KerasTensor((size, *shape[1:]), backend.standardize_dtype(tensor.dtype))
