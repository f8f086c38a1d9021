"""How Keras 2 reads the data of a training call and calls models and losses symbolically."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2 import batches
from keras_lsp.worker.keras2.internals import data_adapter, placeholder, scratch_graph
from keras_lsp.worker.training import checks
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from keras_lsp import report
    from keras_lsp.worker.training.feeds import Batch, Feed

_TRAINING = ("fit", "train_on_batch")
# As good as any number, and not likely to be that of anything else.
_SAMPLES = 37


class Keras2Check(checks.Check):
    """Checks a training call of Keras 2."""

    def graph(self) -> AbstractContextManager[Any]:
        context: AbstractContextManager[Any] = scratch_graph().as_default()
        return context

    def read(self, feed: Feed) -> Batch:
        return batches.read(feed)

    def assert_compiled(self, method: str) -> None:  # noqa: ARG002 - Keras 3 asks for it
        self.model._assert_compile_was_called()

    def unpack(self, data: Any) -> tuple[Any, Any, Any]:
        x, y, weight = data_adapter.unpack_x_y_sample_weight(data)
        return x, y, weight

    def output(self, x: Any, site: report.Span | None) -> Any:
        if site is None:
            return self.model(x, training=True)
        return self._adapter.watched_call(self.trace, self.model, site, x, training=True)

    def own_step(self, name: str, feed: Feed) -> list[str] | None:
        if self.model.run_eagerly:
            return None
        with scratch_graph().as_default():
            data, _, self.steps = batches.form(feed)
            given = getattr(self.model, name)(data)
        return [*given] if isinstance(given, dict) else []

    def logs(self, batch: Batch, output: Any) -> list[str]:
        model = self.model
        loss = model.compute_loss(batch.x, batch.y, output, batch.weight)
        if self.method in _TRAINING:
            model._validate_target_and_loss(batch.y, loss)
        if not self.is_subclassed():
            # What TensorFlow would only find in the data, it finds in shapes without unknowns.
            sized = tf.nest.map_structure(_of_a_size, (batch.x, batch.y, output, batch.weight))
            model.compute_loss(*sized)
        return list(model.compute_metrics(batch.x, batch.y, output, batch.weight))

    def numpy_dtype(self, tensor: Any) -> Any:
        return tensor.dtype.as_numpy_dtype

    def compiled(self) -> object:
        return self.model.compiled_loss, self.model.compiled_metrics

    def loss(self) -> Any:
        return getattr(self.model.compiled_loss, "_user_losses", None)


def _of_a_size(tensor: Any) -> Any:
    """The like of a tensor, with a number of samples."""
    shape = shape_of(tensor)
    if not shape or shape[0] is not None:
        return tensor
    return placeholder((_SAMPLES, *shape[1:]), tensor.dtype)
