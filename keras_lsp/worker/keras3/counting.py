"""How the back ends of Keras 3 trace a `call` so that its operations can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common.stateless_scope import StatelessScope
from keras.src.backend.common.symbolic_scope import SymbolicScope
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer

from keras_lsp.worker.counting.counter import CountedCall, Counter, Frame, with_inner
from keras_lsp.worker.counting.signatures import Signatures
from keras_lsp.worker.keras3.symbolic import placeholder

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.counting.count import Count
    from keras_lsp.worker.trace.record import Trace

_layer_call = Layer.__call__
_compute_output_spec = backend.compute_output_spec
# Names of attributes in which Keras keeps its own books, in each layer.
_kept: frozenset[str] = frozenset()


# And in each model, for training. To make a model starts threads of TensorFlow's.
_OF_TRAINERS = (
    "_compile_config", "_compile_loss", "_compile_metrics", "_compute_loss_has_training_arg",
    "_distribute_strategy", "_initial_epoch", "_jit_compile", "_loss_tracker", "_run_eagerly",
    "compiled", "loss", "optimizer", "predict_function", "steps_per_execution", "test_function",
    "train_function", "unrolled_steps_per_execution",
)  # fmt: skip


def install() -> None:
    """Take note of what Keras keeps in each layer. To come before the hooks."""
    global _kept
    # On PyTorch a layer's variables are in `_torch_params`, too.
    _kept = frozenset((*vars(keras.layers.Layer()), *_OF_TRAINERS, "_torch_params"))


def counter(trace: Trace) -> Counter | None:
    """What counts on this back end; None if nothing does."""
    signatures = Signatures(Layer, backend.Variable, "keras", _kept)
    kinds: dict[str, Callable[[Trace, Signatures], Counter]] = {
        "tensorflow": OnTensorFlow,
        "jax": OnJax,
        "torch": OnTorch,
    }
    kind = kinds.get(backend.backend())
    return kind(trace, signatures) if kind is not None else None


class Keras3Counter(Counter):
    """What is the same on all back ends."""

    def symbol(self, shape: tuple[int, ...], dtype: str) -> Any:
        return KerasTensor(shape, dtype)

    def maker(self, tensor: Any) -> tuple[Any, Any, Any, int] | None:
        history = getattr(tensor, "_keras_history", None)
        if history is None or isinstance(history.operation, InputLayer):
            return None
        given = history.operation._inbound_nodes[history.node_index].arguments
        return history.operation, given.args, given.kwargs, history.tensor_index

    def stand_in(self, symbol: Any) -> Any:
        return placeholder(symbol.shape, symbol.dtype)

    def outputs_of(self, layer: Any, args: Any, kwargs: Any) -> Any:
        return layer.compute_output_spec(*args, **kwargs)

    def call(self, layer: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(layer, Layer):
            return _layer_call(layer, *args, **kwargs)
        return layer.call(*args, **kwargs)


class OnTensorFlow(Keras3Counter):
    """TensorFlow, whose graphs keep all operations."""

    def trace(
        self, function: Callable[..., Any], frame: Frame, args: Any, kwargs: Any
    ) -> CountedCall:
        import tensorflow as tf

        from keras_lsp.worker.counting.graph_operations import count_graph

        def traced(*args: Any, **kwargs: Any) -> Any:
            frame.place = tf.compat.v1.get_default_graph()
            outputs = function(*args, **kwargs)
            ends.extend(tf.nest.flatten(outputs, expand_composites=True))
            return outputs

        ends: list[Any] = []
        outputs = _compute_output_spec(traced, *args, **kwargs)
        return CountedCall(count_graph(frame.place, ends, self.place, frame.inner), outputs)

    def is_within(self, frame: Frame, tensors: list[Any]) -> bool:  # noqa: ARG002 - as on JAX
        import tensorflow as tf

        return tf.compat.v1.get_default_graph() is frame.place


class OnJax(Keras3Counter):
    """JAX, whose programs are lists of equations."""

    def trace(
        self, function: Callable[..., Any], frame: Frame, args: Any, kwargs: Any
    ) -> CountedCall:
        import jax

        from keras_lsp.worker.counting.jax_equations import count_equations

        flat = tree.flatten((args, kwargs))
        places = [place for place, value in enumerate(flat) if isinstance(value, KerasTensor)]

        def traced(*tensors: Any) -> Any:
            frame.place = getattr(tensors[0], "_trace", None) if tensors else None
            given = [*flat]
            for place, tensor in zip(places, tensors, strict=True):
                given[place] = tensor
            args_, kwargs_ = tree.pack_sequence_as((args, kwargs), given)
            outputs = function(*args_, **kwargs_)
            structure.append(tree.map_structure(_spec, outputs))
            return [value for value in tree.flatten(outputs) if hasattr(value, "dtype")]

        structure: list[Any] = []
        given = [jax.ShapeDtypeStruct(flat[place].shape, flat[place].dtype) for place in places]
        with StatelessScope(), SymbolicScope():
            jaxpr = jax.make_jaxpr(traced)(*given)
        return with_inner(count_equations(jaxpr, self.place), frame, structure[0])

    def is_within(self, frame: Frame, tensors: list[Any]) -> bool:
        traces = [getattr(tensor, "_trace", None) for tensor in tensors]
        return all(found is None or found is frame.place for found in traces)


class OnTorch(Keras3Counter):
    """PyTorch, which tells of each operation before it does it."""

    def trace(
        self, function: Callable[..., Any], frame: Frame, args: Any, kwargs: Any
    ) -> CountedCall:
        from torch.utils._python_dispatch import _disable_current_modes

        from keras_lsp.worker.counting.torch_operations import Counting

        def traced(*args: Any, **kwargs: Any) -> Any:
            # Keras computes again, with data, what has no form without.
            frame.inner.clear()
            # What is counted around this call would count its operations, too.
            with _disable_current_modes(), Counting(self.place) as counting:
                outputs = function(*args, **kwargs)
            counts[:] = [counting.count()]
            return outputs

        counts: list[Count] = []
        outputs = backend.compute_output_spec(traced, *args, **kwargs)
        return with_inner(counts[0], frame, outputs)

    def is_within(self, frame: Frame, tensors: list[Any]) -> bool:  # noqa: ARG002 - as on JAX
        return True


def _spec(value: Any) -> Any:
    if not hasattr(value, "dtype") or not hasattr(value, "shape"):
        return value
    return KerasTensor(value.shape, backend.standardize_dtype(value.dtype))
